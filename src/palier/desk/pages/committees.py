"""Steering committees: who is invited, who comes."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.partners.api import Committee, CommitteeRefused, call_committee, cancel_committee, committee_for, partners_of
from palier.people.api import Site


@desk_page
def committees(request: DeskRequest) -> HttpResponse:
    """Those to come, those that are past."""
    site = current_site(request)
    if site is None:
        raise Http404
    rows = list(Committee.objects.filter(site=site).prefetch_related("guests__partner"))
    now = timezone.now()
    return render(request, "desk/partners/committees.html", {
        "site": site, "coming": [one for one in rows if one.ends_at > now], "past": [one for one in reversed(rows) if one.ends_at <= now],
    })  # fmt: skip


@desk_page
def edit(request: DeskRequest, committee_id: UUID | None = None) -> HttpResponse:
    """Call one, or move it: who is still invited is asked again when the hours change."""
    found = committee_for(request.user, committee_id) if committee_id else None
    site = found.site if found else current_site(request)
    if site is None:
        raise Http404
    problem, typed = "", _typed(request, found, site)
    partners = list(partners_of(site.organisation))
    if request.method == "POST":
        try:
            begins, ends = _moments(typed, site)
            call_committee(
                request.user, site, title=typed["title"], begins_at=begins, ends_at=ends, place=typed["place"], agenda=typed["agenda"],
                partners=[one for one in partners if str(one.pk) in request.POST.getlist("partner")], committee=found,
            )  # fmt: skip
        except CommitteeRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "Les partenaires le trouvent dans leur espace.")
            return redirect("committees")
    invited = (
        {str(one.partner_id) for one in found.guests.all()} if found and request.method != "POST" else set(request.POST.getlist("partner"))
    )
    return render(request, "desk/partners/committee.html", {
        "found": found, "typed": typed, "problem": problem, "partners": [(one, str(one.pk) in invited) for one in partners], "site": site,
    }, status=400 if problem else 200)  # fmt: skip


def _typed(request: DeskRequest, found: Committee | None, site: Site) -> dict[str, str]:
    names = ("title", "day", "begins", "ends", "place", "agenda")
    if request.method == "POST":
        return {name: request.POST.get(name, "") for name in names}
    if found is None:
        return dict.fromkeys(names, "") | {"title": "Comité de pilotage", "begins": "14:00", "ends": "16:00"}
    zone = ZoneInfo(site.time_zone)
    begins, ends = found.begins_at.astimezone(zone), found.ends_at.astimezone(zone)
    return {
        "title": found.title, "day": begins.date().isoformat(), "begins": f"{begins:%H:%M}", "ends": f"{ends:%H:%M}", "place": found.place,
        "agenda": found.agenda,
    }  # fmt: skip


def _moments(typed: dict[str, str], site: Site) -> tuple[datetime, datetime]:
    try:
        begins, ends = (datetime.fromisoformat(f"{typed['day']}T{typed[name]}") for name in ("begins", "ends"))
    except ValueError:
        raise CommitteeRefused("Donnez le jour, le début et la fin.") from None
    zone = ZoneInfo(site.time_zone)
    return begins.replace(tzinfo=zone), ends.replace(tzinfo=zone)


@desk_page
@require_POST
def cancel(request: DeskRequest, committee_id: UUID) -> HttpResponse:
    """It does not take place."""
    cancel_committee(request.user, committee_for(request.user, committee_id), timezone.now())
    messages.success(request, "Le comité est annulé ; leur agenda le dit.")
    return redirect("committees")


urlpatterns = [
    path("acteurs/comites/", committees, name="committees"),
    path("acteurs/comites/nouveau/", edit, name="call_committee"),
    path("acteurs/comites/<uuid:committee_id>/", edit, name="change_committee"),
    path("acteurs/comites/<uuid:committee_id>/annuler/", cancel, name="cancel_committee"),
]
