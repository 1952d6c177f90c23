"""What an outing would break in the working time of those who go, said before it is planned."""

from collections.abc import Collection
from datetime import date, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from palier.people.api import Site, Voisin
from palier.teams.api import Breach, Standing, Stretch, agreement_of, check_plan, monday_of, month_days, terms_of, works_between
from palier.tours.models import Tour

WEEKS_BACK = 15


def work_breaches(
    site: Site, voisins: Collection[Voisin], *, day: date, starts_at: time, ends_at: time, told_on: date, tour: Tour | None = None,
    agreed: bool = False,
) -> list[tuple[Voisin, Breach]]:  # fmt: skip
    """Each rule of hours that this outing would break, person by person; `tour` is the one that it replaces.

    What counts: hours as declared or corrected, and the other outings planned whose hours are not declared yet.
    """
    zone = ZoneInfo(site.time_zone)
    first, last = _window(day)
    works, planned, terms = works_between(voisins, first, last), _planned(voisins, first, last, tour), terms_of(voisins)
    agreement = agreement_of(site.organisation)
    found = []
    for one in voisins:
        said = {work.hours.tour_ref for work in works[one.pk]}
        stretches = [work.stretch for work in works[one.pk]] + [
            Stretch(other.day, other.starts_at, other.ends_at, "field", zone) for other in planned.get(one.pk, []) if other.pk not in said
        ]
        standing = Standing(terms[one.pk], stretches, agreement, site.department)
        outing = Stretch(day, starts_at, ends_at, "field", zone)
        found += [(one, breach) for breach in check_plan(standing, outing, told_on, agreed=agreed)]
    return found


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
