"""What was erased on purpose, by id: kept apart from the database, so that an older backup does not bring it back (AR-06).

One line for each: what it was, its id, how it ended. Never a word of it. The list lies in the data folder and beside the backups.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from django.conf import settings
from django.db import transaction

from palier.common.rows import Key

LIST = "effaces.txt"


def remember_erased(what: str, ended: Mapping[Key, str]) -> None:
    """Write these ids down once the current transaction is committed. `ended` says how each one ended, in one word."""
    lines = "".join(f"{what} {key} {state}\n" for key, state in ended.items())
    if lines:
        transaction.on_commit(lambda: _append(lines))


def _append(lines: str) -> None:
    for folder in _folders():
        # The second place may be away: the data folder's own list is then the only one.
        with contextlib.suppress(OSError):
            handle = os.open(folder / LIST, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, lines.encode())
                os.fsync(handle)
            finally:
                os.close(handle)


def erased(what: str, *more: Path) -> dict[Key, str]:
    """Id → how it ended, for all that was ever erased of this sort; `more` are other folders where a list may lie."""
    found: dict[Key, str] = {}
    for line in _lines([*_folders(), *more]):
        parts = line.split()
        if len(parts) == 3 and parts[0] == what:
            found[parts[1]] = parts[2]
    return found


def _folders() -> list[Path]:
    return [Path(settings.DATA_DIR), *([settings.BACKUP_DIR] if settings.BACKUP_DIR else [])]


def _lines(folders: Iterable[Path]) -> Iterable[str]:
    for folder in dict.fromkeys(folders):
        with contextlib.suppress(OSError):
            yield from (folder / LIST).read_text().splitlines()
