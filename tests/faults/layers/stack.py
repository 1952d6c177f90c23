"""Histories of the real outbox on the real server, under the fault kinds of the plan (layer F2)."""

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.report import Part
from tests.faults.stack import build, play, stack_server

GOAL, UNIT, FIRST_SEED = 10_000, "histories", 1_000
PART_S = 30


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Half a minute at a time, on one server."""
    until = time.time() + seconds
    with tempfile.TemporaryDirectory() as folder, stack_server() as address:
        script = build("tests/faults/stack.ts", Path(folder))
        while (left := until - time.time()) > 0:
            found = play(script, address, first, 10_000_000, budget_s=min(PART_S, max(left, 1)))
            first += found["played"]
            yield Part(found["played"], found["seconds"], found["violations"], found["violating"], found["totals"])
