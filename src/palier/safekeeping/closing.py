"""While a restore is not finished nothing is served: what had been erased is in the database again for a moment (AR-06)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

MARK = "reprise-en-cours"


def mark() -> Path:
    """The file that says so. On disk, beside the data: a restore that broke in the middle leaves the house closed."""
    return Path(settings.DATA_DIR) / MARK


@contextmanager
def closed_while_restoring() -> Iterator[None]:
    """Closed from here on; open again only when everything inside went well."""
    mark().touch()
    yield
    mark().unlink(missing_ok=True)


def is_closed() -> bool:
    """True while a restore is not finished."""
    return mark().exists()


def open_again() -> None:
    """The restore was refused before anything changed."""
    mark().unlink(missing_ok=True)
