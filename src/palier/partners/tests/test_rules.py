"""The rules of what residents agreed to, without a database."""

import json
from datetime import date
from pathlib import Path

import pytest

from palier.partners.rules.keeping import forgotten_on, is_late, months_after
from palier.partners.rules.phones import shown_phone
from palier.partners.rules.slips import ALPHABET, slip_of
from palier.partners.rules.steps import APPOINTMENT_NEXT, CLOSED, REFERRAL_NEXT, stands_still

SLIPS = json.loads((Path(__file__).parents[2] / "contract" / "examples" / "slips.json").read_text())


@pytest.mark.parametrize("one", SLIPS, ids=lambda one: one["slip"])
def test_the_slip_of_an_operation_is_the_one_that_the_phone_shows(one: dict[str, str]) -> None:
    assert slip_of(one["id"]) == slip_of(one["id"].replace("-", "")) == one["slip"]
    assert set(one["slip"]) <= set(ALPHABET)


@pytest.mark.parametrize(("day", "months", "then"), [
    (date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 1, 31), 1, date(2024, 2, 29)), (date(2026, 11, 30), 3, date(2027, 2, 28)),
    (date(2026, 12, 1), 1, date(2027, 1, 1)), (date(2026, 10, 15), 12, date(2027, 10, 15)),
])  # fmt: skip
def test_months_end_where_the_calendar_ends(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_words_stay_a_month_after_closure_and_three_months_without_an_answer() -> None:
    assert forgotten_on(date(2026, 9, 1), None) == date(2026, 12, 1)
    assert forgotten_on(date(2026, 9, 1), date(2026, 9, 10)) == date(2026, 10, 10)


def test_late_is_counted_from_the_last_try() -> None:
    assert not is_late(date(2026, 11, 20), None, date(2026, 11, 23))
    assert is_late(date(2026, 11, 20), None, date(2026, 11, 24))
    assert not is_late(date(2026, 11, 1), date(2026, 11, 22), date(2026, 11, 24))


@pytest.mark.parametrize(("number", "shown"), [
    ("+33199001234", "01 99 00 12 34"), ("+33612345678", "06 12 34 56 78"), ("+221771234567", "+22 17 71 23 45 67"),
    ("0199001234", "01 99 00 12 34"), ("3949", "39 49"), ("", ""),
])  # fmt: skip
def test_a_number_is_shown_as_it_is_read_aloud(number: str, shown: str) -> None:
    assert shown_phone(number).replace("\u00a0", " ") == shown


@pytest.mark.parametrize("steps", [REFERRAL_NEXT, APPOINTMENT_NEXT], ids=["referral", "appointment"])
def test_every_way_ends_and_never_turns_round(steps: dict[str, tuple[str, ...]]) -> None:
    def ends(state: str, seen: tuple[str, ...] = ()) -> bool:
        assert state not in seen
        return all(ends(after, (*seen, state)) for after in steps[state]) if steps[state] else state in CLOSED

    assert all(ends(state) for state in steps)


def test_a_referral_stands_still_after_its_step_s_time() -> None:
    today = date(2026, 11, 25)
    assert stands_still("agreed", date(2026, 11, 22), today) == 0
    assert stands_still("agreed", date(2026, 11, 20), today) == 2
    assert stands_still("sent", date(2026, 11, 1), today) == 3
    assert stands_still("solved", date(2020, 1, 1), today) == 0
