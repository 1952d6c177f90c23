"""The server and PostgreSQL killed under sixteen writers (layer F3), a round on each database in turn."""

import time
from collections.abc import Iterator

from tests.faults.kills import one_round
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 2_000, "kills", 1_000
KILLS = 60


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Rounds of sixty kills, until the time is over. A seed is a round."""
    until = time.time() + seconds
    while time.time() < until:
        # The last round is only as long as the time that is left, at half a second a kill.
        kills = max(5, min(KILLS, int((until - time.time()) / 0.6)))
        found = one_round(first, kills, on_postgres=first % 2 == 1)
        violations = [{"seed": first, "wrong": found["wrong"]}] if found["wrong"] else []
        database = "PostgreSQL" if first % 2 else "SQLite"
        totals = {**found["sorts"], "acknowledged visits": found["acknowledged"], f"kills on {database}": kills}
        yield Part(kills, found["seconds"], violations, totals=totals, seeds=1)
        first += 1
