"""The catalogue of needs and themes, and what residents ask that nobody pays for. Source: domain P2, §1.4; `contract/words/needs.json`."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from palier.common.rules.guard import doubts_in

WORDS = Path(__file__).resolve().parents[2] / "contract" / "words"


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Code of a need → its name, its picture and the theme of missions that answer it."""
    themes = json.loads((WORDS / "themes.json").read_text(encoding="utf-8"))
    theme = {code: one["code"] for one in themes for code in one["needs"]}
    needs = json.loads((WORDS / "needs.json").read_text(encoding="utf-8"))
    return {one["code"]: {"name": one["label"]["fr"], "icon": one["icon"], "theme": theme[one["code"]]} for one in needs}


CODES = tuple(catalogue())


def theme_of(code: str) -> str:
    """The theme of the missions that answer a need."""
    return catalogue()[code]["theme"]


def names_of(codes: Sequence[str]) -> str:
    """Their names, in one line."""
    return ", ".join(catalogue()[code]["name"] for code in codes if code in catalogue())


def title_of(codes: Sequence[str]) -> str:
    """A title to begin with: what was asked."""
    names = [catalogue()[code]["name"] for code in codes]
    return (names[0] if len(names) == 1 else f"{names[0]}, et aussi : {', '.join(names[1:])}")[:120]


@dataclass(frozen=True, slots=True)
class Running:
    """A mission that goes on, or is only proposed (`agreed` false): the needs it was born from and its theme."""

    title: str
    theme: str
    needs: frozenset[str] = frozenset()
    agreed: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One need: how many homes said it at their door, how many times it was told elsewhere, the missions that answer it now, those that would."""

    code: str
    homes: int
    told: int
    answered_by: tuple[str, ...]
    planned_by: tuple[str, ...] = ()

    @property
    def nobody(self) -> bool:
        """True when residents ask and nobody pays."""
        return bool(self.homes or self.told) and not self.answered_by


def answers(mission: Running, code: str) -> bool:
    """A mission answers the needs it was born from; one that names none answers those of its theme."""
    return code in mission.needs if mission.needs else theme_of(code) == mission.theme


def _titles(running: Collection[Running], code: str, agreed: bool) -> tuple[str, ...]:
    return tuple(one.title for one in running if one.agreed is agreed and answers(one, code))


def asked(homes: Mapping[str, int], told: Mapping[str, int], running: Collection[Running]) -> list[Asked]:
    """Every need of the catalogue, the most asked first; one never mentioned comes last, so that its absence is read too."""
    rows = [
        Asked(code, homes.get(code, 0), told.get(code, 0), _titles(running, code, True), _titles(running, code, False)) for code in CODES
    ]
    return sorted(rows, key=lambda one: (-one.homes, -one.told))


def trouble_in(words: str) -> str:
    """Why these words cannot be kept of a need, as a sentence; empty when they can. A need is the neighbourhood's, never one person's."""
    doubt = next(iter(doubts_in(words)), None)
    if doubt is None:
        return ""
    what = f"« {doubt.found} » pourrait" if doubt.found else "Ces mots pourraient"
    return f"{what} désigner quelqu’un. Dites le besoin du quartier, pas l’histoire d’une personne."
