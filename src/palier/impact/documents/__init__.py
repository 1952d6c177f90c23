"""The bilan as files: each prints the same story, from frozen figures only."""

from palier.impact.documents.committee import Committee, committee_pdf, committee_pptx
from palier.impact.documents.committee import Heard as CommitteeHeard
from palier.impact.documents.committee import Mission as CommitteeMission
from palier.impact.documents.docx import bilan_docx
from palier.impact.documents.pdf import story_page, story_pdf
from palier.impact.documents.pptx import bilan_pptx
from palier.impact.documents.xlsx import story_xlsx

__all__ = [
    "Committee",
    "CommitteeHeard",
    "CommitteeMission",
    "bilan_docx",
    "bilan_pptx",
    "committee_pdf",
    "committee_pptx",
    "story_page",
    "story_pdf",
    "story_xlsx",
]
