"""What changes the words: a workbook that comes back, a text that a voisin read on her phone and a person decides on."""

from palier.languages.actions.propose import decide_all, decide_proposal, propose, withdraw_proposal
from palier.languages.actions.take_workbook import (
    EMPTY,
    REFUSED,
    SAME,
    TAKEN,
    WITHDRAWN,
    Report,
    Verdict,
    import_translations,
)

__all__ = [
    "EMPTY",
    "REFUSED",
    "SAME",
    "TAKEN",
    "WITHDRAWN",
    "Report",
    "Verdict",
    "decide_all",
    "decide_proposal",
    "import_translations",
    "propose",
    "withdraw_proposal",
]
