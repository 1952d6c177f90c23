"""Reads of the room of safekeeping."""

from pathlib import Path

from palier.safekeeping.models import Backup


def last_good_backup() -> Backup | None:
    """The newest backup that was read back and compared."""
    return Backup.objects.exclude(file="").order_by("-made_at").first()


def newer_than(file: Path) -> Path | None:
    """The newest backup beside this one that was made after it, by its name; None when this one is the newest."""
    others = [path for path in file.parent.glob(f"palier-*{file.suffix}") if path.name > file.name]
    return max(others, default=None, key=lambda path: path.name)


def last_try() -> Backup | None:
    """The newest backup, made or failed."""
    return Backup.objects.order_by("-made_at").first()
