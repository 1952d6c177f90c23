"""Stretches of work on the site's own clock: lengths, days, weeks, months, breaks."""

from datetime import date, time
from zoneinfo import ZoneInfo

import pytest

from palier.teams.rules.worked import Stretch, breaks, minutes_by_day, minutes_by_month, minutes_by_week, month_days, overlaps

PARIS = ZoneInfo("Europe/Paris")


def stretch(day: str, start: str, end: str, sort: str = "field") -> Stretch:
    return Stretch(date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(end), sort, PARIS)


def test_an_ordinary_evening() -> None:
    assert stretch("2026-03-19", "17:30", "20:00").minutes == 150


@pytest.mark.parametrize(
    ("day", "start", "end", "minutes"),
    [
        ("2026-03-28", "22:00", "06:00", 7 * 60),  # the clock jumps from 2 to 3
        ("2026-10-24", "22:00", "06:00", 9 * 60),  # it strikes 2 twice
        ("2026-03-29", "02:10", "02:40", 30),  # an hour that does not exist: the same half hour, told an hour later
        ("2026-03-29", "02:30", "03:15", 0),  # never less than nothing
    ],
)
def test_nights_when_the_clock_changes(day: str, start: str, end: str, minutes: int) -> None:
    assert stretch(day, start, end).minutes == minutes


def test_an_evening_over_midnight_is_shared_between_its_days_weeks_and_months() -> None:
    by_day = minutes_by_day([stretch("2026-05-31", "22:00", "01:30")])
    assert by_day == {date(2026, 5, 31): 120, date(2026, 6, 1): 90}
    assert minutes_by_week(by_day) == {date(2026, 5, 25): 120, date(2026, 6, 1): 90}
    assert minutes_by_month(by_day) == {date(2026, 5, 1): 120, date(2026, 6, 1): 90}


def test_being_away_is_not_work() -> None:
    assert not minutes_by_day([stretch("2026-03-19", "09:00", "12:00", "sick"), stretch("2026-03-20", "09:00", "12:00", "leave")])


def test_an_hour_cannot_be_worked_twice_nor_while_away() -> None:
    evening, call, away = (
        stretch("2026-03-19", "17:30", "20:00"),
        stretch("2026-03-19", "19:00", "19:30"),
        stretch("2026-03-19", "19:45", "21:00", "sick"),
    )
    assert overlaps([call, evening, away]) == [(evening, call), (evening, away)]
    assert overlaps([evening, stretch("2026-03-19", "20:00", "21:00")]) == []


def test_breaks_are_what_lies_between() -> None:
    day = [
        stretch("2026-03-19", "14:00", "16:00", "training"),
        stretch("2026-03-19", "18:30", "20:00"),
        stretch("2026-03-19", "16:00", "16:30", "travel"),
    ]
    assert [(end.hour, end.minute, start.hour, start.minute) for end, start in breaks(day)] == [(15, 30, 17, 30)]


def test_february_has_its_days() -> None:
    assert len(month_days(date(2028, 2, 14))) == 29
    assert month_days(date(2026, 12, 31))[0] == date(2026, 12, 1)
