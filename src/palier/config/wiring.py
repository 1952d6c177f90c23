"""Event → who reacts, and which jobs run by themselves, in one screen."""

from datetime import datetime, timedelta


def connect() -> None:
    """Called once, when Django is ready."""
    from django.utils import timezone

    from palier.common.events import react_to
    from palier.common.jobs import Job, schedule
    from palier.people.api import forget_codes
    from palier.tours.api import TourPlanned
    from palier.visits.api import apply_waiting, part_languages

    # A phone may speak of a tour before the server knows it (after a restore): what waited is then applied.
    react_to(TourPlanned, lambda event: apply_waiting(event.tour, timezone.now()))

    schedule(Job("part_languages", timedelta(hours=1), part_languages, "sépare la langue de l’adresse, un jour après"))
    schedule(Job("forget_codes", timedelta(hours=6), forget_codes, "efface les vieux codes de téléphone"))
    schedule(Job("clear_sessions", timedelta(days=1), _clear_sessions, "efface les sessions finies"))


def _clear_sessions(now: datetime) -> str:
    from django.contrib.sessions.models import Session

    gone, _ = Session.objects.filter(expire_date__lt=now).delete()
    return f"{gone} sessions"
