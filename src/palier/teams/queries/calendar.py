"""The calendar of a site: what the commune allows, days off, whose private address a calendar app reads."""

import json
from datetime import date, time
from functools import cache
from pathlib import Path

from palier.people.api import Account, Site, Voisin, fingerprint, still_here
from palier.teams.models import CalendarFeed, SchoolBreak, SiteCalendar
from palier.teams.rules.door_hours import EVERY_DAY, DoorHours, door_breach
from palier.teams.rules.planning import Breach
from palier.teams.rules.school import SchoolHoliday, holidays_between, zone_of

_SHIPPED = Path(__file__).resolve().parent.parent / "data" / "school_holidays.json"


def calendar_of(site: Site) -> SiteCalendar:
    """What was noted for a site; nothing noted: everything is allowed."""
    return SiteCalendar.objects.filter(pk=site.pk).first() or SiteCalendar(site=site)


def door_hours_of(site: Site) -> DoorHours:
    """When one may knock at doors there."""
    row = calendar_of(site)
    days = frozenset(row.door_days) if row.door_days else EVERY_DAY
    return DoorHours(row.door_from, row.door_to, days, row.door_holidays, row.order)


def commune_breach(site: Site, day: date, starts_at: time, ends_at: time) -> Breach | None:
    """What knocking then would break in the commune; None when it is allowed."""
    return door_breach(door_hours_of(site), day, starts_at, ends_at, site.department)


def school_zone_of(site: Site) -> str:
    """`A`, `B`, `C`, or empty where the ministry's zones do not reach."""
    return calendar_of(site).school_zone or zone_of(site.department)


def school_holidays(site: Site, first: date, last: date) -> list[SchoolHoliday]:
    """School holidays that touch these days. What the operator imported stands instead of what it touches."""
    zone = school_zone_of(site)
    rows = [SchoolHoliday(row.zone, row.first, row.last, row.name) for row in SchoolBreak.objects.filter(zone=zone)]
    shipped = [
        one for one in shipped_holidays() if one.zone == zone and not any(one.first <= row.last and row.first <= one.last for row in rows)
    ]
    return holidays_between([*rows, *shipped], zone, first, last)


def school_holidays_known_until(zone: str) -> date | None:
    """The last day known of a zone: past it, the calendar is silent rather than wrong."""
    rows = list(SchoolBreak.objects.filter(zone=zone).values_list("last", flat=True))
    return max([*rows, *(one.last for one in shipped_holidays() if one.zone == zone)], default=None)


@cache
def shipped_holidays() -> tuple[SchoolHoliday, ...]:
    """The holidays that come with the software (`data/school_holidays.json` says from where)."""
    found = json.loads(_SHIPPED.read_text("utf-8"))["holidays"]
    return tuple(
        SchoolHoliday(one["zone"], date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one["name"]) for one in found
    )


def feed_owner(token: str) -> Voisin | Account | None:
    """Whose calendar this private address reads; None when it was revoked, or when its owner is gone."""
    feed = CalendarFeed.objects.filter(token_hash=fingerprint(token), revoked_at=None).select_related("voisin__site", "account").first()
    if feed is None:
        return None
    if feed.account is not None:
        return feed.account if feed.account.is_active else None
    return Voisin.objects.filter(still_here(), calendar_feeds=feed).select_related("site").first()


def open_feed(owner: Voisin | Account) -> CalendarFeed | None:
    """The address in force, if any: when it was made, never the address itself."""
    rows = CalendarFeed.objects.filter(revoked_at=None)
    return (rows.filter(voisin=owner) if isinstance(owner, Voisin) else rows.filter(account=owner)).first()
