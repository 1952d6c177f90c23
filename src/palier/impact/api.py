"""The door of the room of impact."""

from palier.impact.queries import bilan_of
from palier.impact.rules.bilan import Line
from palier.impact.write import bilan_pdf, bilan_xlsx

__all__ = [
    "Line",
    "bilan_of",
    "bilan_pdf",
    "bilan_xlsx",
]
