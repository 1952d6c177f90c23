"""Safety: what rings, who is out, where one does not go, whom to call. States and moments only, never a position."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from palier.common.dialling import shown_number
from palier.common.french import clock
from palier.desk.alarms import Call, at, card_of, headline, title_of, where_of
from palier.desk.bell import bell_for
from palier.desk.letters import mail_is_set
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.people.api import Account, Site
from palier.places.api import Entrance
from palier.safety.api import (
    Alarm,
    AlarmRefused,
    AvoidedEntrance,
    AvoidingRefused,
    Out,
    SettingsRefused,
    alarm_for,
    avoid_entrance,
    avoided_for,
    avoided_now,
    close_alarm,
    closed_alarms,
    open_alarms,
    out_now,
    reopen_alarm,
    safety_of,
    settle_site,
    stop_avoiding,
    take_alarm,
)

EMPTY_LINES = 2
# The most pressing first: tone and word of each state.
STATES = {
    "awaited": ("a", "retour attendu"), "out": ("ok", "dehors"), "no_news": ("w", "rien reçu de son téléphone"),
    "ahead": ("n", "pas encore commencé"), "back": ("n", "tournée finie"),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One voisin who is out, as the page says it."""

    out: Out
    tone: str
    word: str
    where: str
    expected: str
    heard: str
    phone: str
    calls: list[Call]

    @property
    def away(self) -> bool:
        """Nothing to do about it now: not begun, or over."""
        return self.out.state in ("ahead", "back")


@desk_page
def safety(request: DeskRequest) -> HttpResponse:
    """What goes on now; add an entrance to avoid."""
    site = _site(request)
    now, today = timezone.now(), today_at(site)
    alarms = open_alarms(request.user)
    lines = _lines(site, today, now)
    typed, problem = {"entrance": "", "reason": "", "until": ""}, ""
    if request.method == "POST":
        typed = {name: request.POST.get(name, "") for name in typed}
        try:
            return _avoid(request, site, typed, today, now)
        except AvoidingRefused as refusal:
            problem = str(refusal)
    return render(request, "desk/safety/now.html", {
        "site": site, "headline": headline(alarms, sum(one.out.state in ("out", "awaited") for one in lines)),
        "cards": [card_of(one, now) for one in alarms], "lines": lines, "history": _history(site, now),
        "avoided": avoided_now(site, today), "reasons": AvoidedEntrance.Reason.choices, "entrances": _entrances(site),
        "typed": typed, "problem": problem, "mail": mail_is_set(), "settled": safety_of(site), "several": len({one.site_id for one in alarms}) > 1,
    }, status=400 if problem else 200)  # fmt: skip


def _site(request: DeskRequest) -> Site:
    site = current_site(request)
    if site is None:
        raise Http404
    return site


def _lines(site: Site, today: date, now: datetime) -> list[Line]:
    found = [_line(one, site, now) for one in out_now(site, today, now)]
    pressing = list(STATES)
    return sorted(found, key=lambda line: (pressing.index(line.out.state), line.out.expected_at, line.out.voisin.first_name))


def _line(one: Out, site: Site, now: datetime) -> Line:
    tone, word = STATES[one.state]
    heard = f"tout va bien à {at(one.heard_at, site, now)}" if one.heard_at else ""
    if not heard and one.begun_at:
        heard = f"parti à {at(one.begun_at, site, now)}"
    # Of a pair each has a line of their own; whoever watches over a lone tour has none.
    people = [one.voisin, *([one.tour.buddy] if one.tour.buddy else [])]
    return Line(
        one, tone, word, _places(one), clock(one.expected_at.astimezone(ZoneInfo(site.time_zone))), heard,
        at(one.phone_seen, site, now) if one.phone_seen else "jamais", [Call(who.first_name, who.phone) for who in people if who.phone],
    )  # fmt: skip


def _places(one: Out) -> str:
    return " · ".join(f"{stop.entrance.building.name}, {stop.entrance.name.lower()}" for stop in one.tour.stops.all())


@dataclass(frozen=True)
class Past:
    """One closed alarm."""

    alarm: Alarm
    title: str
    where: str
    when: str


def _history(site: Site, now: datetime) -> list[Past]:
    return [Past(one, title_of(one, now), where_of(one), at(one.raised_at, site, now)) for one in closed_alarms(site)[:100]]


def _entrances(site: Site) -> Sequence[Entrance]:
    found = Entrance.objects.filter(building__neighbourhood__in=site.neighbourhoods.all(), removed_at=None, building__removed_at=None)
    return list(found.select_related("building").order_by("building__residence", "building__name", "position", "name"))


def _avoid(request: DeskRequest, site: Site, typed: dict[str, str], today: date, now: datetime) -> HttpResponse:
    entrance = next((one for one in _entrances(site) if str(one.pk) == typed["entrance"]), None)
    if entrance is None:
        raise AvoidingRefused("Choisissez une entrée.")
    try:
        until = date.fromisoformat(typed["until"])
    except ValueError:
        until = None
    avoid_entrance(request.user, site, entrance, reason=typed["reason"], until=until, today=today, now=now)
    messages.success(request, f"{entrance.building.name}, {entrance.name.lower()} : les téléphones diront de l’éviter, au prochain réseau.")
    return redirect("safety")


@desk_page
@require_POST
def stop(request: DeskRequest, avoided_id: UUID) -> HttpResponse:
    """One goes there again."""
    avoided = avoided_for(request.user, avoided_id)
    stop_avoiding(request.user, avoided, timezone.now())
    messages.success(request, f"On retourne à « {avoided.entrance.name} ».")
    return redirect("safety")


@desk_page
@require_POST
def act(request: DeskRequest, alarm_id: UUID) -> HttpResponse:
    """« Je m'en occupe », closing with an outcome, or opening again."""
    alarm, now = alarm_for(request.user, alarm_id), timezone.now()
    what = request.POST.get("what")
    try:
        if what == "take":
            alarm = take_alarm(request.user, alarm, now)
            taker = alarm.taken_by
            if taker is not None and taker.pk != request.user.pk:
                messages.info(request, f"{taker.first_name} s’en occupe déjà.")
        elif what == "reopen":
            reopen_alarm(request.user, alarm)
            messages.success(request, "C’est rouvert.")
        else:
            close_alarm(request.user, alarm, request.POST.get("outcome", ""), now)
            messages.success(request, "C’est noté. Cette alerte s’effacera dans trois mois.")
    except AlarmRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("safety")


@desk_page
def safety_settings(request: DeskRequest) -> HttpResponse:
    """Whom to call on this site, and how long to wait."""
    site = _site(request)
    settled = safety_of(site)
    problems: list[str] = []
    typed: dict[str, Any] = {
        "manager_phone": shown_number(settled.manager_phone), "grace": settled.grace_minutes,
        "numbers": [(one["name"], shown_number(one["number"])) for one in settled.numbers],
    }  # fmt: skip
    if request.method == "POST":
        numbers = list(zip(request.POST.getlist("name"), request.POST.getlist("number"), strict=False))
        typed = {"manager_phone": request.POST.get("manager_phone", ""), "grace": request.POST.get("grace", ""), "numbers": numbers}
        try:
            settle_site(request.user, site, **typed)
            messages.success(request, "C’est noté. Les téléphones l’auront au prochain réseau.")
            return redirect("safety_settings")
        except SettingsRefused as refusal:
            problems = refusal.problems
    lines = [*typed["numbers"], *[("", "")] * EMPTY_LINES]
    return render(
        request, "desk/safety/settings.html", {"site": site, "typed": typed, "lines": lines, "problems": problems, "mail": mail_is_set()},
        status=400 if problems else 200,
    )  # fmt: skip


@require_GET
def bell(request: HttpRequest) -> HttpResponse:
    """The bell of the frame, asked every twenty seconds. Nothing changed: 204, and the page keeps what it shows.

    It never sends to the sign-in page, which would land in the banner: closed, it says so. Asleep (half an hour without a page), it
    still rings, without any detail.
    """
    if not request.user.is_authenticated:
        return _quiet(render_to_string("desk/bell_closed.html"))
    if request.user.role == Account.Role.PARTNER:
        raise Http404
    found = bell_for(request.user, asleep=getattr(request, "asleep", False))
    if request.GET.get("vu") == found.seen:
        return _quiet("", status=204)
    response = _quiet(render_to_string("desk/bell.html", {"bell": found}))
    if not found.asleep:
        response["HX-Trigger"] = "palier-alarm"
    return response


@require_GET
def who_is_out(request: DeskRequest) -> HttpResponse:
    """Who is out, asked again every minute by the page; nothing for a desk that is closed or asleep."""
    if not request.user.is_authenticated or getattr(request, "asleep", False):
        return _quiet("", status=204)
    if request.user.role == Account.Role.PARTNER:
        raise Http404
    site = current_site(request)
    if site is None:
        return _quiet("", status=204)
    return _quiet(render_to_string("desk/safety/out.html", {"lines": _lines(site, today_at(site), timezone.now())}))


def _quiet(text: str, status: int = 200) -> HttpResponse:
    response = HttpResponse(text, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [
    path("securite/", safety, name="safety"),
    path("securite/reglages/", safety_settings, name="safety_settings"),
    path("securite/sonnette/", bell, name="bell"),
    path("securite/dehors/", who_is_out, name="who_is_out"),
    path("securite/alerte/<uuid:alarm_id>/", act, name="act_on_alarm"),
    path("securite/eviter/<uuid:avoided_id>/lever/", stop, name="stop_avoiding"),
]
