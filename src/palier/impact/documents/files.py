"""Every file of a bilan, by its kind."""

from datetime import datetime

from palier.impact.documents.docx import bilan_docx
from palier.impact.documents.pdf import story_pdf
from palier.impact.documents.pptx import bilan_pptx
from palier.impact.documents.xlsx import story_xlsx
from palier.impact.models import Bilan
from palier.impact.queries import story_of

_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA = {
    "pdf": "application/pdf", "docx": f"{_OFFICE}.wordprocessingml.document", "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
}  # fmt: skip


def write_bilan(bilan: Bilan, reader: str, kind: str, now: datetime) -> bytes:
    """One file (a key of `MEDIA`) for one reader, as of `now` in local time."""
    story = story_of(bilan, reader, now.date())
    if kind == "xlsx":
        return story_xlsx(bilan.release.content, story.source, story.mark)
    return story_pdf(story, now) if kind == "pdf" else {"docx": bilan_docx, "pptx": bilan_pptx}[kind](story)
