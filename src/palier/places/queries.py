"""Reads of the room of places."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, QuerySet

from palier.common.french import plain
from palier.common.rows import Key, Question, Reading, among
from palier.places.models import Door, DoorRequest, Entrance, Neighbourhood, Opposition
from palier.places.rules.requests import is_unusual


def doors_of(entrances: Iterable[Entrance]) -> QuerySet[Door]:
    """The living doors of these entrances: neither removed nor merged into another."""
    return Door.objects.filter(entrance__in=list(entrances), removed_at=None, merged_into=None).order_by("entrance", "floor", "position")


def kept_doors(door_ids: set[UUID]) -> dict[UUID, Door]:
    """Each known id → the door that it is today, after merges. Unknown ids are absent."""
    doors = Door.objects.all()
    found = doors.in_bulk(list(door_ids))
    pending = {door.merged_into_id for door in found.values() if door.merged_into_id} - set(found)
    everything = dict(found)
    while pending:
        more = doors.in_bulk(list(pending))
        everything |= more
        pending = {door.merged_into_id for door in more.values() if door.merged_into_id} - set(everything)
    return {asked: _end_of(everything[asked], everything) for asked in door_ids if asked in everything}


def _end_of(door: Door, known: dict[UUID, Door]) -> Door:
    while door.merged_into_id is not None:
        door = known[door.merged_into_id]
    return door


class DoorRef(NamedTuple):
    """A door as the phone's entrance needs it: which one it is today, and behind which entrance."""

    key: Key
    entrance: Key
    # Whoever lives there asked for everything of before to be erased.
    erased_at: datetime | None = None


_DOORS = Reading.of(Door, ["id", "entrance", "merged_into", "erased_at"])


def doors_named(doors: Collection[Key]) -> Question[dict[Key, DoorRef]]:
    """Each known id → the door that it is today, after merges. Unknown ids are absent."""
    return Question(_DOORS.asked(among("id", doors)), _door_refs)


def _door_refs(rows: list[tuple[Any, ...]]) -> dict[Key, DoorRef]:
    found, merged = {}, set()
    for key, entrance, into, erased_at in rows:
        found[key] = DoorRef(key, entrance, erased_at)
        if into is not None:
            merged.add(UUID(key))
    for old, door in kept_doors(merged).items() if merged else ():
        found[old.hex] = DoorRef(door.pk.hex, door.entrance_id.hex, door.erased_at)
    return found


def aliases_at(entrance_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """Merged door → the door kept, at these entrances."""
    merged = Door.objects.filter(entrance_id__in=list(entrance_ids), merged_into__isnull=False)
    kept = kept_doors(set(merged.values_list("pk", flat=True)))
    return {old: door.pk for old, door in kept.items()}


def opposed_door_ids(door_ids: Iterable[UUID]) -> set[UUID]:
    """Which of these doors asked not to be visited."""
    found = Opposition.objects.filter(door_id__in=list(door_ids), lifted_at=None)
    return set(found.values_list("door_id", flat=True))


def neighbourhood_by_code(code: str) -> Neighbourhood | None:
    """The newest generation of a code."""
    return Neighbourhood.objects.filter(code__iexact=code.strip()).order_by("-generation").first()


def request_by_receipt(receipt: str) -> DoorRequest | None:
    """What was asked under this number."""
    return DoorRequest.objects.filter(receipt=receipt).select_related("door", "entrance__building", "neighbourhood").first()


def requests_at(neighbourhoods: Iterable[Neighbourhood]) -> QuerySet[DoorRequest]:
    """What residents of these neighbourhoods asked, newest first."""
    found = DoorRequest.objects.filter(neighbourhood__in=list(neighbourhoods))
    return found.select_related("door", "entrance__building", "neighbourhood").order_by("-made_at")


def waiting_requests(neighbourhoods: Iterable[Neighbourhood] | QuerySet[Neighbourhood]) -> int:
    """How many requests still wait for somebody."""
    return DoorRequest.objects.filter(neighbourhood__in=neighbourhoods, closed_at=None, withdrawn_at=None).count()


def unusual_entrances(neighbourhoods: Iterable[Neighbourhood], since: datetime) -> list[tuple[Entrance, int]]:
    """Entrances where unusually many doors asked for no visit since then, with how many."""
    asked = (
        DoorRequest.objects.filter(neighbourhood__in=list(neighbourhoods), made_at__gte=since, entrance__isnull=False, withdrawn_at=None)
        .filter(kind__in=[DoorRequest.Kind.STOP, DoorRequest.Kind.PAUSE])
        .values_list("entrance").annotate(number=Count("door", distinct=True)).order_by("-number")
    )  # fmt: skip
    counts = dict(asked)
    entrances = Entrance.objects.filter(pk__in=counts).select_related("building")
    doors = dict(doors_of(entrances).order_by().values_list("entrance").annotate(number=Count("pk")))
    return [(one, counts[one.pk]) for one in entrances if is_unusual(counts[one.pk], doors.get(one.pk, 0))]


def entrances_named(text: str, neighbourhoods: Iterable[Neighbourhood], limit: int = 20) -> list[Entrance]:
    """Entrances whose address, building or residence holds every word of a text; accents and capitals do not matter."""
    words = plain(text).split()
    if sum(map(len, words)) < 2:
        return []
    known = Entrance.objects.filter(building__neighbourhood__in=list(neighbourhoods), removed_at=None, building__removed_at=None)
    found = []
    for one in known.select_related("building").order_by("building__residence", "building__name", "position", "name"):
        said = plain(f"{one.address} {one.building.residence} {one.building.name} {one.name}")
        if all(word in said for word in words):
            found.append(one)
            if len(found) == limit:
                break
    return found


def records_of(door: Door) -> list[Door]:
    """The door that this one is today, first, and every record that was ever merged into it."""
    kept = kept_doors({door.pk})[door.pk]
    found, pending = [kept], [kept.pk]
    while pending:
        merged = list(Door.objects.filter(merged_into__in=pending))
        found += merged
        pending = [one.pk for one in merged]
    return found
