"""A new version of the app at any moment: four builds, six moments, three ways it comes (SY-10)."""

import time
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from tests.builds import NoHistory
from tests.faults.browser_kills import browser_field
from tests.faults.report import Part
from tests.faults.updates import ALL, play_one

GOAL, UNIT, FIRST_SEED = len(ALL), "update moments", 0


def parts(first: int, seconds: float) -> Iterator[Part]:
    """One moment at a time, in order; the whole table, then again with other dice."""
    until = time.time() + seconds
    with browser_field() as on, sync_playwright() as pw:
        while time.time() < until:
            begun, said, which = time.time(), [], ALL[first % len(ALL)]
            try:
                play_one(pw, on, first, which)
            except NoHistory as problem:
                print(problem)
                return
            except Exception as problem:
                said = [{"seed": first, "which": list(which), "said": str(problem)[:2000]}]
            yield Part(1, time.time() - begun, said, totals={f"from {which[0]}": 1})
            first += 1


def replay(seed: int) -> int:
    """One moment again."""
    with browser_field() as on, sync_playwright() as pw:
        print(ALL[seed % len(ALL)])
        play_one(pw, on, seed, ALL[seed % len(ALL)])
    return 0
