"""The parts of the workspace of a mission, who may agree to them, and what changed from one version to the next, for a tired reader."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from palier.common.personal_data import Duration

PARTS = {
    "objectives": "Objectifs",
    "message": "Message",
    "objections": "Objections entendues",
    "questions": "Questions à poser",
    "training": "Contenu de la formation",
    "perimeter": "Périmètre et secteurs",
}
HELP = {
    "objectives": "Ce qui aura changé pour les habitants quand la mission sera finie.",
    "message": "Ce que les voisins disent, en trois phrases simples.",
    "objections": "Une par ligne : ce qu’on nous dit → ce qu’on répond.",
    "questions": "Ce qu’on veut apprendre, et pourquoi. Peu, fermées d’abord. Jamais un impayé, jamais une maladie.",
    "training": "Ce que les voisins apprennent avant de partir, avec qui.",
    "perimeter": "Quelles résidences, quels secteurs, et pourquoi celles-là.",
}
SIDES = {"association": "l’association", "voisins": "les voisins", "commissioner": "le commanditaire"}
# Without these two nothing can be agreed.
NEEDED = ("objectives", "message")
LONGEST = 6000
# Who tried, remarked and agreed, after the last day of the mission: as long as who was of which tour.
BUILDERS_KEPT = Duration(months=12)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, were added or were removed: `same`, `added`, `removed`."""

    kind: str
    text: str


def changes(old: str, new: str) -> list[Piece]:
    """What became of a text: whole words, in the order of reading, what was removed before what replaces it.

    Lines are compared first, then the words of lines that changed, so that one moved comma does not redden a page.
    """
    before, after = old.splitlines(keepends=True), new.splitlines(keepends=True)
    found: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(before[a:b])))
        else:
            found += _words("".join(before[a:b]), "".join(after[c:d]))
    return _joined(found)


def _words(old: str, new: str) -> list[Piece]:
    before, after = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    # Less than half in common: the sentence was written again, and is read whole.
    if matcher.ratio() < 0.5:
        return [Piece("removed", old), Piece("added", new)]
    found = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found.append(Piece("same", "".join(before[a:b])))
        else:
            found += [Piece("removed", "".join(before[a:b])), Piece("added", "".join(after[c:d]))]
    return found


def _joined(pieces: list[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for one in pieces:
        if not one.text:
            continue
        if found and found[-1].kind == one.kind:
            found[-1] = Piece(one.kind, found[-1].text + one.text)
        else:
            found.append(one)
    return found
