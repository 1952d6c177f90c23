"""The labelled notes of the note guard: reading them, and the split that nobody chooses by hand.

python -m tests.corpus.guard        writes the two parts again from all their notes; they come out as they were
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SEED = 1124
TUNING_SHARE = 0.6
# The rarest first: a note of several kinds is drawn with its rarest, so that each kind is shared out 60/40.
RAREST = [
    "number", "mail", "sexuality", "politics", "status", "offence", "door", "religion", "insult", "origin", "health", "phone", "name",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """One invented note. `spans` are (kind, from, to) in characters; none for a note that says nothing of a person."""

    id: str
    lang: str
    note: str
    spans: tuple[tuple[str, int, int], ...]

    @property
    def kinds(self) -> set[str]:
        return {kind for kind, _, _ in self.spans}

    @property
    def stratum(self) -> tuple[str, str]:
        """What it is drawn with: French or not, and its rarest kind."""
        return ("fr" if self.lang == "fr" else "other", min(self.kinds, key=RAREST.index) if self.spans else "plain")


def notes(part: str) -> list[Labelled]:
    """`tuning`, `test`, `reserve`, `late` or `later`, in the order of their file."""
    lines = (HERE / f"{part}.jsonl").read_text("utf-8").splitlines()
    return [Labelled(one["id"], one["lang"], one["note"], tuple(map(tuple, one["spans"]))) for one in map(json.loads, lines)]


def split(everything: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Tuning and test: each stratum is shuffled with the seed and cut at 60 %."""
    strata: dict[tuple[str, str], list[Labelled]] = {}
    for one in sorted(everything, key=lambda one: one.id):
        strata.setdefault(one.stratum, []).append(one)
    tuning: list[Labelled] = []
    test: list[Labelled] = []
    chance = random.Random(SEED)
    for _, some in sorted(strata.items()):
        chance.shuffle(some)
        cut = round(len(some) * TUNING_SHARE)
        tuning += some[:cut]
        test += some[cut:]
    return sorted(tuning, key=lambda one: one.id), sorted(test, key=lambda one: one.id)


def write(part: str, some: Iterable[Labelled]) -> None:
    """One note a line."""
    lines = [json.dumps({"id": one.id, "lang": one.lang, "note": one.note, "spans": one.spans}, ensure_ascii=False) for one in some]
    (HERE / f"{part}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
