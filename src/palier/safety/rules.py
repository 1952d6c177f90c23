"""Rules of safety. Pure: no database, `now` is an argument.

Source: duty of safety, L4121-1; an isolated worker can signal distress and is rescued fast, R4543-19 (domain 6.6); no position (PV-02).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from palier.common.dialling import read_dialled

GRACE_MINUTES = 30
GRACE_AT_MOST = 180
NUMBERS_AT_MOST = 8
AVOID_AT_MOST = timedelta(days=183)
ALARMS_KEPT = timedelta(days=90)
AVOIDED_KEPT = timedelta(days=90)
# Four in the morning: an evening that goes past midnight is over, and nobody has started yet.
FORGOTTEN_AT = time(4, 0)
SOS, ALERT, OVERDUE = "sos", "alert", "overdue"
# What a voisin may say of a resident in danger: a closed list, in `contract/words/alerts.json` too.
SORTS = ("danger_now", "child", "violence", "isolation", "building", "other")
# How an alarm ends, by kind; `back` and `said_fine` are the phone's own words.
OUTCOMES: dict[str, tuple[str, ...]] = {
    SOS: ("fine", "helped", "services", "mistake"),
    ALERT: ("services", "social", "landlord", "watched", "nothing", "mistake"),
    OVERDUE: ("fine", "forgot", "helped", "services"),
}
BACK, SAID_FINE = "back", "said_fine"
# A return that was late and nothing more is erased with its outing: nobody keeps a record of who came back when.
NOTHING_HAPPENED = (BACK, SAID_FINE, "fine", "forgot")


def expected_return(day: date, starts_at: time, ends_at: time, until: time | None, zone: tzinfo) -> datetime:
    """The moment (UTC) by which somebody said to be back: the slot's end, or the later word `until`, in the site's own time.

    A clock before the start belongs to the night after. When clocks go back an hour happens twice: the second one counts, so that
    nobody is looked for an hour too early.
    """
    clock = until or ends_at
    on = day + timedelta(days=1) if clock < starts_at else day
    return datetime.combine(on, clock, zone).replace(fold=1).astimezone(UTC)


def overdue_at(expected: datetime, heard: datetime | None, grace_minutes: int) -> datetime:
    """The moment (UTC) from which somebody is looked for: the grace runs from the expected return, or from a later « tout va bien »."""
    last = expected if heard is None else max(expected, heard)
    # In UTC: across a change of clocks, thirty minutes stay thirty minutes.
    return last.astimezone(UTC) + timedelta(minutes=grace_minutes)


def claimed_moment(said: datetime, clock_offset_s: int, received: datetime) -> datetime:
    """When something was said, by a phone whose clock is `clock_offset_s` ahead (+) or behind (−). Never after it was received."""
    try:
        return min(said.astimezone(UTC) - timedelta(seconds=clock_offset_s), received)
    except OverflowError:
        return received


def forgotten_at(day: date, zone: tzinfo) -> datetime:
    """The moment from which nothing is left of who was out on that day."""
    return datetime.combine(day + timedelta(days=1), FORGOTTEN_AT, zone)


def check_outcome(kind: str, outcome: str) -> str:
    """Why an alarm of this kind cannot be closed so; empty when it can."""
    return "" if outcome in OUTCOMES.get(kind, ()) else "Dites comment cela s’est terminé."


def check_avoiding(until: date | None, today: date) -> str:
    """Why an entrance cannot be avoided until that day; empty when it can. Always with an end: a hall is not closed for ever."""
    if until is None:
        return "Donnez une date : un hall n’est pas évité pour toujours."
    if until < today:
        return "Cette date est passée."
    if until - today > AVOID_AT_MOST:
        return "Six mois au plus : on regarde alors de nouveau."
    return ""


@dataclass(frozen=True)
class LocalNumber:
    """A number to call on this site, as it is dialled."""

    name: str
    number: str


def read_numbers(pairs: Collection[tuple[str, str]]) -> tuple[list[LocalNumber], list[str]]:
    """The local numbers as typed, empty lines left out; and what is wrong with them, in sentences."""
    found, problems = [], []
    for name, number in pairs:
        name, dialled = " ".join(name.split())[:40], read_dialled(number)
        if not name and not number.strip():
            continue
        if not name:
            problems.append(f"Dites qui répond au {number.strip()[:20]}.")
        elif dialled is None:
            problems.append(f"Le numéro de « {name} » ne se compose pas : des chiffres, par exemple 01 99 00 00 11.")
        else:
            found.append(LocalNumber(name, dialled))
    if len(found) > NUMBERS_AT_MOST:
        problems.append(f"{NUMBERS_AT_MOST} numéros au plus : sur un palier, on ne cherche pas dans une liste.")
    return found[:NUMBERS_AT_MOST], problems


def read_grace(text: str) -> int | None:
    """Minutes of grace as typed, 5 to 180; None otherwise."""
    clean = text.strip()
    if not (clean.isascii() and clean.isdigit() and len(clean) < 5):
        return None
    return int(clean) if 5 <= int(clean) <= GRACE_AT_MOST else None
