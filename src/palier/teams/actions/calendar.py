"""What a site's calendar says: the commune's hours, school holidays, private addresses for calendar apps."""

import secrets
from collections.abc import Collection
from datetime import datetime, time

from django.db import transaction

from palier.common.journal import write_line
from palier.people.api import Account, Site, Voisin, fingerprint
from palier.teams.actions.employment import TeamRefused
from palier.teams.models import CalendarFeed, SchoolBreak, SiteCalendar
from palier.teams.rules.school import ZONES, SchoolHoliday


@transaction.atomic
def settle_calendar(
    actor: Account, site: Site, *, door_from: time | None, door_to: time | None, door_days: Collection[int], door_holidays: bool,
    order: str, school_zone: str = "",
) -> SiteCalendar:  # fmt: skip
    """What the commune allows at doors, and the school zone. Raises `TeamRefused`."""
    if door_from and door_to and door_to <= door_from:
        raise TeamRefused("L’heure de fin vient avant celle du début.")
    if not door_days or any(day not in range(1, 8) for day in door_days):
        raise TeamRefused("Gardez au moins un jour où l’on peut frapper.")
    if school_zone not in ("", *ZONES):
        raise TeamRefused("La zone est A, B ou C.")
    days = sorted(set(door_days))
    found, _ = SiteCalendar.objects.update_or_create(
        site=site,
        defaults={
            "door_from": door_from, "door_to": door_to, "door_days": [] if len(days) == 7 else days, "door_holidays": door_holidays,
            "order": order.strip()[:80], "school_zone": school_zone,
        },
    )  # fmt: skip
    write_line(actor, "settle_calendar", site)
    return found


@transaction.atomic
def keep_school_holidays(actor: object, holidays: Collection[SchoolHoliday]) -> tuple[int, int]:
    """Keep these instead of those that they touch, zone by zone. Returns how many are new, and how many there are."""
    # The file names a holiday once an academy.
    once = {(one.zone, one.first, one.last): one for one in holidays}
    before = {(row.zone, row.first, row.last) for row in SchoolBreak.objects.all()}
    for zone, first, last in once:
        SchoolBreak.objects.filter(zone=zone, first__lte=last, last__gte=first).delete()
    SchoolBreak.objects.bulk_create(SchoolBreak(zone=one.zone, first=one.first, last=one.last, name=one.name) for one in once.values())
    write_line(actor, "keep_school_holidays", "calendar", count=len(once))
    return sum(key not in before for key in once), len(once)


@transaction.atomic
def make_feed(actor: object, owner: Voisin | Account, now: datetime) -> str:
    """A new private address: its token, told this once. The former one answers nothing more."""
    revoke_feeds(actor, owner, now)
    token = secrets.token_urlsafe(32)
    whose = {"voisin": owner} if isinstance(owner, Voisin) else {"account": owner}
    CalendarFeed.objects.create(token_hash=fingerprint(token), made_at=now, **whose)
    write_line(actor, "make_feed", owner)
    return token


@transaction.atomic
def revoke_feeds(actor: object, owner: Voisin | Account, now: datetime) -> int:
    """No calendar reads it any more. Returns how many addresses were closed."""
    open_ones = CalendarFeed.objects.filter(revoked_at=None)
    mine = open_ones.filter(voisin=owner) if isinstance(owner, Voisin) else open_ones.filter(account=owner)
    closed = mine.update(revoked_at=now)
    if closed:
        write_line(actor, "revoke_feeds", owner)
    return closed
