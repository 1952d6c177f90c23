"""Reads of the room of missions."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from uuid import UUID

from django.db.models import QuerySet

from palier.common.rows import Key, Reading, among
from palier.missions.models import Mission, PerimeterEntrance, Questionnaire
from palier.missions.rules.stages import counted_codes
from palier.people.api import Site
from palier.places.api import Door, Entrance
from palier.teams.api import TrainingModule


def questionnaire_in_use(mission: Mission) -> Questionnaire | None:
    """The newest version."""
    return mission.questionnaires.order_by("-version").first()


def perimeter_entrances(mission: Mission) -> QuerySet[Entrance]:
    """The entrances of the perimeter, by building."""
    return (
        Entrance.objects.filter(missions=mission)
        .select_related("building")
        .order_by("building__residence", "building__name", "position", "name")
    )


def perimeter_entrance_ids(mission_id: UUID) -> frozenset[UUID]:
    """Ids of the entrances of the perimeter."""
    found = PerimeterEntrance.objects.filter(mission_id=mission_id)
    return frozenset(found.values_list("entrance_id", flat=True))


_PERIMETER = Reading.of(PerimeterEntrance, ["mission", "entrance"])


def inside_perimeter(pairs: Collection[tuple[Key, Key]]) -> set[tuple[Key, Key]]:
    """Of these pairs (mission, entrance), those whose entrance is in the mission's perimeter."""
    missions, entrances = {mission for mission, _ in pairs}, {entrance for _, entrance in pairs}
    if not pairs:
        return set()
    found = _PERIMETER.where(among("mission_id", missions) & among("entrance_id", entrances))
    return {(mission, entrance) for mission, entrance in found} & set(pairs)


def perimeter_door_count(mission: Mission) -> int:
    """Living doors of the perimeter: the only exact number that may leave the association."""
    return Door.objects.filter(entrance__missions=mission, removed_at=None, merged_into=None).count()


@lru_cache(maxsize=512)
def counted_questions(questionnaire_id: UUID | Key | None) -> frozenset[str]:
    """Codes of the questions whose answers are counted. A questionnaire that a tour carries is frozen: it is read once."""
    if questionnaire_id is None:
        return frozenset()
    return counted_codes(Questionnaire.objects.values_list("definition", flat=True).get(pk=questionnaire_id))


def missions_at(entrance: Entrance, today: date) -> QuerySet[Mission]:
    """The missions that knock, or may still knock, behind an entrance: in the field, or prepared and not yet over."""
    open_stages = (Mission.Stage.CO_CONSTRUCTION, Mission.Stage.AGREEMENT, Mission.Stage.READY, Mission.Stage.FIELD)
    return Mission.objects.filter(perimeter__entrance=entrance, stage__in=open_stages, ends_on__gte=today).order_by("starts_on")


def find_mission(text: str) -> Mission | None:
    """A mission by id or by exact title (operators' commands); None when there is none, or several."""
    try:
        return Mission.objects.filter(pk=UUID(text)).first()
    except ValueError:
        found = list(Mission.objects.filter(title__iexact=text.strip())[:2])
        return found[0] if len(found) == 1 else None


# Not chosen yet, or over.
NO_TRAINING = (Mission.Stage.PROPOSAL, Mission.Stage.SELECTED, Mission.Stage.REPORT, Mission.Stage.CLOSED)


def trainings_asked(site: Site, today: date) -> list[tuple[Mission, list[TrainingModule]]]:
    """The missions of a site that are not over, each with the modules that it asks; those that ask none too."""
    missions = Mission.objects.filter(site=site, ends_on__gte=today).exclude(stage__in=NO_TRAINING)
    found = missions.prefetch_related("trainings__module").order_by("starts_on", "title")
    return [
        (one, sorted((row.module for row in one.trainings.all() if row.module.retired_at is None), key=lambda module: module.title))
        for one in found
    ]
