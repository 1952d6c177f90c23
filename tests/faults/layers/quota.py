"""A phone that fills up, at many sizes, on a disk of its own (DV-10). Needs to be root."""

import time
from collections.abc import Iterator

from tests.faults.quotas import NoDisk, play_alone
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 50, "sizes of what was left", 1
SIZES = 10


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Ten sizes on one phone, then another phone."""
    until = time.time() + seconds
    while time.time() < until:
        begun, said, counts = time.time(), [], {}
        try:
            counts = play_alone(first, SIZES)
        except NoDisk:
            print("no disk can be mounted here")
            return
        except Exception as problem:
            said = [{"seed": first, "said": str(problem)[:2000]}]
        yield Part(SIZES, time.time() - begun, said, totals=counts, seeds=1)
        first += 1


def replay(seed: int) -> int:
    """One phone again."""
    print(play_alone(seed, SIZES))
    return 0
