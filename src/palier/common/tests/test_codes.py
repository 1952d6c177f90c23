"""Codes that people read aloud and type."""

import random

import pytest

from palier.common.codes import ALPHABET, check_character, is_whole, letters_of, number_of, random_code, read_typed, shown_code

DICE = random.Random(7)


def test_every_single_wrong_letter_is_noticed() -> None:
    for _ in range(300):
        code = random_code(7)
        assert is_whole(code, 8)
        place = DICE.randrange(8)
        for letter in set(ALPHABET) - {code[place]}:
            assert not is_whole(code[:place] + letter + code[place + 1 :], 8)


def test_every_two_letters_that_changed_places_are_noticed() -> None:
    for _ in range(300):
        code = random_code(7)
        for one in range(8):
            for two in range(one + 1, 8):
                if code[one] != code[two]:
                    turned = list(code)
                    turned[one], turned[two] = turned[two], turned[one]
                    assert not is_whole("".join(turned), 8)


def test_a_random_writing_is_a_code_once_in_twenty_three() -> None:
    whole = sum(is_whole("".join(DICE.choices(ALPHABET, k=8)), 8) for _ in range(20_000))
    assert 700 < whole < 1_040


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7k39 2fqa", "7K392FQA"),
        (" 7K39-2FQA ", "7K392FQA"),
        ("７Ｋ39２FQA", "7K392FQA"),
        ("٧K٣٩", "7K39"),
        ("gz", "62"),
        ("R-7k3", "R7K3"),
        ("", ""),
        ("é", "É"),
    ],
)
def test_what_is_typed_is_read_as_codes_are_written(typed: str, read: str) -> None:
    assert read_typed(typed) == read


@pytest.mark.parametrize("wrong", ["", "7", "7K392FQ", "7K392FQAA", "0OI1L5S8", "'; DROP", "é" * 8, "🚪" * 8])
def test_other_writings_are_no_codes(wrong: str) -> None:
    assert not is_whole(read_typed(wrong), 8)


def test_no_two_signs_look_alike() -> None:
    assert len(ALPHABET) == 23
    for group in ("0OQD"[:2], "1IL", "5S", "6G", "8B", "2Z", "UV"):
        assert sum(letter in ALPHABET for letter in group) <= 1


def test_numbers_make_codes_that_check() -> None:
    assert {len(letters_of(number, 7)) for number in (0, 1, 23**7 - 1)} == {8}
    assert [number_of(letters_of(number, 7)[:-1]) for number in (0, 5, 23**7 - 1)] == [0, 5, 23**7 - 1]
    assert letters_of(5, 2)[-1] == check_character(letters_of(5, 2)[:-1])
    assert shown_code("7K392FQA") == "7K39 2FQA"
    assert shown_code("7K392FQ") == "7K39 2FQ"
