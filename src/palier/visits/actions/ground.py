"""What the operations of a post stand on: the tours and doors that they name, and the visits that they may touch."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from palier.common.rows import Key, Question, ask
from palier.places.api import DoorRef, doors_named
from palier.tours.api import TourRef, tours_named
from palier.visits.actions.noted import Noted, visits_around, visits_named

# What an operation is and names: its id, its kind, a tour, a door.
Names = tuple[Key, str, Key | None, Key | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """Read in one round trip. `revised` are the visits that the post revises, `around` those at the doors that it names."""

    tours: dict[Key, TourRef]
    doors: dict[Key, DoorRef]
    revised: list[Noted]
    around: list[Noted]


def ground_questions(named: Iterable[Names]) -> list[Question[Any]]:
    """What to ask for the ground of some operations; the answers are the fields of `Ground`."""
    names = list(named)
    visits = [one for one in names if one[1] == "visit"]
    return [
        tours_named({tour for _, _, tour, _ in names if tour}),
        doors_named({door for _, _, _, door in names if door}),
        visits_named({op for op, _, _, _ in visits}),
        visits_around({tour for _, _, tour, _ in visits if tour}, {door for _, _, _, door in visits if door}),
    ]


def read_ground(named: Iterable[Names]) -> Ground:
    """The ground of some operations; what is unknown is absent from it."""
    return Ground(*ask(*ground_questions(named)))
