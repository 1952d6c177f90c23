"""Reads of the room of visits."""

from palier.visits.queries.download import CursorLost, download_for
from palier.visits.queries.figures import Figures, figures
from palier.visits.queries.homes import CountedHome, counted_homes
from palier.visits.queries.quarantine import double_notes_for, notes_to_read, operation_for, quarantine_for, visit_for

__all__ = [
    "CountedHome",
    "CursorLost",
    "Figures",
    "counted_homes",
    "double_notes_for",
    "download_for",
    "figures",
    "notes_to_read",
    "operation_for",
    "quarantine_for",
    "visit_for",
]
