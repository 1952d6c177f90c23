"""What each step asks, and in which order."""

from dataclasses import replace
from datetime import date

import pytest

from palier.missions.rules.stages import ORDER, Facts, asks, is_before, lacking, may_go

BARE = Facts(starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 1))
WHOLE = replace(
    BARE, entrances=3, guide_steps=2, favourable=2, approved=frozenset({"objectives", "message"}), signed_on=date(2026, 2, 1), testers=2,
    trainings=1, posted_on=date(2026, 2, 20),
)  # fmt: skip


def test_one_step_at_a_time() -> None:
    assert [to for to in ORDER if may_go("agreement", to)] == ["co_construction", "ready"]
    assert is_before("ready", "field")
    assert not is_before("field", "field")


def test_nothing_lacks_when_all_is_done() -> None:
    assert lacking("field", WHOLE) == []
    assert all(one.done for one in asks(WHOLE))


@pytest.mark.parametrize(("lost", "word"), [
    ({"testers": 1}, "au moins deux"), ({"testers": 0}, "deux voisins"), ({"trainings": 0}, "formation"),
    ({"trainings_to_hold": ("La facture",)}, "La facture"), ({"signed_on": None}, "signer"), ({"posted_on": None}, "affiches"),
    ({"entrances": 0}, "entrées"), ({"guide_steps": 0}, "guide"), ({"ends_on": date(2026, 2, 1)}, "finit avant"),
    ({"approved": frozenset({"message"})}, "objectifs"), ({"approved": frozenset({"objectives"})}, "message"),
])  # fmt: skip
def test_each_thing_alone_keeps_a_mission_from_the_field(lost: dict, word: str) -> None:
    (sentence,) = lacking("field", replace(WHOLE, **lost))
    assert word in sentence


def test_a_step_asks_what_it_asks_and_what_came_before() -> None:
    assert lacking("co_construction", replace(BARE, favourable=2)) == []
    assert len(lacking("selected", BARE)) == 1
    assert not [one for one in lacking("agreement", replace(BARE, favourable=2)) if "affiches" in one]
    assert lacking("ready", replace(WHOLE, testers=0, posted_on=None)) == []
    # Questions alone are enough to carry something; the end asks nothing more.
    assert lacking("agreement", replace(WHOLE, guide_steps=0, questions=1)) == []
    assert lacking("report", BARE) == lacking("closed", BARE) == []


def test_refused_is_refused() -> None:
    assert lacking("selected", replace(WHOLE, refused=True)) == ["Cette proposition a été refusée."]
