"""The words that come with the software: nothing that the phone or a page could not show, in any language."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from palier.languages.api import FORMS, TRANSLATED, check_text, is_same

ROOT = Path(__file__).parents[2]
PLACES = [one for one in (ROOT / "field" / "src" / "l10n", ROOT / "src" / "palier" / "doorway" / "l10n") if (one / "fr.json").exists()]
FILES = [(place, language) for place in PLACES for language in TRANSLATED if (place / f"{language}.json").exists()]
# Written alike in two languages: said once, so that a text left in French by mistake is seen.
ALIKE = {
    ("en", "Guide"), ("en", "Menu"), ("pt", "Menu"), ("en", "Version {v}"), ("en", "hall {name}"), ("ro", "Absent"), ("es", "Bien"),
    *((language, "Stop") for language in ("en", "es", "pt", "ro")),
}  # fmt: skip


def read(path: Path) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        keys = [key for key, _ in pairs]
        assert len(set(keys)) == len(keys), f"{path.name} says twice {sorted({key for key in keys if keys.count(key) > 1})}"
        return dict(pairs)

    return json.loads(path.read_text("utf-8"), object_pairs_hook=once)


@pytest.mark.parametrize("place", PLACES, ids=lambda one: one.parent.name)
def test_french_is_whole(place: Path) -> None:
    for key, text in read(place / "fr.json").items():
        assert not check_text(text, text, "fr").refused, key
    for key, gloss in read(place / "glosses.json").items() if (place / "glosses.json").exists() else ():
        assert gloss.strip(), key
        assert key in read(place / "fr.json"), f"{key} is explained and does not exist"


@pytest.mark.parametrize(("place", "language"), FILES, ids=lambda one: one if isinstance(one, str) else one.parent.name)
def test_a_translation_can_stand_in_place_of_the_french(place: Path, language: str) -> None:
    french, found = read(place / "fr.json"), read(place / f"{language}.json")
    wrong = [f"{key} is not in fr.json" for key in found if key not in french]
    for key in found.keys() & french.keys():
        wrong += [f"{key}: {problem}" for problem in check_text(french[key], found[key], language).refused]
        for one, other in _pairs(french[key], found[key]):
            if is_same(one, other) and (language, one) not in ALIKE:
                wrong.append(f"{key} was left in French: {one}")
    assert not wrong, "\n".join(sorted(wrong))


def _pairs(french: Any, text: Any) -> list[tuple[str, str]]:
    if isinstance(french, str):
        return [(french, text)] if isinstance(text, str) else []
    return [(french.get(form, french["other"]), one) for form, one in text.items()] if isinstance(text, dict) else []


@pytest.mark.parametrize(("place", "language"), FILES, ids=lambda one: one if isinstance(one, str) else one.parent.name)
def test_who_vouched_vouched_for_something_and_a_language_is_small(place: Path, language: str) -> None:
    vouched = place / "vouched" / f"{language}.json"
    if vouched.exists():
        assert set(read(vouched)) <= set(read(place / f"{language}.json"))
    packed = gzip.compress((place / f"{language}.json").read_bytes(), 9)
    assert len(packed) <= 14 * 1024, f"{language}: {len(packed)} bytes"


def test_the_phone_has_a_file_for_each_language_and_each_has_a_name() -> None:
    names = {one["code"] for one in json.loads((ROOT / "contract" / "words" / "languages.json").read_text("utf-8"))}
    assert set(FORMS) <= names
    for language in TRANSLATED:
        assert (PLACES[0] / f"{language}.json").exists(), language
        assert (PLACES[0] / "vouched" / f"{language}.json").exists(), language


def test_the_lists_of_the_contract_say_the_same_french() -> None:
    french = read(PLACES[0] / "fr.json")
    for name, start in (("needs", "need."), ("follow_ups", "ask.for_")):
        listed = json.loads((ROOT / "contract" / "words" / f"{name}.json").read_text("utf-8"))
        assert {f"{start}{one['code']}": one["label"]["fr"] for one in listed} == {
            key: text for key, text in french.items() if key.startswith(start)
        }


def test_the_chooser_offers_those_languages() -> None:
    text = (ROOT / "field" / "src" / "screens" / "Languages.svelte").read_text("utf-8")
    offered = json.loads(text[text.index("const SPOKEN = ") + 15 : text.index("];", text.index("const SPOKEN = ")) + 1])
    assert set(offered) == set(FORMS)


def test_what_is_said_before_a_yes_is_the_same_sentence_on_the_phone_for_the_voices_and_in_the_workbook() -> None:
    """A sentence whose French changes takes a new code: what was agreed to can still be read."""
    french, kept = read(PLACES[0] / "fr.json"), read(PLACES[0] / "always_french.json")
    agreed = read(ROOT / "contract" / "words" / "consent.json")
    assert {f"consent.{one['code']}": one["text"]["fr"] for one in agreed} == {k: v for k, v in french.items() if k.startswith("consent.")}
    assert "consent." in kept
