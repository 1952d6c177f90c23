"""The teams of the whole association, for head office: the same figures, defined the same way, on every site."""

from collections import Counter
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone

from palier.common.french import hours, plural
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.desk.tables import Column, Table
from palier.people.api import Account, sites_for
from palier.teams.api import TARGET, Employment, Share, SiteTeam, network_teams

REASONS = dict(Employment.EndReason.choices)


@desk_page
def teams(request: DeskRequest) -> HttpResponse:
    """Headcount, seniority, exits and reasons, hours and training by site, waivers, what is out of line."""
    if request.user.role != Account.Role.HEAD_OFFICE:
        raise PermissionDenied
    rows = network_teams(list(sites_for(request.user)), timezone.localdate())
    table = Table(request, "equipes", [
        Column("Site", lambda one: one.site.name),
        Column("Voisins", lambda one: one.headcount, number=True),
        Column("Ancienneté (mois)", lambda one: one.seniority_months, number=True),
        Column("Arrivées, 12 mois", lambda one: one.hired, number=True),
        Column("Départs, 12 mois", lambda one: one.left, number=True),
        Column("Heures, 12 mois (minutes)", lambda one: one.training.worked, number=True, shown=lambda one: hours(one.training.worked)),
        Column("Formation (%)", _share, number=True),
        Column("Moins de 24 h", lambda one: one.waivers, number=True),
        Column("À voir", lambda one: " · ".join(one.out_of_line)),
    ], rows, title="Équipes des sites", empty="Aucun site.")  # fmt: skip
    if table.export:
        return table.export
    total: Counter[str] = sum((one.exits for one in rows), Counter())
    return render(request, "desk/network.html", {"table": table, "rows": rows, "exits": _exits(total), **_whole(rows)})


def _share(team: SiteTeam) -> int | None:
    found = team.training.share
    return None if found is None else int(found * 100)


def _exits(total: Counter[str]) -> list[tuple[str, int]]:
    return [(REASONS.get(reason, reason), number) for reason, number in total.most_common()]


def _whole(rows: list[SiteTeam]) -> dict[str, Any]:
    training = sum((one.training for one in rows), Share(0, 0))
    people = sum(one.headcount for one in rows)
    found = training.share
    return {
        "people": people, "sites": plural(len(rows), "site"), "share": None if found is None else int(found * 100), "target": int(TARGET * 100),
        "missing": training.missing, "worked": training.worked, "waivers": sum(one.waivers for one in rows), "left": sum(one.left for one in rows),
        "hired": sum(one.hired for one in rows), "seniority": round(sum(one.days_employed for one in rows) / people / 30.44) if people else None,
        "to_see": [one for one in rows if one.out_of_line],
    }  # fmt: skip


urlpatterns = [path("reseau/equipes/", teams, name="network_teams")]
