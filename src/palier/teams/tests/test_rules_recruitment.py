"""The rules of recruitment, without a database."""

from datetime import date, datetime

import pytest

from palier.teams.rules.recruitment import (
    GRID,
    NOT_ASKED,
    REASONS,
    Met,
    answer_letter,
    check_decision,
    check_grid,
    check_interview,
    erased_on,
    is_told,
    missing_languages,
    stage_of,
    waits_too_long,
)

DAY = date(2026, 3, 2)
FIRST = Met(1, None, DAY, "nadia")
SECOND = Met(2, None, DAY, "fatou")
PLANNED = Met(1, datetime(2026, 3, 9, 14), None, "nadia")


@pytest.mark.parametrize(("applied", "interviews", "outcome", "stage"), [
    (None, [], "", "recommended"), (DAY, [], "", "applied"), (DAY, [PLANNED], "", "first"), (DAY, [FIRST], "", "second"),
    (DAY, [FIRST, Met(2, None, None, "fatou")], "", "second"), (DAY, [FIRST, SECOND], "", "decision"), (None, [], "withdrawn", "closed"),
])  # fmt: skip
def test_where_a_candidate_stands_comes_from_what_happened(applied: date | None, interviews: list[Met], outcome: str, stage: str) -> None:
    assert stage_of(applied, interviews, outcome) == stage


@pytest.mark.parametrize(("number", "by", "applied", "interviews", "word"), [
    (1, "nadia", None, [], "candidature"), (2, "fatou", DAY, [], "après le premier"), (2, "fatou", DAY, [PLANNED], "après le premier"),
    (2, "nadia", DAY, [FIRST], "autre personne"), (1, "nadia", DAY, [], None), (2, "fatou", DAY, [FIRST], None), (1, "elif", DAY, [PLANNED], None),
])  # fmt: skip
def test_two_people_see_a_candidate_one_after_the_other(
    number: int, by: str, applied: date | None, interviews: list[Met], word: str | None
) -> None:
    found = check_interview(number, by, applied, interviews)
    assert found is None if word is None else word in (found or "")


def test_nobody_is_hired_without_two_interviews_and_a_reason() -> None:
    assert "deux entretiens" in (check_decision("hired", "ease", [FIRST]) or "")
    assert "deux entretiens" in (check_decision("hired", "ease", [FIRST, Met(2, None, DAY, "nadia")]) or "")
    assert check_decision("hired", "ease", [FIRST, SECOND]) is None
    assert check_decision("declined", "no_place", []) is None
    assert "raison" in (check_decision("declined", "ease", [FIRST, SECOND]) or "")
    assert check_decision("ranked", "first", []) is not None


def test_a_grid_is_words_seen_and_never_a_mark() -> None:
    whole = {code: choices[0][0] for code, (_, _, choices) in GRID.items()}
    assert check_grid(whole) is None
    assert check_grid({**whole, "listening": NOT_ASKED}) is None
    assert "L’écoute" in (check_grid({**whole, "listening": "5"}) or "")
    assert check_grid({}) is not None
    assert not any(word.isdigit() for _, _, choices in GRID.values() for word, _ in choices)


def test_a_file_disappears_two_years_after_the_last_contact_and_the_desk_says_so_before() -> None:
    assert erased_on(date(2024, 2, 29)) == date(2026, 2, 28)
    assert erased_on(date(2024, 12, 15)) == date(2026, 12, 15)
    assert not is_told(date(2024, 3, 2), date(2026, 1, 30))
    assert is_told(date(2024, 3, 2), date(2026, 1, 31))


def test_waiting_and_missing_languages() -> None:
    assert waits_too_long("applied", DAY, date(2026, 3, 10))
    assert not waits_too_long("applied", DAY, date(2026, 3, 9))
    assert not waits_too_long("first", DAY, date(2026, 6, 9))
    assert missing_languages(["fr", "ar", "ro", "other"], {"fr", "ar"}) == ["ro"]


@pytest.mark.parametrize(("outcome", "reason"), [(outcome, reason) for outcome, reasons in REASONS.items() for reason in reasons])
def test_every_decision_has_an_answer_that_says_why_without_marking(outcome: str, reason: str) -> None:
    text = answer_letter(outcome, reason, first_name="Ionela", site="Les Terrasses", association="Les Voisins", sender="Nadia")
    assert text.startswith("Bonjour Ionela,")
    assert text.endswith("Nadia\nLes Voisins, Les Terrasses")
    assert ("deux ans" in text) == (outcome == "declined")
    assert not any(word in text for word in ("note ", "score", "points", "classement"))
