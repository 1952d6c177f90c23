"""A visit as the phone's entrance handles it: the columns of its row, without a model instance."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from palier.common.rows import Condition, Key, Question, Reading, Statement, among, insertion, read
from palier.people.api import Voisin
from palier.tours.api import Tour
from palier.visits.models import Visit

Home = tuple[Key, Key]  # (mission, door)
COLUMNS = (
    "id", "rev", "seq", "mission", "tour", "door", "voisin", "pass_number", "outcome", "informed", "language", "parted", "place",
    "started_at", "ended_at", "day", "slot", "answers", "needs", "handed", "note", "note_read", "void", "counted", "chosen", "clock_flag",
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
    note_read: bool
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
    return _noted(read(_VISITS.asked(_at(homes)))[0])


def visits_named(ids: Collection[Key]) -> Question[list[Noted]]:
    """The visits with these ids."""
    return Question(_VISITS.asked(among("v.id", ids)), _noted)


def visits_around(tours: Collection[Key], doors: Collection[Key]) -> Question[list[Noted]]:
    """Every visit made at these doors for the missions of these tours."""
    of_tours = among("id", tours)
    missions = Condition(f"v.mission_id IN (SELECT mission_id FROM tours_tour WHERE {of_tours.sql})", of_tours.values)  # noqa: S608
    return Question(_VISITS.asked(missions & among("v.door_id", doors)), _noted)


def _noted(rows: list[tuple[Any, ...]]) -> list[Noted]:
    return [Noted(*row) for row in rows]


def _at(homes: Collection[Home]) -> Condition:
    return among("v.mission_id", {mission for mission, _ in homes}) & among("v.door_id", {door for _, door in homes})


def visit_rows(visits: Collection[Noted]) -> list[Statement]:
    """What inserts them, or replaces the rows with their ids."""
    return insertion(Visit, COLUMNS, list(visits), conflict=["id"])
