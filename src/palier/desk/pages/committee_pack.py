"""The pack of a steering committee: the missions of its site, what was heard, what comes next; only figures that are out."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.urls import path
from django.utils import timezone

from palier.common.journal import write_line
from palier.desk.needs import needs_of
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.impact.api import (
    MEDIA,
    Pack,
    PackHeard,
    PackMission,
    approved_bilan,
    committee_pdf,
    committee_pptx,
    funnel_of,
    shown_release,
    story_of,
)
from palier.missions.api import Mission, catalogue, missions_for
from palier.partners.api import committee_for, feedback_of
from palier.people.api import Site
from palier.privacy.api import THRESHOLD

KINDS = ("pdf", "pptx")
# Chosen and not yet started at the earliest: a proposal is nobody else's business yet.
SHOWN = ("co_construction", "agreement", "ready", "field", "report", "closed")


@desk_page
def pack(request: DeskRequest, committee_id: UUID, kind: str) -> HttpResponse:
    """One file; the journal keeps that it was taken."""
    committee = committee_for(request.user, committee_id)
    if kind not in KINDS:
        raise Http404
    site = committee.site
    missions = list(missions_for(request.user).filter(site=site, stage__in=SHOWN).select_related("commissioner").order_by("starts_on"))
    today = timezone.localdate()
    stories = tuple(story_of(one, "commissioner", today) for mission in missions if (one := approved_bilan(mission)))
    made = Pack(
        site=site.name, day=committee.begins_at.astimezone(ZoneInfo(site.time_zone)).date(), missions=tuple(_line(one) for one in missions),
        heard=_heard(site), coming=_coming(site), stories=stories[-3:],
    )  # fmt: skip
    content = committee_pptx(made) if kind == "pptx" else committee_pdf(made, timezone.localtime())
    write_line(request.user, "export_committee", committee, kind=kind)
    response = HttpResponse(content, content_type=MEDIA[kind])
    response["Content-Disposition"] = f'attachment; filename="comite-{made.day.isoformat()}.{kind}"'
    return response


def _line(mission: Mission) -> PackMission:
    release = shown_release(mission)
    steps = {
        code: f"< {THRESHOLD}" if value is None else str(value) for code, value in (funnel_of(release.content) if release else {}).items()
    }
    return PackMission(
        mission.title, mission.commissioner.name if mission.commissioner else "", mission.get_stage_display(), mission.starts_on, mission.ends_on,
        steps.get("knocked", ""), steps.get("met", ""),
    )  # fmt: skip


def _heard(site: Site) -> tuple[PackHeard, ...]:
    """Those that somebody owns: an unassigned one is still the association's."""
    rows = [row for row in feedback_of(site, timezone.localdate()) if row.owner]
    return tuple(
        PackHeard(row.text, row.owner.name if row.owner else "", f"{row.due_on:%d/%m/%Y}" if row.due_on else "", row.get_state_display(),
                       row.changed or row.answer) for row in rows[:21]
    )  # fmt: skip


def _coming(site: Site) -> tuple[str, ...]:
    """What eleven homes or more asked and nobody pays for; the words, never a number."""
    words, (rows, _) = catalogue(), needs_of(site)
    return tuple(words[one.code]["name"] for one in rows if one.nobody and one.homes >= THRESHOLD)


urlpatterns = [path("comites/<uuid:committee_id>/dossier.<slug:kind>", pack, name="committee_pack")]
