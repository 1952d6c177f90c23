"""iCalendar (RFC 5545): written for calendar apps, read for days off. One library does folding, escaping and types."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Palier//agenda//FR"


class CalendarUnreadable(ValueError):
    """The file is not iCalendar."""


def calendar_file(name: str, entries: Iterable[tuple[str, datetime, datetime, str, str, bool]], now: datetime) -> bytes:
    """One calendar. Each entry: a lasting id, its begin and its end (with their zone), title, place, whether it was cancelled.

    Moments are written in UTC: right whatever the reader's clock does, on the two nights when ours changes too.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    for uid, begins, ends, title, place, cancelled in entries:
        event = Event()
        event.add("uid", f"{uid}@palier")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", begins.astimezone(UTC))
        event.add("dtend", ends.astimezone(UTC))
        event.add("summary", title)
        event.add("location", place)
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def whole_days(content: bytes) -> list[tuple[date, date, str]]:
    """The events of a file as whole days: first, last (both included), title. Raises `CalendarUnreadable`."""
    try:
        calendar = Calendar.from_ical(content)
    except ValueError:
        raise CalendarUnreadable("Ce fichier n’est pas un agenda (iCalendar).") from None
    found = []
    for event in calendar.walk("VEVENT"):
        if event.get("DTSTART") is None:
            continue
        first = _day(event.decoded("DTSTART"))
        after = _day(event.decoded("DTEND")) if event.get("DTEND") is not None else first + timedelta(days=1)
        found.append((first, max(first, after - timedelta(days=1)), str(event.get("SUMMARY", ""))))
    return found


def _day(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment
