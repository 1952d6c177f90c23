"""Which sentences there are, and when a sound still says what is written."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from palier.voices.rules.sentences import languages_of, says_a_name, sentences_of, to_say, words_of

GUIDE = {
    "steps": [
        {"code": "bonjour", "title": {"fr": "Bonjour"}, "text": {"fr": "Bonjour, je m’appelle {prénom}.", "ar": "السلام عليكم"}},
        {"code": "vide", "title": {"fr": "Vide"}, "text": {}},
    ],
    "objections": [{"code": "temps", "question": {"fr": "Je n’ai pas le temps."}, "answer": {"fr": "Je repasse."}}],
}
QUESTIONS = [
    {"code": "facture", "type": "select_one", "label": {"fr": "Vous comprenez ?", "ar": "هل تفهمون؟"},
     "choices": [{"code": "oui", "label": {"fr": "Oui"}}, {"code": "non", "label": {"fr": "Non"}}]},
    {"code": "long", "type": "calculate", "label": {}},
    {"code": "ville", "type": "select_one", "label": {"fr": "Où ?"}, "choices": [{"code": str(n), "label": {"fr": str(n)}} for n in range(9)]},
]  # fmt: skip


def test_every_sentence_of_a_mission_in_its_order() -> None:
    found = sentences_of(GUIDE, QUESTIONS)
    assert [one.key for one in found] == ["guide/bonjour", "answer/temps", "question/facture", "question/ville"]
    assert sentences_of(None, []) == []


def test_a_question_is_said_with_its_choices_where_they_are_written() -> None:
    _, _, facture, ville = sentences_of(GUIDE, QUESTIONS)
    assert facture.texts == {"fr": "Vous comprenez ?\n\nOui · Non", "ar": "هل تفهمون؟"}
    assert ville.texts["fr"] == "Où ?"  # nine choices are read on the screen


def test_a_language_that_is_not_written_is_said_from_the_french() -> None:
    hello = sentences_of(GUIDE, [])[0]
    assert hello.written("ar") == ("السلام عليكم", "ar")
    assert hello.written("snk") == ("Bonjour, je m’appelle {prénom}.", "fr")
    assert languages_of([hello], ["snk", "fr", "other"]) == ["fr", "ar", "snk"]


def test_commas_stars_and_names_change_nothing_and_every_word_does() -> None:
    said = words_of("Il doit faire **18 degrés** : dites-le, {prénom} !")
    assert said == words_of("il doit faire 18 degrés.\n\nDites le")
    assert said != words_of("Il doit faire 19 degrés : dites-le !")
    assert words_of("هل تفهمون؟") != words_of("هل تفهم؟")
    assert words_of("தமிழ்") != words_of("தமிழ")  # a mark is a sound
    assert words_of("e\u0301té") == words_of("été")


@given(st.text(max_size=200))
def test_saying_never_breaks_and_writing_twice_changes_nothing(text: str) -> None:
    assert words_of(text) == words_of(f"  {text} \n")
    assert "**" not in to_say(text)


def test_the_speaker_leaves_the_name_out() -> None:
    assert to_say("Je m’appelle {prénom}. **Bonjour**") == "Je m’appelle … Bonjour"
    assert says_a_name("Je m’appelle {prénom}")
    assert not says_a_name("Bonjour")


def test_the_phone_says_the_same() -> None:
    """Replayed by field/tests/sounds.test.ts too."""
    found = json.loads((Path(__file__).parents[2] / "contract" / "examples" / "said.json").read_text("utf-8"))
    for text, said in found["to_say"]:
        assert to_say(text) == said
    for question, texts in found["asked"]:
        assert sentences_of(None, [question])[0].texts == texts
