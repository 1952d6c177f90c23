"""The door of the room of tours."""

from palier.tours.models import DoorState, Tour, TourStop

__all__ = ["DoorState", "Tour", "TourStop"]
