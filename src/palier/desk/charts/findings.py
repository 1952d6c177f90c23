"""The sentences that charts are titled with. Pure: counts in, words out; today is an argument."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from palier.common.french import DAYS, long_day, plural, short_day

ENOUGH = 11
RECENT_DAYS = 14
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Pace:
    """Homes knocked at least once, cumulated, and where that leads. `arrives` is None when it cannot be said."""

    points: list[tuple[date, int]]
    done: int
    target: int
    starts: date
    ends: date
    today: date
    arrives: date | None

    @property
    def title(self) -> str:
        """The finding."""
        if self.target <= 0:
            return f"{plural(self.done, 'porte frappée', 'portes frappées')}"
        if self.done >= self.target:
            return "L’objectif est atteint"
        if self.today > self.ends:
            return f"{plural(self.done, 'porte frappée', 'portes frappées')} sur {self.target}"
        if self.arrives is None:
            return "Trop tôt pour prévoir"
        if self.arrives <= self.ends:
            return f"À ce rythme, l’objectif est tenu le {short_day(self.arrives)}"
        late = (self.arrives - self.ends).days
        return f"À ce rythme, il manquera {plural(late, 'jour')}"

    @property
    def late_days(self) -> int:
        """Days by which the pace misses the end; 0 when it does not."""
        return max(0, (self.arrives - self.ends).days) if self.arrives and self.done < self.target else 0


def pace(first_knocks: Mapping[str, int], starts: date, ends: date, target: int, today: date) -> Pace:
    """Cumulate the first knocks and prolong the last fortnight's pace. Nothing is foretold in the first week."""
    days = sorted((date.fromisoformat(day), number) for day, number in first_knocks.items())
    points, total = [(starts, 0)], 0
    for day, number in days:
        total += number
        points.append((day, total))
    if starts < (last := min(today, ends)) and points[-1][0] < last:
        points.append((last, total))  # the days since the last tour count too
    return Pace(points, total, target, starts, ends, today, _arrival(days, total, target, starts, today))


def _arrival(days: list[tuple[date, int]], total: int, target: int, starts: date, today: date) -> date | None:
    if total >= target or (today - starts).days < 7 or not days:
        return None
    since = max(starts, today - timedelta(days=RECENT_DAYS))
    recent = sum(number for day, number in days if day > since)
    rate = recent / max(1, (today - since).days)
    if rate <= 0:
        return None
    ahead = (target - total) / rate
    return today + timedelta(days=round(ahead)) if ahead < 1000 else None


@dataclass(frozen=True)
class Slot:
    """One hour of one weekday: knocks, and how many found somebody."""

    weekday: int
    hour: int
    knocks: int
    contacts: int

    @property
    def rate(self) -> int | None:
        """Out of 100 knocks, how many were opened; None under 11 knocks."""
        return round(100 * self.contacts / self.knocks) if self.knocks >= ENOUGH else None


def slots(counts: Mapping[str, int]) -> dict[tuple[int, int], Slot]:
    """The running counts `mon-18:knocks` and `mon-18:contacts`, by weekday (0 = Monday) and hour."""
    found: dict[tuple[int, int], list[int]] = {}
    for key, number in counts.items():
        slot, _, what = key.partition(":")
        day, _, hour = slot.partition("-")
        cell = found.setdefault((WEEK.index(day), int(hour)), [0, 0])
        cell[0 if what == "knocks" else 1] += number
    return {(day, hour): Slot(day, hour, *cell) for (day, hour), cell in found.items()}


def slots_title(found: Mapping[tuple[int, int], Slot]) -> str:
    """`Les portes s’ouvrent le mardi et le jeudi, après 18 h`, when the figures are enough to say so."""
    solid = sorted((one for one in found.values() if one.rate is not None), key=lambda one: -(one.rate or 0))
    if len(solid) < 3:
        return "Encore trop peu de passages pour comparer"
    best = solid[: max(2, len(solid) // 4)]
    days = sorted({one.weekday for one in best[:2]})
    earliest = min(one.hour for one in best[:2])
    named = " et ".join(f"le {DAYS[day]}" for day in days)
    return f"Les portes s’ouvrent {named}, après {earliest} h"


def conversations_title(met: int, knocked: int) -> str:
    """`268 conversations, une porte sur deux`."""
    if not knocked:
        return "Pas encore de conversation"
    share = met / knocked
    words = ((0.9, "presque partout"), (0.62, "deux portes sur trois"), (0.45, "une porte sur deux"),
             (0.3, "une porte sur trois"), (0.2, "une porte sur quatre"))  # fmt: skip
    said = next((text for limit, text in words if share >= limit), "moins d’une porte sur quatre")
    return f"{plural(met, 'conversation')}, {said}"


def languages_title(counts: Mapping[str, int]) -> str:
    """`Une conversation sur trois en autre langue`."""
    total = sum(counts.values())
    other = total - counts.get("fr", 0)
    if total < ENOUGH:
        return "Trop peu de conversations pour parler des langues"
    if not other:
        return "Toutes les conversations en français"
    one_in = round(total / other)
    if one_in <= 1:
        return "Presque toutes en autre langue que le français"
    return f"Une conversation sur {('deux', 'trois', 'quatre', 'cinq', 'six', 'sept', 'huit')[one_in - 2] if one_in < 9 else one_in} en autre langue"


def day_title(day: date) -> str:
    """`Jeudi 12 mars`."""
    text = long_day(day)
    return text[0].upper() + text[1:]
