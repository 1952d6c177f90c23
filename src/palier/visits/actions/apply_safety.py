"""What phones send about safety: an SOS, an alert, « tout va bien ». An SOS and an alert wait for nothing."""

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID

from palier.common.rows import Key
from palier.people.api import Device, Sender
from palier.safety.api import claimed_moment, raise_alarm, say_fine
from palier.tours.api import Tour, TourRef
from palier.visits.actions.incoming import Incoming

RINGING = frozenset({"sos", "alert"})


def ring(sender: Sender, rows: list[Incoming], tours: Mapping[Key, TourRef], now: datetime) -> None:
    """Raise what must ring, whatever the phone knows of tours: an unknown one, or one of another site, is only left out."""
    if not rows:
        return
    offset = _clock_offset(sender)
    for row in rows:
        entrance = row.decoded.get("entrance")
        raise_alarm(
            author_name(sender), row.op_id, rev=row.rev, kind=row.kind, sort=str(row.decoded.get("sort") or ""),
            site_id=UUID(sender.site), voisin_id=UUID(sender.voisin), tour_id=_own_tour(sender, row, tours),
            entrance_id=UUID(entrance) if entrance else None, void=bool(row.decoded.get("void")),
            said_at=_said(row, offset, now), now=now,
        )  # fmt: skip


def _own_tour(sender: Sender, row: Incoming, tours: Mapping[Key, TourRef]) -> UUID | None:
    tour = tours.get(row.tour or "")
    return UUID(tour.key) if tour is not None and tour.site == sender.site else None


def apply_check_in(sender: Sender, row: Incoming, now: datetime) -> None:
    """« Tout va bien », with perhaps a new time of return."""
    if not row.tour:
        return  # the first format may name no tour: nobody waits for it
    until = row.decoded.get("until")
    say_fine(
        author_name(sender), row.op_id, Tour.objects.select_related("mission__site").get(pk=row.tour), UUID(sender.voisin), rev=row.rev,
        said_at=_said(row, _clock_offset(sender), now), until=time.fromisoformat(until) if until else None,
        void=bool(row.decoded.get("void")), now=now,
    )  # fmt: skip


def author_name(sender: Sender) -> str:
    """Who did it, for the journal."""
    return f"device:{UUID(sender.device)}"


def _clock_offset(sender: Sender) -> int:
    """Seconds by which the phone's clock was ahead at its last contact."""
    return Device.objects.values_list("clock_offset_s", flat=True).get(pk=sender.device)


def _said(row: Incoming, offset: int, now: datetime) -> datetime:
    try:
        return claimed_moment(datetime.fromisoformat(row.decoded.get("at") or row.made_at), offset, now)
    except ValueError:
        return now
