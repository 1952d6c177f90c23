"""Fourteen days without network, four hundred visits, then one moment of it (BK-04)."""

import time
from collections.abc import Iterator

from tests.faults.fortnight import play
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 1, "fortnights of 400 visits", 1


def parts(first: int, seconds: float) -> Iterator[Part]:
    """One whole fortnight, whatever the time given."""
    begun, said, counts = time.time(), [], {}
    try:
        counts = play()
    except Exception as problem:
        said = [{"said": str(problem)[:2000]}]
    yield Part(1, time.time() - begun, said, totals=counts)
