"""Keep the running counts: one upsert for all the cells that a post changes."""

from collections.abc import Mapping
from dataclasses import dataclass

from palier.common.rows import Key, Statement, insertion, run
from palier.visits.models import Tally

Changes = Mapping[Key, Mapping[tuple[str, str], int]]


@dataclass(slots=True)
class _Cell:
    mission_id: Key
    dimension: str
    key: str
    value: int


def add_to_tallies(changes: Changes) -> None:
    """Add the given differences: mission → (dimension, key) → change. Cells are made on first use."""
    run(tally_additions(changes))


def tally_additions(changes: Changes) -> list[Statement]:
    """What adds the given differences, to be run with other statements."""
    cells = [
        _Cell(mission, dimension, key[:120], change)
        for mission, found in changes.items()
        for (dimension, key), change in found.items()
        if change
    ]
    return insertion(Tally, ["mission", "dimension", "key", "value"], cells, conflict=["mission", "dimension", "key"], adding=True)
