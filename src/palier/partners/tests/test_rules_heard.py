"""Words about a place, the month kept of a door, and when an answer is late."""

from datetime import date

import pytest

from palier.partners.rules.heard import heard_day, lateness, trouble_in

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize("words", [
    "Les rats sont dans le local à poubelles du bâtiment C depuis cet été",
    "L’ascenseur de la tour T1 tombe en panne chaque semaine",
    "Il n’y a plus de médecin dans le quartier",
    "Le 12 rue des Tilleuls n’a pas de gardien",
    "Les parents attendent un passage piéton devant l’école",
])  # fmt: skip
def test_a_place_may_be_spoken_of(words: str) -> None:
    assert trouble_in(words) == ""


@pytest.mark.parametrize(("words", "said"), [
    ("Mme Diallo n’a plus d’eau chaude", "le nom d’une personne"),
    ("La porte 12 a une fuite", "un logement précis"),
    ("Fuite au 3e gauche", "un logement précis"),
    ("Appelez le 06 12 34 56 78", "un numéro de téléphone"),
    ("Écrire à jean.petit@courriel.fr", "une adresse de courriel"),
])  # fmt: skip
def test_a_person_or_a_home_is_refused_with_a_sentence(words: str, said: str) -> None:
    assert said in trouble_in(words)
    assert "jamais d’un logement" in trouble_in(words)


def test_late_the_day_after_and_near_in_the_last_week() -> None:
    assert lateness("assigned", date(2026, 11, 24), TODAY) == "late"
    assert lateness("assigned", TODAY, TODAY) == "near"
    assert lateness("assigned", date(2026, 12, 3), TODAY) == ""
    assert lateness("answered", date(2026, 11, 1), TODAY) == ""
    assert lateness("open", None, TODAY) == ""


def test_of_a_door_only_the_month_is_kept() -> None:
    assert heard_day("doors", TODAY) == date(2026, 11, 1)
    assert heard_day("seminar", TODAY) == TODAY
