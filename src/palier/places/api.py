"""The door of the room of places."""

from palier.places.actions import (
    PlaceRefused,
    add_door,
    add_entrance,
    create_building,
    generate_doors,
    lift_by_hand,
    lift_opposition,
    merge_doors,
    oppose,
    oppose_by_hand,
    remove_door,
    rename_door,
    restore_door,
)
from palier.places.imports.addresses import import_addresses, import_buildings
from palier.places.imports.dwellings import import_dwellings
from palier.places.imports.locate import locate_rows
from palier.places.imports.neighbourhoods import import_neighbourhoods
from palier.places.imports.report import ImportRefused, Report
from palier.places.models import Address, Building, ColumnMapping, Door, Entrance, Neighbourhood, Opposition
from palier.places.queries import (
    DoorRef,
    aliases_at,
    doors_named,
    doors_of,
    kept_doors,
    neighbourhood_by_code,
    opposed_door_ids,
)
from palier.places.rules.plan import PlanRefused, floor_word, planned_doors

__all__ = [
    "Address",
    "Building",
    "ColumnMapping",
    "Door",
    "DoorRef",
    "Entrance",
    "ImportRefused",
    "Neighbourhood",
    "Opposition",
    "PlaceRefused",
    "PlanRefused",
    "Report",
    "add_door",
    "add_entrance",
    "aliases_at",
    "create_building",
    "doors_named",
    "doors_of",
    "floor_word",
    "generate_doors",
    "import_addresses",
    "import_buildings",
    "import_dwellings",
    "import_neighbourhoods",
    "kept_doors",
    "lift_by_hand",
    "lift_opposition",
    "locate_rows",
    "merge_doors",
    "neighbourhood_by_code",
    "oppose",
    "oppose_by_hand",
    "opposed_door_ids",
    "planned_doors",
    "remove_door",
    "rename_door",
    "restore_door",
]  # fmt: skip
