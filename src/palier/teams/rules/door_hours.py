"""When the commune lets people knock at doors."""

from dataclasses import dataclass
from datetime import date, time

from palier.common.french import DAYS, clock, short_day
from palier.teams.rules.calendar import public_holidays
from palier.teams.rules.planning import Breach

EVERY_DAY = frozenset(range(1, 8))


@dataclass(frozen=True, slots=True)
class DoorHours:
    """What a municipal order allows. `days` are ISO weekdays; without hours, the whole day; `order` names the paper."""

    starts_at: time | None = None
    ends_at: time | None = None
    days: frozenset[int] = EVERY_DAY
    holidays: bool = True
    order: str = ""


def door_breach(allowed: DoorHours, day: date, starts_at: time, ends_at: time, department: str = "") -> Breach | None:
    """What knocking at that moment would break in the commune; None when it is allowed.

    Source: the order itself, as the site noted it (domain b15); mayors limit canvassing by L2212-2 of the code of communes (CGCT).
    """
    source = allowed.order or "arrêté municipal"
    if day.isoweekday() not in allowed.days:
        return Breach("commune", source, f"On ne frappe pas aux portes le {DAYS[day.weekday()]} dans cette commune.", _days(allowed))
    if not allowed.holidays and day in public_holidays(day.year, department):
        return Breach("commune", source, f"On ne frappe pas aux portes les jours fériés ({short_day(day)}).", "Un autre jour.")
    early = allowed.starts_at is not None and starts_at < allowed.starts_at
    late = allowed.ends_at is not None and (ends_at > allowed.ends_at or ends_at <= starts_at)
    if not early and not late:
        return None
    return Breach("commune", source, "À cette heure, on ne frappe pas aux portes dans cette commune.", _hours(allowed))


def _days(allowed: DoorHours) -> str:
    if not allowed.days:
        return "Aucun jour n’est permis."
    return f"Permis : {', '.join(DAYS[day - 1] for day in sorted(allowed.days))}."


def _hours(allowed: DoorHours) -> str:
    if allowed.starts_at is None:
        return f"Jusqu’à {clock(allowed.ends_at or time.max)}."
    if allowed.ends_at is None:
        return f"À partir de {clock(allowed.starts_at)}."
    return f"De {clock(allowed.starts_at)} à {clock(allowed.ends_at)}."
