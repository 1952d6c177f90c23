"""Contracts of a few hours a month: how many hours a month holds, the waiver of the minimum, what is missing from a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from palier.teams.rules.worked import month_days

# 24 hours a week or their monthly equivalent, without an agreement of the branch. Source: L3123-27.
MINIMUM_WEEK = 24 * 60
# 35 hours a week, 151 h 40 a month. Source: L3121-27.
FULL_WEEK, FULL_MONTH = 35 * 60, 9_100
# Why a person may ask for fewer hours than the minimum. Source: L3123-7; students by right.
MOTIVES = {"constraints": "contraintes personnelles", "several_jobs": "cumul de plusieurs activités", "student": "études, moins de 26 ans"}


@dataclass(frozen=True, slots=True)
class Terms:
    """The hours of a contract from one day on, until the next terms or `ends_on` (included)."""

    starts_on: date
    monthly_minutes: int
    ends_on: date | None = None


def weekly(monthly_minutes: int) -> Fraction:
    """The weekly equivalent of monthly minutes: twelve months are fifty-two weeks. Source: L3121-27 (151 h 40 for 35 h)."""
    return Fraction(monthly_minutes * 12, 52)


def monthly(weekly_minutes: Fraction | int) -> Fraction:
    """The monthly equivalent of weekly minutes."""
    return Fraction(weekly_minutes) * 52 / 12


def terms_on(terms: Sequence[Terms], day: date) -> Terms | None:
    """The terms in force on a day; None before the first and after the end."""
    begun = [one for one in terms if one.starts_on <= day]
    last = max(begun, key=lambda one: one.starts_on, default=None)
    return last if last is not None and (last.ends_on is None or day <= last.ends_on) else None


def due_in_month(terms: Sequence[Terms], month: date) -> int:
    """Minutes that the contract holds for a month, each day counting its share when it begins, ends or is amended inside it."""
    days = month_days(month)
    held = [terms_on(terms, day) for day in days]
    return round(sum(Fraction(one.monthly_minutes, len(days)) for one in held if one is not None))


def needs_waiver(monthly_minutes: int) -> bool:
    """Whether the contract is under the legal minimum, so that the person's own written request is due. Source: L3123-7, L3123-27."""
    return weekly(monthly_minutes) < MINIMUM_WEEK


def is_full_time(monthly_minutes: int) -> bool:
    """Not a part-time contract any more. Source: L3123-1."""
    return monthly_minutes >= FULL_MONTH
