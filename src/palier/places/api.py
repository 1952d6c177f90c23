"""The door of the room of places."""

from palier.places.models import Address, Building, ColumnMapping, Door, Entrance, Neighbourhood, Opposition

__all__ = ["Address", "Building", "ColumnMapping", "Door", "Entrance", "Neighbourhood", "Opposition"]
