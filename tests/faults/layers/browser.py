"""Chromium killed, filled, emptied (layer F4)."""

import time
from collections.abc import Iterator

from tests.faults.layers._pytest import one_part
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 300, "browser kills", 100
KILLS = 10


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Ten kills a round, one evening's doors; a full disk three times and two evictions go with each."""
    until = time.time() + seconds
    while time.time() < until:
        yield one_part("test_browser.py", KILLS, PALIER_KILLS=str(KILLS), PALIER_SEED=str(first))
        first += KILLS
