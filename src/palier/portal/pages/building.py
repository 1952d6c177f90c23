"""Building a mission together, from the commissioner's side: it reads, remarks and agrees; it writes nothing, and no finding is edited here."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from palier.missions.api import (
    PART_HELP,
    PARTS,
    Agreement,
    Mission,
    MissionRefused,
    agreement_docx,
    agreement_pdf,
    approve_part,
    comment_part,
    latest_parts,
)
from palier.portal.pages.home import card_of
from palier.portal.scope import Visitor, portal_page

SIDE = "commissioner"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def built(visitor: Visitor, mission_id: UUID) -> Mission:
    """A mission that she commissions, or 404: funders and local actors do not build it."""
    found = visitor.mission(mission_id)
    if not visitor.commissions(found):
        raise Http404
    return found


@portal_page
def workspace(visitor: Visitor, mission_id: UUID) -> HttpResponse:
    """Every part that is written, what each side says of it, what we agree to."""
    found, problem = built(visitor, mission_id), ""
    if visitor.request.method == "POST":
        try:
            _do(visitor, found)
        except MissionRefused as refusal:
            problem = " ".join(refusal.problems)
        else:
            return redirect("portal_building", found.pk)
    written, remarks = latest_parts(found), list(found.comments.all())
    parts: list[dict[str, Any]] = [
        {"code": code, "name": name, "help": PART_HELP[code], "version": written.get(code),
         "sides": {row.side: row.by for row in written[code].approvals.all()} if code in written else {},
         "comments": [one for one in remarks if one.part == code]}
        for code, name in PARTS.items()
    ]  # fmt: skip
    return visitor.show("building.html", status=400 if problem else 200, mission=found, parts=parts, card=card_of(found, visitor.today),
                        problem=problem, typed=visitor.request.POST.get("words", "") if problem else "", asked=visitor.request.POST.get("part", ""),
                        to_agree=sum(one["version"] is not None and SIDE not in one["sides"] for one in parts))  # fmt: skip


def _do(visitor: Visitor, found: Mission) -> None:
    post, partner = visitor.request.POST, next(one for one in visitor.partners if one.pk == found.commissioner_id)
    by, part = f"{visitor.account.first_name}, {partner.name}", visitor.request.POST.get("part", "")
    if post.get("what") == "comment":
        comment_part(visitor.account, found, part, side=SIDE, by=by, words=post.get("words", ""), now=visitor.now, account=visitor.account)
        messages.success(visitor.request, "Votre remarque est notée. L’association y répond.")
    elif post.get("what") == "approve":
        version = latest_parts(found).get(part)
        if version is None or str(version.number) != post.get("number"):
            raise MissionRefused(["Une version plus récente existe : relisez-la avant d’approuver."])
        approve_part(visitor.account, version, side=SIDE, by=by, now=visitor.now, account=visitor.account)
        messages.success(visitor.request, f"« {PARTS[part]} » : votre accord est noté.")
    else:
        raise Http404


def agreements_of(missions: list[Mission]) -> dict[UUID, Agreement]:
    """Of each mission, the version that was signed; before that, the last one written."""
    found: dict[UUID, Agreement] = {}
    for one in Agreement.objects.filter(mission__in=missions).order_by("number"):
        if one.signed_on or not (one.mission_id in found and found[one.mission_id].signed_on):
            found[one.mission_id] = one
    return found


def agreement_of(mission: Mission) -> Agreement | None:
    """The one of a mission; None before any is written."""
    return agreements_of([mission]).get(mission.pk)


@portal_page
def agreement(visitor: Visitor, mission_id: UUID, kind: str) -> HttpResponse:
    """The agreement as PDF or Word."""
    from palier.portal.pages.missions import slug, taken

    found = agreement_of(built(visitor, mission_id))
    if found is None:
        raise Http404
    content, media = (agreement_pdf(found), "application/pdf") if kind == "pdf" else (agreement_docx(found), WORD)
    return taken(content, media, f"convention-{slug(found.mission)}.{kind}")
