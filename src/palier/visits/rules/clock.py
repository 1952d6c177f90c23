"""When a visit happened, from a phone whose clock may be a year off."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class When:
    """The day and the slot of a visit; `flagged` when the phone's clock disagreed with its tour."""

    day: date
    slot: str
    flagged: bool


def slot_of(day: date, hour: int) -> str:
    """`mon-18`: a weekday and an hour of the site's own clock."""
    return f"{WEEKDAYS[day.weekday()]}-{hour:02d}"


def when_of(started_at: datetime, zone: tzinfo, tour_day: date, tour_start: time) -> When:
    """The visit's day and slot. A clock that puts it on another day than its tour is overruled by the tour and flagged.

    Source: SY-14.
    """
    try:
        local = started_at.astimezone(zone)
    except OverflowError:
        local = None
    if local is not None and _belongs(local, tour_day):
        return When(tour_day, slot_of(tour_day, local.hour), False)
    return When(tour_day, slot_of(tour_day, tour_start.hour), True)


def _belongs(local: datetime, tour_day: date) -> bool:
    # Half past midnight still belongs to the evening before.
    return (local - timedelta(hours=3)).date() == tour_day or local.date() == tour_day


def clock_offset_s(sent_at: datetime, now: datetime) -> int:
    """Seconds by which the phone's clock is ahead (+) or behind (−), kept within ± 10 years."""
    limit = 10 * 366 * 86400
    return max(-limit, min(limit, round((sent_at - now).total_seconds())))
