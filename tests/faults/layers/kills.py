"""A server killed under writers (layer F3)."""

import time
from collections.abc import Iterator

from tests.faults.layers._pytest import one_part
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 2_000, "kills", 1
KILLS = 20


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Twenty kills at a time."""
    until = time.time() + seconds
    while time.time() < until:
        yield one_part("test_kills.py", KILLS, PALIER_KILLS=str(KILLS), PALIER_SEED=str(first))
        first += KILLS
