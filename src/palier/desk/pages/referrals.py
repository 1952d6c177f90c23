"""Referrals and appointments: how far each went, by the number of its slip. Nobody's name is here."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import plural
from palier.desk.asked import APPOINTMENT_STEPS, REFERRAL_STEPS, age, dated, service_name
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.missions.api import Mission
from palier.partners.api import (
    APPOINTMENT_NEXT,
    REFERRAL_NEXT,
    Appointment,
    Referral,
    StepRefused,
    appointment_for,
    appointment_way,
    appointments_for,
    may_handle_residents,
    move_appointment,
    move_referral,
    referral_for,
    referral_way,
    referral_ways,
    referrals_for,
    shown_phone,
    stands_still,
    take_back,
)
from palier.people.api import Site, sites_for

OPEN_REFERRALS = ("agreed", "sent", "seen")
WAY = (("agreed", "d’accord"), ("sent", "transmises"), ("seen", "reçues au service"), ("solved", "abouties"))
GROUPS = (("agreed", "À transmettre"), ("sent", "Transmises"), ("seen", "Reçues"))


@desk_page
def referrals(request: DeskRequest) -> HttpResponse:
    """The way from a yes to what came of it; what is open, by service; everything as a table."""
    if not may_handle_residents(request.user):
        return _counts(request)
    site = current_site(request)
    if site is None:
        raise Http404
    rows = list(referrals_for(request.user).filter(site=site))
    meetings = list(appointments_for(request.user).filter(site=site))
    today = today_at(site)
    tables = [
        _mission_table(request, site, rows, today),
        _referral_table(request, site, rows, today),
        _appointment_table(request, meetings),
    ]
    for table in tables:
        if table.export:
            return table.export
    state = request.GET.get("etat", "agreed")
    state = state if state in OPEN_REFERRALS else "agreed"
    return render(request, "desk/asked/referrals.html", {
        "site": site, "way": _way(referral_way(site)), "state": state, "groups": _by_service([row for row in rows if row.state == state], today),
        "tabs": [(code, word, sum(row.state == code for row in rows)) for code, word in GROUPS], "tables": tables,
        "still": _still(rows, today),
        "meetings": [_meeting(row, site) for row in sorted(meetings, key=_soonest) if row.state in ("asked", "booked")], "met": appointment_way(site),
    })  # fmt: skip


def _way(counts: dict[str, int]) -> list[tuple[str, int, int | None, int]]:
    """(word, number, lost since the step before, width in hundredths of the first)."""
    found: list[tuple[str, int, int | None, int]] = []
    before, first = None, max(1, counts["agreed"])
    for code, word in WAY:
        number = counts[code]
        found.append((word, number, None if before is None else before - number, round(100 * number / first)))
        before = number
    return found


def _by_service(rows: Sequence[Referral], today: Any) -> list[dict[str, Any]]:
    groups: dict[str, dict[str, Any]] = {}
    for row in rows:
        group = groups.setdefault(row.to, {
            "name": service_name(row), "phone": shown_phone(row.service.phone) if row.service and row.service.phone else "", "rows": [], "to": row.to,
        })  # fmt: skip
        # "Aboutie" comes once the service said that it saw somebody, or was told of the slip.
        steps = [(step, REFERRAL_STEPS[step]) for step in REFERRAL_NEXT[row.state] if row.state != "agreed" or step != "solved"]
        group["rows"].append(
            {
                "row": row,
                "age": age(row.asked_on, today),
                "late": stands_still(row.state, _since(row), today),
                "steps": steps,
                "back": row.state != "agreed",
            }
        )
    return sorted(groups.values(), key=lambda group: (-len(group["rows"]), group["name"]))


def _since(row: Referral) -> date:
    """The day its last step was made."""
    return _day(row.seen_at or row.sent_at) or row.asked_on


def _still(rows: Sequence[Referral], today: date) -> list[tuple[str, str, int]]:
    """(step, words, number) of the referrals that have stood too long at one step."""
    words = (("agreed", "à transmettre depuis plus de trois jours"), ("sent", "sans nouvelle du service depuis trois semaines"),
             ("seen", "reçues, sans issue depuis six semaines"))  # fmt: skip
    counted = [(code, word, sum(row.state == code and stands_still(code, _since(row), today) > 0 for row in rows)) for code, word in words]
    return [one for one in counted if one[2]]


def _soonest(row: Appointment) -> tuple[bool, datetime | date]:
    """To confirm first, the oldest ones before; then by hour: those that are past come before those to come."""
    return (True, row.at) if row.at else (False, row.asked_on)


def _meeting(row: Appointment, site: Site) -> dict[str, Any]:
    steps = [(step, APPOINTMENT_STEPS[step]) for step in APPOINTMENT_NEXT[row.state] if step != "booked"]
    at = row.at.astimezone(ZoneInfo(site.time_zone)) if row.at else None
    return {"row": row, "name": service_name(row), "at": at, "passed": bool(at and at < timezone.now()), "steps": steps,
            "back": row.confirmed_at is not None}  # fmt: skip


def _mission_table(request: DeskRequest, site: Site, rows: list[Referral], today: date) -> Table:
    """How far each mission's referrals went, and where they are lost. Exact, so it stays inside."""
    ways, titles = referral_ways(site), _titles(site)
    late = {mission: sum(row.mission == mission and stands_still(row.state, _since(row), today) > 0 for row in rows) for mission in ways}

    def of(code: str) -> Callable[[UUID | None], int]:
        return lambda mission: ways[mission][code]

    def lost(before: str, after: str) -> Callable[[UUID | None], int]:
        return lambda mission: ways[mission][before] - ways[mission][after]

    return Table(request, "par-mission", [
        Column("Mission", lambda mission: titles.get(mission, "mission inconnue")),
        Column("D’accord", of("agreed"), number=True),
        Column("Transmises", of("sent"), number=True),
        Column("perdues avant", lost("agreed", "sent"), number=True),
        Column("Reçues au service", of("seen"), number=True),
        Column("perdues en route", lost("sent", "seen"), number=True),
        Column("Abouties", of("solved"), number=True),
        Column("Sans suite", of("unsolved"), number=True),
        Column("En retard", lambda mission: late[mission], number=True),
    ], sorted(ways, key=lambda mission: titles.get(mission, "")), title="Mission par mission (interne)",
       empty="Aucune orientation pour l’instant.")  # fmt: skip


def _titles(site: Site) -> dict[UUID | None, str]:
    return dict(Mission.objects.filter(site=site).values_list("pk", "title"))


def _referral_table(request: DeskRequest, site: Site, rows: list[Referral], today: date) -> Table:
    titles = _titles(site)
    return Table(request, "orientations", [
        Column("Papier", lambda row: row.slip),
        Column("Mission", lambda row: titles.get(row.mission, "")),
        Column("Vers", service_name),
        dated("Accord le", lambda row: row.asked_on),
        Column("État", lambda row: row.get_state_display()),
        dated("Transmise le", lambda row: _day(row.sent_at)),
        dated("Reçue le", lambda row: _day(row.seen_at)),
        dated("Fermée le", lambda row: _day(row.closed_at)),
        Column("Par", lambda row: row.handled_by.first_name if row.handled_by else ""),
    ], rows, title="Toutes les orientations", empty="Aucune orientation pour l’instant.")  # fmt: skip


def _appointment_table(request: DeskRequest, rows: list[Appointment]) -> Table:
    return Table(request, "rendez-vous", [
        Column("Papier", lambda row: row.slip),
        Column("Avec", service_name),
        dated("Accord le", lambda row: row.asked_on),
        Column("Pour le", lambda row: timezone.localtime(row.at).strftime("%Y-%m-%d %H:%M") if row.at else "",
               shown=lambda row: f"{timezone.localtime(row.at):%d/%m/%Y, %H h %M}" if row.at else ""),
        Column("État", lambda row: row.get_state_display()),
        Column("Par", lambda row: row.handled_by.first_name if row.handled_by else ""),
    ], rows, title="Tous les rendez-vous", empty="Aucun rendez-vous pour l’instant.")  # fmt: skip


def _day(moment: datetime | None) -> date | None:
    return timezone.localdate(moment) if moment else None


def _counts(request: DeskRequest) -> HttpResponse:
    sites = list(sites_for(request.user))
    ways = {site.pk: referral_way(site) for site in sites}
    met = {site.pk: appointment_way(site) for site in sites}

    def of(counts: dict[UUID, dict[str, int]], code: str) -> Callable[[Site], int]:
        return lambda site: counts[site.pk].get(code, 0)

    table = Table(request, "orientations", [
        Column("Site", lambda site: site.name),
        *[Column(word.capitalize(), of(ways, code), number=True) for code, word in WAY],
        *[Column(f"Rendez-vous : {label}", of(met, code), number=True) for code, label in Appointment.State.choices[:-1]],
    ], sites, title="Orientations et rendez-vous, site par site")  # fmt: skip
    return table.export or render(request, "desk/asked/counts.html", {"table": table, "what": "orientations et rendez-vous"})


def _checked(request: DeskRequest) -> None:
    if not may_handle_residents(request.user):
        raise PermissionDenied


@desk_page
@require_POST
def move(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """One referral, one step on or back."""
    found = referral_for(request.user, referral_id)
    _checked(request)
    try:
        if request.POST.get("what") == "back":
            take_back(request.user, found, timezone.now())
            messages.success(request, f"{found.slip} : le dernier pas est défait.")
        else:
            move_referral(request.user, found, request.POST.get("what", ""), timezone.now())
            messages.success(request, f"{found.slip} : {REFERRAL_STEPS[request.POST['what']].lower()}.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return _back(request)


@desk_page
@require_POST
def send_all(request: DeskRequest) -> HttpResponse:
    """Every referral towards one service that was not passed on yet: the list was given, by phone or in person."""
    _checked(request)
    site = current_site(request)
    if site is None:
        raise Http404
    waiting = list(referrals_for(request.user).filter(site=site, to=request.POST.get("to", ""), state="agreed"))
    for one in waiting:
        move_referral(request.user, one, "sent", timezone.now())
    messages.success(request, f"{plural(len(waiting), 'orientation transmise', 'orientations transmises')}.")
    return _back(request)


@desk_page
@require_POST
def meet(request: DeskRequest, appointment_id: UUID) -> HttpResponse:
    """One appointment: confirmed with its hour, kept, missed, cancelled, or a step undone."""
    found = appointment_for(request.user, appointment_id)
    _checked(request)
    what = request.POST.get("what", "")
    try:
        if what == "back":
            take_back(request.user, found, timezone.now())
            messages.success(request, f"{found.slip} : le dernier pas est défait.")
        else:
            move_appointment(request.user, found, what, timezone.now(), at=_asked_time(request, found.site) if what == "booked" else None)
            messages.success(request, f"{found.slip} : {Appointment.State(what).label}.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('referrals')}#rdv")


def _asked_time(request: DeskRequest, site: Site) -> datetime | None:
    try:
        moment = datetime.fromisoformat(f"{request.POST.get('day', '')}T{request.POST.get('hour', '')}")
    except ValueError:
        return None
    return moment.replace(tzinfo=ZoneInfo(site.time_zone)) if moment.tzinfo is None else None


def _back(request: DeskRequest) -> HttpResponse:
    state = request.POST.get("etat", "")
    return redirect(f"{reverse('referrals')}?etat={state}" if state in OPEN_REFERRALS else reverse("referrals"))


urlpatterns = [
    path("a-rappeler/orientations/", referrals, name="referrals"),
    path("a-rappeler/orientations/transmettre/", send_all, name="send_referrals"),
    path("a-rappeler/orientations/<uuid:referral_id>/", move, name="move_referral"),
    path("a-rappeler/rendez-vous/<uuid:appointment_id>/", meet, name="move_appointment"),
]
