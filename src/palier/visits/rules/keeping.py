"""How long what happened at a door is kept, and what comes too late to be kept at all. Pure: today is an argument."""

from datetime import date, datetime

from palier.common.personal_data import Duration

# After the bilan is approved. Source: security §4, lines 3 and 5.
VISITS_KEPT = Duration(months=6)
NOTES_KEPT = Duration(months=3)
# At most, whatever became of the bilan. Source: AR-05; CNIL, référentiels 2021 and 2023.
LAST_CONTACT_KEPT = Duration(months=24)
# Source: PV-03.
LANGUAGE_KEPT = Duration(days=1)
# What a phone sent, and who sent it: security §4, line 15; kept aside and never decided: line 6.
OPERATIONS_KEPT = Duration(months=12)
ASIDE_KEPT = Duration(days=90)


def visits_are_due(approved_on: date | None, today: date) -> bool:
    """True when six months and a day have passed since the bilan was approved."""
    return approved_on is not None and VISITS_KEPT.after(approved_on) < today


def notes_are_due(approved_on: date | None, today: date) -> bool:
    """True when three months and a day have passed since the bilan was approved."""
    return approved_on is not None and NOTES_KEPT.after(approved_on) < today


def comes_too_late(tour_day: date, forgotten: bool, today: date) -> bool:
    """True for what a phone sends of a tour whose mission was erased, or that is older than anything is kept.

    It is received and kept nowhere: the figures it would change were settled without it.
    """
    return forgotten or tour_day < LAST_CONTACT_KEPT.before(today)


def asked_before(started_at: datetime, tour_day: date, erased_at: datetime, erased_on: date) -> bool:
    """True for a visit made before the home asked for everything to be erased. The tour's day decides; on that very day, the clock."""
    return tour_day < erased_on or (tour_day == erased_on and started_at < erased_at)
