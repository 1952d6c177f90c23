"""The note guard, on the examples that the phone replays too."""

import json

import pytest

from palier.visits.contract import CONTRACT
from palier.visits.rules.guard import doubt_in, without_doubts

EXAMPLES = json.loads((CONTRACT / "examples" / "guard.json").read_text("utf-8"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["note"][:30])
def test_each_example_gets_its_kind(example: dict) -> None:
    found = doubt_in(example["note"])
    assert (found.kind if found else None) == example["kind"]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: one["note"][:30])
def test_what_is_offered_instead_raises_no_doubt(example: dict) -> None:
    assert doubt_in(without_doubts(example["note"])) is None


def test_everything_is_replaced_and_the_rest_stays() -> None:
    note = "Mme Traoré, porte 302, rappeler au 06 12 34 56 78 pour le chauffage"
    assert without_doubts(note) == "une habitante, un logement, rappeler au (téléphone) pour le chauffage"
