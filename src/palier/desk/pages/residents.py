"""What residents ask and say on the public pages: doors to find, rights to answer, visits that were not right; the number they call."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseForbidden
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.codes import shown_code
from palier.common.french import plural
from palier.desk.pages.rights import receipt_of, request_for
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.doorway.api import hall_posters
from palier.missions.api import mission_for
from palier.partners.api import may_handle_residents
from palier.people.api import Account, PersonRefused, Site, set_call, sites_for
from palier.places.api import (
    ANSWERS,
    RIGHTS,
    Door,
    DoorRequest,
    Entrance,
    PlaceRefused,
    add_door,
    answer_request,
    doors_of,
    entrances_named,
    find_door,
    floor_word,
    read_receipt,
    request_by_receipt,
    requests_at,
    unusual_entrances,
    withdraw_request,
)
from palier.privacy.api import counted
from palier.tours.api import BadgeReport, close_reports, open_reports

UNUSUAL_WITHIN = timedelta(days=1)


@desk_page
def residents(request: DeskRequest) -> HttpResponse:
    """What waits for somebody, most pressing first; then everything of the last year."""
    site = current_site(request)
    if site is None:
        raise Http404
    now, today = timezone.now(), today_at(site)
    neighbourhoods = list(site.neighbourhoods.all())
    rows = list(requests_at(neighbourhoods))
    table = Table(request, "demandes", [
        Column("Numéro", lambda row: f"R-{shown_code(row.receipt)}", link=lambda row: reverse("door_request", args=[row.pk])),
        Column("Demande", lambda row: row.get_kind_display()),
        Column("Où", _where),
        Column("Reçue", lambda row: row.made_at, shown=lambda row: f"{timezone.localtime(row.made_at):%d/%m/%Y}"),
        Column("Où elle en est", lambda row: _state(row, today)),
    ], rows, title="Toutes les demandes", empty="Aucune demande d’habitant pour l’instant.")  # fmt: skip
    if table.export:
        return table.export
    waiting = sorted((one for one in rows if one.is_waiting), key=lambda one: one.due_on)
    return render(request, "desk/residents/list.html", {
        "site": site, "table": table, "waiting": len(waiting), "to_find": [one for one in waiting if one.door_id is None],
        "rights": [one for one in waiting if one.door_id is not None], "today": today, "reports": _reports([site]),
        "unusual": unusual_entrances(neighbourhoods, now - UNUSUAL_WITHIN), "call": site.organisation.call_number,
        "public": settings.PUBLIC_ADDRESS, "may_set": request.user.role == Account.Role.HEAD_OFFICE,
    })  # fmt: skip


def _where(row: DoorRequest) -> str:
    if row.entrance is None:
        return row.typed or row.neighbourhood.name
    door = row.door.label if row.door else row.typed or "porte à trouver"
    return f"{row.entrance.building.name}, {row.entrance.name.lower()}, {door}"


def _state(row: DoorRequest, today: Any) -> str:
    if row.withdrawn_at is not None:
        return "reprise par l’habitant"
    if row.closed_at is not None:
        return str(row.get_answer_display())
    late = (today - row.due_on).days
    return f"en retard de {plural(late, 'jour')}" if late > 0 else f"à faire avant le {row.due_on:%d/%m/%Y}"


def _reports(sites: Iterable[Site]) -> list[tuple[str, list[BadgeReport]]]:
    """Open reports by reason, the most frequent first."""
    found: dict[str, list[BadgeReport]] = {}
    for one in open_reports(list(sites)):
        found.setdefault(one.get_reason_display(), []).append(one)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


@desk_page
@require_POST
def reports_seen(request: DeskRequest) -> HttpResponse:
    """Somebody looked: only what stood on the page is closed."""
    seen = set(request.POST.getlist("report"))
    mine = [one for one in open_reports(list(sites_for(request.user))) if str(one.pk) in seen]
    close_reports(request.user, mine, timezone.now())
    messages.success(request, "C’est noté : vous avez regardé.")
    return redirect("residents")


@desk_page
def by_receipt(request: DeskRequest) -> HttpResponse:
    """Somebody calls with a number."""
    written = request.GET.get("n", "")
    code = read_receipt(written)
    found = request_by_receipt(code) if code else None
    if found is None or not found.neighbourhood.sites.filter(pk__in=sites_for(request.user)).exists():
        messages.error(request, f"Je ne connais pas le numéro « {written[:20]} ».")
        return redirect("residents")
    return redirect("door_request", found.pk)


@desk_page
def door_request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """One request: find its door, answer it, or take it back for whoever calls."""
    asked = request_for(request, request_id)
    problem = ""
    if request.method == "POST":
        try:
            _act(request, asked, timezone.now())
            return redirect("residents")
        except PlaceRefused as refusal:
            problem = str(refusal)
            asked.refresh_from_db()
    entrances = Entrance.objects.filter(building__neighbourhood=asked.neighbourhood, removed_at=None).select_related("building")
    chosen = asked.entrance or entrances.filter(pk=_uuid(request.GET.get("entree"))).first()
    answers = [(code, DoorRequest.Answer(code).label) for code in ANSWERS[asked.kind] if code != DoorRequest.Answer.DONE]
    return render(request, "desk/residents/request.html", {
        "asked": asked, "number": shown_code(asked.receipt), "where": _where(asked), "state": _state(asked, asked.made_at.date()),
        "problem": problem, "chosen": chosen, "floors": _floors(chosen) if chosen and asked.door_id is None else [],
        "near": entrances_named(asked.typed, [asked.neighbourhood], 5) if asked.is_waiting and not chosen else [],
        "entrances": entrances.order_by("building__name", "position") if asked.is_waiting and asked.door_id is None else [],
        "answers": answers if asked.is_waiting else [], **_rights(request, asked),
    }, status=400 if problem else 200)  # fmt: skip


def _rights(request: DeskRequest, asked: DoorRequest) -> dict[str, Any]:
    erased = receipt_of(asked)
    return {
        "is_right": asked.kind in RIGHTS, "askers": DoorRequest.Asker.choices, "proofs": DoorRequest.Proof.choices,
        "may_read": may_handle_residents(request.user), "erased": erased, "counts": counted(erased.counts) if erased else [],
    }  # fmt: skip


def _act(request: DeskRequest, asked: DoorRequest, now: datetime) -> None:
    what = request.POST.get("what")
    if what == "find":
        door = get_object_or_404(_doors_near(asked), pk=_uuid(request.POST.get("door")))
        find_door(request.user, asked, door, now)
        messages.success(request, f"« {door.label} » : la demande y est attachée.")
    elif what == "make":
        door = _make_door(request, asked)
        find_door(request.user, asked, door, now)
        messages.success(request, f"« {door.label} » est ajoutée, la demande y est attachée.")
    elif what == "answer":
        answer_request(request.user, asked, request.POST.get("answer", ""), now)
        messages.success(request, "La réponse est écrite : l’habitant la lit avec son numéro.")
    elif what == "withdraw":
        withdraw_request(request.user, asked, now)
        messages.success(request, "La demande est reprise.")


def _doors_near(asked: DoorRequest) -> Any:
    return Door.objects.filter(entrance__building__neighbourhood=asked.neighbourhood, removed_at=None, merged_into=None)


def _make_door(request: DeskRequest, asked: DoorRequest) -> Door:
    entrances = Entrance.objects.filter(building__neighbourhood=asked.neighbourhood, removed_at=None)
    entrance = get_object_or_404(entrances, pk=_uuid(request.POST.get("entrance")))
    floor = request.POST.get("floor", "").strip()
    if not floor.lstrip("-").isdigit() or len(floor) > 3:
        raise PlaceRefused("L’étage est un nombre entier : 0 pour le rez-de-chaussée.")
    landing = doors_of([entrance]).filter(floor=int(floor)).count()
    return add_door(request.user, entrance, floor=int(floor), label=request.POST.get("label", ""), position=landing)


def _floors(entrance: Entrance) -> list[tuple[str, list[Door]]]:
    floors: dict[int, list[Door]] = {}
    for door in doors_of([entrance]):
        floors.setdefault(door.floor, []).append(door)
    return [(floor_word(floor), floors[floor]) for floor in sorted(floors, reverse=True)]


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        return UUID(int=0)


@desk_page
def association(request: DeskRequest) -> HttpResponse:
    """The number that residents call: on badges, posters and public pages."""
    if request.user.role != Account.Role.HEAD_OFFICE:
        return HttpResponseForbidden("Seule la tête de réseau change ce numéro.")
    organisation, problem = request.user.organisation, ""
    if request.method == "POST":
        try:
            opens, closes = _clock(request.POST.get("opens")), _clock(request.POST.get("closes"))
            set_call(request.user, organisation, number=request.POST.get("number", ""), opens=opens, closes=closes)
            messages.success(request, "C’est noté. Les badges le montrent dès que les téléphones ont du réseau.")
            return redirect("residents")
        except PersonRefused as refusal:
            problem = str(refusal)
    return render(request, "desk/residents/association.html", {
        "organisation": organisation, "problem": problem, "typed": request.POST, "public": settings.PUBLIC_ADDRESS,
    }, status=400 if problem else 200)  # fmt: skip


def _clock(text: str | None) -> time | None:
    if not text:
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise PersonRefused("Une heure s’écrit 09:00.") from None


@desk_page
def posters(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """The posters of a mission's halls, one page an entrance."""
    mission = mission_for(request.user, mission_id)
    if not mission.perimeter.exists():
        messages.error(request, "Choisissez d’abord les entrées de la mission : une affiche par entrée.")
        return redirect("mission", mission.pk)
    response = HttpResponse(hall_posters(mission, timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="affiches-{mission.starts_on:%Y-%m}.pdf"'
    return response


urlpatterns = [
    path("missions/<uuid:mission_id>/affiches.pdf", posters, name="posters"),
    path("habitants/", residents, name="residents"),
    path("habitants/signalements/", reports_seen, name="reports_seen"),
    path("habitants/numero/", by_receipt, name="by_receipt"),
    path("habitants/association/", association, name="association"),
    path("habitants/<uuid:request_id>/", door_request, name="door_request"),
]
