"""The note guard: what a note should not say of a person (PV-04). The same words as on the phone, from `contract/`."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORDS = Path(__file__).resolve().parent.parent.parent / "contract" / "words" / "guard.json"
_PARTS = {"start": r"(?<![^\W_])", "end": r"(?![^\W_])", "letters": r"(?:[^\W\d_]|[’'\-])*"}
_CIVIL = re.compile(r"(?<![^\W_])(Madame|Mademoiselle|Mme|Mlle|Monsieur|Mr|M\.|Sa|Son|La|Le|Prénom)(?= )")


@dataclass(frozen=True, slots=True)
class Doubt:
    """What was found, of which kind, and what could stand there instead."""

    kind: str
    found: str
    instead: str


@cache
def _rules() -> list[tuple[str, str, re.Pattern[str]]]:
    return [(rule["kind"], rule["instead"], _compiled(rule)) for rule in json.loads(WORDS.read_text("utf-8"))]


def _compiled(rule: dict[str, str]) -> re.Pattern[str]:
    text = re.sub(r"\{(start|end|letters)\}", lambda part: _PARTS[part[1]], rule["pattern"])
    return re.compile(text, 0 if "exact" in rule else re.IGNORECASE)


def doubt_in(note: str) -> Doubt | None:
    """The first doubt about a note; None when there is none."""
    plain = _CIVIL.sub(lambda word: word[0].lower(), note)
    for kind, instead, pattern in _rules():
        found = pattern.search(plain)
        if found:
            return Doubt(kind, note[found.start() : found.end()], instead)
    return None


def without_doubts(note: str, most: int = 20) -> str:
    """The note with each doubt replaced: what a manager is offered."""
    for _ in range(most):
        doubt = doubt_in(note)
        if doubt is None:
            return note
        note = note.replace(doubt.found, doubt.instead, 1)
    return note
