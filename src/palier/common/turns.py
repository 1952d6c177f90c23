"""Taking turns to write on SQLite.

SQLite makes a writer that finds the file locked sleep, longer and longer, and look again: two busy processes then write less
than one. A lock of the operating system wakes the next writer at once. PostgreSQL has its own queue and needs nothing.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

_local = threading.local()


@contextmanager
def my_turn_to_write() -> Iterator[None]:
    """Wait for one's turn, in the order of the operating system; nothing on PostgreSQL or inside a transaction."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    handle = _handle()
    fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)


def _handle() -> int:
    """One open file per thread and per process: that is what such locks belong to."""
    mine: tuple[int, int] | None = getattr(_local, "handle", None)
    if mine is None or mine[0] != os.getpid():
        path = Path(settings.DATA_DIR) / "write.turn"
        mine = _local.handle = (os.getpid(), os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return mine[1]
