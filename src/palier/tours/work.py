"""What an outing would break in the working time of those who go, said before it is planned."""

from collections.abc import Collection
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from palier.people.api import Site, Voisin
from palier.teams.api import (
    Breach,
    Slot,
    Standing,
    Stretch,
    TrainingSession,
    agreement_of,
    check_plan,
    monday_of,
    month_days,
    planned_sessions,
    taken_slots,
    terms_of,
    works_between,
)
from palier.tours.models import Tour

WEEKS_BACK = 15


def work_breaches(
    site: Site, voisins: Collection[Voisin], *, day: date, starts_at: time, ends_at: time, told_on: date, tour: Tour | None = None,
    agreed: bool = False, sort: str = "field", slot: Slot | None = None, without: UUID | None = None,
) -> list[tuple[Voisin, Breach]]:  # fmt: skip
    """Each rule of hours that this moment would break, person by person; `tour` or `slot` is the one that it replaces,
    `without` a training session that moves.

    What counts: hours as declared or corrected, other outings planned whose hours are not declared yet, slots accepted, and
    training sessions to come: doors in the evening after a training in the afternoon are one break (L3123-30).
    """
    zone = ZoneInfo(site.time_zone)
    first, last = _window(day)
    works, planned, terms = works_between(voisins, first, last), _planned(voisins, first, last, tour), terms_of(voisins)
    taken, trained = taken_slots(voisins, first, last), planned_sessions(voisins, first, last)
    agreement = agreement_of(site.organisation)
    found = []
    for one in voisins:
        said = {work.hours.tour_ref for work in works[one.pk]}
        outings = planned.get(one.pk, [])
        stretches = [work.stretch for work in works[one.pk]] + [
            Stretch(other.day, other.starts_at, other.ends_at, "field", zone) for other in outings if other.pk not in said
        ]
        gone = {other.slot_id for other in outings} | {slot.pk if slot else None, tour.slot_id if tour else None}
        stretches += _accepted([other for other in taken[one.pk] if other.pk not in gone], stretches, zone)
        stretches += _trained([other for other in trained[one.pk] if other.pk != without], stretches, zone)
        standing = Standing(terms[one.pk], stretches, agreement, site.department)
        moment = Stretch(day, starts_at, ends_at, sort, zone)
        found += [(one, breach) for breach in check_plan(standing, moment, told_on, agreed=agreed)]
    return found


def slot_breaches(slot: Slot, voisin: Voisin, told_on: date) -> list[Breach]:
    """What her yes to a slot would break now; no notice is due for what she chooses herself."""
    found = work_breaches(
        slot.site, [voisin], day=slot.day, starts_at=slot.starts_at, ends_at=slot.ends_at, told_on=told_on, agreed=True, sort=slot.sort,
        slot=slot,
    )  # fmt: skip
    return [breach for _, breach in found]


def _accepted(slots: Collection[Slot], known: Collection[Stretch], zone: ZoneInfo) -> list[Stretch]:
    """Slots accepted, but for those whose hours are declared, or which became an outing, already."""
    found = [Stretch(one.day, one.starts_at, one.ends_at, one.sort, zone) for one in slots]
    return [one for one in found if not any(one.begun < other.ended and other.begun < one.ended for other in known)]


def _trained(sessions: Collection[TrainingSession], known: Collection[Stretch], zone: ZoneInfo) -> list[Stretch]:
    """Sessions that she is asked to, but for those whose moment is said already."""
    found = [Stretch(one.day, one.starts_at, one.ends_at, "training", zone) for one in sessions]
    return [one for one in found if not any(one.begun < other.ended and other.begun < one.ended for other in known)]


def _window(day: date) -> tuple[date, date]:
    """The days that the rules look at: fifteen weeks back, the whole month, the whole week and the day after."""
    days = month_days(day)
    first = min(days[0], monday_of(day) - timedelta(weeks=WEEKS_BACK - 1), day - timedelta(days=1))
    return first, max(days[-1], monday_of(day) + timedelta(days=6), day + timedelta(days=1))


def _planned(voisins: Collection[Voisin], first: date, last: date, without: Tour | None) -> dict[UUID, list[Tour]]:
    rows = (
        Tour.objects.filter(voisins__in=voisins, day__range=(first, last)).exclude(state=Tour.State.CANCELLED).prefetch_related("voisins")
    )
    found: dict[UUID, list[Tour]] = {}
    for tour in (rows.exclude(pk=without.pk) if without else rows).distinct():
        for voisin in tour.voisins.all():
            found.setdefault(voisin.pk, []).append(tour)
    return found
