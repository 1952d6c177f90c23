"""The door of the room of languages."""

from palier.languages.actions import EMPTY, REFUSED, SAME, TAKEN, WITHDRAWN, Report, Verdict, import_translations
from palier.languages.gates import may_translate
from palier.languages.models import Wording
from palier.languages.queries import (
    PLACES,
    LookedAt,
    Progress,
    Words,
    always_french,
    french_of,
    in_every_language,
    lines_of,
    looked_at,
    progress,
    words_for,
)
from palier.languages.rules.checking import Findings, Text, check_text, is_same
from palier.languages.rules.forms import FORMS, RTL, TRANSLATED, form_for
from palier.languages.workbook import MAX_BYTES, Line, WorkbookRefused, read_workbook, write_workbook

__all__ = [
    "EMPTY",
    "FORMS",
    "MAX_BYTES",
    "PLACES",
    "REFUSED",
    "RTL",
    "SAME",
    "TAKEN",
    "TRANSLATED",
    "WITHDRAWN",
    "Findings",
    "Line",
    "LookedAt",
    "Progress",
    "Report",
    "Text",
    "Verdict",
    "Wording",
    "Words",
    "WorkbookRefused",
    "always_french",
    "check_text",
    "form_for",
    "french_of",
    "import_translations",
    "in_every_language",
    "is_same",
    "lines_of",
    "looked_at",
    "may_translate",
    "progress",
    "read_workbook",
    "words_for",
    "write_workbook",
]
