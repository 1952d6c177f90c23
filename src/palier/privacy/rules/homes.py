"""Homes as disclosure control sees them: a key without meaning, a building, and what is counted of them. Pure.

Source: security §3.3 R1: the unit is the home, counted once per table.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Home:
    """One home of one mission. `facts` are codes such as `homes:met` or `needs:charges`; `voisin` is who spoke there."""

    key: str
    building: str
    voisin: str
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Zone:
    """The whole mission, or a sector of it: whole buildings, never less (R4)."""

    code: str
    name: str
    buildings: frozenset[str]


WHOLE = "mission"


class Homes:
    """The homes of one mission, found by building and by fact."""

    def __init__(self, homes: Iterable[Home]) -> None:
        self.all = list(homes)
        self._keys: dict[tuple[str, str], set[str]] = {}
        self.voisin_of: dict[str, str] = {}
        for home in self.all:
            self.voisin_of[home.key] = home.voisin
            for fact in home.facts:
                self._keys.setdefault((home.building, fact), set()).add(home.key)
        self.buildings = frozenset(home.building for home in self.all)

    def with_fact(self, fact: str, buildings: Iterable[str]) -> frozenset[str]:
        """Keys of the homes of these buildings that have the fact; `a+b` is any of several, each home once."""
        found: set[str] = set()
        parts = fact.split("+")
        for building in buildings:
            for part in parts:
                found |= self._keys.get((building, part), set())
        return frozenset(found)

    def per_building(self, fact: str) -> Mapping[str, frozenset[str]]:
        """Building → keys of its homes that have the fact; buildings without one are left out."""
        found = {building: self.with_fact(fact, [building]) for building in sorted(self.buildings)}
        return {building: keys for building, keys in found.items() if keys}
