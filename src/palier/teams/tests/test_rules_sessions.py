"""Sessions: when they may be signed, what was said already, opinions in words."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from palier.teams.rules.sessions import SIGNED_WITHIN, already_said, may_sign, opinion_words
from palier.teams.rules.skills import ACTIVITIES, SKILLS, minutes_by_skill
from palier.teams.rules.worked import Stretch

PARIS = ZoneInfo("Europe/Paris")


def a_stretch(start: str, end: str, sort: str = "training", day: date = date(2026, 3, 14)) -> Stretch:
    return Stretch(day, time.fromisoformat(start), time.fromisoformat(end), sort, PARIS)


def test_presence_is_signed_from_the_beginning_on_and_not_months_later() -> None:
    session = a_stretch("09:00", "12:00")
    begun = datetime(2026, 3, 14, 8, tzinfo=UTC)
    assert not may_sign(session, begun - timedelta(minutes=1))
    assert may_sign(session, begun)
    assert may_sign(session, session.ended + SIGNED_WITHIN)
    assert not may_sign(session, session.ended + SIGNED_WITHIN + timedelta(minutes=1))


def test_the_training_declared_by_hand_stands_for_its_moment_only() -> None:
    signed = a_stretch("09:00", "12:00")
    hand = a_stretch("09:30", "11:30")
    assert already_said([a_stretch("14:00", "16:00"), hand], signed) == hand
    assert already_said([a_stretch("12:00", "13:00")], signed) is None
    assert already_said([a_stretch("09:00", "12:00", "field")], signed) is None


@pytest.mark.parametrize(
    ("marks", "words"),
    [
        ([3, 3, 3, 3], None),
        ([3, 3, 3, 3, 3], "presque tout le monde dit oui"),
        ([3, 3, 3, 2, 1], "la plupart disent oui"),
        ([3, 3, 2, 2, 1, 1], "les avis sont partagés"),
        ([3, 2, 2, 1, 1, 1], "peu disent oui"),
    ],
)
def test_opinions_are_words_and_only_from_five_on(marks: list[int], words: str | None) -> None:
    assert opinion_words(marks) == words


def test_a_session_counts_once_for_each_skill_it_serves() -> None:
    found = minutes_by_skill([(["rights", "rights", "digital", "unknown"], 120), (["rights"], 60)])
    assert found == {"rights": 180, "digital": 120}
    assert {one.activity for one in SKILLS} == set(ACTIVITIES)
