"""The door of the room of impact."""

from palier.impact.actions import (
    BilanRefused,
    ReleaseRefused,
    approve_bilan,
    check_words,
    choose_words,
    forget_home,
    forget_release_homes,
    freeze_release,
    open_bilan,
    put_back,
    remove_words,
    rewrite_words,
    send_back,
    set_axis,
    set_words_aside,
    submit_bilan,
    take_figures,
    write_part,
)
from palier.impact.documents import bilan_docx, bilan_pptx, story_page, story_pdf, story_xlsx
from palier.impact.gates import bilan_for, words_for
from palier.impact.models import Bilan, Release, Words
from palier.impact.queries import (
    NothingReleased,
    approved_bilan,
    bilan_at_work,
    bilan_of,
    first_approvals,
    languages_met,
    last_release,
    places_within,
    release_secret,
    releases_of,
    shown_release,
    story_of,
)
from palier.impact.releasing import Draft, draft_release
from palier.impact.rules.axes import AXES
from palier.impact.rules.bilan import Line
from palier.impact.rules.content import Content, funnel_of, table_of
from palier.impact.rules.printed import printed_bilan
from palier.impact.rules.sections import Part, lacking, parts_of
from palier.impact.rules.story import Story
from palier.impact.rules.words import problems_with
from palier.impact.write import bilan_pdf, bilan_xlsx

__all__ = [
    "AXES",
    "Bilan",
    "BilanRefused",
    "Content",
    "Draft",
    "Line",
    "NothingReleased",
    "Part",
    "Release",
    "ReleaseRefused",
    "Story",
    "Words",
    "approve_bilan",
    "approved_bilan",
    "bilan_at_work",
    "bilan_docx",
    "bilan_for",
    "bilan_of",
    "bilan_pdf",
    "bilan_pptx",
    "bilan_xlsx",
    "check_words",
    "choose_words",
    "draft_release",
    "first_approvals",
    "forget_home",
    "forget_release_homes",
    "freeze_release",
    "funnel_of",
    "lacking",
    "languages_met",
    "last_release",
    "open_bilan",
    "parts_of",
    "places_within",
    "printed_bilan",
    "problems_with",
    "put_back",
    "release_secret",
    "releases_of",
    "remove_words",
    "rewrite_words",
    "send_back",
    "set_axis",
    "set_words_aside",
    "shown_release",
    "story_of",
    "story_page",
    "story_pdf",
    "story_xlsx",
    "submit_bilan",
    "table_of",
    "take_figures",
    "words_for",
    "write_part",
]
