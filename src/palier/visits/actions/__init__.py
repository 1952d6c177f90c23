"""Verbs of the room of visits."""

from palier.visits.actions.apply import apply_waiting
from palier.visits.actions.conceal import forget_old_words
from palier.visits.actions.decide import choose_note, decide_operation
from palier.visits.actions.erase import erase_home, erase_homes_again
from palier.visits.actions.forget_calls import forget_calls
from palier.visits.actions.forget_rota import forget_rota
from palier.visits.actions.notes import MAX_NOTE, leave_note, rewrite_note
from palier.visits.actions.part import part_languages
from palier.visits.actions.purge import forget_links, forget_missions_again, forgotten_missions, purge
from palier.visits.actions.receive import receive
from palier.visits.actions.rescue import MAX_FILE_BYTES, Rescued, read_rescue_file, take_in

__all__ = [
    "MAX_FILE_BYTES",
    "MAX_NOTE",
    "Rescued",
    "apply_waiting",
    "choose_note",
    "decide_operation",
    "erase_home",
    "erase_homes_again",
    "forget_calls",
    "forget_links",
    "forget_missions_again",
    "forget_old_words",
    "forget_rota",
    "forgotten_missions",
    "leave_note",
    "part_languages",
    "purge",
    "read_rescue_file",
    "receive",
    "rewrite_note",
    "take_in",
]
