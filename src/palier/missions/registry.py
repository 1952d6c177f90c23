"""What the room of missions keeps: a subject, a perimeter, questions. Nobody."""

from palier.common.personal_data import nothing

ACTIVITIES = ()
HELD = (
    nothing(
        "missions.Mission", "id site commissioner title theme starts_on ends_on stage target_doors passes_max guide handouts entrances"
    ),
    nothing("missions.PerimeterEntrance", "id mission entrance"),
    nothing("missions.Questionnaire", "id mission version source definition frozen_at"),
    nothing("missions.MissionTraining", "id mission module"),
)
