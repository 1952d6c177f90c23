"""What the pages say, in eighteen languages: nothing lacks a French, nothing is invented, nothing breaks a page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone

from palier.doorway import texts
from palier.doorway.rules.tongues import LANGUAGES
from palier.doorway.texts import PLACE, Speaker, spoken, texts_of, tongues
from palier.languages.api import TRANSLATED, Text, Wording, always_french, check_text, french_of
from palier.languages.queries import built_in

ROOM = Path(texts.__file__).parent
VALUES = {name: f"<{name}>" for name in ("name", "site", "time", "association", "partner", "code", "day", "number", "from", "to")} | {
    "n": 3
}
EMPTY = {"snk", "bm", "ff", "wo", "ln", "kab", "zdj"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    texts._spoken.cache_clear()
    yield
    texts._spoken.cache_clear()


def forms(text: Text) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


@pytest.mark.parametrize("code", TRANSLATED)
def test_each_language_speaks_only_of_what_french_says(code: str) -> None:
    for key, text in built_in(PLACE, code).texts.items():
        assert not check_text(french_of(PLACE)[key], text, code).refused, (code, key)
        assert all(form.count("**") % 2 == 0 for form in forms(text)), (code, key)


def test_languages_that_nobody_here_masters_are_left_to_those_who_do() -> None:
    assert {code for code in LANGUAGES if not texts_of(code).texts} == EMPTY
    assert spoken() == frozenset(LANGUAGES) - EMPTY
    assert set(LANGUAGES) == {"fr", *TRANSLATED}
    assert not any(built_in(PLACE, code).vouched for code in TRANSLATED)


def test_every_file_belongs_to_a_language() -> None:
    assert {path.stem for path in (ROOM / "l10n").glob("*.json")} == {*LANGUAGES, "always_french", "glosses"}
    assert {path.stem for path in (ROOM / "l10n" / "vouched").glob("*.json")} == set(TRANSLATED)
    assert [one.name for one in tongues()][:2] == ["Français", "العربية"]


def test_every_key_that_a_page_says_exists_and_every_key_is_said() -> None:
    pages = "".join(path.read_text("utf-8") for path in (ROOM / "templates").rglob("*.html"))
    code = "".join(path.read_text("utf-8") for path in ROOM.rglob("*.py"))
    said = set(re.findall(r'{% (?:say|word) "([^"]+)"', pages))
    french = set(french_of(PLACE))
    assert said <= french, said - french
    made = ("report.", "rights.", "purpose.", "receipt.", "poster.", "hall.lead", "app.listen", "ask.missing")
    unsaid = {key for key in french if f'"{key}"' not in pages + code and not key.startswith(made)}
    assert not unsaid


def test_what_is_put_into_a_sentence_is_escaped_and_keeps_its_direction() -> None:
    assert Speaker("fr").say("yes.title", name="<b>Zoé</b>") == "Oui, c’est &lt;b&gt;Zoé&lt;/b&gt;."
    assert "<bdi>&lt;b&gt;</bdi>" in Speaker("ar").say("yes.title", name="<b>")
    assert Speaker("fr").say("rules.free") == "C’est gratuit. <b>On ne vend rien.</b>"
    assert Speaker("fr").word("rules.free") == "C’est gratuit. On ne vend rien."
    assert Speaker("fr").say("yes.title", name="{code}") == "Oui, c’est {code}."


def test_what_lacks_is_said_in_french_and_known_to_be() -> None:
    soninke = Speaker("snk")
    assert soninke.say("home.check") == '<span lang="fr" dir="ltr">Vérifier</span>'
    assert soninke.word("home.check") == "Vérifier"
    assert soninke.lacks
    assert not soninke.to_reread


@pytest.mark.parametrize("code", TRANSLATED)
def test_rights_and_danger_never_stand_alone_unreviewed(code: str) -> None:
    speak, french = Speaker(code), Speaker("fr")
    for key in french_of(PLACE):
        if key.startswith(always_french(PLACE)):
            assert 'lang="fr"' in speak.say(key, **VALUES), (code, key)
            assert french.word(key, **VALUES) in speak.word(key, **VALUES), (code, key)


def correct(code: str, key: str, text: str, *, vouched: bool) -> None:
    Wording.objects.create(
        place=PLACE, language=code, key=key, text=text, french=french_of(PLACE)[key], vouched=vouched, changed_at=timezone.now()
    )


def test_what_voisins_corrected_and_vouched_for_is_said_at_once_and_stands_alone() -> None:
    correct("ar", "rights.stop", "لا تطرقوا بابي", vouched=True)
    correct("ar", "home.check", "تحقّق الآن", vouched=True)
    correct("ar", "rights.erase", "امحوا ما قلته", vouched=False)
    speak = Speaker("ar")
    assert speak.say("rights.stop") == "لا تطرقوا بابي"
    assert speak.say("home.check") == "تحقّق الآن"
    assert not speak.to_reread
    assert 'lang="fr"' in speak.say("rights.erase")
    assert speak.to_reread


def test_a_language_becomes_spoken_when_voisins_wrote_it() -> None:
    for key in list(french_of(PLACE))[:80]:
        correct("snk", key, " ".join(["o", *re.findall(r"\{\w+\}", str(french_of(PLACE)[key])), "n"]), vouched=True)
    texts._spoken.cache_clear()
    assert "snk" in spoken()


def test_plural_forms_are_chosen_by_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    given = texts.Words({"x": {"one": "{n} an", "two": "deux", "other": "{n} ans"}})
    monkeypatch.setattr(texts, "texts_of", lambda code: given)
    assert [Speaker("ar").word("x", n=number) for number in (1, 2, 7)] == ["1 an", "deux", "7 ans"]
