"""Reads of the room of safety."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, QuerySet

from palier.people.api import Account, Device, Site, Voisin
from palier.safety import rules
from palier.safety.gates import alarms_for
from palier.safety.models import Alarm, AvoidedEntrance, CheckIn, Outing, SiteSafety
from palier.tours.api import Tour, shown_phone, tours_on

OWN_ALARMS_SHOWN = timedelta(hours=24)


def safety_of(site: Site) -> SiteSafety:
    """What a site settled; the usual values when it settled nothing yet."""
    return SiteSafety.objects.filter(site=site).first() or SiteSafety(site=site, grace_minutes=rules.GRACE_MINUTES)


def grace_of(site_id: UUID) -> int:
    """Minutes that a site waits before it looks for somebody."""
    return SiteSafety.objects.filter(site_id=site_id).values_list("grace_minutes", flat=True).first() or rules.GRACE_MINUTES


_FIRST = (rules.SOS, rules.ALERT, rules.OVERDUE)


def open_alarms(account: Account) -> list[Alarm]:
    """What is open in scope: SOS first, then the oldest. One statement, on an index that holds only what is open."""
    found = alarms_for(account).filter(closed_at=None)
    found = found.select_related("voisin", "entrance__building", "taken_by", "site", "tour__buddy")
    return sorted(found, key=lambda alarm: (_FIRST.index(alarm.kind), alarm.raised_at))


def closed_alarms(site: Site) -> QuerySet[Alarm]:
    """The history of a site, newest first: three months of it, then it is erased."""
    found = Alarm.objects.filter(site=site, closed_at__isnull=False).select_related("voisin", "taken_by", "entrance__building", "site")
    return found.order_by("-closed_at")


def alarms_to_mail(now: datetime) -> list[Alarm]:
    """What rings and was not written about yet; after a day it is no news any more."""
    found = Alarm.objects.filter(closed_at=None, mailed_at=None, raised_at__gt=now - timedelta(days=1))
    return list(found.select_related("site").order_by("raised_at"))


def open_outings() -> QuerySet[Outing]:
    """Who began, has not finished, and of whom no manager had news; cancelled tours left out."""
    found = Outing.objects.filter(ended_at=None, settled_at=None).exclude(tour__state=Tour.State.CANCELLED)
    return found.select_related("tour__mission__site", "voisin").prefetch_related(_check_ins())


def _check_ins() -> Prefetch:
    return Prefetch("check_ins", CheckIn.objects.filter(void=False).order_by("said_at"))


def expected_of(outing: Outing) -> datetime:
    """The moment (UTC) by which this voisin said to be back."""
    said = [one.until for one in _said(outing) if one.until]
    return _expected(outing.tour, said[-1] if said else None)


def _expected(tour: Tour, until: time | None) -> datetime:
    return rules.expected_return(tour.day, tour.starts_at, tour.ends_at, until, ZoneInfo(tour.mission.site.time_zone))


def overdue_moment(outing: Outing, grace_minutes: int) -> datetime:
    """The moment (UTC) from which this voisin is looked for."""
    return rules.overdue_at(expected_of(outing), heard_of(outing), grace_minutes)


def heard_of(outing: Outing) -> datetime | None:
    """When this voisin last said that all is well."""
    said = _said(outing)
    return said[-1].said_at if said else None


def _said(outing: Outing) -> list[CheckIn]:
    return sorted((one for one in outing.check_ins.all() if not one.void), key=lambda one: one.said_at)


@dataclass(frozen=True)
class Out:
    """One voisin of one tour tonight, in states and moments only. `state`: `ahead`, `no_news`, `out`, `awaited` or `back`.

    `phone_seen` is the last contact of the phone; `colleague` the partner, or who watches over a lone tour.
    """

    tour: Tour
    voisin: Voisin
    state: str
    begun_at: datetime | None
    heard_at: datetime | None
    expected_at: datetime
    phone_seen: datetime | None
    colleague: Voisin | None


def out_now(site: Site, today: date, now: datetime) -> list[Out]:
    """Everybody whom a tour of today sends out, in a fixed number of queries."""
    tours = list(tours_on(site, today).select_related("buddy", "mission__site"))
    outings = {
        (one.tour_id, one.voisin_id): one for one in Outing.objects.filter(tour__in=tours).prefetch_related(_check_ins())
    }  # fmt: skip
    seen = _phones_seen(site)
    grace = grace_of(site.pk)
    found = []
    for tour in tours:
        people = list(tour.voisins.all())
        for voisin in people:
            colleague = next((one for one in people if one.pk != voisin.pk), tour.buddy)
            found.append(_out(tour, voisin, outings.get((tour.pk, voisin.pk)), seen.get(voisin.pk), colleague, grace, now))
    return found


def _out(
    tour: Tour, voisin: Voisin, outing: Outing | None, seen: datetime | None, colleague: Voisin | None, grace: int, now: datetime
) -> Out:
    if outing is not None:
        outing.tour = tour  # with its site, already read
    expected = expected_of(outing) if outing else _expected(tour, None)
    state = _state(tour, outing, expected, grace, now)
    begun, heard = (outing.begun_at, heard_of(outing)) if outing else (None, None)
    return Out(tour, voisin, state, begun, heard, expected, seen, colleague)


def _state(tour: Tour, outing: Outing | None, expected: datetime, grace: int, now: datetime) -> str:
    if outing is None:
        if tour.state == Tour.State.ENDED:
            return "back"
        return "no_news" if rules.overdue_at(expected, None, grace) <= now else "ahead"
    if outing.ended_at or outing.settled_at:
        return "back"
    return "awaited" if overdue_moment(outing, grace) <= now else "out"


def _phones_seen(site: Site) -> dict[UUID, datetime]:
    devices = Device.objects.filter(voisin__site=site, revoked_at=None).only("voisin_id", "last_seen_at").order_by("last_seen_at")
    return {one.voisin_id: one.last_seen_at for one in devices if one.last_seen_at}


def avoided_now(site: Site, today: date) -> QuerySet[AvoidedEntrance]:
    """Where one does not go today, the soonest end first."""
    found = AvoidedEntrance.objects.filter(site=site, lifted_at=None, until__gte=today)
    return found.select_related("entrance__building").order_by("until")


def avoided_until(site_id: UUID, entrances: Collection[UUID], day: date) -> dict[UUID, date]:
    """Entrance → the last day on which it is avoided, for those avoided on `day`."""
    found = AvoidedEntrance.objects.filter(site_id=site_id, entrance__in=entrances, lifted_at=None, until__gte=day)
    return dict(found.values_list("entrance_id", "until"))


def phone_safety(voisin: Voisin, site: Site, today: date, now: datetime) -> dict[str, Any]:
    """What a phone carries of safety (contract/README.md): numbers that work without network, and what became of its own alarms."""
    settled = safety_of(site)
    own = Alarm.objects.filter(voisin=voisin, raised_at__gt=now - OWN_ALARMS_SHOWN, withdrawn_at=None).exclude(kind=rules.OVERDUE)
    watched = Tour.objects.filter(buddy=voisin, day=today).exclude(state=Tour.State.CANCELLED).prefetch_related("voisins")
    return {
        "manager_phone": settled.manager_phone,
        "numbers": settled.numbers,
        "grace_minutes": settled.grace_minutes,
        "alarms": [_told(alarm) for alarm in own.select_related("taken_by").order_by("raised_at")],
        "watching": [_watched(tour, one, today) for tour in watched for one in tour.voisins.all()],
    }


def _told(alarm: Alarm) -> dict[str, str]:
    state = "closed" if alarm.closed_at else "taken" if alarm.taken_at else "arrived"
    by = alarm.taken_by.first_name if alarm.taken_by else ""
    return {"id": str(alarm.pk), "kind": alarm.kind, "at": alarm.said_at.isoformat(), "state": state, "by": by}


def _watched(tour: Tour, voisin: Voisin, today: date) -> dict[str, str]:
    return {
        "first_name": voisin.first_name, "phone": shown_phone(voisin.phone, voisin.phone_shared, tour.day, today),
        "day": tour.day.isoformat(), "starts_at": tour.starts_at.strftime("%H:%M"), "ends_at": tour.ends_at.strftime("%H:%M"),
    }  # fmt: skip
