"""What a piece of work would break is said before it is planned."""

import random
from dataclasses import replace
from datetime import date, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from palier.teams.rules.complementary import Agreement, paid, rise_due
from palier.teams.rules.contract import Terms
from palier.teams.rules.planning import Standing, check_plan
from palier.teams.rules.worked import WORKED, Stretch, minutes_by_day, minutes_by_month, minutes_by_week, monday_of

PARIS = ZoneInfo("Europe/Paris")
CONTRACT = (Terms(date(2026, 1, 1), 900),)
LONG_AGO = date(2026, 1, 2)


def stretch(day: str, start: str, end: str, sort: str = "field") -> Stretch:
    return Stretch(date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(end), sort, PARIS)


def broken(planned: Stretch, *known: Stretch, told_on: date = LONG_AGO, agreed: bool = False, **standing: object) -> dict[str, str]:
    found = replace(Standing(CONTRACT, known, Agreement()), **standing)  # type: ignore[arg-type]
    return {one.rule: f"{one.sentence} {one.allowed}".replace("\u00a0", " ") for one in check_plan(found, planned, told_on, agreed=agreed)}


def test_an_evening_like_another_breaks_nothing() -> None:
    assert broken(stretch("2026-03-19", "17:30", "20:00"), stretch("2026-03-17", "17:30", "20:00")) == {}


def test_without_a_contract() -> None:
    assert "1er janvier" in broken(stretch("2025-12-30", "17:30", "20:00"), told_on=date(2025, 11, 1))["contract"]


def test_the_month_holds_a_tenth_more() -> None:
    known = [stretch(f"2026-03-{day:02}", "17:00", "20:00") for day in (2, 3, 5, 9, 10)]
    said = broken(stretch("2026-03-19", "17:30", "20:00"), *known)
    assert "Il reste 1 h 30" in said["month"]
    assert "month" not in broken(stretch("2026-03-19", "17:30", "19:00"), *known)
    assert "month" not in broken(stretch("2026-03-19", "17:30", "20:00"), *known, agreement=Agreement(cap=Fraction(1, 3)))


def test_training_in_the_afternoon_and_doors_in_the_evening() -> None:
    said = broken(stretch("2026-03-19", "18:30", "20:00"), stretch("2026-03-19", "14:00", "16:00", "training"))
    assert "18 h au plus tard" in said["break"]
    assert broken(stretch("2026-03-19", "18:00", "20:00"), stretch("2026-03-19", "14:00", "16:00", "training")) == {}


def test_two_breaks_in_a_day() -> None:
    known = [stretch("2026-03-19", "10:00", "11:00", "meeting"), stretch("2026-03-19", "12:00", "13:00", "training")]
    assert "2 coupures" in broken(stretch("2026-03-19", "14:00", "15:00"), *known)["break"]
    assert broken(stretch("2026-03-19", "14:00", "15:00"), *known, agreement=Agreement(breaks=2)) == {}


def test_notice_unless_she_chose_it() -> None:
    told = date(2026, 3, 16)
    assert "26 mars" in broken(stretch("2026-03-19", "17:30", "20:00"), told_on=told)["notice"]
    assert broken(stretch("2026-03-19", "17:30", "20:00"), told_on=told, agreed=True) == {}


def test_the_same_hour_twice() -> None:
    assert "20 h" in broken(stretch("2026-03-19", "19:00", "21:00"), stretch("2026-03-19", "17:30", "20:00"))["twice"]


def test_day_rest_night_sunday_week_and_holidays() -> None:
    assert "4 h au plus" in broken(stretch("2026-03-19", "15:00", "20:00"), stretch("2026-03-19", "08:00", "14:00"))["day"]
    assert "8 h au plus tôt" in broken(stretch("2026-03-20", "07:00", "09:00"), stretch("2026-03-19", "18:00", "21:00"))["rest"]
    assert "20 h au plus tard" in broken(stretch("2026-03-19", "18:00", "21:00"), stretch("2026-03-20", "07:00", "09:00"))["rest"]
    assert "night" in broken(stretch("2026-03-19", "20:00", "21:30"))
    assert "sunday" in broken(stretch("2026-03-22", "10:00", "12:00"))
    assert "Ascension" in broken(stretch("2026-05-14", "10:00", "12:00"))["holiday"]
    assert "L3133-4" in [
        one.source for one in check_plan(Standing(CONTRACT, (), Agreement()), stretch("2026-05-01", "10:00", "12:00"), LONG_AGO)
    ]


def test_thirty_five_hours_are_never_reached() -> None:
    big = (Terms(date(2026, 1, 1), 8_000),)
    known = [stretch(f"2026-03-{day}", "09:00", "16:30") for day in (16, 17, 18, 19)]
    said = broken(stretch("2026-03-20", "13:00", "18:00"), *known, terms=big)
    assert "4 h 59 au plus" in said["full_week"]
    assert "full_week" not in broken(stretch("2026-03-20", "13:00", "17:59"), *known, terms=big)


def test_the_week_that_would_raise_the_contract() -> None:
    light = (Terms(date(2025, 1, 1), 520),)  # two hours a week
    known = [Stretch(date(2026, 1, 5) + timedelta(weeks=n), time(16), time(20), "field", PARIS) for n in range(11)]
    week = Stretch(date(2026, 3, 23), time(16), time(20), "field", PARIS)
    said = broken(week, *known, terms=light, agreement=Agreement(cap=Fraction(1, 3)))
    assert "3 h 59 au plus" in said["rise"]
    assert "rise" not in broken(replace(week, ends_at=time(19, 59)), *known, terms=light, agreement=Agreement(cap=Fraction(1, 3)))


def a_year(dice: random.Random) -> list[Stretch]:
    """Stretches of a random year, nights and changes of clock included; some overlap, as people declare them."""
    first = date(dice.randrange(2024, 2031), dice.randrange(1, 13), 1)
    changes = [date(first.year, 3, 28) + timedelta(days=n) for n in range(4)] + [
        date(first.year, 10, 24) + timedelta(days=n) for n in range(3)
    ]
    found = []
    for _ in range(dice.randrange(1, 40)):
        day = dice.choice(changes) if dice.random() < 0.2 else first + timedelta(days=dice.randrange(366))
        start = (
            time(dice.randrange(24), dice.randrange(60))
            if dice.random() < 0.3
            else time(dice.randrange(9, 20), dice.choice((0, 15, 30, 45)))
        )
        end = (
            time(dice.randrange(24), dice.randrange(60))
            if dice.random() < 0.3
            else time(min(23, start.hour + dice.randrange(1, 4)), start.minute)
        )
        found.append(Stretch(day, start, end, dice.choice((*WORKED, "sick", "leave")), PARIS))
    return found


@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_random_years_add_up_and_no_rule_depends_on_the_order_of_entry(part: int) -> None:
    for seed in range(part * 1_000, part * 1_000 + 1_000):
        dice = random.Random(seed)
        year = a_year(dice)
        work = [one for one in year if one.sort in WORKED]
        by_day = minutes_by_day(year)
        total = sum(one.minutes for one in work)
        by_week, by_month = minutes_by_week(by_day), minutes_by_month(by_day)
        assert sum(by_day.values()) == sum(by_week.values()) == sum(by_month.values()) == total, seed
        assert all(minutes >= 0 for minutes in by_day.values()), seed
        for month, minutes in by_month.items():
            assert paid(minutes, 900, Agreement(cap=Fraction(dice.randrange(0, 34), 100))).worked == minutes, (seed, month)
        planned = year[0]
        shuffled = year[1:]
        dice.shuffle(shuffled)
        terms = (Terms(date(2023, 1, 1), dice.choice((720, 900, 1_140, 4_000))),)
        one = check_plan(Standing(terms, year[1:], Agreement()), planned, planned.day - timedelta(days=dice.randrange(1, 20)))
        two = check_plan(Standing(terms, shuffled, Agreement()), planned, planned.day - timedelta(days=1))
        assert {found.rule for found in one} - {"notice"} == {found.rule for found in two} - {"notice"}, seed
        week = monday_of(planned.day)
        assert rise_due(by_week, week, 900) == rise_due(dict(reversed(by_week.items())), week, 900), seed
