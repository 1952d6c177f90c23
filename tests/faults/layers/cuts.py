"""A batch of five cut at every byte, both ways (layer F6)."""

from collections.abc import Iterator

from tests.faults.layers._pytest import one_part
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 1, "whole passes over every byte, both ways", 1


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Every byte, whatever the time given."""
    yield one_part("test_cuts.py", 1, PALIER_CUT_STEP="1")
