"""The team's week as the desk reads it: who can come when, beside what is planned and what is offered."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from uuid import UUID

from django.db.models import QuerySet

from palier.common.french import DAYS, clock
from palier.people.api import Site, Voisin, still_here
from palier.teams.api import (
    COMES,
    PARTS,
    WORKED,
    Availability,
    Can,
    SchoolHoliday,
    Slot,
    availability_of,
    door_hours_of,
    due_in_month,
    employed_in,
    month_totals,
    public_holidays,
    school_holidays,
    taken_slots,
    terms_of,
)
from palier.tours.api import Tour, tours_between

# Tone of the pill, icon, words, in the order in which people are shown.
SAID = {
    Can.FREE: ("ok", "check", "peut"), Can.PARTLY: ("w", "clock", "une partie seulement"), Can.AWAY: ("n", "prohibit", "pas à ce moment"),
    Can.UNSAID: ("", "question", "n’a rien dit"),
}  # fmt: skip
WORDS = {"morning": "matin", "afternoon": "après-midi", "evening": "soir"}


@dataclass(frozen=True, slots=True)
class Part:
    """A morning, an afternoon or an evening, and what was said of it."""

    word: str
    can: Can


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on a day: planned (`tour`, `taken`) or offered and not answered yet (`asked`)."""

    kind: str
    text: str
    starts_at: time


@dataclass(slots=True)
class Cell:
    """One person, one day."""

    day: date
    parts: list[Part]
    marks: list[Mark] = field(default_factory=list)

    @property
    def said(self) -> str:
        """For who listens: `peut le matin, le soir`."""
        if all(one.can == Can.UNSAID for one in self.parts):
            return "pas encore dit"
        free = [one.word for one in self.parts if one.can in (Can.FREE, Can.PARTLY)]
        return f"peut : {', '.join(free)}" if free else "pas là"


@dataclass(frozen=True, slots=True)
class Line:
    """One person's week. `left`: minutes of the month's contract that nothing is planned for yet; None without a contract."""

    voisin: Voisin
    cells: list[Cell]
    left: int | None


@dataclass(frozen=True, slots=True)
class Day:
    """A column: what makes the day unlike others, in words."""

    day: date
    notes: list[str]
    today: bool

    @property
    def short(self) -> str:
        """`Lun. 7`."""
        return f"{DAYS[self.day.weekday()][:3].capitalize()}. {self.day.day}"


@dataclass(frozen=True, slots=True)
class Week:
    """The grid."""

    days: list[Day]
    lines: list[Line]
    school: list[str]


def team_of(site: Site, first: date, last: date) -> QuerySet[Voisin]:
    """Who is under contract then, and has not left."""
    return employed_in(site, first, last).filter(still_here())


def week_of(site: Site, monday: date, today: date, slots: Collection[Slot]) -> Week:
    """A week of a team. `slots` are those of the week, with who was asked."""
    days = [monday + timedelta(days=n) for n in range(7)]
    voisins = list(team_of(site, days[0], days[-1]))
    said = availability_of(voisins, days[0], days[-1])
    marks = _marks(tours_between(site, days[0], days[-1]), slots)
    left = minutes_left(site, voisins, monday, today)
    lines = [
        Line(one, [Cell(day, _parts(said[one.pk], day), sorted(marks[one.pk, day], key=lambda mark: mark.starts_at)) for day in days], left[one.pk])
        for one in voisins
    ]  # fmt: skip
    school, allowed = school_holidays(site, days[0], days[-1]), door_hours_of(site).days
    return Week([_day(site, day, today, school, allowed) for day in days], lines, [one.name for one in school])


def _parts(said: Availability, day: date) -> list[Part]:
    return [Part(WORDS[code], said.can(day, start, end)) for code, start, end in PARTS]


def _day(site: Site, day: date, today: date, school: Collection[SchoolHoliday], allowed: Collection[int]) -> Day:
    notes = [name for name in [public_holidays(day.year, site.department).get(day)] if name]
    notes += [one.name for one in school if one.first <= day <= one.last]
    if day.isoweekday() not in allowed:
        notes.append("on ne frappe pas")
    return Day(day, notes, day == today)


def _marks(tours: Collection[Tour], slots: Collection[Slot]) -> Mapping[tuple[UUID, date], list[Mark]]:
    found: dict[tuple[UUID, date], list[Mark]] = defaultdict(list)
    planned = set()
    for tour in tours:
        if tour.state != Tour.State.CANCELLED:
            for one in tour.voisins.all():
                planned.add((one.pk, tour.slot_id))
                found[one.pk, tour.day].append(Mark("tour", f"{clock(tour.starts_at)} tournée", tour.starts_at))
    for slot in slots:
        if slot.cancelled_at is None:
            for ask in slot.asks.all():
                if ask.state in COMES and (ask.voisin_id, slot.pk) not in planned:
                    found[ask.voisin_id, slot.day].append(
                        Mark("taken", f"{clock(slot.starts_at)} {slot.get_sort_display()}", slot.starts_at)
                    )
                elif ask.state == "waiting":
                    found[ask.voisin_id, slot.day].append(Mark("asked", f"{clock(slot.starts_at)} proposé", slot.starts_at))
    return found


def minutes_left(site: Site, voisins: Collection[Voisin], day: date, today: date) -> Mapping[UUID, int | None]:
    """Voisin → minutes of the contract that are neither worked nor planned, in the month of that day. Under zero when it is over."""
    month = day.replace(day=1)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    totals, terms, ahead = month_totals(voisins, month), terms_of(voisins), _ahead(site, voisins, max(today, month), last)
    found: dict[UUID, int | None] = {}
    for one in voisins:
        due = due_in_month(terms[one.pk], month)
        worked = sum(minutes for sort, minutes in totals[one.pk].items() if sort in WORKED)
        found[one.pk] = due - worked - ahead[one.pk] if due else None
    return found


def _ahead(site: Site, voisins: Collection[Voisin], first: date, last: date) -> Counter[UUID]:
    """Minutes planned and not begun: tours, and slots accepted that are no tour yet."""
    found: Counter[UUID] = Counter()
    planned = set()
    for tour in tours_between(site, first, last):
        if tour.state == Tour.State.PLANNED:
            for one in tour.voisins.all():
                planned.add((one.pk, tour.slot_id))
                found[one.pk] += _length(tour.starts_at, tour.ends_at)
    for voisin, slots in taken_slots(voisins, first, last).items():
        found[voisin] += sum(_length(one.starts_at, one.ends_at) for one in slots if (voisin, one.pk) not in planned)
    return found


def _length(starts_at: time, ends_at: time) -> int:
    return (ends_at.hour - starts_at.hour) * 60 + ends_at.minute - starts_at.minute
