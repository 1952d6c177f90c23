"""What is said in a language: what came with the software, and over it what this association corrected."""

import json
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from palier.languages.models import Wording
from palier.languages.rules.checking import Text, check_text
from palier.languages.rules.forms import FORMS, TRANSLATED
from palier.languages.workbook import Line

PLACES = tuple(Wording.Place.values)


@dataclass(frozen=True)
class Words:
    """One language of one place. `vouched` are keys that somebody whose language it is has read."""

    texts: Mapping[str, Text] = field(default_factory=dict)
    vouched: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Progress:
    """How far a language is, in one place."""

    place: str
    language: str
    total: int
    translated: int
    vouched: int


class LookedAt(NamedTuple):
    """What somebody of this association made of one text; an empty `text` was withdrawn: the French stands."""

    key: str
    language: str
    text: str
    vouched: bool


def french_of(place: str) -> dict[str, Text]:
    """Every text of a place, as it is written first."""
    return _read(place, "fr.json", {})


def glosses_of(place: str) -> dict[str, str]:
    """What a key is for, in plain French, for whoever translates it."""
    return _read(place, "glosses.json", {})


def always_french(place: str) -> tuple[str, ...]:
    """Beginnings of keys that protect a person: never shown unvouched without the French beside them."""
    return tuple(_read(place, "always_french.json", []))


def built_in(place: str, language: str) -> Words:
    """What came with the software. Not to be changed: it is made once for as long as its files stay as they are."""
    return _built_in(place, language, tuple(_changed(place, name) for name in ("fr.json", f"{language}.json", f"vouched/{language}.json")))


@lru_cache(maxsize=128)
def _built_in(place: str, language: str, _stamps: tuple[int, ...]) -> Words:
    french = french_of(place)
    texts = {key: text for key, text in _read(place, f"{language}.json", {}).items() if key in french}
    return Words(texts, frozenset(_read(place, f"vouched/{language}.json", [])) & texts.keys())


def words_for(place: str, language: str) -> Words:
    """What is shown: the corrections of this association over what came with the software.

    A correction that no longer fits its French (the software changed) is left aside; one whose French was reworded stays, unvouched.
    """
    return _over(place, language, list(Wording.objects.filter(place=place, language=language)))


def looked_at(place: str, beginning: str) -> list[LookedAt]:
    """The plain texts whose key begins so and that are not as they came: corrected, withdrawn, or vouched for. One query."""
    corrections: dict[str, list[Wording]] = defaultdict(list)
    for one in Wording.objects.filter(place=place, key__startswith=beginning):
        corrections[one.language].append(one)
    found = []
    for language in TRANSLATED:
        came, words = built_in(place, language).texts, _over(place, language, corrections[language])
        for key in sorted(one for one in {*came, *words.texts} if one.startswith(beginning)):
            text, vouched = words.texts.get(key, ""), key in words.vouched
            if isinstance(text, str) and (vouched or text != came.get(key, "")):
                found.append(LookedAt(key, language, text, vouched))
    return found


def _over(place: str, language: str, corrections: Iterable[Wording]) -> Words:
    french, floor = french_of(place), built_in(place, language)
    texts, vouched = dict(floor.texts), set(floor.vouched)
    for one in corrections:
        source = french.get(one.key)
        if source is None or one.text is None or (one.text and check_text(source, one.text, language).refused):
            continue
        vouched.discard(one.key)
        if not one.text:
            texts.pop(one.key, None)
            continue
        texts[one.key] = one.text
        if one.vouched and one.french == source:
            vouched.add(one.key)
    return Words(texts, frozenset(vouched))


def progress() -> list[Progress]:
    """Every language in every place that has texts, in the order of the rules."""
    corrections: dict[tuple[str, str], list[Wording]] = defaultdict(list)
    for one in Wording.objects.all():
        corrections[one.place, one.language].append(one)
    found = []
    for place in PLACES:
        total = len(french_of(place))
        for language in TRANSLATED if total else ():
            words = _over(place, language, corrections[place, language])
            found.append(Progress(place, language, total, len(words.texts), len(words.vouched)))
    return found


def in_every_language(place: str, start: str) -> dict[str, dict[str, str]]:
    """Texts whose key begins with `start`, in every language that has them: key → language → text. French always.

    Kept for a minute: phones that come back together ask for the same.
    """
    return _in_every_language(place, start, int(time.monotonic() // 60))


@lru_cache(maxsize=8)
def _in_every_language(place: str, start: str, _minute: int) -> dict[str, dict[str, str]]:
    found = {key: {"fr": text} for key, text in french_of(place).items() if key.startswith(start) and isinstance(text, str)}
    for language in TRANSLATED:
        for key, text in words_for(place, language).texts.items():
            if key in found and isinstance(text, str):
                found[key][language] = text
    return found


def lines_of(language: str) -> list[Line]:
    """A language as lines of a workbook, every place after the other, in the order the French is written."""
    remarks = {(one.place, one.key): one.remark for one in Wording.objects.filter(language=language)}
    found = []
    for place in PLACES:
        words, glosses = words_for(place, language), glosses_of(place)
        for key, french in french_of(place).items():
            text = words.texts.get(key, "")
            for form in FORMS[language] if isinstance(french, dict) else ("",):
                found.append(Line(
                    place, key, form, glosses.get(key, ""), french if isinstance(french, str) else french.get(form) or french["other"],
                    text if isinstance(text, str) else text.get(form, ""), key in words.vouched, remarks.get((place, key), ""),
                ))  # fmt: skip
    return found


def _read(place: str, name: str, default: Any) -> Any:
    changed = _changed(place, name)
    return _parsed(Path(settings.WORDS[place]) / name, changed) if changed else default


def _changed(place: str, name: str) -> int:
    """When a file of texts was last written; 0 where there is none."""
    try:
        return (Path(settings.WORDS[place]) / name).stat().st_mtime_ns
    except FileNotFoundError:
        return 0


@lru_cache(maxsize=128)
def _parsed(path: Path, _changed: int) -> Any:
    return json.loads(path.read_text("utf-8"))
