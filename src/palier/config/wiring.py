"""Event → who reacts, in one screen."""


def connect() -> None:
    """Called once, when Django is ready."""
    from django.utils import timezone

    from palier.common.events import react_to
    from palier.tours.api import TourPlanned
    from palier.visits.api import apply_waiting

    # A phone may speak of a tour before the server knows it (after a restore): what waited is then applied.
    react_to(TourPlanned, lambda event: apply_waiting(event.tour, timezone.now()))
