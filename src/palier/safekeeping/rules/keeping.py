"""Which backups are kept: every one for a day, one a day for thirty-five days, none older.

What was erased must not live on in an old file. Source: security §4, line 23; AR-06.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

ALL_FOR = timedelta(days=1)
DAILY_FOR = timedelta(days=35)


def to_drop(made: Iterable[datetime], now: datetime) -> set[datetime]:
    """The moments of the backups that are no longer needed. The newest one is always kept, whatever its age."""
    ordered = sorted(made, reverse=True)
    seen: set[str] = set()
    dropped: set[datetime] = set()
    for index, moment in enumerate(ordered):
        cell = _cell(moment, now - moment)
        if index and (cell is None or cell in seen):
            dropped.add(moment)
        elif cell:
            seen.add(cell)
    return dropped


def _cell(moment: datetime, age: timedelta) -> str | None:
    """The place that a backup takes: two in one place, the newest stays; None is too old."""
    if age <= ALL_FOR:
        return moment.isoformat()
    return f"{moment:%Y-%m-%d}" if age <= DAILY_FOR else None
