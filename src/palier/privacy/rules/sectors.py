"""Sectors: unions of whole neighbouring buildings, large enough that a figure of one is not a figure of somebody. Pure.

Source: security §3.3 R4: at least 50 homes met, expected when the agreement is signed, checked at each release.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians

SECTOR_HOMES = 50
# A first guess before anybody knocked: at one door in two somebody speaks with us.
CONTACT_RATE = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """One building: where it stands (degrees, or unknown), its residence, and its homes (doors, or homes met)."""

    building: str
    residence: str
    homes: float
    lon: float | None = None
    lat: float | None = None


def merge_small(groups: Sequence[Sequence[Place]], least: float = SECTOR_HOMES) -> list[list[Place]]:
    """Join each group under `least` homes to its nearest, the smallest first, until none is left or one remains.

    Near: the same residence first, then by distance, then (buildings placed nowhere) the smallest, so that the same buildings always give the same sectors.
    """
    left = [sorted(one, key=lambda place: place.building) for one in groups if one]
    while len(left) > 1:
        smallest = min(left, key=lambda group: (_homes(group), group[0].building))
        if _homes(smallest) >= least:
            break
        left.remove(smallest)
        nearest = min(
            left, key=lambda group: (not _same_residence(group, smallest), distance(group, smallest), _homes(group), group[0].building)
        )
        left.remove(nearest)
        left.append(sorted([*nearest, *smallest], key=lambda place: place.building))
    return sorted(left, key=lambda group: group[0].building)


def propose_sectors(places: Sequence[Place], rate: float = CONTACT_RATE) -> list[list[Place]]:
    """As many sectors as may be of at least 50 expected conversations; `homes` of a place are its doors."""
    return merge_small([[one] for one in places], SECTOR_HOMES / rate)


def _homes(group: Sequence[Place]) -> float:
    return sum(one.homes for one in group)


def _same_residence(one: Sequence[Place], other: Sequence[Place]) -> bool:
    return bool({place.residence for place in one if place.residence} & {place.residence for place in other})


def distance(one: Sequence[Place], other: Sequence[Place]) -> float:
    """Metres between the middles of two groups; infinite where one is not known."""
    here, there = _middle(one), _middle(other)
    if here is None or there is None:
        return float("inf")
    return 111_320 * hypot((here[0] - there[0]) * cos(radians(here[1])), here[1] - there[1])


def _middle(group: Sequence[Place]) -> tuple[float, float] | None:
    known = [(one.lon, one.lat) for one in group if one.lon is not None and one.lat is not None]
    return (sum(lon for lon, _ in known) / len(known), sum(lat for _, lat in known) / len(known)) if known else None


def sector_names(groups: Sequence[Sequence[Place]], names: Mapping[str, str]) -> list[str]:
    """The residence when a sector is one; otherwise its buildings. `names`: building → its name."""
    found = []
    for group in groups:
        residences = {one.residence for one in group}
        called = sorted({names[one.building] for one in group})
        whole = residences.pop() if len(residences) == 1 else ""
        found.append(whole or (", ".join(called[:3]) + (f" et {len(called) - 3} autres" if len(called) > 3 else "")))
    twice = {one for one in found if found.count(one) > 1}
    return [
        f"{one} ({sorted(names[place.building] for place in group)[0]})" if one in twice else one
        for one, group in zip(found, groups, strict=True)
    ]
