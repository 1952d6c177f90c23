"""Storage taken away, whole or in parts, between two starts or under the open app (DV-09)."""

import time
from collections.abc import Iterator

from tests.faults.evictions import eviction_field, play, play_one
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 30, "evictions", 0


def parts(first: int, seconds: float) -> Iterator[Part]:
    """One phone each; the kinds follow each other."""
    until = time.time() + seconds
    with eviction_field() as (pw, server, wire, folder):
        while time.time() < until:
            begun, said, kind = time.time(), [], "violated"
            try:
                kind = play_one(pw, server, wire, folder, first)
            except Exception as problem:
                said = [{"seed": first, "said": str(problem)[:2000]}]
            yield Part(1, time.time() - begun, said, totals={kind: 1})
            first += 1


def replay(seed: int) -> int:
    """One eviction again."""
    print(play(seed, 1))
    return 0
