"""Days, hours and names as each language writes them."""

from datetime import date, time

from palier.common.french import NBSP, long_day
from palier.people.api import Organisation


def hour_in(language: str, moment: time | None) -> str:
    """`20 h` in French, `20:00` everywhere else; empty for none."""
    if moment is None:
        return ""
    if language == "fr":
        return f"{moment.hour}{NBSP}h" + (f"{NBSP}{moment.minute:02d}" if moment.minute else "")
    return f"{moment:%H:%M}"


def day_in(language: str, day: date) -> str:
    """`mardi 24 novembre` in French; `24/11/2026`, as it is written everywhere in France, in the other languages."""
    return long_day(day) if language == "fr" else f"{day:%d/%m/%Y}"


def the_association() -> Organisation | None:
    """Whose pages these are when neither a badge nor a hall says so."""
    rows = list(Organisation.objects.order_by("name"))
    return next((one for one in rows if one.call_number), rows[0] if rows else None)
