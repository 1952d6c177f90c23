"""What we heard, what changed: the public page of a neighbourhood. Words about places that somebody published; never a number of homes."""

from typing import Any

from django.http import Http404, HttpResponse

from palier.common.french import MONTHS, typo
from palier.doorway.pages.frame import Visit, public_page
from palier.doorway.words import day_in
from palier.partners.api import FieldFeedback, heard_at, places_heard
from palier.places.api import Neighbourhood


@public_page("GET", kept_s=300)
def neighbourhoods(visit: Visit) -> HttpResponse:
    """Where something was published."""
    return visit.show("heard_places.html", places=places_heard())


@public_page("GET", kept_s=300)
def heard(visit: Visit, code: str) -> HttpResponse:
    """One neighbourhood; 404 where the association has no site."""
    found = Neighbourhood.objects.filter(code=code, sites__isnull=False).distinct().first()
    site = found.sites.select_related("organisation").first() if found else None
    if found is None or site is None:
        raise Http404
    rows = [_shown(visit, one) for one in heard_at(found)]
    return visit.show("heard.html", site.organisation, place=found.name, changed=[row for row in rows if row["changed"]],
                      waiting=[row for row in rows if not row["changed"]])  # fmt: skip


def _shown(visit: Visit, one: FieldFeedback) -> dict[str, Any]:
    language = visit.speak.language
    return {
        "text": typo(one.text), "theme": one.get_theme_display(), "owner": one.owner.name if one.owner else "", "answer": typo(one.answer), "changed": typo(one.changed),
        "month": f"{MONTHS[one.heard_on.month - 1]} {one.heard_on.year}" if language == "fr" else f"{one.heard_on:%m/%Y}",
        "answered": day_in(language, one.answered_on) if one.answered_on else "",
        "due": day_in(language, one.due_on) if one.due_on and not one.answer and one.state == "assigned" and one.due_on >= visit.today() else "",
        "over": one.state == "closed",
    }  # fmt: skip
