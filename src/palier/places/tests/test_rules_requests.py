"""What residents ask: by when, and when a person should look."""

from datetime import date

import pytest

from palier.common.codes import letters_of
from palier.places.rules.requests import due_day, is_unusual, one_month_after, read_receipt


@pytest.mark.parametrize(
    ("day", "after"),
    [(date(2026, 1, 31), date(2026, 2, 28)), (date(2028, 1, 30), date(2028, 2, 29)), (date(2026, 12, 24), date(2027, 1, 24)),
     (date(2026, 11, 30), date(2026, 12, 30)), (date(2026, 10, 31), date(2026, 11, 30))],
)  # fmt: skip
def test_a_month_is_the_same_day_of_the_next_or_its_last(day: date, after: date) -> None:
    assert one_month_after(day) == after


def test_rights_have_a_month_a_door_to_find_three_days() -> None:
    today = date(2026, 3, 12)
    assert due_day("erase", today) == due_day("access", today) == date(2026, 4, 12)
    assert due_day("stop", today) == due_day("pause", today) == date(2026, 3, 15)


@pytest.mark.parametrize(
    ("asked", "doors", "unusual"),
    [(0, 0, False), (3, 6, False), (4, 20, False), (4, 19, True), (4, 6, True), (16, 80, False), (17, 80, True)],
)
def test_many_doors_of_one_hall_in_a_day_are_shown(asked: int, doors: int, unusual: bool) -> None:
    assert is_unusual(asked, doors) is unusual


def test_a_receipt_is_read_with_its_letter_or_without_even_when_it_begins_with_the_same() -> None:
    plain, with_r = letters_of(5, 6), next(one for one in (letters_of(number, 6) for number in range(23)) if one.startswith("R"))
    for receipt in (plain, with_r):
        for typed in (receipt, f"R-{receipt[:4]} {receipt[4:]}", f"r {receipt.lower()}", f"R{receipt}"):
            assert read_receipt(typed) == receipt, typed
    for wrong in ("", "R", "R-", plain[:-1], plain + "2", "zut"):
        assert read_receipt(wrong) is None
