"""Reads of the room of safekeeping."""

from palier.safekeeping.models import Backup


def last_good_backup() -> Backup | None:
    """The newest backup that was read back and compared."""
    return Backup.objects.exclude(file="").order_by("-made_at").first()


def last_try() -> Backup | None:
    """The newest backup, made or failed."""
    return Backup.objects.order_by("-made_at").first()
