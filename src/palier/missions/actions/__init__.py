"""What changes missions, a file a moment: the mission, needs, selection, building together, agreement, readiness."""

from palier.missions.actions.agreeing import keep_estimate, sign_agreement, write_agreement
from palier.missions.actions.building import (
    approve_part,
    comment_part,
    retire_kit,
    save_kit,
    settle_comment,
    start_from_kit,
    withdraw_approval,
    write_part,
)
from palier.missions.actions.mission import (
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
from palier.missions.actions.needs import forget_need, hear_need, propose_from_needs
from palier.missions.actions.readiness import announce, forget_builders, note_guide_test, remove_announcement, remove_guide_test
from palier.missions.actions.sectors import freeze_sectors
from palier.missions.actions.selecting import give_opinion_on

__all__ = [
    "MissionRefused",
    "advance_mission",
    "announce",
    "approve_part",
    "change_mission",
    "comment_part",
    "create_mission",
    "forget_builders",
    "forget_need",
    "freeze_questionnaire",
    "freeze_sectors",
    "give_opinion_on",
    "hear_need",
    "import_questionnaire",
    "keep_estimate",
    "note_guide_test",
    "propose_from_needs",
    "remove_announcement",
    "remove_guide_test",
    "retire_kit",
    "save_kit",
    "save_questionnaire",
    "set_guide",
    "set_handouts",
    "set_perimeter",
    "set_trainings",
    "settle_comment",
    "sign_agreement",
    "start_from_kit",
    "what_lacks",
    "withdraw_approval",
    "write_agreement",
    "write_part",
]
