"""The word lists of `contract/words`, and what of a note is on them.

An entry is one word or several. `word*` is a beginning, `word$` is to be taken letter for letter, `WORD` counts in capitals only, `@list` is any
word of that list. `a_b` lets small words stand between, `a+b` does not.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from palier.common.rules.guard.letters import Word, fold, stem, without_doubles

FOLDER = Path(__file__).resolve().parents[3] / "contract" / "words"
FINE = "fine"
_JOINED = re.compile("[ '-]{0,2}")
_LISTED = re.compile("[ ,/&+'-]{1,3}")
_MOST_BETWEEN = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One word of an entry. `how`: stem, begin, letters, capitals or list."""

    text: str
    how: str
    loose: bool


Entry = tuple[str, tuple[Part, ...]]


def joined(gap: str) -> bool:
    """Nothing but a space, a hyphen, an apostrophe between two words."""
    return bool(_JOINED.fullmatch(gap))


@cache
def data() -> dict[str, Any]:
    """`guard.json` as it is."""
    found: dict[str, Any] = json.loads((FOLDER / "guard.json").read_text("utf-8"))
    return found


def listed(lines: list[str]) -> list[str]:
    """The entries of a list, which is kept in lines that a person can read."""
    return " ".join(lines).split()


def _part(piece: str) -> Part:
    loose, word = piece[0] == "_", piece.lstrip("_+")
    if word[0] == "@":
        return Part(word[1:], "list", loose)
    plain = fold(word.rstrip("*$"))[0]
    if word[-1] == "*":
        return Part(without_doubles(plain), "begin", loose)
    if word[-1] == "$":
        return Part(plain, "letters", loose)
    return Part(stem(plain), "capitals" if word.isascii() and word.isupper() else "stem", loose)


def _key(part: Part) -> str:
    """What finds an entry by its first word; `@`: a list may hold it."""
    return {"begin": f"{part.text}*", "letters": f"={part.text}", "list": "@"}.get(part.how, part.text)


@cache
def _entries(fine: bool) -> dict[str, list[Entry]]:
    by_first: dict[str, list[Entry]] = {}
    for kind, lines in [(FINE, data()["fine"])] if fine else data()["words"].items():
        for entry in listed(lines):
            parts = tuple(_part(piece) for piece in re.findall("[_+]?[^_+]+", entry))
            by_first.setdefault(_key(parts[0]), []).append((kind, parts))
    return by_first


@cache
def _list(name: str) -> frozenset[str]:
    """The single words of a list; another list may be named in it."""
    keys: set[str] = set()
    for entry in listed((data()["words"] | data()["lists"])[name]):
        if re.search("[_+]", entry):
            continue
        keys |= _list(entry[1:]) if entry[0] == "@" else {_key(_part(entry))}
    return frozenset(keys)


@cache
def _loose() -> frozenset[str]:
    return frozenset(listed(data()["loose"]))


def is_on(word: Word, name: str) -> bool:
    """Whether a list holds this word by itself."""
    return not _list(name).isdisjoint(word.keys)


def _fits(word: Word, part: Part) -> bool:
    if part.how == "list":
        return is_on(word, part.text)
    if part.how == "letters":
        return word.raw == part.text
    if part.how == "begin":
        return word.short.startswith(part.text)
    return word.stem == part.text and (part.how == "stem" or word.shouted)


def _length(words: list[Word], at: int, parts: tuple[Part, ...]) -> int:
    """How many words of the note an entry covers from here; 0 where it does not stand."""
    end = at
    for part in parts:
        if end > at:
            skipped = 0
            while part.loose and skipped < _MOST_BETWEEN and _may_skip(words, end) and not _fits(words[end], part):
                end, skipped = end + 1, skipped + 1
        if end >= len(words) or (end > at and not joined(words[end].gap)) or not _fits(words[end], part):
            return 0
        end += 1
    return _further(words, end, parts[-1]) - at


def _may_skip(words: list[Word], at: int) -> bool:
    return at < len(words) and words[at].raw in _loose() and joined(words[at].gap)


def _further(words: list[Word], end: int, last: Part) -> int:
    """« parle arabe et un peu turc »: after a list, what goes on listing belongs to it."""
    while last.how == "list":
        step = end
        while step < len(words) and words[step].raw in _loose() and _LISTED.fullmatch(words[step].gap):
            step += 1
        if step >= len(words) or not _LISTED.fullmatch(words[step].gap) or not is_on(words[step], last.text):
            break
        end = step + 1
    return end


def _best(words: list[Word], at: int, fine: bool) -> tuple[int, str]:
    """The longest entry that begins here: how many words, and its kind."""
    best, of = 0, ""
    entries = _entries(fine)
    for key in ("@", *words[at].keys):
        for kind, parts in entries.get(key, ()):
            length = _length(words, at, parts)
            if length > best and not any(one.taken for one in words[at : at + length]):
                best, of = length, kind
    return best, of


def take(words: list[Word], fine: bool) -> list[tuple[str, int, int]]:
    """(kind, first word, last word) of each entry found, the longest first; its words are taken. `fine`: those that raise no doubt."""
    found: list[tuple[str, int, int]] = []
    at = 0
    while at < len(words):
        best, of = (0, "") if words[at].taken else _best(words, at, fine)
        for one in words[at : at + best]:
            one.taken = True
        if best:
            found.append((of, at, at + best - 1))
        at += best or 1
    return found
