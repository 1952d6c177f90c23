"""The words in which a room says what personal data it keeps: activities, and which field of which model serves which.

A room writes its own in `ROOM/registry.py`; the room of privacy gathers them all and knows none by name (house §1).
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Duration:
    """How long something is kept, in calendar months and days."""

    months: int = 0
    days: int = 0

    def after(self, day: date) -> date:
        """The last day on which it is still kept, counted from `day`; the end of the month when that month is shorter."""
        return _shifted(day, self.months, self.days)

    def before(self, day: date) -> date:
        """What is older than this day was kept long enough on `day`."""
        return _shifted(day, -self.months, -self.days)

    def moment_before(self, now: datetime) -> datetime:
        """The same, to the moment."""
        return datetime.combine(self.before(now.date()), now.timetz())

    @classmethod
    def of(cls, delta: timedelta) -> "Duration":
        """Whole days; 365 of them are said a year."""
        return cls(months=12) if delta.days == 365 else cls(days=delta.days)

    def __str__(self) -> str:
        years, months = divmod(self.months, 12)
        parts = [_counted(years, "an", "ans"), f"{months} mois" if months else "", _counted(self.days, "jour", "jours")]
        return " et ".join(part for part in parts if part)


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number < 2 else more}" if number else ""


def _shifted(day: date, months: int, days: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    moved = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return date.fromordinal(moved.toordinal() + days)


class Whose(StrEnum):
    """Whose data it is."""

    RESIDENTS = "habitants"
    VOISINS = "voisins salariés"
    CANDIDATES = "candidats"
    ACCOUNTS = "personnes qui ont un compte"
    CONTACTS = "personnes qui travaillent chez un partenaire"


class Basis(StrEnum):
    """What makes it lawful. Source: RGPD art. 6(1)."""

    INTEREST = "intérêt légitime (RGPD, art. 6.1.f)"
    INTEREST_OR_PUBLIC = "intérêt légitime (art. 6.1.f), ou mission d’intérêt public si la convention la délègue (art. 6.1.e)"
    CONTRACT = "contrat ou mesures avant contrat (RGPD, art. 6.1.b)"
    CONTRACT_AND_LAW = "contrat (art. 6.1.b) et obligation légale (art. 6.1.c)"
    LAW = "obligation légale (RGPD, art. 6.1.c)"
    CONSENT = "consentement (RGPD, art. 6.1.a)"


@dataclass(frozen=True, slots=True)
class Activity:
    """One processing activity of the register (RGPD art. 30). `number` is its line; `kept` and `then` are French sentences.

    `job` names the scheduled job that erases by itself; empty when nothing has to, and then `then` says why.
    """

    number: int
    code: str
    title: str
    purpose: str
    basis: Basis
    whose: tuple[Whose, ...]
    kept: str
    then: str
    seen_by: str
    job: str = ""
    # What is asked of the DPO, and not settled here.
    open_question: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Fields of one model that serve one activity; `words` says in French what they hold."""

    model: str
    activity: str
    fields: tuple[str, ...]
    words: str


def held(model: str, activity: str, fields: str, words: str) -> Held:
    """`fields` are names with spaces between."""
    return Held(model, activity, tuple(fields.split()), words)


def nothing(model: str, fields: str) -> Held:
    """These fields say nothing about a person: an order, a code, a state of the work."""
    return Held(model, "", tuple(fields.split()), "")
