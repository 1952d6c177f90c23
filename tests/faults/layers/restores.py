"""Restore drills with twenty phones and a real, encrypted backup (layer F7)."""

import time
from collections.abc import Iterator

from tests.faults.layers._pytest import one_part
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 100, "drills with 20 phones", 1_000
DRILLS = 20


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Twenty drills at a time."""
    until = time.time() + seconds
    while time.time() < until:
        yield one_part("test_restores.py", DRILLS, PALIER_DRILLS=str(DRILLS), PALIER_SEED=str(first))
        first += DRILLS
