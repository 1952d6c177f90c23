"""What somebody has ahead, for a calendar app: outings and slots. Never a door, a building, a mission nor a resident.

A calendar app lives on somebody else's servers: the place is the neighbourhood, or the meeting point that the manager wrote.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from palier.common.ical import calendar_file
from palier.people.api import Account, Site, Voisin, sites_for
from palier.teams.api import Slot, coming_to, places_left, slots_between, taken_slots
from palier.tours.models import Tour
from palier.tours.queries import tours_between

BACK, AHEAD = timedelta(days=31), timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Entry:
    """One moment; `begins` and `ends` know their time zone. `uid` stays the same when it is changed."""

    uid: str
    begins: datetime
    ends: datetime
    title: str
    place: str
    cancelled: bool = False


def agenda_of(owner: Voisin | Account, today: date) -> list[Entry]:
    """A voisin's own moments, or a manager's team, from a month ago to four months ahead."""
    first, last = today - BACK, today + AHEAD
    if isinstance(owner, Voisin):
        return _of_voisin(owner, first, last)
    return [entry for site in sites_for(owner).prefetch_related("neighbourhoods") for entry in _of_site(site, first, last)]


def _of_voisin(voisin: Voisin, first: date, last: date) -> list[Entry]:
    place = _neighbourhood(voisin.site)
    tours = list(Tour.objects.filter(voisins=voisin, day__range=(first, last)).order_by("day", "starts_at"))
    planned = {one.slot_id for one in tours if one.state != Tour.State.CANCELLED}
    slots = [one for one in taken_slots([voisin], first, last)[voisin.pk] if one.pk not in planned]
    return [_tour(one, voisin.site, "Tournée", place) for one in tours] + [_slot(one, voisin.site, one.title, place) for one in slots]


def _of_site(site: Site, first: date, last: date) -> list[Entry]:
    place = _neighbourhood(site)
    tours = list(tours_between(site, first, last))
    planned = {one.slot_id for one in tours if one.state != Tour.State.CANCELLED}
    found = [_tour(one, site, f"Tournée · {' et '.join(who.first_name for who in one.voisins.all())}", place) for one in tours]
    for slot in slots_between(site, first, last):
        if slot.cancelled_at is None and slot.pk not in planned:
            names = ", ".join(one.voisin.first_name for one in coming_to(slot))
            left = places_left(slot)
            said = " · ".join(part for part in (slot.title, names, f"{left} à pourvoir" if left else "") if part)
            found.append(_slot(slot, site, said, place))
    return found


def _neighbourhood(site: Site) -> str:
    return ", ".join(one.name for one in site.neighbourhoods.all()) or site.name


def _tour(tour: Tour, site: Site, title: str, place: str) -> Entry:
    zone = ZoneInfo(site.time_zone)
    return Entry(
        f"tour-{tour.pk}", datetime.combine(tour.day, tour.starts_at, zone), datetime.combine(tour.day, tour.ends_at, zone), title, place,
        tour.state == Tour.State.CANCELLED,
    )  # fmt: skip


def _slot(slot: Slot, site: Site, title: str, place: str) -> Entry:
    zone = ZoneInfo(site.time_zone)
    return Entry(
        f"slot-{slot.pk}", datetime.combine(slot.day, slot.starts_at, zone), datetime.combine(slot.day, slot.ends_at, zone), title,
        slot.place or place,
    )  # fmt: skip


def agenda_file(owner: Voisin | Account, now: datetime) -> bytes:
    """The agenda as an iCalendar file. Its name says Palier and nothing more."""
    entries = agenda_of(owner, now.date())
    return calendar_file("Palier", [(one.uid, one.begins, one.ends, one.title, one.place, one.cancelled) for one in entries], now)
