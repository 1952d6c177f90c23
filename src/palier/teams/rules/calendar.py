"""Days on which nobody works, and delays counted in working days."""

from datetime import date, timedelta
from functools import cache

# Departments where two more days are holidays. Source: L3134-13.
ALSACE_MOSELLE = frozenset({"57", "67", "68"})


@cache
def public_holidays(year: int, department: str = "") -> dict[date, str]:
    """Day → its name. Source: L3133-1; L3134-13 for Moselle and Alsace."""
    easter = easter_sunday(year)
    found = {
        date(year, 1, 1): "jour de l’An", easter + timedelta(days=1): "lundi de Pâques", date(year, 5, 1): "fête du Travail",
        date(year, 5, 8): "8 mai", easter + timedelta(days=39): "Ascension", easter + timedelta(days=50): "lundi de Pentecôte",
        date(year, 7, 14): "fête nationale", date(year, 8, 15): "Assomption", date(year, 11, 1): "Toussaint",
        date(year, 11, 11): "11 novembre", date(year, 12, 25): "Noël",
    }  # fmt: skip
    if department in ALSACE_MOSELLE:
        found |= {easter - timedelta(days=2): "Vendredi saint", date(year, 12, 26): "Saint-Étienne"}
    return dict(sorted(found.items()))


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar. Source: the anonymous algorithm of 1876 (Butcher, Meeus)."""
    golden, century, rest = year % 19, year // 100, year % 100
    leap, over = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    quarter, part = divmod(rest, 4)
    day = (32 + 2 * over + 2 * quarter - moon - part) % 7
    shift = (golden + 11 * moon + 22 * day) // 451
    month, of_month = divmod(moon + day - 7 * shift + 114, 31)
    return date(year, month, of_month + 1)


def is_working_day(day: date, department: str = "") -> bool:
    """Monday to Friday, holidays left out (« jour ouvré »)."""
    return day.weekday() < 5 and day not in public_holidays(day.year, department)


def earliest_day(told_on: date, working_days: int, department: str = "") -> date:
    """The first day that may be changed when one is told on a day: that many whole working days lie between.

    Source: L3123-31 (seven working days), L3123-24 (three at the least, by agreement and against something in return).
    """
    day, left = told_on, working_days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, department)
    return day + timedelta(days=1)
