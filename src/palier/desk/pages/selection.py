"""Choosing: two people, the written criteria, their reasons; and the register of what was refused."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone

from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.desk.tables import Column, Table
from palier.missions.api import (
    CRITERIA,
    Mission,
    MissionRefused,
    Opinion,
    catalogue,
    give_opinion_on,
    largest_share,
    mission_for,
    opinions_of,
    refused_missions,
)

SAID = {
    "yes": "Deux personnes sont pour : la mission est choisie.", "no": "Deux personnes sont contre : la proposition est refusée, et gardée au registre.",
    "split": "Vous n’êtes pas d’accord. Parlez-en : chacun peut changer son avis.", "open": "C’est noté. Il manque l’avis d’une seconde personne.",
}  # fmt: skip


@desk_page
def selection(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """The opinions on a proposal, and mine."""
    found = mission_for(request.user, mission_id)
    problems: list[str] = []
    if request.method == "POST":
        try:
            follows = give_opinion_on(request.user, found, **_typed(request), now=timezone.now())
            messages.success(request, SAID[follows])
            return redirect("selection", found.pk)
        except MissionRefused as refusal:
            problems = refusal.problems
    given = opinions_of(found)
    mine = next((one for one in given if one.by_id == request.user.pk), None)
    return render(request, "desk/missions/selection.html", {
        "mission": found, "opinions": [(one, _lines(one)) for one in given], "open": found.stage == "proposal" and not found.refused_at,
        "fields": _fields(request, mine), "problems": problems, "mine": mine, "reason": request.POST.get("reason", mine.reason if mine else ""),
        "for_it": request.POST.get("favourable", "" if mine is None else "yes" if mine.favourable else "no"),
        "needs": [catalogue()[code]["name"] for code in found.needs if code in catalogue()], "largest": largest_share(found.site),
        "themes": _themes(found), "earlier": found.opinions.count() - len(given),
    }, status=400 if problems else 200)  # fmt: skip


def _typed(request: DeskRequest) -> dict[str, Any]:
    typed = request.POST
    criteria = {
        code: {"yes": {"yes": True, "no": False}.get(typed.get(f"{code}_yes", "")), "why": typed.get(f"{code}_why", "")}
        for code in CRITERIA
    }
    if typed.get("favourable") not in ("yes", "no"):
        raise MissionRefused(["Dites si vous êtes pour ou contre."])
    return {"favourable": typed["favourable"] == "yes", "criteria": criteria, "reason": typed.get("reason", "")}


def _fields(request: DeskRequest, mine: Opinion | None) -> list[dict[str, str]]:
    kept = mine.criteria if mine else {}
    rows = []
    for code, (name, said) in CRITERIA.items():
        before = kept.get(code, {})
        answer = "" if "yes" not in before else "yes" if before["yes"] else "no"
        rows.append({"code": code, "name": name, "said": said, "yes": request.POST.get(f"{code}_yes", answer),
                     "why": request.POST.get(f"{code}_why", before.get("why", ""))})  # fmt: skip
    return rows


def _lines(opinion: Opinion) -> list[tuple[str, bool, str]]:
    return [
        (name, opinion.criteria[code]["yes"], opinion.criteria[code]["why"])
        for code, (name, _) in CRITERIA.items()
        if code in opinion.criteria
    ]


def _themes(found: Mission) -> list[tuple[str, int]]:
    """How many missions of the site each theme had, this one left out."""
    counted: dict[str, int] = {}
    for one in Mission.objects.filter(site=found.site, refused_at=None).exclude(stage="proposal").exclude(pk=found.pk):
        counted[one.get_theme_display()] = counted.get(one.get_theme_display(), 0) + 1
    return sorted(counted.items(), key=lambda one: -one[1])


@desk_page
def refused(request: DeskRequest) -> HttpResponse:
    """The register of refused proposals."""
    site = current_site(request)
    if site is None:
        raise Http404
    text = request.GET.get("dit", "")
    table = Table(request, "refus", [
        Column("Proposition", lambda one: one.title, link=lambda one: reverse("selection", args=[one.pk])),
        Column("De", lambda one: one.commissioner.name if one.commissioner else ""),
        Column("Thème", lambda one: one.get_theme_display()),
        Column("Refusée le", lambda one: one.refused_at.date().isoformat(), shown=lambda one: f"{one.refused_at:%d/%m/%Y}"),
        Column("Pourquoi", lambda one: " · ".join(f"{row.by.first_name} : {row.reason}" for row in opinions_of(one))),
    ], list(refused_missions(site, text)), title="Propositions refusées", empty="Aucune proposition refusée.")  # fmt: skip
    return table.export or render(request, "desk/missions/refused.html", {"table": table, "site": site, "text": text})


urlpatterns = [
    path("missions/refus/", refused, name="refused_missions"),
    path("missions/<uuid:mission_id>/choix/", selection, name="selection"),
]
