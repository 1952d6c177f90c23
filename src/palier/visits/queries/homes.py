"""What is counted of each home of a mission: the only way from visits to figures that leave."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from palier.missions.api import Mission, counted_questions
from palier.visits.actions.note_visits import knock_of
from palier.visits.models import Visit
from palier.visits.rules.standing import Knock, home_counts

# A language is parted from its door (PV-03), minutes and passes are our own: neither is a fact of a home.
FACTS = ("homes", "needs", "handed", "answers")


@dataclass(frozen=True, slots=True)
class CountedHome:
    """One home: its door, its building, the voisin who spoke there (else who knocked last), and its cells as `dimension:key`."""

    door: UUID
    building: UUID
    voisin: UUID
    facts: frozenset[str]


def counted_homes(mission: Mission) -> list[CountedHome]:
    """Every home with a visit that counts, with the cells that it adds to the running counts. One query."""
    visits: dict[UUID, list[Visit]] = defaultdict(list)
    rows = Visit.objects.filter(mission=mission, void=False, counted=True).select_related("door__entrance", "tour")
    for visit in rows.order_by("day", "pass_number", "seq"):
        visits[visit.door_id].append(visit)
    return [_home(door, found) for door, found in visits.items()]


def _home(door: UUID, visits: list[Visit]) -> CountedHome:
    cells = home_counts("", [_knock(one) for one in visits])
    spoke = [one for one in visits if one.outcome == "met"] or visits
    facts = frozenset(f"{dimension}:{key}" for dimension, key in cells if dimension in FACTS)
    return CountedHome(door, visits[0].door.entrance.building_id, spoke[-1].voisin_id, facts)


def _knock(visit: Visit) -> Knock:
    return knock_of(visit, counted_questions(visit.tour.questionnaire_id))  # type: ignore[arg-type]
