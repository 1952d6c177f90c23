"""The door of the room of places."""

from palier.places.actions import (
    PlaceRefused,
    add_door,
    add_entrance,
    create_building,
    generate_doors,
    lift_opposition,
    merge_doors,
    oppose,
    remove_door,
    rename_door,
    restore_door,
)
from palier.places.models import Address, Building, ColumnMapping, Door, Entrance, Neighbourhood, Opposition
from palier.places.queries import aliases_at, doors_of, kept_doors, opposed_door_ids
from palier.places.rules import PlanRefused, floor_word, planned_doors

__all__ = [
    "Address", "Building", "ColumnMapping", "Door", "Entrance", "Neighbourhood", "Opposition", "PlaceRefused",
    "PlanRefused", "add_door", "add_entrance", "aliases_at", "create_building", "doors_of", "floor_word",
    "generate_doors", "kept_doors", "lift_opposition", "merge_doors", "oppose", "opposed_door_ids", "planned_doors",
    "remove_door", "rename_door", "restore_door",
]  # fmt: skip
