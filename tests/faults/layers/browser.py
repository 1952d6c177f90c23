"""Chromium killed while it saves, sends, opens, is paired, chooses its PIN or is updated; its pages crashed and closed (layer F4)."""

import time
from collections.abc import Iterator

from playwright.sync_api import sync_playwright

from tests.faults.browser_kills import KILLS_A_ROUND, browser_field, play_round
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 300, "browser kills", 100_000


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Ten kills a round, one phone each, on one server."""
    until = time.time() + seconds
    with browser_field() as on, sync_playwright() as pw:
        while time.time() < until:
            begun, said, moments = time.time(), [], {}
            try:
                moments = play_round(pw, on, first, KILLS_A_ROUND)
            except Exception as problem:
                said = [{"seed": first, "said": str(problem)[:2000]}]
            yield Part(KILLS_A_ROUND, time.time() - begun, said, totals=moments, seeds=1)
            first += 1


def replay(seed: int) -> int:
    """One phone again; its moments are those of the seed, its pace is the machine's."""
    with browser_field() as on, sync_playwright() as pw:
        print(play_round(pw, on, seed, KILLS_A_ROUND))
    return 0
