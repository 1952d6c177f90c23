"""Contracts, holidays, delays, complementary hours, the rise, training."""

from datetime import date, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from palier.teams.rules.calendar import earliest_day, easter_sunday, is_working_day, public_holidays
from palier.teams.rules.complementary import Agreement, Paid, most_before_rise, most_in_month, paid, rise_due
from palier.teams.rules.contract import Terms, due_in_month, is_full_time, needs_waiver, terms_on, weekly
from palier.teams.rules.training import Share, training_share
from palier.teams.rules.worked import Stretch

PARIS = ZoneInfo("Europe/Paris")
THIRD = Agreement(cap=Fraction(1, 3))
MONDAY = date(2026, 3, 2)


def test_fifteen_hours_need_the_person_s_own_request_and_a_hundred_and_four_do_not() -> None:
    assert needs_waiver(15 * 60)
    assert not needs_waiver(104 * 60)
    assert is_full_time(9_100)
    assert not is_full_time(9_099)
    assert weekly(9_100) == 35 * 60


def test_terms_follow_one_another_and_end() -> None:
    terms = [Terms(date(2026, 1, 10), 900), Terms(date(2026, 4, 1), 960, ends_on=date(2026, 6, 30))]
    assert terms_on(terms, date(2026, 1, 9)) is None
    assert terms_on(terms, date(2026, 3, 31)) == terms[0]
    assert terms_on(terms, date(2026, 6, 30)) == terms[1]
    assert terms_on(terms, date(2026, 7, 1)) is None


def test_a_month_begun_in_the_middle_holds_its_share() -> None:
    assert due_in_month([Terms(date(2026, 4, 16), 900)], date(2026, 4, 1)) == 450
    assert due_in_month([Terms(date(2026, 1, 1), 900), Terms(date(2026, 4, 16), 960)], date(2026, 4, 3)) == 930
    assert due_in_month([Terms(date(2026, 1, 1), 900, ends_on=date(2026, 4, 10))], date(2026, 4, 1)) == 300
    assert due_in_month([Terms(date(2026, 5, 1), 900)], date(2026, 4, 1)) == 0


@pytest.mark.parametrize(
    ("year", "easter"),
    [(2024, date(2024, 3, 31)), (2025, date(2025, 4, 20)), (2026, date(2026, 4, 5)), (2027, date(2027, 3, 28)), (2038, date(2038, 4, 25))],
)
def test_easter(year: int, easter: date) -> None:
    assert easter_sunday(year) == easter


def test_holidays_of_france_and_of_alsace() -> None:
    assert len(public_holidays(2026)) == 11
    assert date(2026, 5, 14) in public_holidays(2026)  # Ascension
    assert date(2026, 12, 26) in public_holidays(2026, "67")
    assert not is_working_day(date(2026, 7, 14))
    assert is_working_day(date(2026, 4, 3))
    assert not is_working_day(date(2026, 4, 3), "67")


def test_seven_working_days_lie_between() -> None:
    assert earliest_day(date(2026, 3, 2), 7) == date(2026, 3, 12)
    assert earliest_day(date(2026, 3, 6), 3) == date(2026, 3, 12)
    # Easter Monday does not count.
    assert earliest_day(date(2026, 4, 2), 3) == date(2026, 4, 9)


@pytest.mark.parametrize(
    ("worked", "agreement", "expected"),
    [
        (700, Agreement(), Paid(700, 0, 0, 0)),
        (900, Agreement(), Paid(900, 0, 0, 0)),
        (990, Agreement(), Paid(900, 90, 0, 0)),
        (1_000, Agreement(), Paid(900, 90, 0, 10)),
        (1_150, THIRD, Paid(900, 90, 160, 0)),
        (1_260, THIRD, Paid(900, 90, 210, 60)),
        (950, Agreement(cap=Fraction(0)), Paid(900, 0, 0, 50)),
    ],
)
def test_complementary_hours_are_paid_a_tenth_then_a_quarter_more(worked: int, agreement: Agreement, expected: Paid) -> None:
    assert paid(worked, 900, agreement) == expected
    assert expected.worked == worked


def test_raises_are_exact() -> None:
    assert Paid(900, 90, 160, 0).weighted == 900 + 99 + 200
    assert most_in_month(930, Agreement()) == 1_023


def test_no_agreement_goes_past_a_third_or_under_three_days() -> None:
    with pytest.raises(ValueError, match="tiers"):
        Agreement(cap=Fraction(1, 2))
    with pytest.raises(ValueError, match="trois jours"):
        Agreement(notice_days=2)


def weeks(*minutes: int) -> dict[date, int]:
    return {MONDAY + timedelta(weeks=n): one for n, one in enumerate(minutes)}


def test_twelve_weeks_two_hours_over_raise_the_contract() -> None:
    last = MONDAY + timedelta(weeks=11)
    week = int(weekly(1_040))  # four hours a week
    assert rise_due(weeks(*[week + 120] * 12), last, 1_040) is not None
    assert rise_due(weeks(*[week + 120] * 11, week + 119), last, 1_040) is None


def test_three_weeks_off_do_not_break_the_count() -> None:
    found = rise_due(weeks(*[400, 400, 400, 0, 400, 400, 0, 400, 400, 400, 0, 400, 400, 400, 400]), MONDAY + timedelta(weeks=14), 1_040)
    assert found is not None
    assert found.mean_week == 400
    assert found.monthly_minutes == round(Fraction(400 * 52, 12))
    assert len(found.weeks) == 12


def test_what_is_left_before_the_rise_is_exactly_that() -> None:
    known = weeks(*[360] * 10, 0, 200, 361, 100)
    last = MONDAY + timedelta(weeks=14)
    most = most_before_rise(known, last, 1_040)
    assert most is not None
    assert rise_due({**known, last: most}, last, 1_040) is None
    assert rise_due({**known, last: most + 1}, last, 1_040) is not None
    assert most_before_rise(weeks(*[500] * 14), last, 1_040) is None


def one(day: date, minutes: int, sort: str) -> Stretch:
    return Stretch(day, time(9), time(9 + minutes // 60, minutes % 60), sort, PARIS)


def test_a_fifth_of_the_twelve_months_is_training() -> None:
    share = training_share(
        [one(date(2025, 3, 20), 60, "training"), one(date(2025, 3, 19), 300, "training"), one(date(2026, 3, 19), 240, "field")],
        date(2026, 3, 19),
    )
    assert share == Share(60, 300)
    assert share.share == Fraction(1, 5)
    assert share.missing == 0


def test_missing_training_is_itself_worked() -> None:
    share = Share(100, 900)
    assert share.missing == 100
    assert Share(share.training + share.missing, share.worked + share.missing).share == Fraction(1, 5)
    assert Share(0, 0).share is None
    assert Share(0, 0).missing == 0
    assert (Share(10, 50) + Share(10, 50)) == Share(20, 100)
