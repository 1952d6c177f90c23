"""Reads of the room of missions: the mission itself here, what it is built with in `built`."""

from palier.missions.queries.mission import (
    counted_questions,
    find_mission,
    inside_perimeter,
    missions_at,
    perimeter_door_count,
    perimeter_entrance_ids,
    perimeter_entrances,
    questionnaire_in_use,
    trainings_asked,
)

__all__ = [
    "counted_questions",
    "find_mission",
    "inside_perimeter",
    "missions_at",
    "perimeter_door_count",
    "perimeter_entrance_ids",
    "perimeter_entrances",
    "questionnaire_in_use",
    "trainings_asked",
]
