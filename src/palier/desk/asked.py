"""French words for what residents asked for, shared by its pages."""

from collections.abc import Callable
from datetime import date
from typing import Any

from palier.common.french import plural
from palier.desk.tables import Column
from palier.partners.api import Appointment, PersonalFollowUp, Referral, Service
from palier.visits.api import words

WHAT = {one["code"]: one["label"]["fr"] for one in words("follow_ups")}
NEEDS = {one["code"]: one["label"]["fr"] for one in words("needs")}
MOMENTS = {
    "any": "n’importe quand", "morning": "le matin", "afternoon": "l’après-midi", "evening": "le soir", "saturday": "le samedi",
}  # fmt: skip
WAYS = dict(PersonalFollowUp.Way.choices)
# What a button says to bring a referral, or an appointment, to a state.
REFERRAL_STEPS = {"sent": "Transmise", "seen": "Reçue", "solved": "Aboutie", "unsolved": "Sans suite"}
APPOINTMENT_STEPS = {"booked": "Confirmer", "kept": "Honoré", "missed": "Manqué", "cancelled": "Annulé"}


def age(asked_on: date, today: date) -> str:
    """`aujourd’hui`, `hier`, `il y a 12 jours`."""
    days = (today - asked_on).days
    if days < 2:
        return "aujourd’hui" if days < 1 else "hier"
    return f"il y a {plural(days, 'jour')}"


def service_name(row: Referral | Appointment) -> str:
    """The service's name; its code when the directory does not know it any more."""
    service: Service | None = row.service
    return service.name if service else row.to


def dated(title: str, day: Callable[[Any], date | None]) -> Column:
    """A column of days: `12/03/2026` on the page, `2026-03-12` for sorting and in files."""

    def value(row: Any) -> str:
        found = day(row)
        return found.isoformat() if found else ""

    def shown(row: Any) -> str:
        found = day(row)
        return f"{found:%d/%m/%Y}" if found else ""

    return Column(title, value, shown=shown)
