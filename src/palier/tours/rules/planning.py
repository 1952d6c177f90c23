"""Planning tours, and what a phone is told of a door. Pure: no database, `now` is an argument."""

from collections.abc import Sequence
from datetime import date, time, timedelta

# A knock again at the same hour finds the same absence (domain b13); three days give a home time to come back.
DAYS_BETWEEN_PASSES = 3
FIRST_HOUR, LAST_HOUR = time(9, 0), time(21, 0)
# States after which there is nothing left to do at a door in this mission.
DONE = frozenset({"met", "refused", "vacant", "not_a_dwelling"})
PHONE_DAYS = 14


def phone_state(state: str, attempts: int, opposed: bool, passes_max: int) -> str:
    """What a phone is told of a door: `to_do`, `come_back`, `skip` or `stop`; never why (domain b5)."""
    if opposed or state == "stop":
        return "stop"
    if state in DONE or attempts >= passes_max:
        return "skip"
    return "come_back" if attempts else "to_do"


def shown_days(today: date) -> tuple[date, date]:
    """First and last day of the tours that a phone carries: yesterday's, for corrections, and the next 14 days."""
    return today - timedelta(days=1), today + timedelta(days=PHONE_DAYS)


def check_tour(*, voisins: int, entrances: int, starts_at: time, ends_at: time) -> list[str]:
    """What makes a tour impossible, in sentences; an empty list when it can be planned."""
    problems = []
    if voisins not in (1, 2):
        problems.append("Choisissez un voisin, ou deux pour un binôme.")
    if not entrances:
        problems.append("Choisissez au moins une entrée.")
    if ends_at <= starts_at:
        problems.append("La tournée finit avant de commencer.")
    return problems


def check_buddy(*, buddy: object, voisins: Sequence[object]) -> list[str]:
    """Who watches over a lone tour is somebody else, and a pair needs nobody: the two are each other's."""
    if buddy is None:
        return []
    if len(voisins) != 1:
        return ["Un binôme veille l’un sur l’autre : une troisième personne n’est choisie que pour une tournée seul."]
    return ["On ne veille pas sur soi-même : choisissez un collègue."] if buddy in voisins else []


def shown_phone(phone: str, agreed: bool, tour_day: date, today: date) -> str:
    """The number of a colleague as the phone may carry it: only agreed to, and only on the day of the tour (HR data)."""
    return phone if agreed and tour_day == today else ""


def slot_warnings(day: date, starts_at: time, ends_at: time, previous: Sequence[tuple[date, time]]) -> list[str]:
    """What deserves a second thought. `previous` holds the day and start of earlier tours at these entrances."""
    found = []
    if starts_at < FIRST_HOUR or ends_at > LAST_HOUR:
        found.append("Avant 9 h ou après 21 h, on dérange.")
    if day.weekday() == 6:
        found.append("C’est un dimanche.")
    if any(abs((day - before).days) < DAYS_BETWEEN_PASSES for before, _ in previous):
        found.append(f"On y était il y a moins de {DAYS_BETWEEN_PASSES} jours.")
    if any(_same_slot(day, starts_at, before, at) for before, at in previous):
        found.append("C’est le même créneau que la dernière fois : changer d’heure fait rencontrer d’autres gens.")
    return found


def _same_slot(day: date, starts_at: time, before: date, at: time) -> bool:
    same_kind_of_day = (day.weekday() == 5) == (before.weekday() == 5)
    return same_kind_of_day and abs(starts_at.hour - at.hour) < 2
