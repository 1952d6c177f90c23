"""Reads for the bilan."""

import hashlib

from django.conf import settings
from django.utils import timezone

from palier.impact.rules.bilan import Bilan, Facts, make_bilan
from palier.missions.api import (
    Mission,
    definition_questions,
    perimeter_door_count,
    perimeter_entrances,
    questionnaire_in_use,
)
from palier.places.api import doors_of
from palier.tours.api import Tour
from palier.visits.api import figures, words


def facts_of(mission: Mission) -> Facts:
    """Everything a bilan is written from, in a fixed number of queries."""
    questionnaire = questionnaire_in_use(mission)
    questions = definition_questions(questionnaire.definition.get("questions", [])) if questionnaire else []
    done = Tour.objects.filter(mission=mission, state__in=["started", "ended"])
    counts = figures(mission)
    return Facts(
        title=mission.title, commissioner=mission.commissioner.name if mission.commissioner else "", site=mission.site.name,
        theme=mission.theme, starts_on=mission.starts_on, ends_on=min(mission.ends_on, max(mission.starts_on, timezone.now().date())),
        doors=perimeter_door_count(mission), voisins=done.values("voisins").distinct().count(), tours=done.count(),
        counts=counts, needs={one["code"]: one["label"]["fr"] for one in words("needs")},
        questions=[one for one in questions if one["type"] in ("select_one", "select_multiple")],
        handouts={one["code"]: one["label"].get("fr", one["code"]) for one in mission.handouts},
        entrances=_entrances(mission, counts.get("entrances", {})),
    )  # fmt: skip


def _entrances(mission: Mission, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    entrances = list(perimeter_entrances(mission))
    doors: dict[object, int] = {}
    for entrance_id in doors_of(entrances).values_list("entrance_id", flat=True):
        doors[entrance_id] = doors.get(entrance_id, 0) + 1
    return [
        (f"{one.building.name}, {one.name.lower()}", str(counts.get(f"{one.pk}:knocked", 0)), doors.get(one.pk, 0)) for one in entrances
    ]


def release_secret() -> bytes:
    """The key of the rounding: from the installation's secret, never written anywhere else."""
    return hashlib.sha256(f"release:{settings.SECRET_KEY}".encode()).digest()


def bilan_of(mission: Mission, *, internal: bool) -> Bilan:
    """The bilan as it may be printed for one audience."""
    return make_bilan(facts_of(mission), internal=internal, key=str(mission.pk), secret=release_secret())
