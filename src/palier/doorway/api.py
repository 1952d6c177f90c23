"""The door of the front for residents: what the desk prints for halls."""

from palier.doorway.posters import hall_posters

__all__ = ["hall_posters"]
