"""Reads of the room of people."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from palier.common.rows import Key, Reading, equal
from palier.people.models import Device, Organisation, Site, Voisin
from palier.people.rules import fingerprint


def still_here(prefix: str = "") -> Q:
    """The voisins whose last midnight has not come: somebody who leaves at the end of the month is of the team until then."""
    return Q(**{f"{prefix}left_at": None}) | Q(**{f"{prefix}left_at__gt": timezone.now()})


def voisins_of(site: Site) -> QuerySet[Voisin]:
    """The voisins who work on a site today, by first name."""
    return Voisin.objects.filter(still_here(), site=site).order_by("first_name")


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose phone sends: all that the phone's entrance needs of it, in one read."""

    device: Key
    token_issued_at: datetime
    paired_at: datetime
    last_seen_at: datetime | None
    revoked_at: datetime | None
    voisin: Key
    site: Key
    organisation: Key
    time_zone: str
    unsent: int | None
    counter: int
    left_at: datetime | None

    def is_closed(self, now: datetime) -> bool:
        """Closed as lost, or its voisin's contract ended: what it still sends is kept aside for the manager. Source: AZ-12."""
        return self.revoked_at is not None or (self.left_at is not None and self.left_at <= now)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone: days and slots are told in it."""
        return ZoneInfo(self.time_zone)


_SENDER = Reading(
    "people_device d JOIN people_voisin v ON v.id = d.voisin_id JOIN people_site s ON s.id = v.site_id",
    [
        *[("d", Device, name) for name in ("id", "token_issued_at", "paired_at", "last_seen_at", "revoked_at", "voisin")],
        *[("s", Site, name) for name in ("id", "organisation", "time_zone")],
        ("d", Device, "unsent"),
        ("d", Device, "counter"),
        ("v", Voisin, "left_at"),
    ],
)


def sender_by_token(token: str) -> Sender | None:
    """The phone whose bearer token this is; a revoked one too."""
    return next((Sender(*row) for row in _SENDER.where(equal("d.token_hash", fingerprint(token)))), None)


def sender_by_device(device: Key) -> Sender:
    """The phone with this id. Raises `StopIteration` when there is none: ask with an id read from the database."""
    return next(Sender(*row) for row in _SENDER.where(equal("d.id", device)))


@dataclass(frozen=True, slots=True)
class Numbered:
    """The last number that an organisation gave, and the epoch in which it means something."""

    epoch: UUID
    last_seq: int


def last_numbers() -> dict[UUID, Numbered]:
    """Organisation → the last number that it gave: a backup begun after this call holds everything up to there."""
    return {pk: Numbered(epoch, number) for pk, epoch, number in Organisation.objects.values_list("pk", "epoch", "last_seq")}


def still_numbered(numbers: dict[UUID, Numbered]) -> bool:
    """True while no restore has replaced the database since these numbers were read."""
    now = dict(Organisation.objects.values_list("pk", "epoch"))
    return all(now.get(organisation) == one.epoch for organisation, one in numbers.items())
