"""XLSForms: a door-to-door form in three languages, what is refused and how it is said, versions that freeze."""

import io
from pathlib import Path

import jsonschema_rs
import openpyxl
import pytest
from django.utils import timezone

from palier.missions.api import (
    QuestionnaireRefused,
    clean_answers,
    freeze_questionnaire,
    import_questionnaire,
    read_xlsform,
    save_questionnaire,
    visible_questions,
)
from palier.missions.rules.questionnaire import problem_of, visible_choices
from palier.visits.contract import CONTRACT
from palier.visits.tests.factories import make_stage

SCHEMA = jsonschema_rs.validator_for((CONTRACT / "questionnaire.schema.json").read_text("utf-8"))
REAL = Path(__file__).parents[5] / "shared" / "data" / "xlsform"


def form(survey: list[list], choices: list[list] | None = None, settings: list[list] | None = None) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "survey"
    for row in survey:
        book["survey"].append(row)
    for name, rows in (("choices", choices), ("settings", settings)):
        if rows:
            book.create_sheet(name)
            for row in rows:
                book[name].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


DOOR_FORM = form(
    [["type", "name", "label::Français (fr)", "label::العربية (ar)", "label::Português (pt)", "relevant", "constraint", "constraint_message", "required",
      "choice_filter", "calculation"],
     ["select_one ouinon", "facture", "Vous comprenez ?", "هل تفهمون؟", "Compreende?", "", "", "", "yes", "", ""],
     ["begin group", "fuites", "Les fuites", "", "", "", "", "", "", "", ""],
     ["integer", "semaines", "Depuis combien de semaines ?", "", "", "${facture} = 'non'", ". >= 0 and . <= 200", "Entre 0 et 200.", "", "", ""],
     ["select_multiple lieux", "ou", "Où ?", "", "", "selected(${facture}, 'non')", "", "", "", "etage < 2", ""],
     ["end group", "", "", "", "", "", "", "", "", "", ""],
     ["calculate", "long", "", "", "", "", "", "", "", "", "if(${semaines} > 4, 'oui', 'non')"]],
    [["list_name", "name", "label::Français (fr)", "label::العربية (ar)", "label::Português (pt)", "etage"],
     ["ouinon", "oui", "Oui", "نعم", "Sim", ""], ["ouinon", "non", "Non", "لا", "Não", ""],
     ["lieux", "cuisine", "Cuisine", "", "", "1"], ["lieux", "toit", "Toit", "", "", "5"]],
)  # fmt: skip


def test_a_door_form_in_three_languages() -> None:
    definition = read_xlsform(DOOR_FORM, "form.xlsx")
    assert SCHEMA.is_valid(definition), [str(one) for one in SCHEMA.iter_errors(definition)]
    assert definition["languages"] == ["fr", "ar", "pt"]
    asked = lambda answers: [one["code"] for one in visible_questions(definition, answers, "2026-03-12")]  # noqa: E731
    assert asked({}) == ["facture"]
    assert asked({"facture": "non"}) == ["facture", "semaines", "ou"]
    semaines = definition["questions"][1]["questions"][0]
    assert problem_of(semaines, 300, {}, "2026-03-12") == "constraint"
    assert problem_of(definition["questions"][0], "", {}, "2026-03-12") == "required"
    assert [one["code"] for one in visible_choices(definition["questions"][1]["questions"][1], {}, "2026-03-12")] == ["cuisine"]
    assert clean_answers(definition, {"facture": "non", "semaines": 9, "zut": 1}, "2026-03-12") == {
        "facture": "non",
        "semaines": 9,
        "long": "oui",
    }
    assert clean_answers(definition, {"facture": "oui", "semaines": 9}, "2026-03-12")["long"] == "non"


def test_everything_wrong_is_said_at_once() -> None:
    bad = form([["type", "name", "label", "relevant"], ["geopoint", "lieu", "Où ?", ""], ["begin repeat", "r", "R", ""], ["text", "t", "T", ""],
                ["end repeat", "", "", ""], ["decimal", "prix", "Un prix", ""], ["image", "photo", "Photo", ""]])  # fmt: skip
    with pytest.raises(QuestionnaireRefused) as refused:
        read_xlsform(bad, "form.xlsx")
    said = " ".join(map(str, refused.value.problems))
    assert len(refused.value.problems) >= 3
    assert all(word in said for word in ("position", "répétitions", "images", "entier"))


@pytest.mark.parametrize("content", [b"", b"PK", b"hello", b"\x00" * 500])
def test_what_is_not_a_workbook_is_refused(content: bytes) -> None:
    with pytest.raises(QuestionnaireRefused):
        read_xlsform(content, "form.xlsx")


@pytest.mark.real_data
@pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")
@pytest.mark.parametrize("path", sorted(REAL.glob("*.xls*")) if REAL.exists() else [], ids=lambda path: path.name)
def test_real_forms_are_taken_or_refused_in_words(path: Path) -> None:
    taken = {"choice_filter_test.xlsx", "field-list.xlsx", "specify_other.xlsx", "yes_or_no_question.xlsx"}
    if path.name in taken:
        assert SCHEMA.is_valid(read_xlsform(path, path.name))
        return
    with pytest.raises(QuestionnaireRefused) as refused:
        read_xlsform(path, path.name)
    assert all(len(str(one)) > 20 and "Error" not in str(one) for one in refused.value.problems)


@pytest.mark.django_db
@pytest.mark.postgres
def test_a_frozen_version_never_changes() -> None:
    stage = make_stage()
    first = stage.mission.questionnaires.get()
    freeze_questionnaire(first, timezone.now())
    second = import_questionnaire("me", stage.mission, DOOR_FORM, "form.xlsx")
    assert (second.version, second.source) == (2, "xlsform")
    third = save_questionnaire("me", stage.mission, {**second.definition, "languages": ["fr"]})
    assert third.pk == second.pk  # nobody carries it yet: changed in place
    first.refresh_from_db()
    assert first.definition["questions"][0]["code"] == "facture"
