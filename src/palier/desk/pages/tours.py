"""Tours: the fortnight by day, and planning one."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_POST

from palier.common.french import short_day
from palier.desk.charts.findings import day_title
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.rota import SAID, minutes_left
from palier.missions.api import Mission, mission_for, perimeter_entrances
from palier.people.api import Site, Voisin, still_here, voisins_of
from palier.places.api import Entrance, doors_of
from palier.safety.api import avoided_until
from palier.teams.api import Breach, Can, Slot, availability_of, coming_to, commune_breach, slot_for
from palier.tours.api import (
    Tour,
    TourRefused,
    TourStop,
    cancel_tour,
    change_tour,
    plan_tour,
    restore_tour,
    slot_warnings,
    tour_for,
    tours_between,
    work_breaches,
)
from palier.visits.api import figures


@desk_page
def tours(request: DeskRequest) -> HttpResponse:
    """The tours of a fortnight around a day, cancelled ones struck through."""
    site = current_site(request)
    if site is None:
        raise Http404
    first = _day(request.GET.get("depuis")) or today_at(site) - timedelta(days=2)
    days: dict[date, list[Tour]] = {}
    for tour in tours_between(site, first, first + timedelta(days=13)):
        days.setdefault(tour.day, []).append(tour)
    return render(request, "desk/tours/list.html", {
        "site": site, "days": [(day_title(day), day, found) for day, found in sorted(days.items())],
        "before": first - timedelta(days=14), "after": first + timedelta(days=14), "today": today_at(site),
    })  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _clock(text: str | None) -> time | None:
    try:
        return time.fromisoformat(text or "")
    except ValueError:
        return None


@dataclass(frozen=True)
class Choice:
    """An entrance as a tour may take it."""

    entrance: Entrance
    doors: int
    never: int
    come_back: int
    passes: int
    chosen: bool
    last: str
    avoid_until: date | None


@desk_page
def plan(request: DeskRequest, tour_id: UUID | None = None) -> HttpResponse:
    """Plan a tour, or change one that has not begun."""
    site = current_site(request)
    tour = tour_for(request.user, tour_id) if tour_id else None
    if tour:
        site = tour.mission.site
    if site is None:
        raise Http404
    open_missions = list(Mission.objects.filter(site=site, stage="field").order_by("starts_on"))
    asked = request.POST.get("mission") or request.GET.get("mission")
    mission = tour.mission if tour else mission_for(request.user, asked) if asked else (open_missions[0] if open_missions else None)
    if mission is None:
        return render(request, "desk/tours/none.html", {"site": site})
    slot = _slot(request, site) if tour is None else None
    typed = _typed(request, tour, today_at(site), slot)
    if request.headers.get("HX-Request"):
        return render(request, "desk/tours/who.html", {"people": _people(site, typed, today_at(site))})
    problems, warnings, breaches, hard, commune = [], [], [], False, None
    if request.method == "POST":
        try:
            warnings, breaches = _warnings(mission, typed), _breaches(request, mission, tour, typed, slot)
            commune = _commune(mission, typed)
            hard = commune is not None or any(one.blocking for _, one in breaches)
            if not hard and (not (warnings or breaches) or request.POST.get("anyway")):
                made = _save(request, mission, tour, typed, slot)
                messages.success(request, "La tournée est prévue. Les téléphones la recevront au prochain réseau.")
                return redirect("tour", made.pk)
        except TourRefused as refusal:
            problems = refusal.problems
    return render(request, "desk/tours/plan.html", {
        "tour": tour, "mission": mission, "missions": open_missions, "typed": typed, "problems": problems, "warnings": warnings, "breaches": breaches, "hard": hard, "agreed": "agreed" in request.POST or (slot is not None and request.method == "GET"), "commune": commune, "slot": slot,
        "voisins": voisins_of(site), "people": _people(site, typed, today_at(site)), "choices": _choices(mission, typed["entrances"], _day(typed["day"]) or today_at(site)),
    }, status=400 if problems or hard else 200)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody who may go out: what she said of that moment, what is left of her month."""

    voisin: Voisin
    said: tuple[str, str, str]
    left: int | None
    chosen: bool


def _people(site: Site, typed: dict[str, Any], today: date) -> list[Person]:
    """Who can then, those first (mockup desk-03). An unreadable moment: everybody, as she comes."""
    voisins = list(voisins_of(site))
    day, starts_at, ends_at = _day(typed["day"]) or today, _clock(typed["starts_at"]), _clock(typed["ends_at"])
    said, left = availability_of(voisins, day, day), minutes_left(site, voisins, day, today)
    found = [
        (said[one.pk].can(day, starts_at, ends_at) if starts_at and ends_at else Can.UNSAID, one) for one in voisins
    ]  # fmt: skip
    order = list(SAID)
    return [
        Person(one, SAID[can], left[one.pk], str(one.pk) in typed["voisins"])
        for can, one in sorted(found, key=lambda two: (order.index(two[0]), two[1].first_name))
    ]


def _slot(request: DeskRequest, site: Site) -> Slot | None:
    """The accepted moment that this tour comes from, when there is one: nothing is typed twice."""
    asked = request.POST.get("slot") or request.GET.get("creneau")
    if not asked:
        return None
    slot = slot_for(request.user, asked)
    if slot.site_id != site.pk:
        raise Http404
    return slot


def _from_slot(slot: Slot) -> dict[str, Any]:
    going = {one.pk for other in slot.tours.exclude(state=Tour.State.CANCELLED) for one in other.voisins.all()}
    free = [one.voisin for one in coming_to(slot) if one.voisin_id not in going]
    return {"day": slot.day.isoformat(), "starts_at": f"{slot.starts_at:%H:%M}", "ends_at": f"{slot.ends_at:%H:%M}",
            "voisins": [str(one.pk) for one in free[:2]], "buddy": "", "entrances": []}  # fmt: skip


def _typed(request: DeskRequest, tour: Tour | None, today: date, slot: Slot | None = None) -> dict[str, Any]:
    if request.method == "POST":
        post = request.POST
        order = {one: place for place, one in enumerate(post.getlist("entrance"))}
        places = sorted(order, key=lambda one: (_place(post.get(f"place-{one}")), order[one]))
        return {"day": post.get("day", ""), "starts_at": post.get("starts_at", ""), "ends_at": post.get("ends_at", ""),
                "voisins": post.getlist("voisin"), "buddy": post.get("buddy", ""), "entrances": places}  # fmt: skip
    if tour:
        return {"day": tour.day.isoformat(), "starts_at": f"{tour.starts_at:%H:%M}", "ends_at": f"{tour.ends_at:%H:%M}",
                "voisins": [str(one.pk) for one in tour.voisins.all()], "buddy": str(tour.buddy_id or ""),
                "entrances": [str(one.entrance_id) for one in tour.stops.all()]}  # fmt: skip
    if slot:
        return _from_slot(slot)
    asked = request.GET.get("entrance")
    return {
        "day": today.isoformat(),
        "starts_at": "17:30",
        "ends_at": "20:00",
        "voisins": [],
        "buddy": "",
        "entrances": [asked] if asked else [],
    }


def _place(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else 99


def _values(mission: Mission, typed: dict[str, Any]) -> dict[str, Any]:
    day, starts_at, ends_at = _day(typed["day"]), _clock(typed["starts_at"]), _clock(typed["ends_at"])
    if day is None or starts_at is None or ends_at is None:
        raise TourRefused(["Le jour et les heures sont à vérifier, par exemple 12/03/2026, de 17:30 à 20:00."])
    voisins = {str(one.pk): one for one in Voisin.objects.filter(still_here(), site=mission.site)}
    entrances = {str(one.pk): one for one in perimeter_entrances(mission)}
    return {
        "day": day, "starts_at": starts_at, "ends_at": ends_at,
        "voisins": [voisins[one] for one in typed["voisins"] if one in voisins],
        "buddy": voisins.get(typed["buddy"]),
        "entrances": [entrances[one] for one in typed["entrances"] if one in entrances],
    }  # fmt: skip


def _save(request: DeskRequest, mission: Mission, tour: Tour | None, typed: dict[str, Any], slot: Slot | None) -> Tour:
    values = _values(mission, typed)
    return change_tour(request.user, tour, **values) if tour else plan_tour(request.user, mission, slot=slot, **values)


def _commune(mission: Mission, typed: dict[str, Any]) -> Breach | None:
    """What the commune's hours at doors forbid."""
    values = _values(mission, typed)
    return commune_breach(mission.site, values["day"], values["starts_at"], values["ends_at"])


def _breaches(
    request: DeskRequest, mission: Mission, tour: Tour | None, typed: dict[str, Any], slot: Slot | None
) -> list[tuple[Voisin, Breach]]:
    """What the outing would break in somebody's working time. A voisin whose contract is not noted here is not judged."""
    values = _values(mission, typed)
    return work_breaches(
        mission.site, [one for one in values["voisins"] if one.contracts.exists()], day=values["day"], starts_at=values["starts_at"],
        ends_at=values["ends_at"], told_on=today_at(mission.site), tour=tour, agreed="agreed" in request.POST, slot=slot,
    )  # fmt: skip


def _warnings(mission: Mission, typed: dict[str, Any]) -> list[str]:
    values = _values(mission, typed)
    stops = TourStop.objects.filter(tour__mission=mission, entrance__in=values["entrances"], tour__day__lt=values["day"]).exclude(
        tour__state="cancelled"
    )
    previous = list(stops.order_by("-tour__day").values_list("tour__day", "tour__starts_at"))[:6]
    found = slot_warnings(values["day"], values["starts_at"], values["ends_at"], previous)
    busy = Voisin.objects.filter(pk__in=[one.pk for one in values["voisins"]], tours__day=values["day"], tours__state__in=["planned", "started"],
                                 tours__starts_at__lt=values["ends_at"], tours__ends_at__gt=values["starts_at"]).distinct()  # fmt: skip
    avoided = avoided_until(mission.site_id, [one.pk for one in values["entrances"]], values["day"])
    found += [f"« {one.name} » est à éviter jusqu’au {short_day(avoided[one.pk])}." for one in values["entrances"] if one.pk in avoided]
    if not typed.get("tour"):
        found += [f"{one.first_name} a déjà une tournée à cette heure." for one in busy]
    return found


def _choices(mission: Mission, chosen: list[str], day: date) -> list[Choice]:
    """Entrances as they should be proposed: never visited first, then those with the most doors to come back to."""
    counts = figures(mission).get("entrances", {})
    entrances = list(perimeter_entrances(mission))
    doors: dict[UUID, int] = {}
    for entrance_id in doors_of(entrances).values_list("entrance_id", flat=True):
        doors[entrance_id] = doors.get(entrance_id, 0) + 1
    last: dict[UUID, Any] = {}
    for stop in (
        TourStop.objects.filter(tour__mission=mission).exclude(tour__state="cancelled").select_related("tour").order_by("tour__day")
    ):
        last[stop.entrance_id] = stop.tour
    passes: dict[UUID, int] = {}
    for entrance_id in (
        TourStop.objects.filter(tour__mission=mission).exclude(tour__state="cancelled").values_list("entrance_id", flat=True)
    ):
        passes[entrance_id] = passes.get(entrance_id, 0) + 1
    avoided = avoided_until(mission.site_id, [one.pk for one in entrances], day)
    found = []
    for one in entrances:
        knocked = counts.get(f"{one.pk}:knocked", 0)
        back = counts.get(f"{one.pk}:absent", 0) + counts.get(f"{one.pk}:not_now", 0)
        tour = last.get(one.pk)
        said = f"{tour.day:%d/%m} à {tour.starts_at:%H h %M}" if tour else ""
        found.append(
            Choice(
                one,
                doors.get(one.pk, 0),
                doors.get(one.pk, 0) - knocked,
                back,
                passes.get(one.pk, 0),
                str(one.pk) in chosen,
                said,
                avoided.get(one.pk),
            )
        )
    return sorted(found, key=lambda one: (not one.chosen, one.avoid_until is not None, -one.never, -one.come_back))


@desk_page
def tour_page(request: DeskRequest, tour_id: UUID) -> HttpResponse:
    """One tour in counts only: never what a door answered."""
    found = tour_for(request.user, tour_id)
    rows = []
    for stop in found.stops.select_related("entrance__building").order_by("position"):
        visits = found.visits.filter(door__entrance=stop.entrance, void=False, counted=True)
        rows.append(
            {
                "stop": stop,
                "doors": doors_of([stop.entrance]).count(),
                "noted": visits.values("door").distinct().count(),
            }
        )
    return render(request, "desk/tours/tour.html", {"tour": found, "rows": rows, "day": day_title(found.day)})


@desk_page
@require_POST
def cancel(request: DeskRequest, tour_id: UUID) -> HttpResponse:
    """Cancel, or undo it."""
    found = tour_for(request.user, tour_id)
    try:
        if request.POST.get("restore"):
            restore_tour(request.user, found)
            messages.success(request, "La tournée est de nouveau prévue.")
        else:
            cancel_tour(request.user, found)
            messages.success(request, "La tournée est annulée : les téléphones la montreront barrée.")
    except TourRefused as refusal:
        messages.error(request, " ".join(refusal.problems))
    return redirect("tour", found.pk)


urlpatterns = [
    path("tournees/", tours, name="tours"),
    path("tournees/nouvelle/", plan, name="plan_tour"),
    path("tournees/<uuid:tour_id>/", tour_page, name="tour"),
    path("tournees/<uuid:tour_id>/changer/", plan, name="change_tour"),
    path("tournees/<uuid:tour_id>/annuler/", cancel, name="cancel_tour"),
]
