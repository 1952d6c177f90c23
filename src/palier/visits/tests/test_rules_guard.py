"""The note guard, on the examples that the phone replays too."""

import json

import pytest

from palier.common.rules.guard import doubt_in, doubts_in, without_doubts
from palier.visits.contract import CONTRACT

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


@pytest.mark.parametrize(
    ("note", "offered"),
    [
        ("le fils Ibrahim cherche un stage", "le fils cherche un stage"),
        ("merci à Hamza, voir avec rachida", "merci à une personne, voir avec une personne"),
        ("chez les Bouzid, fuite", "chez une famille, fuite"),
        ("la clé de Fatou", "la clé d’une personne"),
        ("elle s’appelle Bintou", "elle s’appelle …"),
        ("M. et Mme Vasseur, dossier", "un habitant, dossier"),
        ("M. Le Goff et Mme de Oliveira", "un habitant et une habitante"),
        ("MrSylla veut un papier", "un habitant veut un papier"),
        ("au 3e gauche on crie", "au (logement) on crie"),
        ("les gens du 12 sont partis", "une personne sont partis"),
        ("il est diabétique, parle arabe et un peu turc", "il est …, parle arabe et un peu turc"),
        ("Mme Diarra\nFatou", "une habitante\nune personne"),
    ],
)
def test_what_is_offered_can_be_read(note: str, offered: str) -> None:
    assert without_doubts(note) == offered


@pytest.mark.parametrize(
    "note",
    [
        "M. le maire est venu", "mme la directrice du centre social", "monsieur travaille de nuit", "mme et mr retraités", "Madame, Monsieur",
        "place Victor-Hugo", "rue du Docteur-Roux inondée", "école Jean-Jaurès", "Boulanger n’a pas repris le frigo", "rose de la façade",
        "Demande Travaux Salle De Bain", "regularisation de charge 480 euros", "porte condamnée, ascenseur condamné", "enceintes trop fortes",
        "VMC grippée", "interprète tamoul", "arrêt Hôpital", "appeler le 3949", "index 06 12 34", "01/02/2027", "logement F3", "T2 de 45 m2",
        "appartement 3 pièces", "contrat n° 2024/5567-B", "PDL 09123456789012", "le syndic, conseil syndical", "tags racistes dans le hall",
        "", " ", "🙂",
    ],
)  # fmt: skip
def test_ordinary_words_raise_no_doubt(note: str) -> None:
    assert doubts_in(note) == []


def test_letters_are_read_however_they_were_typed() -> None:
    """Accents apart, full-width digits, Arabic digits, a direction mark, a soft hyphen, doubled letters, capitals."""
    for note in ("DIABE\u0301TIQUE", "diabe\u0300tique", "dia\u00adbétique", "\u200fdiabétique"):
        assert [one.kind for one in doubts_in(note)] == ["health"]
    for note in ("０６３９９８１０６４", "٠٦٣٩٩٨١٠٦٤", "06\u00a039\u202f98 10 64"):
        assert [(one.kind, one.found) for one in doubts_in(note)] == [("phone", note)]
    assert [one.kind for one in doubts_in("conard et connard")] == ["insult", "insult"]
    assert [one.found for one in doubts_in("vu Aïcha, vu Aisha, vu AICHA")] == ["Aïcha", "Aisha", "AICHA"]


def test_a_name_that_is_a_word_too_is_asked_about_only_where_it_is_a_name() -> None:
    assert doubt_in("la rose, une pierre, le marin") is None
    for note in ("Mme Rose", "le jardin de Pierre", "Claire propose un cours"):
        found = doubt_in(note)
        assert found is not None, note
        assert found.kind == "name"


def test_a_long_note_of_one_letter_or_of_digits_is_no_trap() -> None:
    """Time does not explode on what nobody writes."""
    for letter in "a0@. -é":
        doubts_in(letter * 280)
    assert doubts_in("06 " * 93) is not None
