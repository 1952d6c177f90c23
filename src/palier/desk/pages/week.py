"""What surrounds the slots: a voisin's week, the commune's hours, the manager's own agenda."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.common.french import DAYS
from palier.common.models import new_id
from palier.desk.pages.hours import site_of
from palier.desk.pages.scope import DeskRequest, desk_page, today_at
from palier.desk.pages.slots import clock_in, day_in, managers_only
from palier.desk.rota import WORDS
from palier.people.api import Account, Voisin, voisin_for
from palier.teams.api import (
    PARTS,
    Can,
    TeamRefused,
    availability_of,
    calendar_of,
    feed_owner,
    make_feed,
    open_feed,
    revoke_feeds,
    said_by,
    say_difference,
    say_usual_week,
    school_holidays,
    school_holidays_known_until,
    school_zone_of,
    settle_calendar,
)
from palier.tours.api import agenda_file


@desk_page
def voisin_week(request: DeskRequest, voisin_id: UUID) -> HttpResponse:
    """What a voisin said of her week; what she says by voice is noted here. Never why."""
    voisin = voisin_for(request.user, voisin_id)
    today = today_at(voisin.site)
    problem = ""
    if request.method == "POST":
        managers_only(request)
        try:
            return _note(request, voisin)
        except TeamRefused as refusal:
            problem = str(refusal)
    said, differences = said_by(voisin, today)
    mine = availability_of([voisin], today, today)[voisin.pk]
    monday = today - timedelta(days=today.weekday())
    mine.differences.clear()
    rows = [
        (number, DAYS[number - 1], [(code, WORDS[code], mine.can(monday + timedelta(days=number - 1), start, end) == Can.FREE) for code, start, end in PARTS])
        for number in range(1, 8)
    ]  # fmt: skip
    return render(request, "desk/slots/voisin.html", {
        "voisin": voisin, "said": said, "rows": rows, "differences": differences, "today": today, "problem": problem,
        "school": school_holidays(voisin.site, today, today + timedelta(days=200))[:2], "may": request.user.role == Account.Role.MANAGER,
    }, status=400 if problem else 200)  # fmt: skip


def _note(request: DeskRequest, voisin: Voisin) -> HttpResponse:
    post = request.POST
    if post.get("what") == "week":
        hours = {code: (f"{start:%H:%M}", f"{end:%H:%M}") for code, start, end in PARTS}
        windows = [
            {"day": day, "from": hours[code][0], "to": hours[code][1]} for day in range(1, 8) for code in hours if f"{day}-{code}" in post
        ]
        say_usual_week(request.user, voisin, op=new_id(), rev=1, windows=windows)
    elif post.get("what") == "back":
        for one in said_by(voisin, today_at(voisin.site))[1]:
            if str(one.pk) == post.get("difference"):
                say_difference(request.user, voisin, difference_id=one.pk, rev=one.rev + 1, first=one.first, last=one.last, free=one.free, void=True)  # fmt: skip
    else:
        first, last = day_in(post.get("first")), day_in(post.get("last") or post.get("first"))
        starts_at, ends_at = clock_in(post.get("de")), clock_in(post.get("a"))
        if first is None or last is None or last < first:
            raise TeamRefused("Donnez le premier et le dernier jour.")
        if (starts_at is None) != (ends_at is None) or (starts_at and ends_at and ends_at <= starts_at):
            raise TeamRefused("Donnez les deux heures, ou aucune.")
        say_difference(
            request.user, voisin, difference_id=new_id(), rev=1, first=first, last=last, free=post.get("free") == "1", starts_at=starts_at,
            ends_at=ends_at,
        )  # fmt: skip
    messages.success(request, "C’est noté. Son téléphone le montrera au prochain réseau.")
    return redirect("voisin_week", voisin.pk)


@desk_page
def calendar_settings(request: DeskRequest) -> HttpResponse:
    """What the commune allows at doors, and the school zone."""
    site = site_of(request)
    problem = ""
    if request.method == "POST":
        managers_only(request)
        try:
            days = [int(one) for one in request.POST.getlist("day") if one in "1234567" and one]
            settle_calendar(
                request.user, site, door_from=clock_in(request.POST.get("door_from")), door_to=clock_in(request.POST.get("door_to")),
                door_days=days, door_holidays="holidays" in request.POST, order=request.POST.get("order", ""),
                school_zone=request.POST.get("zone", ""),
            )  # fmt: skip
        except TeamRefused as refusal:
            problem = str(refusal)
        else:
            messages.success(request, "C’est noté. Une tournée ou un créneau hors de ces heures sera refusé avant d’être prévu.")
            return redirect("slots")
    row, zone = calendar_of(site), school_zone_of(site)
    return render(request, "desk/slots/settings.html", {
        "site": site, "row": row, "zone": zone, "problem": problem, "until": school_holidays_known_until(zone),
        "days": [(number, name, number in (row.door_days or range(1, 8))) for number, name in enumerate(DAYS, start=1)],
        "may": request.user.role == Account.Role.MANAGER,
    }, status=400 if problem else 200)  # fmt: skip


@desk_page
def my_agenda(request: DeskRequest) -> HttpResponse:
    """The manager's own private address, for her calendar app."""
    address = ""
    if request.method == "POST":
        if request.POST.get("what") == "close":
            revoke_feeds(request.user, request.user, timezone.now())
            messages.success(request, "L’adresse est fermée : aucun agenda ne la lit plus.")
            return redirect("my_agenda")
        address = request.build_absolute_uri(reverse("team_agenda", args=[make_feed(request.user, request.user, timezone.now())]))
    return render(request, "desk/slots/agenda.html", {"address": address, "feed": open_feed(request.user)})


@require_safe
def team_agenda(request: HttpRequest, token: str) -> HttpResponse:
    """The file that a calendar app reads, without a session. A closed address and one that never was answer alike."""
    owner = feed_owner(token)
    if not isinstance(owner, Account):
        raise Http404
    response = HttpResponse(agenda_file(owner, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


urlpatterns = [
    path("creneaux/reglages/", calendar_settings, name="calendar_settings"),
    path("creneaux/agenda/", my_agenda, name="my_agenda"),
    path("equipe/<uuid:voisin_id>/disponibilites/", voisin_week, name="voisin_week"),
    path("agenda/<str:token>.ics", team_agenda, name="team_agenda"),
]
