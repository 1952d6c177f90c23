"""The voluntary survey of voisins: when it is asked, what it adds up to."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.teams.rules.survey import SCALED, WAVES, WORK_ANSWERS, Answer, agreeing, due_wave, months_since, moved, working
from palier.visits.contract import validators

FIRST = date(2025, 1, 31)


def test_each_wave_has_its_time_and_is_asked_once() -> None:
    assert due_wave(FIRST, FIRST, ()) == "entry"
    assert due_wave(FIRST, date(2025, 4, 30), ()) == "entry"  # not three months yet: the 31st has not come
    assert due_wave(FIRST, date(2025, 5, 1), ()) is None
    assert due_wave(FIRST, date(2025, 8, 2), ()) == "6"
    assert due_wave(FIRST, date(2025, 8, 2), {"6"}) is None
    assert due_wave(FIRST, date(2026, 2, 1), {"entry", "6"}) == "12"
    assert due_wave(FIRST, date(2027, 2, 1), ()) == "24"
    assert due_wave(FIRST, date(2027, 9, 1), ()) is None
    assert due_wave(date(2027, 1, 1), FIRST, ()) is None


@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(0, 4000))
def test_never_two_waves_at_once(first: date, days: int) -> None:
    today = date.fromordinal(first.toordinal() + days)
    found = due_wave(first, today, ())
    assert found is None or WAVES[found][0] <= months_since(first, today) < WAVES[found][1]
    assert due_wave(first, today, set(WAVES)) is None


def test_who_agrees_and_who_moved() -> None:
    answers = [
        Answer("a", "entry", {"speak": 1, "able": 4, "work": "looking"}),
        Answer("a", "12", {"speak": 3, "able": 4, "work": "other_job"}),
        Answer("b", "entry", {"speak": 4}),
        Answer("b", "12", {"speak": 2}),
        Answer("c", "12", {"speak": 4, "work": "other_job"}),
        Answer("d", "12", {}),
    ]
    assert agreeing(answers, "12") == {"speak": (2, 3), "able": (1, 1)}
    assert moved(answers, "12") == {"speak": (1, 0, 1), "able": (0, 1, 0)}
    assert moved(answers, "entry") == {}
    assert working(answers, "12") == {"other_job": 2}


@pytest.mark.parametrize(
    ("values", "sound"),
    [({}, True), (dict.fromkeys(SCALED, 4), True), *(({"work": one}, True) for one in WORK_ANSWERS),
     ({"speak": 5}, False), ({"work": "malade"}, False), ({"religion": 1}, False)],
)  # fmt: skip
def test_only_what_was_offered_is_an_answer(values: dict, sound: bool) -> None:
    assert all(validators()["survey", 1].is_valid({"wave": wave, "answers": values}) == sound for wave in WAVES)
