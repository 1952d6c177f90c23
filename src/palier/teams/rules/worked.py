"""How long people worked: stretches of time as declared, on the site's own clock."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

# What is paid and counts as work. Source: L3121-1; training and meetings are work (domain 6.5).
WORKED = ("field", "training", "meeting", "preparation", "presence", "travel")
# What is in the month's statement without being work.
AWAY = ("sick", "leave")


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """One uninterrupted piece of a day, from clock time to clock time; past midnight when the end is not after the start."""

    day: date
    starts_at: time
    ends_at: time
    sort: str
    zone: ZoneInfo

    @property
    def begun(self) -> datetime:
        """The moment of its start, in UTC."""
        return _moment(self.day, self.starts_at, self.zone)

    @property
    def ended(self) -> datetime:
        """The moment of its end, in UTC. Never before its start: an hour that the clock jumps over has no length."""
        day = self.day if self.ends_at > self.starts_at else self.day + timedelta(days=1)
        return max(self.begun, _moment(day, self.ends_at, self.zone))

    @property
    def minutes(self) -> int:
        """Minutes that really went by: an evening over the change of clock is an hour longer or shorter than it looks."""
        return int((self.ended - self.begun).total_seconds()) // 60


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """A clock time as a moment. One that does not exist that night is the one an hour later that does."""
    return datetime.combine(day, at, zone).astimezone(UTC)


def declared_length(starts_at: time, ends_at: time) -> int:
    """Minutes from one clock time to another on an ordinary day; past midnight when the end comes before the start (at most 24 h)."""
    start, end = starts_at.hour * 60 + starts_at.minute, ends_at.hour * 60 + ends_at.minute
    return (end - start) % 1440


def minutes_by_day(stretches: Iterable[Stretch], sorts: Collection[str] = WORKED) -> Counter[date]:
    """Day → minutes of these sorts on it; a stretch over midnight is shared between its two days. Source: D3171-8."""
    found: Counter[date] = Counter()
    for one in stretches:
        if one.sort in sorts:
            for day, minutes in _shares(one):
                found[day] += minutes
    return +found


def _shares(one: Stretch) -> list[tuple[date, int]]:
    midnight = _moment(one.day + timedelta(days=1), time(0), one.zone)
    if one.ended <= midnight:
        return [(one.day, one.minutes)]
    before = int((midnight - one.begun).total_seconds()) // 60
    return [(one.day, before), (one.day + timedelta(days=1), one.minutes - before)]


def minutes_by_week(by_day: Counter[date]) -> Counter[date]:
    """Monday of each week → minutes worked in it. Source: D3171-8, L3121-35 (weeks run from Monday 0 h)."""
    found: Counter[date] = Counter()
    for day, minutes in by_day.items():
        found[monday_of(day)] += minutes
    return found


def minutes_by_month(by_day: Counter[date]) -> Counter[date]:
    """First day of each month → minutes worked in it."""
    found: Counter[date] = Counter()
    for day, minutes in by_day.items():
        found[day.replace(day=1)] += minutes
    return found


def monday_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def month_days(month: date) -> list[date]:
    """Every day of the month that this day is in."""
    first = month.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return [first + timedelta(days=n) for n in range((following - first).days)]


def overlaps(stretches: Iterable[Stretch]) -> list[tuple[Stretch, Stretch]]:
    """Pairs that cover the same moment: an hour cannot be worked twice, nor worked while away."""
    row = sorted((one for one in stretches if one.minutes), key=lambda one: (one.begun, one.ended))
    found, longest = [], None
    for one in row:
        if longest is not None and one.begun < longest.ended:
            found.append((longest, one))
        if longest is None or one.ended > longest.ended:
            longest = one
    return found


def breaks(stretches: Iterable[Stretch]) -> list[tuple[datetime, datetime]]:
    """Interruptions between the pieces of one day's work, from the end of one to the start of the next, both in UTC."""
    row = sorted((one for one in stretches if one.sort in WORKED and one.minutes), key=lambda one: (one.begun, one.ended))
    return [(before.ended, after.begun) for before, after in pairwise(row) if after.begun > before.ended]
