"""The figures of a mission that leave: what would leave next to what is exact, frozen, kept, refused."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.pages.scope import DeskRequest, desk_page
from palier.impact.api import Draft, Release, ReleaseRefused, draft_release, freeze_release, releases_of
from palier.missions.api import Mission, mission_for, proposed_sectors, sectors_of
from palier.privacy.api import THRESHOLD, WHOLE, WHY, Figure, Table, check_snapshot, share

# Past so many homes the audit takes seconds: it is made when figures are frozen, and the page says so.
AUDITED_UNTIL = 600


@dataclass(frozen=True, slots=True)
class Side:
    """One line: what it is, exactly, what would leave, and why that differs."""

    label: str
    exact: int
    shown: str
    share: int | None
    why: str


@desk_page
def figures(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """What would leave beside what is exact, what was joined or left out, and everything that left."""
    mission = mission_for(request.user, mission_id)
    draft = draft_release(mission, timezone.now(), audited=mission.door_states.count() <= AUDITED_UNTIL)
    whole = [(table, _sides(table)) for table in draft.tables if table.zone.code == WHOLE]
    history = [(one, check_snapshot(one.content, one.digest)) for one in releases_of(mission)]
    sectors = sectors_of(mission)
    return render(
        request,
        "desk/releases/figures.html",
        {
            "mission": mission, "draft": draft, "whole": whole, "zones": _zones(draft), "history": history, "sectors": sectors,
            "proposed": [] if sectors else [name for name, _ in proposed_sectors(mission)], "threshold": THRESHOLD,
            "hidden": sum(one.value is None for table in draft.tables for one in table.figures),
            "again": sum(one.why == "again" for table in draft.tables for one in table.figures),
            "cells": sum(len(table.figures) for table in draft.tables),
        },
    )  # fmt: skip


def _sides(table: Table) -> list[Side]:
    values = {one.row.fact: one.value for one in (table.base, *table.figures)}
    return [_side(one, values) for one in table.figures]


def _side(figure: Figure, values: dict[str, int | None]) -> Side:
    shown = f"<\u00a0{THRESHOLD}" if figure.value is None else str(figure.value)
    whole = None if figure.row.activity else share(figure.value, values.get(figure.row.base))
    return Side(figure.row.label, figure.count, shown, whole, WHY.get(figure.why, ""))


def _zones(draft: Draft) -> list[tuple[str, list[tuple[str, list[Side]]]]]:
    """Sector → its tables."""
    return [
        (zone.name, [(table.plan.title, _sides(table)) for table in draft.tables if table.zone.code == zone.code])
        for zone in draft.planned.zones
    ]  # fmt: skip


@desk_page
@require_POST
def freeze(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """Freeze what may leave: an interim point while the mission is in the field, its bilan afterwards."""
    mission = mission_for(request.user, mission_id)
    kind = Release.Kind.INTERIM if mission.stage == Mission.Stage.FIELD else Release.Kind.FINAL
    try:
        release = freeze_release(request.user, mission, kind, timezone.now())
    except ReleaseRefused as refused:
        for problem in refused.problems:
            messages.error(request, problem)
    else:
        messages.success(request, f"Les chiffres n° {release.number} sont figés : ce sont ceux de tous les documents qui sortent.")
    return redirect("figures", mission.pk)


urlpatterns = [
    path("missions/<uuid:mission_id>/chiffres/", figures, name="figures"),
    path("missions/<uuid:mission_id>/chiffres/figer", freeze, name="freeze_release"),
]
