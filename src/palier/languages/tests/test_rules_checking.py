"""What makes a translation usable, and the forms it needs. No database."""

import json
from pathlib import Path

import pytest

from palier.languages.rules.checking import check_text, clean, is_same
from palier.languages.rules.forms import FORMS, form_for

DOORS = {"one": "{n} porte à faire", "other": "{n} portes à faire"}


@pytest.mark.parametrize("language", FORMS)
def test_forms_are_those_that_translators_are_asked_for(language: str) -> None:
    for form, numbers in FORMS[language].items():
        for number in numbers.split(", "):
            assert form_for(language, int(number)) == form, (language, number)
    assert {form_for(language, number) for number in range(300)} == set(FORMS[language])


def test_values_must_be_those_of_the_french() -> None:
    assert not check_text("Porte {door}", "Porta {door}", "pt").refused
    assert "Il manque {door}." in check_text("Porte {door}", "Porta", "pt").refused
    assert "{porta} n’est pas dans le français." in check_text("Porte {door}", "Porta {door} {porta}", "pt").refused
    assert check_text("Porte {door}", "Porta {door", "pt").refused
    assert check_text("Porte {door}", "Porta {door}}", "pt").refused


def test_every_form_of_the_language_is_needed_and_no_other() -> None:
    arabic = {"zero": "لا أبواب", "one": "باب واحد", "two": "بابان", "few": "{n} أبواب", "many": "{n} بابًا", "other": "{n} باب"}
    assert not check_text(DOORS, arabic, "ar").refused
    assert check_text(DOORS, {key: arabic[key] for key in ("one", "other")}, "ar").refused == (
        "Il manque la forme « zero ».", "Il manque la forme « two ».", "Il manque la forme « few ».", "Il manque la forme « many ».",
    )  # fmt: skip
    assert check_text(DOORS, {"one": "1 door", "few": "{n} doors", "other": "{n} doors"}, "en").refused
    assert not check_text(DOORS, {"other": "{n} 扇门"}, "zh").refused
    # Several doors without their number say nothing.
    assert check_text(DOORS, {"one": "a door", "other": "doors"}, "en").refused == ("Il manque {n}. (other)",)
    assert check_text(DOORS, "doors", "en").refused
    # A form may show the number that the French of that form says in letters.
    assert not check_text({"one": "La porte", "other": "Les {n} portes"}, {"one": "{n} door", "other": "{n} doors"}, "en").refused
    assert check_text("Retour", {"other": "Back"}, "en").refused


@pytest.mark.parametrize(
    "text", ["<b>x</b>", "a &amp; b", "&nbsp;x", "=1+1", "@x", "+33", "-x", "", "  ", "a\u202eb", "a\u0000b", "x" * 1201]
)
def test_what_could_harm_or_hide_is_refused(text: str) -> None:
    assert check_text("Retour", text, "en").refused


def test_figures_are_never_lost_nor_written_otherwise() -> None:
    assert not check_text("J’appelle le 119.", "I call 119.", "en").refused
    assert check_text("J’appelle le 119.", "I call for help.", "en").refused
    assert check_text("J’appelle le 119.", "أتّصل بـ ١١٩.", "ar").refused


def test_strong_words_stay_strong_and_none_is_added() -> None:
    assert not check_text("On **ne vend** rien.", "We **sell** nothing.", "en").refused
    assert not check_text("On **ne vend** rien.", "We sell nothing.", "en").refused
    assert check_text("On **ne vend** rien.", "We **sell nothing.", "en").refused
    assert check_text("Retour", "**Back**", "en").refused


def test_length_and_untouched_french_are_said_but_not_refused() -> None:
    assert check_text("Retour", "Back to the page before", "en").warned
    assert check_text("Je continue", "je continue", "en").warned
    assert not check_text("Retour", "Back", "en").warned
    assert not is_same("{a} → {b}", "{a} → {b}")
    assert not is_same("Stop", "Stopp")


def test_a_text_is_one_line_of_composed_letters() -> None:
    assert clean("  e\u0301\nx ") == "é x"


def test_the_contract_is_the_one_file_for_both(tmp_path: Path) -> None:
    shared = Path(__file__).parents[4] / "contract" / "words" / "plurals.json"
    assert json.loads(shared.read_text("utf-8")) == FORMS
