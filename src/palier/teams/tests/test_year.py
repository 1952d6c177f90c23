"""A year of a team of ten through the real actions: each month's figures equal a calculation written apart from the rules.

The calculation here counts minute by minute and day by day, on purpose: it shares no code with what it checks.
"""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from palier.people.api import Voisin, hire_voisin
from palier.teams.api import (
    DeclaredHours,
    MonthSheet,
    TeamRefused,
    confirm_month,
    correct_hours,
    declare_hours,
    end_employment,
    month_of,
    note_hours,
    set_contract,
)
from palier.visits.tests.factories import make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PARIS = ZoneInfo("Europe/Paris")
YEAR = 2026
NOW = datetime(2027, 1, 4, 9, tzinfo=UTC)


class Ledger:
    """What really happened, kept beside: (day, start, end, sort) of each entry that counts, and the terms."""

    def __init__(self) -> None:
        self.entries: dict[UUID, tuple[date, time, time, str]] = {}
        self.terms: list[tuple[date, int]] = []
        self.last_day = date.max

    def minutes(self) -> Counter[tuple[int, str]]:
        """(month, sort) → minutes, counted one by one on the wall clock of Paris."""
        found: Counter[tuple[int, str]] = Counter()
        for day, start, end, sort in self.entries.values():
            at = datetime.combine(day, start, PARIS).astimezone(UTC)
            stop = datetime.combine(day if end > start else day + timedelta(days=1), end, PARIS).astimezone(UTC)
            while at < stop:
                local = at.astimezone(PARIS)
                if local.year == YEAR:
                    found[local.month, sort] += 1
                at += timedelta(minutes=1)
        return found

    def due(self, month: int) -> float:
        """Minutes of the contract, a day's share at a time."""
        first = date(YEAR, month, 1)
        days = (date(YEAR + month // 12, month % 12 + 1, 1) - first).days
        total = 0.0
        for n in range(days):
            day = first + timedelta(days=n)
            held = [minutes for since, minutes in self.terms if since <= day]
            if held and day <= self.last_day:
                total += held[-1] / days
        return total


def play(seed: int) -> list[tuple[Voisin, Ledger, object]]:
    """Nine campaigns of three evenings each, trainings, a sick leave, amendments, a departure, overruns, corrections, undos."""
    dice = random.Random(seed)
    stage = make_stage()
    team = [
        hire_voisin(stage.manager, stage.site, first_name=f"Voisin {number}", languages=["fr"], picture="fatou") for number in range(10)
    ]
    found = []
    for number, voisin in enumerate(team):
        ledger = Ledger()
        since, minutes = date(YEAR, 1, 1) if number else date(YEAR, 2, 17), dice.choice((720, 900, 960, 1_140))
        set_contract(stage.manager, voisin, starts_on=since, monthly_minutes=minutes, signed_on=since)
        ledger.terms.append((since, minutes))
        if number == 3:
            set_contract(stage.manager, voisin, starts_on=date(YEAR, 5, 12), monthly_minutes=1_300)
            ledger.terms.append((date(YEAR, 5, 12), 1_300))
        for campaign in range(9):
            for evening in range(3 if number != 5 else 7):
                day = date(YEAR, 1, 6) + timedelta(days=39 * campaign + 2 * evening + number % 2)
                declare(voisin, ledger, dice, day, "field")
            declare(voisin, ledger, dice, date(YEAR, 1, 10) + timedelta(days=39 * campaign), "training", hour=9)
        # Over midnight and over both changes of clock.
        declare(voisin, ledger, dice, date(YEAR, 3, 28), "presence", hour=22, end=time(4))
        declare(voisin, ledger, dice, date(YEAR, 10, 24), "presence", hour=22, end=time(4))
        declare(voisin, ledger, dice, date(YEAR, 4, 30), "meeting", hour=23, end=time(0, 45))
        if number == 1:
            row = note_hours(stage.manager, voisin, day=date(YEAR, 6, 9), starts_at=time(17), ends_at=time(20), sort="sick", now=NOW)
            ledger.entries[row.pk] = (row.day, row.starts_at, row.ends_at, "sick")
        if number == 2:
            end_employment(stage.manager, voisin, ends_on=date(YEAR, 9, 14), reason="job")
            ledger.last_day = date(YEAR, 9, 14)
        correct_some(stage.manager, ledger, dice)
        found.append((voisin, ledger, stage.manager))
    return found


def declare(voisin: Voisin, ledger: Ledger, dice: random.Random, day: date, sort: str, hour: int = 17, end: time | None = None) -> None:
    """One entry, sometimes revised, sometimes undone, revisions sometimes in the wrong order."""
    start = time(hour, dice.choice((0, 15, 30)) if end is None else 0)
    end = end or time(hour + 2, dice.randrange(60))
    pk = UUID(int=dice.getrandbits(128), version=4)
    fate = dice.random()
    said = (
        [(1, start, time(end.hour, 0) if end.hour else end, False), (2, start, end, fate < 0.08)]
        if fate < 0.3
        else [(1, start, end, False)]
    )
    if fate < 0.15:
        said.reverse()
    for rev, begin, stop, void in said:
        declare_hours("device", voisin, hours_id=pk, rev=rev, day=day, starts_at=begin, ends_at=stop, sort=sort, void=void)
    if not (len(said) == 2 and fate < 0.08):
        ledger.entries[pk] = (day, start, end, sort)


def correct_some(manager: object, ledger: Ledger, dice: random.Random) -> None:
    for pk, (day, start, end, sort) in list(ledger.entries.items()):
        what = dice.random()
        row = DeclaredHours.objects.get(pk=pk)
        if sort == "sick" or end < start or what > 0.15:
            continue
        moved = day + timedelta(days=25) if what < 0.05 else day
        correct_hours(
            manager,
            row,
            day=moved,
            starts_at=start,
            ends_at=end.replace(minute=0),
            sort="meeting",
            reason="relu ensemble",
            now=NOW,
            void=what < 0.02,
        )  # type: ignore[arg-type]
        if what < 0.02:
            del ledger.entries[pk]
        else:
            ledger.entries[pk] = (moved, start, end.replace(minute=0), "meeting")


@pytest.mark.parametrize("seed", [1])
def test_every_month_of_a_year_equals_the_independent_count(seed: int) -> None:
    overrun = confirmed = 0
    for voisin, ledger, manager in play(seed):
        counted = ledger.minutes()
        for month in range(1, 13):
            found = month_of(voisin, date(YEAR, month, 1))
            expected = {sort: minutes for (m, sort), minutes in counted.items() if m == month}
            assert dict(+found.by_sort) == expected, (voisin.first_name, month)
            due = ledger.due(month)
            assert abs(found.due - due) <= 0.5, (voisin.first_name, month)
            worked = sum(minutes for sort, minutes in expected.items() if sort not in ("sick", "leave"))
            extra = max(0, worked - found.due)
            tenth = found.due // 10
            assert (found.paid.plain, found.paid.at_10, found.paid.at_25, found.paid.beyond) == (
                worked - extra, min(extra, tenth), 0, max(0, extra - tenth),
            )  # fmt: skip
            overrun += found.paid.beyond > 0
            confirmed += confirm(manager, voisin, month, found)
    assert overrun
    assert confirmed > 100


def confirm(manager: object, voisin: Voisin, month: int, found: object) -> bool:
    """The sheet keeps the very figures of the month; a month with two entries at once is refused."""
    try:
        sheet = confirm_month(manager, voisin, date(YEAR, month, 1), NOW)  # type: ignore[arg-type]
    except TeamRefused as refusal:
        assert "chevauchent" in str(refusal)  # noqa: PT017
        return False
    assert sheet.figures["sorts"] == dict(sorted((+found.by_sort).items()))  # type: ignore[attr-defined]
    return MonthSheet.objects.filter(pk=sheet.pk).exists()
