"""Slots: who can come when, what is offered, who comes; the commune's hours; the manager's own agenda."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import long_day, plural, short_day
from palier.desk.pages.hours import site_of
from palier.desk.pages.scope import DeskRequest, desk_page, today_at
from palier.desk.rota import SAID, minutes_left, team_of, week_of
from palier.missions.api import Mission
from palier.people.api import Account, Site, Voisin
from palier.teams.api import (
    COMES,
    Breach,
    Slot,
    State,
    TeamRefused,
    agreement_of,
    answer_slot,
    ask_more,
    asks_in_order,
    availability_of,
    cancel_slot,
    change_slot,
    coming_to,
    commune_breach,
    earliest_day,
    is_over,
    offer_slot,
    places_left,
    public_holidays,
    restore_slot,
    school_holidays,
    slot_ask_for,
    slot_for,
    slots_between,
)
from palier.tours.api import Tour, follow_slot, slot_breaches, tours_between, work_breaches

# Tone of the pill, icon, words. A no is slate with an open hand: a right, never a failure.
STATES = {
    State.ACCEPTED: ("ok", "check", "vient"), State.SWAPPING: ("w", "users", "vient, cherche quelqu’un pour sa place"),
    State.WAITING: ("", "hourglass-medium", "n’a pas encore répondu"), State.REFUSED: ("n", "hand-palm", "pas cette fois"),
    State.FULL: ("", "check", "dit oui, c’était complet"), State.HELD: ("w", "warning-circle", "dit oui, à voir avec vous"),
    State.REPLACED: ("n", "users", "un collègue a pris sa place"),
}  # fmt: skip


def managers_only(request: DeskRequest) -> None:
    """Head office reads; the manager of the site, who knows the people, decides."""
    if request.user.role != Account.Role.MANAGER:
        raise PermissionDenied


def day_in(text: str | None) -> date | None:
    """The day that was typed; None when it cannot be read."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def clock_in(text: str | None) -> time | None:
    """The clock time that was typed; None when it cannot be read."""
    try:
        return time.fromisoformat(text or "")
    except ValueError:
        return None


@dataclass(frozen=True)
class Offered:
    """A slot as the week lists it."""

    slot: Slot
    coming: list[str]
    left: int
    waiting: int
    look: int
    swapping: int

    @property
    def state(self) -> tuple[str, str]:
        """Tone and words of what is to do."""
        if self.slot.cancelled_at is not None:
            return "n", "annulé"
        if self.look:
            return "w", plural(self.look, "oui à voir", "oui à voir")
        if self.swapping:
            return "w", "échange demandé"
        if not self.left:
            return "ok", "complet"
        if self.waiting:
            return "", f"{plural(self.left, 'place')}, {self.waiting} sans réponse"
        return "w", f"{plural(self.left, 'place')} à pourvoir"


def _offered(slot: Slot) -> Offered:
    asks = list(slot.asks.all())
    number = {state: sum(one.state == state for one in asks) for state in State}
    names = [one.voisin.first_name for one in coming_to(slot)]
    return Offered(slot, names, places_left(slot), number[State.WAITING], number[State.HELD], number[State.SWAPPING])


@desk_page
def week(request: DeskRequest) -> HttpResponse:
    """The week of the team: who can when, what is planned, what is offered."""
    site = site_of(request)
    today = today_at(site)
    asked = day_in(request.GET.get("jour")) or today
    monday = asked - timedelta(days=asked.weekday())
    slots = slots_between(site, monday, monday + timedelta(days=6))
    return render(request, "desk/slots/week.html", {
        "site": site, "monday": monday, "sunday": monday + timedelta(days=6), "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7), "this": monday <= today <= monday + timedelta(days=6), "today": today,
        "grid": week_of(site, monday, today, slots), "slots": [_offered(one) for one in slots],
        "may": request.user.role == Account.Role.MANAGER,
    })  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A person as she may be asked: what she said of that moment, what she has that day, what is left of her month."""

    voisin: Voisin
    said: tuple[str, str, str]
    busy: list[str]
    left: int | None
    chosen: bool


@dataclass(frozen=True)
class Typed:
    """The form as it stands; what cannot be read is None."""

    sort: str
    title: str
    place: str
    day: date | None
    starts_at: time | None
    ends_at: time | None
    places: int
    voisins: frozenset[str]

    @property
    def whole(self) -> bool:
        """The moment is readable."""
        return None not in (self.day, self.starts_at, self.ends_at)

    @property
    def moment(self) -> dict[str, Any]:
        """Day and hours, as the actions and rules take them."""
        return {"day": self.day, "starts_at": self.starts_at, "ends_at": self.ends_at}


def _typed(request: DeskRequest, today: date, slot: Slot | None = None) -> Typed:
    data = request.POST if request.method == "POST" else request.GET
    if slot is not None and request.method != "POST":
        return Typed(slot.sort, slot.title, slot.place, slot.day, slot.starts_at, slot.ends_at, slot.places, frozenset())
    places = data.get("places", "2")
    return Typed(
        data.get("sort", "field"), data.get("title", ""), data.get("place", ""), day_in(data.get("jour", today.isoformat())),
        clock_in(data.get("de", "17:30")), clock_in(data.get("a", "19:30")), int(places) if places.isascii() and places.isdigit() else 0,
        frozenset(data.getlist("voisin")),
    )  # fmt: skip


def _choices(site: Site, typed: Typed, today: date, but: Collection[UUID] = ()) -> list[Choice]:
    if not typed.whole:
        return []
    day, starts_at, ends_at = typed.day or today, typed.starts_at or time.min, typed.ends_at or time.max
    voisins = [one for one in team_of(site, day, day) if one.pk not in but]
    said, left = availability_of(voisins, day, day), minutes_left(site, voisins, day, today)
    busy: dict[UUID, list[str]] = {}
    for tour in tours_between(site, day, day):
        for one in tour.voisins.all() if tour.state != Tour.State.CANCELLED else ():
            busy.setdefault(one.pk, []).append(f"tournée {tour.starts_at:%H:%M}–{tour.ends_at:%H:%M}")
    for slot in slots_between(site, day, day):
        for ask in slot.asks.all() if slot.cancelled_at is None else ():
            if ask.state in COMES:
                busy.setdefault(ask.voisin_id, []).append(f"{slot.get_sort_display()} {slot.starts_at:%H:%M}–{slot.ends_at:%H:%M}")
    order = list(SAID)
    found = [
        (said[one.pk].can(day, starts_at, ends_at), Choice(one, SAID[said[one.pk].can(day, starts_at, ends_at)], busy.get(one.pk, []), left[one.pk], str(one.pk) in typed.voisins))
        for one in voisins
    ]  # fmt: skip
    return [choice for _, choice in sorted(found, key=lambda two: (order.index(two[0]), two[1].voisin.first_name))]


def _facts(site: Site, typed: Typed, today: date) -> list[tuple[str, str]]:
    """What is good to know before offering: icon, sentence. Nothing here forbids."""
    if not typed.whole or typed.day is None:
        return []
    found = []
    name = public_holidays(typed.day.year, site.department).get(typed.day)
    if name:
        found.append(("calendar-blank", f"Ce jour est férié ({name})."))
    found += [("student", f"{one.name}, jusqu’au {short_day(one.last)}.") for one in school_holidays(site, typed.day, typed.day)]
    notice = agreement_of(site.organisation).notice_days
    first = earliest_day(today, notice, site.department)
    if typed.day < first:
        found.append((
            "hand-palm",
            f"Moins de {notice} jours ouvrés : chacun peut refuser ou ne pas répondre, et son téléphone le dit. À partir du {short_day(first)}, le délai est tenu (L3123-31).",
        ))  # fmt: skip
    return found


@dataclass(frozen=True)
class Said:
    """What stands against an offer: what forbids it for all, then person by person."""

    commune: Breach | None
    people: list[tuple[Voisin, Breach]]

    @property
    def blocked(self) -> set[UUID]:
        """Who cannot be asked."""
        return {one.pk for one, breach in self.people if breach.blocking}


def _against(site: Site, typed: Typed, voisins: Collection[Voisin], today: date, slot: Slot | None = None) -> Said:
    """What the moment would break; `slot` is the one that it replaces."""
    if not typed.whole:
        raise TeamRefused("Le jour et les heures sont à vérifier, par exemple 12/03/2026, de 17:30 à 19:30.")
    known = [one for one in voisins if one.contracts.exists()]
    people = work_breaches(site, known, told_on=today, agreed=True, sort=typed.sort, slot=slot, **typed.moment)
    return Said(_commune_now(site, typed), people)


@desk_page
def offer(request: DeskRequest) -> HttpResponse:
    """Offer a moment: who can is shown beside, what it would break is said before."""
    site = site_of(request)
    managers_only(request)
    today = today_at(site)
    typed = _typed(request, today)
    problem, against = "", None
    if request.method == "POST" and "voir" not in request.POST:
        try:
            voisins = [one for one in team_of(site, typed.day or today, typed.day or today) if str(one.pk) in typed.voisins]
            against = _against(site, typed, voisins, today)
            if "others" in request.POST:
                voisins = [one for one in voisins if one.pk not in against.blocked]
            hard = against.commune or (against.blocked and "others" not in request.POST)
            if not hard and (
                not [one for one in against.people if not one[1].blocking] or "anyway" in request.POST or "others" in request.POST
            ):
                made = offer_slot(
                    request.user, site, sort=typed.sort, title=typed.title, place=typed.place, places=typed.places, voisins=voisins,
                    now=timezone.now(), **typed.moment,
                )  # fmt: skip
                messages.success(request, f"Proposé à {plural(len(voisins), 'personne')}. Les téléphones le recevront au prochain réseau.")
                return redirect("slot", made.pk)
        except TeamRefused as refusal:
            problem = str(refusal)
    context = {
        "site": site, "typed": typed, "problem": problem, "against": against, "choices": _choices(site, typed, today), "sorts": Slot.Sort.choices,
        "facts": _facts(site, typed, today), "commune": _commune_now(site, typed), "notice": agreement_of(site.organisation).notice_days,
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        return render(request, "desk/slots/who.html", context)
    return render(request, "desk/slots/offer.html", context, status=400 if problem or against else 200)


def _commune_now(site: Site, typed: Typed) -> Breach | None:
    """Said as soon as the hour is typed, before anybody is chosen."""
    if typed.sort != Slot.Sort.FIELD or typed.day is None or typed.starts_at is None or typed.ends_at is None:
        return None
    return commune_breach(site, typed.day, typed.starts_at, typed.ends_at)


@desk_page
def slot_page(request: DeskRequest, slot_id: UUID) -> HttpResponse:
    """One slot: who comes, who has not answered, what is left to do."""
    slot = slot_for(request.user, slot_id)
    today = today_at(slot.site)
    asks = asks_in_order(slot)
    typed = Typed(slot.sort, slot.title, slot.place, slot.day, slot.starts_at, slot.ends_at, slot.places, frozenset())
    open_now = slot.cancelled_at is None and not is_over(slot, timezone.now())
    going = {one.pk for tour in slot.tours.exclude(state=Tour.State.CANCELLED) for one in tour.voisins.all()}
    gone = [one for one in asks if one.voisin_id in going and one.state not in COMES]
    return render(request, "desk/slots/slot.html", {
        "slot": slot, "day": long_day(slot.day), "left": places_left(slot), "coming": coming_to(slot), "open": open_now,
        "gone": gone, "asks": [(one, STATES[State(one.state)]) for one in asks], "tours": slot.tours.prefetch_related("voisins"),
        "to_plan": slot.sort == Slot.Sort.FIELD and open_now and any(one.voisin_id not in going for one in coming_to(slot)),
        "mission": Mission.objects.filter(site=slot.site, stage="field").exists(), "facts": _facts(slot.site, typed, today),
        "others": _choices(slot.site, typed, today, [one.voisin_id for one in asks]) if open_now else [],
        "may": request.user.role == Account.Role.MANAGER,
    })  # fmt: skip


@desk_page
def change(request: DeskRequest, slot_id: UUID) -> HttpResponse:
    """Change a slot. When it moves, everybody is asked again: a change may be refused."""
    slot = slot_for(request.user, slot_id)
    managers_only(request)
    if slot.tours.filter(state__in=(Tour.State.PLANNED, Tour.State.STARTED)).exists():
        messages.error(request, "Une tournée est prévue depuis ce créneau : changez ou annulez d’abord la tournée.")
        return redirect("slot", slot.pk)
    today = today_at(slot.site)
    typed = _typed(request, today, slot)
    problem, against = "", None
    if request.method == "POST":
        try:
            coming = [one.voisin for one in coming_to(slot)]
            against = _against(slot.site, typed, coming, today, slot)
            if not against.commune and (not against.people or "anyway" in request.POST):
                change_slot(
                    request.user, slot, title=typed.title, place=typed.place, places=typed.places, now=timezone.now(), **typed.moment
                )
                messages.success(request, "C’est changé.")
                return redirect("slot", slot.pk)
        except TeamRefused as refusal:
            problem = str(refusal)
    return render(request, "desk/slots/change.html", {
        "slot": slot, "typed": typed, "problem": problem, "against": against, "facts": _facts(slot.site, typed, today),
        "coming": coming_to(slot),
    }, status=400 if problem or against else 200)  # fmt: skip


@desk_page
@require_POST
def act(request: DeskRequest, slot_id: UUID) -> HttpResponse:
    """Cancel or put back; ask others."""
    slot = slot_for(request.user, slot_id)
    managers_only(request)
    what = request.POST.get("what")
    try:
        if what == "cancel":
            cancel_slot(request.user, slot, timezone.now())
            messages.success(request, "Annulé : les téléphones le montreront barré. « Le remettre » défait.")
            if slot.tours.filter(state=Tour.State.PLANNED).exists():
                messages.warning(request, "La tournée prévue depuis ce créneau n’est pas annulée : elle l’est sur sa page.")
        elif what == "restore":
            restore_slot(request.user, slot)
            messages.success(request, "Remis : chacun garde sa réponse.")
        elif what == "more":
            chosen = [one for one in team_of(slot.site, slot.day, slot.day) if str(one.pk) in request.POST.getlist("voisin")]
            _ask_those_who_may(request, slot, chosen)
    except TeamRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("slot", slot.pk)


def _ask_those_who_may(request: DeskRequest, slot: Slot, chosen: list[Voisin]) -> None:
    today = today_at(slot.site)
    against = work_breaches(
        slot.site, [one for one in chosen if one.contracts.exists()], day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at,
        told_on=today, agreed=True, sort=slot.sort, slot=slot,
    )  # fmt: skip
    blocked = {one.pk for one, breach in against if breach.blocking}
    for one, breach in against:
        if breach.blocking:
            messages.error(request, f"{one.first_name} : {breach.sentence} {breach.allowed} ({breach.source})")
    may = [one for one in chosen if one.pk not in blocked]
    if may:
        ask_more(request.user, slot, may, timezone.now())
        messages.success(request, f"Proposé à {', '.join(one.first_name for one in may)}.")


@desk_page
@require_POST
def answer_for(request: DeskRequest, ask_id: UUID) -> HttpResponse:
    """Somebody said it by voice: the manager notes it. The rules hold all the same."""
    ask = slot_ask_for(request.user, ask_id)
    managers_only(request)
    answer = request.POST.get("answer", "")
    if answer not in ("yes", "no", "none"):
        raise Http404
    breaches = slot_breaches(ask.slot, ask.voisin, today_at(ask.slot.site)) if answer == "yes" else []
    heard = answer_slot(request.user, ask.slot, ask.voisin, answer, timezone.now(), breaches=breaches)
    follow_slot(request.user, ask.slot)
    if heard is not None and heard.state == State.HELD:
        messages.error(request, f"{ask.voisin.first_name} : {heard.held_by}")
    else:
        messages.success(request, "C’est noté.")
    return redirect("slot", ask.slot_id)


urlpatterns = [
    path("creneaux/", week, name="slots"),
    path("creneaux/proposer/", offer, name="offer_slot"),
    path("creneaux/<uuid:slot_id>/", slot_page, name="slot"),
    path("creneaux/<uuid:slot_id>/changer/", change, name="change_slot"),
    path("creneaux/<uuid:slot_id>/agir/", act, name="act_on_slot"),
    path("creneaux/reponses/<uuid:ask_id>/", answer_for, name="answer_slot"),
]
