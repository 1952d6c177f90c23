"""Who said she can come when."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID

from palier.people.api import Voisin
from palier.teams.models import UsualWeek, WeekDifference
from palier.teams.rules.availability import Can, Difference, Week, Window, can_come, open_windows


@dataclass(slots=True)
class Availability:
    """What one voisin said; `week` is None while she has said nothing."""

    week: Week | None = None
    differences: list[Difference] = field(default_factory=list)

    def can(self, day: date, starts_at: time, ends_at: time) -> Can:
        """What she said of that moment."""
        return can_come(self.week, self.differences, day, starts_at, ends_at)

    def windows(self, day: date) -> list[Window]:
        """The moments of that day when she can come."""
        return open_windows(self.week, self.differences, day)


def availability_of(voisins: Collection[Voisin], first: date, last: date) -> Mapping[UUID, Availability]:
    """Voisin → what she said of these days."""
    found: dict[UUID, Availability] = defaultdict(Availability)
    for week in UsualWeek.objects.filter(voisin__in=voisins):
        found[week.voisin_id].week = _week(week.windows)
    for row in WeekDifference.objects.filter(voisin__in=voisins, void=False, first__lte=last, last__gte=first):
        window = Window(row.starts_at, row.ends_at) if row.starts_at and row.ends_at else None
        found[row.voisin_id].differences.append(Difference(row.first, row.last, row.free, window))
    return found


def _week(windows: list[dict[str, str | int]]) -> Week:
    found: dict[int, list[Window]] = defaultdict(list)
    for one in windows:
        found[int(one["day"])].append(Window(time.fromisoformat(str(one["from"])), time.fromisoformat(str(one["to"]))))
    return found


def said_by(voisin: Voisin, today: date) -> tuple[UsualWeek | None, list[WeekDifference]]:
    """What a voisin said herself, for her own phone: her week, and what is still to come."""
    rows = WeekDifference.objects.filter(voisin=voisin, void=False, last__gte=today).order_by("first", "starts_at")
    return UsualWeek.objects.filter(voisin=voisin).first(), list(rows)
