"""The bilan as files: each prints the same story, from frozen figures only."""

from palier.impact.documents.committee import Pack, PackHeard, PackMission, committee_pdf, committee_pptx
from palier.impact.documents.docx import bilan_docx
from palier.impact.documents.files import MEDIA, write_bilan
from palier.impact.documents.pdf import story_page, story_pdf
from palier.impact.documents.pptx import bilan_pptx
from palier.impact.documents.xlsx import story_xlsx

__all__ = [
    "MEDIA",
    "Pack",
    "PackHeard",
    "PackMission",
    "bilan_docx",
    "bilan_pptx",
    "committee_pdf",
    "committee_pptx",
    "story_page",
    "story_pdf",
    "story_xlsx",
    "write_bilan",
]
