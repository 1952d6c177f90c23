"""Recompute every running count of a mission from its visits alone, to hold the kept ones to."""

from collections import Counter, defaultdict

from palier.missions.api import Mission, counted_questions
from palier.visits.actions.note_visits import knock_of
from palier.visits.models import FollowUp, Tally, Visit
from palier.visits.rules.standing import Knock, home_counts


def recomputed(mission: Mission) -> dict[tuple[str, str], int]:
    """(dimension, key) → number, from the rows of visits and follow-ups."""
    homes: dict[object, list[Visit]] = defaultdict(list)
    for visit in Visit.objects.filter(mission=mission).select_related("door", "tour"):
        homes[visit.door_id].append(visit)
    total: Counter[tuple[str, str]] = Counter()
    for visits in homes.values():
        total.update(home_counts(str(visits[0].door.entrance_id), [_knock(one) for one in visits if one.counted and not one.void]))
    for follow_up in FollowUp.objects.filter(mission=mission, void=False):
        total["follow_ups", follow_up.kind] += 1
    return {cell: number for cell, number in total.items() if number}


def kept(mission: Mission) -> dict[tuple[str, str], int]:
    """(dimension, key) → number, as kept."""
    rows = Tally.objects.filter(mission=mission).exclude(value=0)
    return {(row.dimension, row.key): row.value for row in rows}


def _knock(visit: Visit) -> Knock:
    return knock_of(visit, counted_questions(visit.tour.questionnaire_id))  # type: ignore[arg-type] (the same names)
