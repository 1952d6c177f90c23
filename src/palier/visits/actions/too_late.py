"""What phones send of homes that were erased meanwhile: received, answered, kept nowhere. Never an error for a late phone."""

from datetime import datetime

from django.utils import timezone

from palier.places.api import Door, oppose
from palier.safekeeping.api import erased
from palier.visits.actions.ground import Ground
from palier.visits.actions.incoming import Incoming
from palier.visits.rules import verdict as rules
from palier.visits.rules.keeping import asked_before, comes_too_late

# What says something of a home, or of a mission whose figures were settled. Hours are the voisin's own; an opposition always counts.
OF_HOMES = frozenset({"visit", "referral", "appointment", "follow_up", "alert", "impression", "tour_started", "tour_ended"})
DOORS = "door"


def is_too_late(row: Incoming, ground: Ground, now: datetime) -> bool:
    """True when what this operation is about was erased before it came."""
    if row.kind not in OF_HOMES or row.tour is None:
        return False
    tour = ground.tours[row.tour]
    if comes_too_late(tour.day, tour.forgotten_at is not None, timezone.localdate(now)):
        return True
    door = ground.doors[row.door] if row.door else None
    if door is None or door.erased_at is None:
        return False
    return asked_before(_moment(row, now), tour.day, door.erased_at, timezone.localdate(door.erased_at))


def _moment(row: Incoming, now: datetime) -> datetime:
    """When it was said, by the phone."""
    try:
        moment = datetime.fromisoformat(row.decoded.get("started_at") or row.made_at)
    except ValueError:
        return now
    return moment if moment.tzinfo else now


def leave_out(row: Incoming, ground: Ground, now: datetime) -> None:
    """Keep nothing of it but its number and its digest; a person is told that it came. « Ne plus venir » is heard all the same."""
    if row.kind == "visit" and row.decoded.get("outcome") == "never_again" and not row.decoded.get("void") and row.door:
        oppose(Door.objects.get(pk=ground.doors[row.door].key), now, born_of=row.op_id)
    row.change(status=rules.QUARANTINED, reason=rules.TOO_LATE, body="{}", made_at="")


def mark_if_erased(door: Door) -> None:
    """A door made in the field, forgotten by a restore and sent again: its home had asked for what was said there to be erased."""
    moment = erased(DOORS).get(door.pk.hex)
    if moment and door.erased_at is None:
        Door.objects.filter(pk=door.pk).update(erased_at=datetime.fromisoformat(moment))


__all__ = ["DOORS", "is_too_late", "leave_out", "mark_if_erased"]
