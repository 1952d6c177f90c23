"""What residents ask for, what is paid for, what nobody pays for; a proposal is born from there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from palier.desk.needs import needs_of, published_words
from palier.desk.pages.readiness import day_in
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.missions.api import (
    MissionRefused,
    catalogue,
    forget_need,
    hear_need,
    heard_need_for,
    heard_needs,
    propose_from_needs,
)
from palier.partners.api import structure_for, structures_of
from palier.people.api import Site
from palier.teams.api import seminar_for, seminars_of


def _site(request: DeskRequest) -> Site:
    site = current_site(request)
    if site is None:
        raise Http404
    return site


@desk_page
def needs(request: DeskRequest) -> HttpResponse:
    """Counts by need, by neighbourhood; what nobody pays for; what was told elsewhere."""
    site = _site(request)
    today = today_at(site)
    rows, places = needs_of(site)
    words = catalogue()
    heard = list(heard_needs(site))
    table = Table(request, "dits", [
        Column("Le", lambda one: one.heard_on.isoformat(), shown=lambda one: f"{one.heard_on:%d/%m/%Y}"),
        Column("Besoin", lambda one: words[one.code]["name"] if one.code in words else one.code),
        Column("Dit par", lambda one: one.structure.name if one.structure else f"séminaire : {one.seminar.title}" if one.seminar else "parti"),
        Column("En mots", lambda one: one.said),
    ], heard, title="Dit ailleurs qu’aux portes", empty="Rien de noté. Les acteurs locaux et les séminaires en disent souvent autant que les portes.")  # fmt: skip
    return table.export or render(request, "desk/needs/needs.html", {
        "site": site, "today": today, "table": table, "words": [(code, one["name"]) for code, one in words.items()],
        "rows": [(one, words[one.code]) for one in rows], "nobody": [(one, words[one.code]) for one in rows if one.nobody],
        "places": [(place.name, [(one, words[one.code]) for one in place.asked if one.homes]) for place in places] if len(places) > 1 else [],
        "structures": list(structures_of(site)), "seminars": list(seminars_of(site)[:12]), "homes": sum(one.homes for one in rows),
        "heard": heard[:12],
    })  # fmt: skip


@desk_page
@require_POST
def hear(request: DeskRequest) -> HttpResponse:
    """Note what a local actor or a seminar says."""
    site, typed = _site(request), request.POST
    who, _, key = typed.get("who", "").partition(":")
    try:
        hear_need(
            request.user, site, code=typed.get("code", ""), heard_on=day_in(typed.get("day", "")), today=today_at(site), said=typed.get("said", ""),
            structure=structure_for(request.user, key) if who == "actor" else None, seminar=seminar_for(request.user, key) if who == "seminar" else None,
        )  # fmt: skip
        messages.success(request, "C’est noté.")
    except MissionRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    return redirect(reverse("needs") + "#ailleurs")


@desk_page
@require_POST
def drop(request: DeskRequest, heard_id: UUID) -> HttpResponse:
    """It was noted by mistake."""
    forget_need(request.user, heard_need_for(request.user, heard_id))
    messages.success(request, "C’est retiré.")
    return redirect(reverse("needs") + "#ailleurs")


@desk_page
@require_POST
def propose(request: DeskRequest) -> HttpResponse:
    """A proposal from the chosen needs: where it comes from is said with published figures only."""
    site = _site(request)
    chosen = request.POST.getlist("need")
    try:
        made = propose_from_needs(request.user, site, chosen, published_words(site, chosen), today_at(site))
    except MissionRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
        return redirect("needs")
    messages.success(request, "La proposition est née. Donnez-lui un titre et des dates, puis deux personnes la choisissent.")
    return redirect("edit_mission", made.pk)


urlpatterns = [
    path("missions/besoins/", needs, name="needs"),
    path("missions/besoins/noter/", hear, name="hear_need"),
    path("missions/besoins/proposer/", propose, name="propose_from_needs"),
    path("missions/besoins/<uuid:heard_id>/retirer/", drop, name="forget_need"),
]
