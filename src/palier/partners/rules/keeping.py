"""How long the words of a resident who asked to be called back, or visited again, may stay."""

import calendar
from datetime import date

from palier.common.personal_data import Duration

CLOSED_MONTHS, OPEN_MONTHS = 1, 3
# After so many days without being looked at, the home page says so.
LATE_AFTER_DAYS = 3


def months_after(day: date, months: int) -> date:
    """The same day some months later; the last of the month when that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def forgotten_on(asked_on: date, closed_on: date | None) -> date:
    """The day on which first name, phone and door are erased: a month after closure, three months when nobody answered.

    Closing late never keeps them longer than a month more. Source: security §4, line 6.
    """
    return months_after(closed_on, CLOSED_MONTHS) if closed_on else months_after(asked_on, OPEN_MONTHS)


def is_late(asked_on: date, last_try_on: date | None, today: date) -> bool:
    """True when somebody has waited more than three days since asking, or since the last try."""
    return (today - (last_try_on or asked_on)).days > LATE_AFTER_DAYS


CONTACT_YEARS = 3
# What was said with a partner goes with the documents of its agreement. Source: security §4, line 19.
MEETING_KEPT = Duration(months=60)
# A referral, an appointment, a follow-up without its words: until a second bilan can count what became of them, two years at most (AR-05).
ASKED_KEPT = Duration(months=24)


def contact_forgotten_on(last_met_on: date) -> date:
    """The day on which somebody of a partner is erased: three years after the last meeting. Source: security §4, line 19."""
    return months_after(last_met_on, 12 * CONTACT_YEARS)
