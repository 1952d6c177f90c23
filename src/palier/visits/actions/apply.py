"""What stored operations mean: visits, doors made in the field, tours begun and ended, hours, follow-ups.

Each effect is written so that the same operation applied twice changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from palier.places.api import Door, DoorRef, Entrance, add_door, door_refs, lift_opposition, oppose, remove_door, rename_door
from palier.teams.api import declare_hours
from palier.tours.api import Tour, record_end, record_start
from palier.visits.actions.count import add_to_tallies
from palier.visits.actions.incoming import Incoming
from palier.visits.actions.note_visits import note_visits
from palier.visits.models import FollowUp, Operation
from palier.visits.rules import verdict as rules

if TYPE_CHECKING:
    from palier.visits.actions.receive import Author


@dataclass
class Ground:
    """The tours and doors that a set of operations names, read in two queries."""

    tours: dict[UUID, Tour] = field(default_factory=dict)
    doors: dict[UUID, DoorRef] = field(default_factory=dict)


def apply_operations(author: "Author", rows: list[Incoming], now: datetime) -> None:
    """Apply stored operations of one author; those that name an unknown door or tour wait for it."""
    rows = _highest_revisions(rows)
    made = [row for row in rows if row.kind == "door_added"]
    for row in made:
        _apply_door_added(author, row, now)
    rest = [row for row in rows if row.kind != "door_added"]
    ground = _read_ground(rest)
    ready = [row for row in rest if _is_ready(author, row, ground)]
    note_visits(author, [row for row in ready if row.kind == "visit"], ground.tours, ground.doors, now)
    for row in ready:
        effect = _EFFECTS.get(row.kind)
        if effect:
            effect(author, row, ground, now)
    for row in made:
        _wake(row.decoded["door"], now)


@transaction.atomic
def apply_waiting(missing: UUID, now: datetime) -> int:
    """Apply what waited for this door or tour. Returns how many operations were woken."""
    return _wake(str(missing), now)


def _wake(missing: str, now: datetime) -> int:
    from palier.visits.actions.receive import Author

    rows = list(Operation.objects.filter(waits_for=missing, status=rules.STORED).select_related("device__voisin__site").order_by("seq"))
    Operation.objects.filter(pk__in=[row.pk for row in rows]).update(waits_for=None)
    devices = {row.device_id: row.device for row in rows}
    for device in devices.values():
        mine = [Incoming.of(row) for row in rows if row.device_id == device.pk]
        apply_operations(Author.of(device), mine, now)
    return len(rows)


def _highest_revisions(rows: list[Incoming]) -> list[Incoming]:
    best: dict[UUID, Incoming] = {}
    for row in rows:
        if row.op not in best or row.rev > best[row.op].rev:
            best[row.op] = row
    return sorted(best.values(), key=lambda row: row.seq)


def _read_ground(rows: list[Incoming]) -> Ground:
    tours = {body["tour"] for row in rows if (body := row.decoded).get("tour")}
    doors = {body["door"] for row in rows if (body := row.decoded).get("door")}
    found = Tour.objects.filter(pk__in=tours).select_related("mission__site") if tours else []
    return Ground(
        tours={tour.pk: tour for tour in found},
        doors=door_refs({UUID(door) for door in doors}) if doors else {},
    )


def _is_ready(author: "Author", row: Incoming, ground: Ground) -> bool:
    body = row.decoded
    for name, known in (("door", ground.doors), ("tour", ground.tours)):
        if body.get(name) and UUID(body[name]) not in known:
            _let_wait(row, UUID(body[name]))
            return False
    tour = ground.tours.get(UUID(body["tour"])) if body.get("tour") else None
    # Work done under an old assignment is accepted; work of another site is kept aside.
    if tour is not None and tour.mission.site_id != author.site.pk:
        put_aside(row, rules.NOT_YOURS)
        return False
    return True


def _let_wait(row: Incoming, missing: UUID) -> None:
    row.change(waits_for=missing)


def put_aside(row: Incoming, reason: str) -> None:
    """Keep an operation for a person to look at."""
    row.change(status=rules.QUARANTINED, reason=reason)


def _author_name(author: "Author") -> str:
    return f"device:{author.device.pk}"


def _in_reach(author: "Author", entrance: Entrance) -> bool:
    """Doors are changed in the field only where the site works."""
    return author.site.neighbourhoods.filter(pk=entrance.building.neighbourhood_id).exists()


def _apply_door_added(author: "Author", row: Incoming, now: datetime) -> None:
    body = row.decoded
    entrance = Entrance.objects.select_related("building").filter(pk=body["entrance"]).first()
    if entrance is None or not _in_reach(author, entrance):
        put_aside(row, rules.NOT_YOURS)
        return
    door = add_door(
        _author_name(author), entrance, floor=body["floor"], label=body["label"], position=body["position"],
        door_id=UUID(body["door"]), made_in_field=True,
    )  # fmt: skip
    if body.get("void") and door.removed_at is None:
        remove_door(_author_name(author), door, now)


def _door(ground: Ground, row: Incoming) -> Door:
    return Door.objects.select_related("entrance__building").get(pk=ground.doors[UUID(row.decoded["door"])].pk)


def _apply_door_renamed(author: "Author", row: Incoming, ground: Ground, now: datetime) -> None:
    door = _door(ground, row)
    if not _in_reach(author, door.entrance):
        put_aside(row, rules.NOT_YOURS)
    elif row.decoded.get("void"):
        put_aside(row, rules.CANNOT_UNDO)
    else:
        rename_door(_author_name(author), door, row.decoded["label"])


def _apply_door_removed(author: "Author", row: Incoming, ground: Ground, now: datetime) -> None:
    door = _door(ground, row)
    if not _in_reach(author, door.entrance):
        put_aside(row, rules.NOT_YOURS)
    elif row.decoded.get("void"):
        Door.objects.filter(pk=door.pk).update(removed_at=None)
    elif door.removed_at is None:
        remove_door(_author_name(author), door, now)


def _apply_tour_started(author: "Author", row: Incoming, ground: Ground, now: datetime) -> None:
    tour = ground.tours[UUID(row.decoded["tour"])]
    record_start(_author_name(author), tour, None if row.decoded.get("void") else _moment(row.decoded["at"]))


def _apply_tour_ended(author: "Author", row: Incoming, ground: Ground, now: datetime) -> None:
    tour = ground.tours[UUID(row.decoded["tour"])]
    record_end(_author_name(author), tour, None if row.decoded.get("void") else _moment(row.decoded["at"]))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _apply_hours(author: "Author", row: Incoming, ground: Ground, now: datetime) -> None:
    body = row.decoded
    declare_hours(
        _author_name(author), author.device.voisin, hours_id=row.op, rev=row.rev, day=date.fromisoformat(body["day"]),
        starts_at=time.fromisoformat(body["from"]), ends_at=time.fromisoformat(body["to"]), sort=body["sort"],
        tour_ref=UUID(body["tour"]) if body.get("tour") else None, void=bool(body.get("void")),
    )  # fmt: skip


def _apply_opposition(author: "Author", row: Incoming, ground: Ground, now: datetime) -> None:
    if row.decoded.get("void"):
        lift_opposition(row.op, now)
    else:
        oppose(_door(ground, row), now, born_of=row.op)


def _apply_follow_up(author: "Author", row: Incoming, ground: Ground, now: datetime) -> None:
    """Counted and coded only; words and places wait, in the operation, for the rooms that will care for them."""
    body = row.decoded
    tour = ground.tours.get(UUID(body["tour"])) if body.get("tour") else None
    before = FollowUp.objects.filter(pk=row.op).first()
    if before is not None and before.rev >= row.rev:
        return
    was = int(before is not None and not before.void)
    code = str(body.get("to") or body.get("with") or body.get("what") or body.get("sort") or "")
    FollowUp.objects.update_or_create(
        pk=row.op,
        defaults={
            "rev": row.rev, "mission": tour.mission if tour else None, "tour": tour, "kind": row.kind, "code": code,
            "void": bool(body.get("void")),
        },
    )  # fmt: skip
    change = int(not body.get("void")) - was
    if tour and change:
        add_to_tallies({tour.mission_id: {("follow_ups", row.kind): change}})


_EFFECTS: dict[str, Callable[["Author", Incoming, Ground, datetime], None]] = {
    "door_renamed": _apply_door_renamed,
    "door_removed": _apply_door_removed,
    "tour_started": _apply_tour_started,
    "tour_ended": _apply_tour_ended,
    "hours_declared": _apply_hours,
    "opposition": _apply_opposition,
    "referral": _apply_follow_up,
    "appointment": _apply_follow_up,
    "follow_up": _apply_follow_up,
    "alert": _apply_follow_up,
}

__all__ = ["Ground", "apply_operations", "apply_waiting"]
