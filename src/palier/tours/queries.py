"""Reads of the room of tours."""

from collections.abc import Collection
from datetime import date, time
from typing import NamedTuple
from uuid import UUID

from django.db.models import Max, QuerySet

from palier.common.rows import Key, Question, Reading, among
from palier.missions.api import Mission
from palier.people.api import Site, Voisin
from palier.places.api import Entrance
from palier.tours.models import DoorState, Tour


def tours_of(mission: Mission) -> QuerySet[Tour]:
    """Every tour of a mission, by day."""
    return Tour.objects.filter(mission=mission).prefetch_related("voisins", "stops__entrance__building")


def tours_on(site: Site, day: date) -> QuerySet[Tour]:
    """The tours of a site on one day, cancelled ones left out."""
    return (
        Tour.objects.filter(mission__site=site, day=day)
        .exclude(state=Tour.State.CANCELLED)
        .select_related("mission")
        .prefetch_related("voisins", "stops__entrance__building")
    )


def tours_between(site: Site, first_day: date, last_day: date) -> QuerySet[Tour]:
    """The tours of a site from one day to another, both included, cancelled ones too."""
    return (
        Tour.objects.filter(mission__site=site, day__range=(first_day, last_day))
        .select_related("mission")
        .prefetch_related("voisins", "stops__entrance__building")
    )


def tours_carried_by(voisin: Voisin, first_day: date, last_day: date) -> QuerySet[Tour]:
    """The tours that a voisin's phone carries."""
    return (
        Tour.objects.filter(voisins=voisin, day__range=(first_day, last_day))
        .select_related("mission__commissioner", "questionnaire", "buddy")
        .prefetch_related("voisins", "stops__entrance__building")
        .order_by("day", "starts_at")
    )


def next_pass(mission: Mission, entrance: Entrance) -> int:
    """The pass that the next tour at this entrance will be: one more than the most that a door there was knocked at."""
    most = DoorState.objects.filter(mission=mission, entrance=entrance).aggregate(most=Max("attempts"))["most"]
    return (most or 0) + 1


def states_at(mission_id: UUID, entrance_ids: set[UUID]) -> dict[UUID, DoorState]:
    """Door → its state for the mission; doors never visited are absent."""
    found = DoorState.objects.filter(mission_id=mission_id, entrance_id__in=entrance_ids)
    return {state.door_id: state for state in found}


class TourRef(NamedTuple):
    """A tour as the phone's entrance needs it."""

    key: Key
    mission: Key
    questionnaire: Key | None
    day: date
    starts_at: time
    site: Key


_TOURS = Reading(
    "tours_tour t JOIN missions_mission m ON m.id = t.mission_id",
    [*[("t", Tour, name) for name in ("id", "mission", "questionnaire", "day", "starts_at")], ("m", Mission, "site")],
)


def tours_named(tours: Collection[Key]) -> Question[dict[Key, TourRef]]:
    """Each known id → its tour. Unknown ids are absent."""
    return Question(_TOURS.asked(among("t.id", tours)), lambda rows: {row[0]: TourRef(*row) for row in rows})
