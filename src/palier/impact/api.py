"""The door of the room of impact."""

from palier.impact.actions import ReleaseRefused, forget_home_in_releases, forget_release_homes, freeze_release
from palier.impact.models import Release
from palier.impact.queries import NothingReleased, bilan_of, first_approvals, languages_met, last_release, release_secret, releases_of
from palier.impact.releasing import Draft, draft_release
from palier.impact.rules.bilan import Line
from palier.impact.rules.content import Content, funnel_of, table_of
from palier.impact.rules.printed import printed_bilan
from palier.impact.write import bilan_pdf, bilan_xlsx

__all__ = [
    "Content",
    "Draft",
    "Line",
    "NothingReleased",
    "Release",
    "ReleaseRefused",
    "bilan_of",
    "bilan_pdf",
    "bilan_xlsx",
    "draft_release",
    "first_approvals",
    "forget_home_in_releases",
    "forget_release_homes",
    "freeze_release",
    "funnel_of",
    "languages_met",
    "last_release",
    "printed_bilan",
    "release_secret",
    "releases_of",
    "table_of",
]
