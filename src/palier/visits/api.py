"""The door of the room of visits."""

from palier.common.rules.guard import Doubt, doubts_in, without_doubts
from palier.visits.actions import (
    MAX_FILE_BYTES,
    MAX_NOTE,
    Rescued,
    apply_waiting,
    choose_note,
    decide_operation,
    forget_calls,
    forget_old_words,
    forget_rota,
    leave_note,
    part_languages,
    read_rescue_file,
    receive,
    rewrite_note,
    take_in,
)
from palier.visits.actions.decide import ACCEPTABLE, CannotAccept
from palier.visits.contract import words
from palier.visits.models import FollowUp, Operation, Tally, Visit
from palier.visits.queries import (
    Figures,
    double_notes_for,
    download_for,
    figures,
    notes_to_read,
    operation_for,
    quarantine_for,
    visit_for,
)
from palier.visits.queries.words import Impressions, impressions_between, notes_between
from palier.visits.rules.envelope import Malformed, TooMany

__all__ = [
    "ACCEPTABLE",
    "MAX_FILE_BYTES",
    "MAX_NOTE",
    "CannotAccept",
    "Doubt",
    "Figures",
    "FollowUp",
    "Impressions",
    "Malformed",
    "Operation",
    "Rescued",
    "Tally",
    "TooMany",
    "Visit",
    "apply_waiting",
    "choose_note",
    "decide_operation",
    "double_notes_for",
    "doubts_in",
    "download_for",
    "figures",
    "forget_calls",
    "forget_old_words",
    "forget_rota",
    "impressions_between",
    "leave_note",
    "notes_between",
    "notes_to_read",
    "operation_for",
    "part_languages",
    "quarantine_for",
    "read_rescue_file",
    "receive",
    "rewrite_note",
    "take_in",
    "visit_for",
    "without_doubts",
    "words",
]
