"""The note guard: what a note should not say of a person (PV-04). The same words and the same rules as on the phone.

A doubt is asked, never imposed. Source: CNIL, zones de commentaires (2019); security.md PV-04.
"""

import re
from dataclasses import dataclass
from functools import cache

from palier.common.rules.guard.letters import Word, fold, words_of
from palier.common.rules.guard.people import People
from palier.common.rules.guard.phrases import data, take

_SPACES = re.compile(" {2,}")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was found, of which kind, where (characters, from and to), and what could stand there instead; nothing: leave it out."""

    kind: str
    found: str
    instead: str
    begin: int
    end: int


@cache
def _patterns() -> list[tuple[str, re.Pattern[str], str]]:
    parts: dict[str, str] = data()["parts"]

    def whole(pattern: str) -> str:
        filled = re.sub(r"\{([a-z]+)\}", lambda name: parts[name[1]], pattern)
        return filled if filled == pattern else whole(filled)

    return [(kind, re.compile(whole(pattern)), [*instead, data()["kinds"][kind]][0]) for kind, pattern, *instead in data()["patterns"]]


def doubts_in(note: str) -> list[Doubt]:
    """Every doubt about a note, in its order; they do not overlap."""
    text, at = fold(note)
    words = words_of(note, text, at)
    spans = _numbers(text, words)
    take(words, fine=True)
    spans += [(kind, words[a].begin, words[b].end, data()["kinds"][kind]) for kind, a, b in take(words, fine=False)]
    spans += [("name", words[a].begin, words[b].end, instead) for a, b, instead in People(words).look()]
    found = []
    for kind, begin, end, instead in sorted(spans, key=lambda span: span[1]):
        first, last = at[begin], max(at[end], at[end - 1] + 1)
        found.append(Doubt(kind, note[first:last], instead, first, last))
    return found


def _numbers(text: str, words: list[Word]) -> list[tuple[str, int, int, str]]:
    """Telephones, addresses, numbers, doors: what has a form. The words in them are taken."""
    found: list[tuple[str, int, int, str]] = []
    for kind, pattern, instead in _patterns():
        for match in pattern.finditer(text):
            begin, end = match.span()
            if not any(a < end and begin < b for _, a, b, _ in found):
                found.append((kind, begin, end, instead))
    for word in words:
        word.taken = any(a < word.end and word.begin < b for _, a, b, _ in found)
    return found


def doubt_in(note: str) -> Doubt | None:
    """The first doubt about a note; None when there is none."""
    return next(iter(doubts_in(note)), None)


def replaced(note: str, doubt: Doubt) -> str:
    """The note with what is offered in the place of one doubt."""
    return _SPACES.sub(" ", note[: doubt.begin] + doubt.instead + note[doubt.end :]).strip(" ")


def without_doubts(note: str, most: int = 40) -> str:
    """The note with each doubt replaced: what a manager is offered."""
    for _ in range(most):
        doubt = doubt_in(note)
        if doubt is None:
            return note
        note = replaced(note, doubt)
    return note
