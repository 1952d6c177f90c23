"""When somebody is looked for, in the site's own time, whatever the clocks do; numbers as they are dialled."""

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from palier.common.dialling import read_dialled, shown_number
from palier.safety import rules

PARIS, CAYENNE = ZoneInfo("Europe/Paris"), ZoneInfo("America/Cayenne")
CONTRACT = Path(__file__).parents[2] / "contract"
START, END = time(17, 30), time(20, 0)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "zone", "expected"),
    [
        (date(2026, 3, 12), PARIS, "2026-03-12T19:00"),
        (date(2026, 7, 12), PARIS, "2026-07-12T18:00"),
        (date(2026, 7, 12), CAYENNE, "2026-07-12T23:00"),
    ],
)
def test_the_slot_s_end_is_told_in_the_site_s_own_time(day: date, zone: ZoneInfo, expected: str) -> None:
    assert rules.expected_return(day, START, END, None, zone) == utc(expected)


def test_a_later_word_replaces_the_slot_and_may_pass_midnight() -> None:
    day = date(2026, 3, 12)
    assert rules.expected_return(day, START, END, time(20, 15), PARIS) == utc("2026-03-12T19:15")
    assert rules.expected_return(day, START, END, time(0, 10), PARIS) == utc("2026-03-12T23:10")


def test_an_hour_that_happens_twice_is_the_second_one() -> None:
    # 25 October 2026, 2 h 30: at 0 h 30 UTC, then again at 1 h 30 UTC.
    assert rules.expected_return(date(2026, 10, 24), START, END, time(2, 30), PARIS) == utc("2026-10-25T01:30")


def test_the_grace_is_thirty_real_minutes_across_a_change_of_clocks() -> None:
    # 29 March 2026: 1 h 45 is followed, a quarter of an hour later, by 3 h.
    expected = rules.expected_return(date(2026, 3, 28), START, END, time(1, 45), PARIS)
    assert rules.overdue_at(expected, None, 30) - expected == timedelta(minutes=30)
    assert rules.overdue_at(expected, None, 30).astimezone(PARIS).strftime("%H:%M") == "03:15"


def test_the_grace_runs_from_a_later_word_only() -> None:
    expected = utc("2026-03-12T19:00")
    assert rules.overdue_at(expected, None, 30) == utc("2026-03-12T19:30")
    assert rules.overdue_at(expected, utc("2026-03-12T18:10"), 30) == utc("2026-03-12T19:30")
    assert rules.overdue_at(expected, utc("2026-03-12T19:20"), 30) == utc("2026-03-12T19:50")


@pytest.mark.parametrize("offset", [0, 400 * 86400, -400 * 86400, 37])
def test_a_clock_that_is_off_is_set_right(offset: int) -> None:
    now, really = utc("2026-03-12T19:00"), utc("2026-03-12T18:48")
    assert rules.claimed_moment(really + timedelta(seconds=offset), offset, now) == really


def test_nothing_was_said_after_it_arrived() -> None:
    now = utc("2026-03-12T19:00")
    assert rules.claimed_moment(utc("2031-01-01T00:00"), 0, now) == now
    assert rules.claimed_moment(datetime.max.replace(tzinfo=UTC), -400, now) == now


def test_an_outing_is_forgotten_at_four_in_the_morning_of_the_site() -> None:
    assert rules.forgotten_at(date(2026, 3, 12), CAYENNE).astimezone(UTC) == utc("2026-03-13T07:00")


def test_the_sorts_of_alerts_are_those_of_the_contract() -> None:
    assert [one["code"] for one in json.loads((CONTRACT / "words" / "alerts.json").read_text("utf-8"))] == list(rules.SORTS)


def test_an_alarm_ends_as_its_kind_may() -> None:
    assert rules.check_outcome("sos", "fine") == ""
    assert rules.check_outcome("overdue", "forgot") == ""
    for kind, outcome in (("sos", "forgot"), ("alert", ""), ("overdue", "back"), ("teleport", "fine")):
        assert rules.check_outcome(kind, outcome)


def test_an_entrance_is_avoided_for_a_while() -> None:
    today = date(2026, 3, 12)
    assert rules.check_avoiding(today, today) == ""
    assert rules.check_avoiding(today + rules.AVOID_AT_MOST, today) == ""
    for until in (None, today - timedelta(days=1), today + rules.AVOID_AT_MOST + timedelta(days=1)):
        assert rules.check_avoiding(until, today)


def test_numbers_are_read_as_people_write_them() -> None:
    found, problems = rules.read_numbers([("Astreinte", "01.99.00 00-11"), ("", ""), (" Gaz  de nuit ", "0 800 47 33 33")])
    assert [(one.name, one.number) for one in found] == [("Astreinte", "0199000011"), ("Gaz de nuit", "0800473333")]
    assert problems == []
    for pair, word in ((("", "17"), "qui répond"), (("Nuit", ""), "ne se compose pas"), (("Nuit", "appelle-moi"), "ne se compose pas")):
        assert word in rules.read_numbers([pair])[1][0]
    assert "au plus" in rules.read_numbers([(f"n{n}", "15") for n in range(9)])[1][0]


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [("15", "15"), ("39 19", "3919"), ("+33 1 99 00 00 11", "+33199000011"), ("(01) 99/00/00/11", "0199000011"),
     ("", None), ("1", None), ("+", None), ("01 99 O0", None), ("٣٣٣", None), ("1" * 16, None), ("0+1", None)],
)  # fmt: skip
def test_a_number_is_kept_as_it_is_dialled(typed: str, dialled: str | None) -> None:
    assert read_dialled(typed) == dialled


def test_a_number_is_shown_as_it_is_read_aloud() -> None:
    for dialled, shown in (
        ("0199000011", "01 99 00 00 11"),
        ("3919", "39 19"),
        ("112", "112"),
        ("+33199000011", "+33 1 99 00 00 11"),
        ("", ""),
    ):
        assert shown_number(dialled) == shown.replace(" ", "\u00a0")


@pytest.mark.parametrize(
    ("typed", "minutes"), [("30", 30), (" 5 ", 5), ("180", 180), ("4", None), ("181", None), ("", None), ("x", None), ("²", None)]
)
def test_the_grace_is_a_number_of_minutes(typed: str, minutes: int | None) -> None:
    assert rules.read_grace(typed) == minutes
