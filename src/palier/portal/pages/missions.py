"""One mission as its partner sees it: where it stands, and its figures from the last release and from nothing else."""

import re
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone

from palier.common.french import plain, plural
from palier.common.journal import write_line
from palier.impact.api import (
    MEDIA,
    Bilan,
    Release,
    approved_among,
    approved_bilan,
    bilan_xlsx,
    released_among,
    shown_release,
    write_bilan,
)
from palier.missions.api import Mission
from palier.partners.api import Partner
from palier.portal.pages.building import agreement_of, agreements_of
from palier.portal.pages.home import card_of, contacts_of
from palier.portal.rules.shown import charts_of, funnel_of, languages_shown, lit, sectors_of
from palier.portal.scope import Visitor, portal_page


@portal_page
def mission(visitor: Visitor, mission_id: UUID) -> HttpResponse:
    """Stage, dates, frozen figures behind which at least eleven homes stand."""
    found = visitor.mission(mission_id)
    release = shown_release(found)
    return visitor.show(
        "mission.html", mission=found, card=card_of(found, visitor.today), contacts=contacts_of([found.site]), release=release,
        bilans=bilans_of(found), commissions=visitor.commissions(found), agreement=agreement_of(found) if visitor.commissions(found) else None, words=_words(found), **(_figures(release) if release else {}),
    )  # fmt: skip


def _words(mission: Mission) -> list[str]:
    """Words of residents as the approved bilan prints them: rewritten by one person, checked by another (R9)."""
    approved = bilans_of(mission)
    return [one["text"] for one in approved[-1].words][:4] if approved else []


def _figures(release: Release) -> dict[str, Any]:
    content, funnel = release.content, funnel_of(release.content)
    knocked, doors = funnel.get("knocked"), content["doors"]
    said = f"{plural(knocked, 'logement')} sur {doors} où l’on a frappé" if knocked is not None else "Trop tôt pour une image"
    charts = charts_of(content)
    return {
        "doors": doors, "funnel": funnel, "languages": languages_shown(content), "lit": lit(doors, knocked), "facade_said": said, "charts": charts,
        "sectors": sectors_of(content), "notes": content["notes"], "nothing": all(value is None for value in funnel.values()),
        "hidden": sum(one.hidden for one in charts),
    }  # fmt: skip


@portal_page
def documents(visitor: Visitor) -> HttpResponse:
    """Everything that may be taken away, mission by mission."""
    missions = list(visitor.missions())
    released, bilans = released_among(missions), approved_among(missions)
    agreements = agreements_of([one for one in missions if visitor.commissions(one)])
    rows = [(one, one.pk in released, agreements.get(one.pk), bilans.get(one.pk, [])) for one in missions]
    return visitor.show("documents.html", rows=[one for one in rows if any(one[1:])], none=[one[0] for one in rows if not any(one[1:])])


def bilans_of(mission: Mission) -> list[Bilan]:
    """What two people of the association approved: the bilan, and the one of six months later."""
    return [one for one in (approved_bilan(mission, number) for number in (1, 2)) if one is not None]


@portal_page
def bilan_file(visitor: Visitor, mission_id: UUID, number: int, kind: str) -> HttpResponse:
    """An approved bilan, as its reader's variant: the landlord's, the funder's, the commissioner's. A draft is nobody's yet: 404."""
    found = visitor.mission(mission_id)
    bilan = approved_bilan(found, number)
    if bilan is None:
        raise Http404
    write_line(visitor.account, "take_bilan", bilan, kind=kind)
    made = write_bilan(bilan, _reader(visitor, found), kind, timezone.localtime())
    return taken(made, MEDIA[kind], f"bilan-{number}-{slug(found)}.{kind}")


def _reader(visitor: Visitor, mission: Mission) -> str:
    if not visitor.commissions(mission):
        return "funder"
    return "landlord" if mission.commissioner and mission.commissioner.kind == Partner.Kind.LANDLORD else "commissioner"


@portal_page
def figures_file(visitor: Visitor, mission_id: UUID) -> HttpResponse:
    """The frozen figures as a workbook: already rounded, already protected."""
    found = visitor.mission(mission_id)
    if shown_release(found) is None:
        raise Http404
    content = bilan_xlsx(found, internal=False, now=timezone.localtime())
    write_line(visitor.account, "take_figures", found)
    return taken(content, MEDIA["xlsx"], f"chiffres-{slug(found)}.xlsx")


def slug(mission: Mission) -> str:
    """The title as the name of a file."""
    return re.sub(r"[^a-z0-9]+", "-", plain(mission.title)).strip("-")[:60]


def taken(content: bytes, media: str, name: str) -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
