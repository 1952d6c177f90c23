"""The long attack: `make attack` plays A1 to A10 on 1,000 synthetic missions, breaks the eight weakened policies, and says what it costs.

    long.py [MISSIONS]        up to so many missions in all (1000), by as many processes as there are cores; goes on where it stopped
    long.py seed N            plays one seed again and prints what was found
    long.py report            what was counted so far

Counts add up in out/attack.json; what was counted before an interruption stays counted.
"""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.attack.attacks import BREAKS, Found, run  # noqa: E402
from tests.attack.policies import WEAKENED, real  # noqa: E402
from tests.attack.population import make_mission  # noqa: E402
from tests.attack.utility import measure  # noqa: E402
from tests.faults.report import Part, Report, code_version  # noqa: E402

REPORT = Path(os.environ.get("PALIER_ATTACK_REPORT", ROOT / "out" / "attack.json"))
GOAL = {"attack": (1000, "missions")}
CHUNK = 10


def play(seed: int) -> tuple[int, dict[str, int]]:
    """One mission under the real rules, attacked; then its copies side by side."""
    from tests.attack.copies import compare

    return seed, {**run(real(make_mission(seed)), seed).counts, **compare(seed)}


def begin() -> None:
    """In each process: documents are written by rooms that Django must have loaded. No database is opened."""
    os.environ.setdefault("PALIER_DATA_DIR", tempfile.mkdtemp(prefix="palier-attack-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palier.config.settings")
    import django

    django.setup()


def parts(first: int, count: int) -> Iterator[Part]:
    """Chunks of missions, counted as they end."""
    with get_context("spawn").Pool(min(os.cpu_count() or 1, 2), begin) as pool:
        for begun in range(first, first + count, CHUNK):
            clock, totals = time.monotonic(), Counter[str]()
            violations = []
            for seed, counts in pool.imap(play, range(begun, min(begun + CHUNK, first + count))):
                totals.update({key: int(value) for key, value in counts.items()})
                broken = {one: counts[one] for one in (*BREAKS, "A5 differ") if counts.get(one)}
                if broken:
                    violations.append({"seed": seed, "broken": broken})
            yield Part(min(CHUNK, first + count - begun), time.monotonic() - clock, violations, totals=dict(totals))


def main(words: list[str]) -> int:
    """Play, or tell. 1 when something was learnt that should not be, or a weakened policy was not broken."""
    report = Report(REPORT)
    if words[:1] == ["report"]:
        return tell(report)
    if words[:1] == ["seed"]:
        begin()
        print(play(int(words[1])))
        return 0
    goal, first, version = int(words[0]) if words else 1000, report.next_seed("attack", 0), code_version()
    for part in parts(first, max(0, goal - first)):
        report.add("attack", version, first, part)
        first = report.next_seed("attack", first)
        print(f"{first} missions, {part.bad} broken in the last {part.played}, {part.seconds:.0f} s", flush=True)
    failed = tell(report)
    for name, policy in WEAKENED.items():
        found = Found()
        for seed in range(5):
            found.counts.update(run(policy(make_mission(seed)), seed).counts)
        print(f"weakened {name:26} {'broken' if found.broken else 'NOT BROKEN'}: { {one: int(found.counts[one]) for one in BREAKS if found.counts[one]} }"
              f" A6 {100 * found.all_but_one:.1f} %")  # fmt: skip
        failed += not found.broken
    cost = measure(60)
    print(f"utility on {cost.missions} missions of 300 to 360 homes: mission cells {100 * cost.mission_cells:.0f} %, sector cells {100 * cost.sector_cells:.0f} %,"
          f" median error {100 * cost.error:.1f} % (missions {100 * cost.mission_error:.1f} %, sectors {100 * cost.sector_error:.1f} %), {cost.tables:.1f} tables")  # fmt: skip
    return 1 if failed or cost.mission_cells < 0.8 or cost.sector_cells < 0.45 or cost.error > 0.05 else 0


def tell(report: Report) -> int:
    """The counts so far; the number of missions broken, plus one when A6 is above its limit."""
    print(report.told(GOAL))
    entry = report.found.get("attack")
    if not entry:
        return 0
    found = Found(Counter(entry["totals"]))
    print(f"A6: certain in {100 * found.all_but_one:.2f} % of {found.counts['A6 cells']:,} released cells")
    return int(entry["violating"]) + (found.all_but_one > 0.045)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
