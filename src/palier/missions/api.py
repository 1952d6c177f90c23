"""The door of the room of missions."""

from palier.missions.actions import (
    MissionRefused,
    advance_mission,
    change_mission,
    create_mission,
    freeze_questionnaire,
    import_questionnaire,
    save_questionnaire,
    set_guide,
    set_handouts,
    set_perimeter,
    set_trainings,
    what_lacks,
)
from palier.missions.gates import mission_for, missions_for
from palier.missions.models import Mission, PerimeterEntrance, Questionnaire
from palier.missions.queries import (
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
from palier.missions.rules.parse import ExpressionRefused, compile_expression
from palier.missions.rules.questionnaire import (
    clean_answers,
    visible_choices,
    visible_questions,
)
from palier.missions.rules.stages import counted_codes, definition_questions
from palier.missions.xlsform import Problem, QuestionnaireRefused, read_xlsform

__all__ = [
    "ExpressionRefused",
    "Mission",
    "MissionRefused",
    "PerimeterEntrance",
    "Problem",
    "Questionnaire",
    "QuestionnaireRefused",
    "advance_mission",
    "change_mission",
    "clean_answers",
    "compile_expression",
    "counted_codes",
    "counted_questions",
    "create_mission",
    "definition_questions",
    "find_mission",
    "freeze_questionnaire",
    "import_questionnaire",
    "inside_perimeter",
    "mission_for",
    "missions_at",
    "missions_for",
    "perimeter_door_count",
    "perimeter_entrance_ids",
    "perimeter_entrances",
    "questionnaire_in_use",
    "read_xlsform",
    "save_questionnaire",
    "set_guide",
    "set_handouts",
    "set_perimeter",
    "set_trainings",
    "trainings_asked",
    "visible_choices",
    "visible_questions",
    "what_lacks",
]  # fmt: skip
