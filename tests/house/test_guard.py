"""The note guard on its labelled notes: what it must catch, on notes that it was not made with, and no drift between phone and server."""

import json
import re

import pytest
from bench.guard import GOALS, MOST_FALSE_ALARMS, guard, peer

from palier.common.rules.guard import doubts_in
from tests.corpus.guard import Labelled, notes, split
from tests.corpus.guard.answers import FILE, current
from tests.corpus.guard.measure import measure

# ARCEP keeps these for fiction; 07 00 00 is given to no person.
FICTION = ("019900", "026191", "035301", "046571", "053649", "063998", "070000")


@pytest.fixture(scope="module")
def test_part() -> list[Labelled]:
    return notes("test")


def test_the_guard_catches_what_it_must_and_asks_little_for_nothing(test_part: list[Labelled]) -> None:
    """A guard against getting worse: the part was measured once, as its README says."""
    ours = measure(guard, test_part)
    missing = [f"{kind}: {ours.recall[kind]}, {goal:.0%} asked" for kind, goal in GOALS.items() if ours.recall[kind].value < goal]
    if ours.false_alarms.value > MOST_FALSE_ALARMS:
        missing.append(f"false alarms: {ours.false_alarms}, {MOST_FALSE_ALARMS:.0%} at most")
    assert not missing, "; ".join(missing)


def test_a_plain_peer_would_not_pass(test_part: list[Labelled]) -> None:
    """The notes are hard enough to tell the two apart."""
    theirs = measure(peer, test_part)
    assert all(theirs.recall[kind].value < goal for kind, goal in GOALS.items())
    assert theirs.false_alarms.value > MOST_FALSE_ALARMS


def test_phone_and_server_say_the_same() -> None:
    """The phone compares itself with the same file (field/tests/guard.test.ts)."""
    assert FILE.read_text("utf-8") == current(), "the guard changed: python -m tests.corpus.guard.answers, and read the difference"


@pytest.mark.parametrize("part", ["tuning", "test"])
def test_doubts_lie_where_they_say_and_do_not_overlap(part: str) -> None:
    for one in notes(part):
        last = 0
        for doubt in doubts_in(one.note):
            assert one.note[doubt.begin : doubt.end] == doubt.found
            assert last <= doubt.begin < doubt.end, one.note
            last = doubt.end


def test_what_is_offered_raises_no_doubt() -> None:
    for line in FILE.read_text("utf-8").splitlines():
        assert doubts_in(json.loads(line)["offered"]) == [], line


def test_nobody_chose_which_note_is_for_which_part() -> None:
    tuning, test = notes("tuning"), notes("test")
    assert split([*tuning, *test]) == (tuning, test)
    assert (len(tuning), len(test)) == (719, 481)


def test_the_corpus_holds_what_it_promises() -> None:
    some = [*notes("tuning"), *notes("test")]
    french = [one for one in some if one.lang == "fr"]
    assert len(french) == 1000
    assert sum(not one.spans for one in french) >= 500
    assert {one.lang for one in some} == {"fr", "en", "es", "pt", "tr", "ar"}
    assert all(sum(one.lang == lang for one in some) == 40 for lang in ("en", "es", "pt", "tr", "ar"))
    assert all(len(one.note) <= 280 for one in some)


@pytest.mark.parametrize("part", ["tuning", "test", "reserve"])
def test_every_telephone_is_nobodys(part: str) -> None:
    for one in notes(part):
        for kind, begin, end in one.spans:
            digits = re.sub(r"\D", "", one.note[begin:end])
            if kind == "phone" and len(digits) == 10 and digits[0] == "0" and digits[1] != "0":
                assert digits.startswith(FICTION), one.note
