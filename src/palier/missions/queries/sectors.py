"""Reads of the buildings of a perimeter, and of the sectors made of them."""

from collections import Counter

from palier.missions.models import Mission
from palier.missions.sectors import Sector
from palier.places.api import Building, Door
from palier.privacy.api import Place, propose_sectors, sector_names


def building_places(mission: Mission) -> dict[str, Place]:
    """The buildings of the perimeter, with their living doors there: id → place."""
    found = Building.objects.filter(entrances__missions=mission).distinct()
    doors = Counter(
        Door.objects.filter(entrance__missions=mission, removed_at=None, merged_into=None)
        .order_by()
        .values_list("entrance__building_id", flat=True)
    )
    return {str(one.pk): Place(str(one.pk), one.residence, doors[one.pk], one.lon, one.lat) for one in found}


def sectors_of(mission: Mission) -> list[Sector]:
    """The sectors frozen at signature, with their buildings; none before."""
    return list(mission.sectors.prefetch_related("buildings").order_by("code"))


def proposed_sectors(mission: Mission) -> list[tuple[str, list[str]]]:
    """Names and building ids of the sectors that would be frozen today; one alone is none."""
    places = building_places(mission)
    groups = propose_sectors(list(places.values()))
    if len(groups) < 2:
        return []
    names = {str(pk): name for pk, name in Building.objects.filter(pk__in=places).values_list("pk", "name")}
    return [(name, [one.building for one in group]) for name, group in zip(sector_names(groups, names), groups, strict=True)]
