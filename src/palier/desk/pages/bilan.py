"""The bilan: both copies side by side, and the files."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from palier.common.french import plain
from palier.common.journal import write_line
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.impact.api import Line, NothingReleased, bilan_of, bilan_pdf, bilan_xlsx, draft_release, printed_bilan, releases_of
from palier.missions.api import mission_for
from palier.people.api import still_here
from palier.visits.api import double_notes_for, forgotten_missions, quarantine_for

KINDS = {
    "pdf": (bilan_pdf, "application/pdf"),
    "xlsx": (bilan_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


@desk_page
def bilan(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """What stays inside beside what leaves."""
    mission = mission_for(request.user, mission_id)
    # Once the visits are erased nothing can be counted again: what leaves is what was frozen.
    forgotten = forgotten_missions().filter(pk=mission.pk).exists()
    frozen = releases_of(mission).exclude(kind="follow_up").first() if forgotten else None
    content = frozen.content if frozen else draft_release(mission, timezone.now(), audited=False).content
    inside, outside = bilan_of(mission, internal=True), printed_bilan(content)
    waiting = quarantine_for(request.user).count() + double_notes_for(request.user).filter(mission=mission).count()
    late = [
        one for one in mission.site.voisins.filter(still_here())
        if (phone := one.devices.filter(revoked_at=None).order_by("-paired_at").first())
        and (phone.last_seen_at is None or (timezone.now() - phone.last_seen_at).days >= 2)
    ]  # fmt: skip
    leaving = {one.title: one.lines for one in outside.answers}
    pairs = [(title, _rows(one, two)) for title, one, two in (
        ("Du périmètre aux logements informés", inside.funnel, outside.funnel),
        ("Ce que les gens demandent", inside.needs.lines, outside.needs.lines),
        ("En quelles langues", inside.languages.lines, outside.languages.lines),
        ("Où en est chaque porte", inside.states.lines, outside.states.lines),
        *((one.title, one.lines, leaving.get(one.title, [])) for one in inside.answers),
    )]  # fmt: skip
    return render(
        request,
        "desk/bilan/bilan.html",
        {"mission": mission, "pairs": pairs, "outside": outside, "waiting": waiting, "late": late, "forgotten": forgotten},
    )


def _rows(inside: list[Line], outside: list[Line]) -> list[tuple[str, Line | None, Line | None]]:
    """Words of both copies, exact and released."""
    leaving = {line.word: line for line in outside}
    words = [line.word for line in inside] + [line.word for line in outside if line.word not in {one.word for one in inside}]
    exact = {line.word: line for line in inside}
    return [(word, exact.get(word), leaving.get(word)) for word in words]


@desk_page
def bilan_file(request: DeskRequest, mission_id: UUID, copy: str, kind: str) -> HttpResponse:
    """One file of one copy; the export is written in the journal."""
    mission = mission_for(request.user, mission_id)
    if kind not in KINDS or copy not in ("interne", "commanditaire"):
        raise Http404
    write, media = KINDS[kind]
    try:
        content = write(mission, internal=copy == "interne", now=timezone.localtime())
    except NothingReleased:
        messages.error(request, "Aucun chiffre n’est figé : figez-les d’abord, la copie du commanditaire sera écrite avec.")
        return redirect("bilan", mission.pk)
    write_line(request.user, "export_bilan", mission, copy=copy, kind=kind)
    response = HttpResponse(content, content_type=media)
    name = re.sub(r"[^a-z0-9]+", "-", plain(mission.title)).strip("-")[:60]
    response["Content-Disposition"] = f'attachment; filename="bilan-{name}-{copy}.{kind}"'
    return response


urlpatterns = [
    path("missions/<uuid:mission_id>/bilan/", bilan, name="bilan"),
    path("missions/<uuid:mission_id>/bilan/<slug:copy>.<slug:kind>", bilan_file, name="bilan_file"),
]
