"""Building a mission together: versions of each part, what changed, remarks of each side, approvals, kits."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.missions.api import (
    PART_HELP,
    PARTS,
    Mission,
    MissionRefused,
    PartVersion,
    approval_for,
    approve_part,
    changes,
    comment_for,
    comment_part,
    is_before,
    kit_for,
    kits_of,
    latest_parts,
    mission_for,
    part_version_for,
    retire_kit,
    save_kit,
    sector_names_of,
    settle_comment,
    start_from_kit,
    withdraw_approval,
    write_part,
)

SIDES = (("association", "l’association"), ("voisins", "les voisins"))


@desk_page
def workspace(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """Every part of a mission, with what is said of it."""
    found = mission_for(request.user, mission_id)
    kept: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _do(request, found)
        except MissionRefused as refusal:
            messages.error(request, " ".join(refusal.problems))
            # What was typed is never lost with a refusal.
            kept = {request.POST.get("part", ""): request.POST.get("text", "")} if request.POST.get("what") == "write" else {}
    written, remarks = latest_parts(found), list(found.comments.select_related("account"))
    parts: list[dict[str, Any]] = []
    for code, name in PARTS.items():
        version = written.get(code)
        mine = [one for one in remarks if one.part == code]
        parts.append({
            "code": code, "name": name, "help": PART_HELP[code], "version": version, "typed": kept.get(code, version.text if version else ""),
            "open": code in kept, "approvals": list(version.approvals.all()) if version else [],
            "sides": {row.side for row in version.approvals.all()} if version else set(),
            "comments": [one for one in mine if one.settled_at is None], "settled": [one for one in mine if one.settled_at is not None],
        })  # fmt: skip
    return render(request, "desk/missions/workspace.html", {
        "mission": found, "parts": parts, "sides": SIDES, "kits": list(kits_of(found.site.organisation, [found.theme])),
        "sectors": sector_names_of(found), "may_start": is_before(found.stage, "ready"), "approved": sum("association" in one["sides"] for one in parts),
        "waiting": sum(len(one["comments"]) for one in parts),
    }, status=400 if kept else 200)  # fmt: skip


def _do(request: DeskRequest, found: Mission) -> HttpResponse:
    typed, now = request.POST, timezone.now()
    what, part = typed.get("what", ""), typed.get("part", "")
    if what == "write":
        upon = typed.get("upon", "0")
        write_part(request.user, found, part, typed.get("text", ""), now, upon=int(upon) if upon.isdigit() else 0)
        messages.success(request, "La nouvelle version est gardée. Elle attend d’être approuvée.")
    elif what == "comment":
        side = typed.get("side", "association")
        if side not in dict(SIDES):
            # The commissioner speaks for itself, at the portal.
            raise Http404
        # Nobody speaks for voisins without saying which.
        by = typed.get("by", "").strip() or (request.user.first_name if side == "association" else "")
        comment_part(request.user, found, part, side=side, by=by, words=typed.get("words", ""), now=now, account=request.user)
        messages.success(request, "La remarque est notée.")
    elif what == "kit":
        taken = start_from_kit(request.user, found, kit_for(request.user, typed.get("kit", "")), now)
        messages.success(request, f"Repris du kit : {', '.join(taken)}." if taken else "Rien à reprendre : tout est déjà écrit.")
    elif what == "save_kit":
        save_kit(request.user, found, typed.get("title", ""), now)
        messages.success(request, "Le kit est gardé : une autre mission pourra commencer par là.")
    else:
        raise Http404
    return redirect(reverse("workspace", args=[found.pk]) + (f"#{part}" if part in PARTS else ""))


def _back(mission_id: UUID, part: str) -> HttpResponse:
    return redirect(reverse("workspace", args=[mission_id]) + f"#{part}")


@desk_page
@require_POST
def approve(request: DeskRequest, version_id: UUID) -> HttpResponse:
    """The association agrees to a version, or notes that voisins do."""
    version = part_version_for(request.user, version_id)
    side = request.POST.get("side", "")
    if side not in dict(SIDES):
        raise Http404
    try:
        by = request.POST.get("by", "").strip() or (request.user.first_name if side == "association" else "")
        approve_part(request.user, version, side=side, by=by, now=timezone.now(), account=request.user)
        messages.success(request, "C’est approuvé.")
    except MissionRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    return _back(version.mission_id, version.part)


@desk_page
@require_POST
def withdraw(request: DeskRequest, approval_id: int) -> HttpResponse:
    """An approval is taken back."""
    approval = approval_for(request.user, approval_id)
    version = approval.version
    try:
        withdraw_approval(request.user, approval)
        messages.success(request, "L’accord est retiré.")
    except MissionRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    return _back(version.mission_id, version.part)


@desk_page
@require_POST
def settle(request: DeskRequest, comment_id: UUID) -> HttpResponse:
    """A remark was answered, or not any more."""
    comment = comment_for(request.user, comment_id)
    settle_comment(request.user, comment, None if comment.settled_at else timezone.now())
    return _back(comment.mission_id, comment.part)


@desk_page
def part_history(request: DeskRequest, mission_id: UUID, part: str) -> HttpResponse:
    """Every version of a part, the latest first, and what changed in each."""
    found = mission_for(request.user, mission_id)
    if part not in PARTS:
        raise Http404
    versions = list(found.parts.filter(part=part).select_related("made_by").prefetch_related("approvals").order_by("number"))
    rows: list[tuple[PartVersion, list[Any]]] = []
    before = ""
    for one in versions:
        rows.append((one, changes(before, one.text)))
        before = one.text
    return render(request, "desk/missions/history.html", {"mission": found, "name": PARTS[part], "part": part, "rows": rows[::-1]})


@desk_page
def kits(request: DeskRequest) -> HttpResponse:
    """What was built and may serve again, by theme."""
    site = current_site(request)
    if site is None:
        raise Http404
    if request.method == "POST":
        retire_kit(request.user, kit_for(request.user, request.POST.get("kit", "")), timezone.now())
        messages.success(request, "Le kit n’est plus proposé.")
        return redirect("kits")
    themes = dict(Mission.Theme.choices)
    found: dict[str, list[Any]] = {}
    for one in kits_of(site.organisation).select_related("made_by"):
        parts = [(PARTS[code], text) for code, text in one.content.get("parts", {}).items() if code in PARTS]
        steps = len((one.content.get("guide") or {}).get("steps", []))
        found.setdefault(themes.get(one.theme, one.theme), []).append((one, parts, steps))
    return render(request, "desk/missions/kits.html", {"themes": found.items(), "site": site})


urlpatterns = [
    path("missions/kits/", kits, name="kits"),
    path("missions/<uuid:mission_id>/construire/", workspace, name="workspace"),
    path("missions/<uuid:mission_id>/construire/<slug:part>/", part_history, name="part_history"),
    path("missions/partie/<uuid:version_id>/approuver/", approve, name="approve_part"),
    path("missions/accord/<int:approval_id>/retirer/", withdraw, name="withdraw_approval"),
    path("missions/remarque/<uuid:comment_id>/repondue/", settle, name="settle_comment"),
]
