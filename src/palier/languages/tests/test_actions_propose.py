"""A text that a voisin read on her phone: kept until somebody decides, and only what could be shown."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from palier.common.models import JournalLine
from palier.languages.api import Proposal, Text, decide_all, decide_proposal, propose, withdraw_proposal, words_for
from palier.languages.tests.factories import FRENCH, make_words

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 3, 12, 18, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def words(settings: Any, tmp_path: Path) -> None:
    settings.WORDS = make_words(tmp_path, pt={"back": "Voltar", "door": "Porta {door}"})


def read(key: str, *, text: Text | None = None, shown: Text | None = None, language: str = "pt", french: Text | None = None) -> UUID:
    op = uuid4()
    propose(op, language=language, key=key, french=french or FRENCH.get(key, "?"), text=text, shown=shown, now=NOW)
    return op


def test_found_right_and_taken_it_is_vouched_for() -> None:
    op = read("back", shown="Voltar")
    assert words_for("phone", "pt").vouched == frozenset()
    decide_proposal("test", Proposal.objects.get(pk=op), take=True, now=NOW)
    assert words_for("phone", "pt").vouched == {"back"}
    assert not Proposal.objects.exists()
    assert JournalLine.objects.filter(verb="decide_translations").count() == 1


def test_said_otherwise_and_taken_it_is_what_everybody_sees() -> None:
    read("back", text="Para trás")
    read("back", text="Para trás")
    read("left", text={"one": "falta {n}", "other": "faltam {n}"})
    assert decide_all("test", Proposal.objects.all(), take=True, now=NOW) == 3
    assert words_for("phone", "pt").texts["back"] == "Para trás"
    assert words_for("phone", "pt").texts["left"] == {"one": "falta {n}", "other": "faltam {n}"}


def test_left_aside_it_changes_nothing() -> None:
    read("back", text="Para trás")
    decide_all("test", Proposal.objects.all(), take=False, now=NOW)
    assert words_for("phone", "pt").texts["back"] == "Voltar"
    assert not Proposal.objects.exists()


def test_found_right_vouches_for_nothing_once_it_was_corrected() -> None:
    read("back", shown="Voltar")
    read("back", text="Para trás")
    decide_all("test", Proposal.objects.filter(right=False), take=True, now=NOW)
    assert decide_all("test", Proposal.objects.filter(right=True), take=True, now=NOW) == 0
    assert words_for("phone", "pt").texts["back"] == "Para trás"


def test_what_could_not_be_shown_is_let_go_and_the_same_operation_is_one() -> None:
    read("door", text="Porta")
    read("back", text="<b>Voltar</b>")
    read("no.such.key", text="x")
    read("back", text="Terug", language="nl")
    read("back", shown="Voltar", french="Un autre français")
    read("back")
    assert not Proposal.objects.exists()
    op = uuid4()
    for _ in range(2):
        propose(op, language="pt", key="back", french="Retour", text="Atrás", shown=None, now=NOW)
    assert Proposal.objects.count() == 1
    withdraw_proposal(op)
    assert not Proposal.objects.exists()
