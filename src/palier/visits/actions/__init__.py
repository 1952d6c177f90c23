"""Verbs of the room of visits."""

from palier.visits.actions.apply import apply_waiting
from palier.visits.actions.decide import choose_note, decide_operation
from palier.visits.actions.part import part_languages
from palier.visits.actions.receive import receive

__all__ = ["apply_waiting", "choose_note", "decide_operation", "part_languages", "receive"]
