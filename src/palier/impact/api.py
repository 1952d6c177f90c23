"""The door of the room of impact."""

from palier.impact.queries import bilan_of, languages_met, release_secret
from palier.impact.rules.bilan import Line
from palier.impact.rules.release import THRESHOLD, Cell, percent, released, released_table, released_total
from palier.impact.write import bilan_pdf, bilan_xlsx

__all__ = [
    "THRESHOLD",
    "Cell",
    "Line",
    "bilan_of",
    "bilan_pdf",
    "bilan_xlsx",
    "languages_met",
    "percent",
    "release_secret",
    "released",
    "released_table",
    "released_total",
]
