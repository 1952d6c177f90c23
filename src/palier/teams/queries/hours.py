"""What was worked: declared, corrected, confirmed; by person, month and team."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Prefetch, Q, Sum

from palier.people.api import Site, Voisin
from palier.teams.models import DeclaredHours, HoursCorrection, MonthTotal
from palier.teams.rules.training import Share
from palier.teams.rules.worked import WORKED, Stretch, month_days


@dataclass(frozen=True, slots=True)
class Work:
    """One entry as it counts. `correction` is what the manager put instead; `flagged` when the voisin changed hers since."""

    hours: DeclaredHours
    stretch: Stretch
    correction: HoursCorrection | None

    @property
    def confirmed(self) -> bool:
        """Nothing is left to look at."""
        return self.hours.confirmed_at is not None and not self.flagged

    @property
    def flagged(self) -> bool:
        """A later revision came from the phone; it never overwrites the correction (house §5.1)."""
        return self.correction is not None and self.hours.rev > self.correction.rev_seen


def works_between(voisins: Collection[Voisin], first_day: date, last_day: date) -> Mapping[UUID, list[Work]]:
    """Voisin → her entries that count from one day to another, both included, by moment. Undone ones are left out."""
    days = (first_day, last_day)
    found: dict[UUID, list[Work]] = defaultdict(list)
    zones = {one.pk: ZoneInfo(one.site.time_zone) for one in voisins}
    rows = (
        DeclaredHours.objects.filter(Q(day__range=days) | Q(corrections__day__range=days), voisin__in=list(zones))
        .distinct()
        .prefetch_related(Prefetch("corrections", HoursCorrection.objects.order_by("number")))
    )
    for row in rows:
        work = work_of(row, zones[row.voisin_id])
        if work is not None and first_day <= work.stretch.day <= last_day:
            found[row.voisin_id].append(work)
    for works in found.values():
        works.sort(key=lambda one: one.stretch)
    return found


def work_of(row: DeclaredHours, zone: ZoneInfo) -> Work | None:
    """One entry as it counts; None when it was undone. Its corrections are read already."""
    last = max(row.corrections.all(), key=lambda one: one.number, default=None)
    counted = last or row
    if counted.void:
        return None
    return Work(row, Stretch(counted.day, counted.starts_at, counted.ends_at, counted.sort, zone), last)


def month_works(voisins: Collection[Voisin], month: date) -> Mapping[UUID, list[Work]]:
    """Voisin → the entries of a month. An evening over midnight is listed on the day it began."""
    days = month_days(month)
    return works_between(voisins, days[0], days[-1])


def declared_between(voisin: Voisin, first_day: date, last_day: date) -> list[DeclaredHours]:
    """What a voisin's phone said from one day to another, both included; not what was corrected since."""
    return list(DeclaredHours.objects.filter(voisin=voisin, void=False, day__range=(first_day, last_day)).order_by("day", "starts_at"))


def month_totals(voisins: Collection[Voisin], month: date) -> Mapping[UUID, Counter[str]]:
    """Voisin → sort → minutes of the month."""
    found: dict[UUID, Counter[str]] = defaultdict(Counter)
    for voisin, sort, minutes in MonthTotal.objects.filter(voisin__in=voisins, month=month.replace(day=1)).values_list(
        "voisin", "sort", "minutes"
    ):
        found[voisin][sort] = minutes
    return found


def training_shares(voisins: Collection[Voisin], month: date) -> Mapping[UUID, Share]:
    """Voisin → her share of training over the twelve months that end with this one. Source: FAQ 3 (a fifth of the time)."""
    last = month.replace(day=1)
    rows = (
        MonthTotal.objects.filter(voisin__in=voisins, month__gt=last.replace(year=last.year - 1), month__lte=last, sort__in=WORKED)
        .values_list("voisin", "sort")
        .annotate(Sum("minutes"))
    )
    training: Counter[UUID] = Counter()
    worked: Counter[UUID] = Counter()
    for voisin, sort, minutes in rows:
        worked[voisin] += minutes
        training[voisin] += minutes if sort == "training" else 0
    return {one.pk: Share(training[one.pk], worked[one.pk]) for one in voisins}


def worked_weeks(voisin: Voisin, week: date, weeks: int = 15) -> list[Stretch]:
    """The stretches of the weeks that end with this one (its Monday), for the rules that look back."""
    return [one.stretch for one in works_between([voisin], week - timedelta(weeks=weeks - 1), week + timedelta(days=6))[voisin.pk]]


def worked_months(site: Site, first: date, last: date) -> list[tuple[date, str, int]]:
    """(month, sort, minutes) of a site, from one month to another, both included."""
    rows = (
        MonthTotal.objects.filter(voisin__site=site, month__range=(first, last))
        .values_list("month", "sort")
        .annotate(Sum("minutes"))
        .order_by("month", "sort")
    )
    return list(rows)
