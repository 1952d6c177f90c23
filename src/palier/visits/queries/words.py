"""What voisins wrote and felt, for the team that reads it together: words already looked at, and how evenings went. No door, no hall."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from palier.missions.api import missions_for
from palier.people.api import Account, Site
from palier.visits.models import Operation, Visit


@dataclass(slots=True)
class Impressions:
    """How the tours of a while ended: moods and themes heard, counted; nobody's name."""

    moods: Counter[str] = field(default_factory=Counter)
    heard: Counter[str] = field(default_factory=Counter)

    @property
    def told(self) -> int:
        """How many evenings somebody said something of."""
        return self.moods.total()


def notes_between(account: Account, site: Site, first: date, last: date, most: int = 60) -> list[Visit]:
    """Notes of a site that raise no doubt any more, newest first; both days included. `door` is not read."""
    rows = Visit.objects.filter(mission__in=missions_for(account), mission__site=site, void=False, note_read=True, day__range=(first, last))
    return list(rows.exclude(note="").select_related("voisin", "mission").defer("door").order_by("-day", "-seq")[:most])


def impressions_between(site: Site, first: date, last: date) -> Impressions:
    """The impressions that arrived in these days, both included; the last revision of each counts."""
    zone = ZoneInfo(site.time_zone)
    begin, end = datetime.combine(first, time.min, zone), datetime.combine(last, time.max, zone)
    rows = Operation.objects.filter(
        organisation=site.organisation,
        kind="impression",
        status=Operation.Status.STORED,
        device__voisin__site=site,
        received_at__range=(begin, end),
    )
    found = Impressions()
    for body in {row.op: row.read_body() for row in rows.order_by("op", "rev")}.values():
        if body.get("void"):
            continue
        found.moods.update([body["mood"]] if body.get("mood") else [])
        found.heard.update(body.get("heard", []))
    return found
