"""A visit as the phone's entrance handles it: the columns of its row, without a model instance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from palier.common.rows import Key, Reading, insert_rows, marks
from palier.people.api import Voisin
from palier.tours.api import Tour
from palier.visits.models import Visit

Home = tuple[Key, Key]  # (mission, door)
COLUMNS = (
    "id", "rev", "seq", "mission", "tour", "door", "voisin", "pass_number", "outcome", "informed", "language", "parted", "place",
    "started_at", "ended_at", "day", "slot", "answers", "needs", "handed", "note", "void", "counted", "chosen", "clock_flag",
)  # fmt: skip


@dataclass(slots=True)
class Noted:
    """One visit; `asked_with` is the questionnaire that its tour carried, `site` where its voisin works."""

    id: Key
    rev: int
    seq: int
    mission_id: Key
    tour_id: Key
    door_id: Key
    voisin_id: Key
    pass_number: int
    outcome: str
    informed: bool
    language: str
    parted: bool
    place: str
    started_at: datetime
    ended_at: datetime
    day: date
    slot: str
    answers: dict[str, Any]
    needs: list[str]
    handed: list[str]
    note: str
    void: bool
    counted: bool
    chosen: bool
    clock_flag: bool
    asked_with: Key | None
    site: Key

    @property
    def home(self) -> Home:
        """The home, for its mission."""
        return (self.mission_id, self.door_id)


_VISITS = Reading(
    "visits_visit v JOIN tours_tour t ON t.id = v.tour_id JOIN people_voisin p ON p.id = v.voisin_id",
    [*[("v", Visit, name) for name in COLUMNS], ("t", Tour, "questionnaire"), ("p", Voisin, "site")],
)


def visits_at(homes: Collection[Home]) -> list[Noted]:
    """Every visit made at these homes for these missions."""
    if not homes:
        return []
    missions, doors = {mission for mission, _ in homes}, {door for _, door in homes}
    found = _VISITS.where(f"v.mission_id IN ({marks(missions)}) AND v.door_id IN ({marks(doors)})", [*missions, *doors])
    return [Noted(*row) for row in found]


def visits_by_id(ids: Collection[Key]) -> list[Noted]:
    """The visits with these ids."""
    return [Noted(*row) for row in _VISITS.where(f"v.id IN ({marks(ids)})", list(ids))] if ids else []


def write_visits(visits: Collection[Noted]) -> None:
    """Insert them, or replace the rows with their ids."""
    insert_rows(Visit, COLUMNS, list(visits), conflict=["id"])
