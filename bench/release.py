"""A release of a 2,000-home mission, audited against 50 earlier releases. Goal: 30 s.

The limit in the same run: the same linear programs handed to the same solver one by one, without asking several at once, on one fact.
python bench/release.py
"""

import random
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.attack.population import MONTHS, asked, make_mission  # noqa: E402

from palier.privacy.rules.audit import Out, Program, system_of  # noqa: E402
from palier.privacy.rules.release import plan_release  # noqa: E402
from palier.privacy.rules.tables import Earlier, as_earlier  # noqa: E402


def main() -> None:
    """Entry point. Ten interim releases of this mission, and forty of other missions that met the same homes."""
    mission = make_mission(1, buildings=40, size=(40, 60))
    homes = [one for one in mission.lived if one.month is not None]
    dice = random.Random(2)
    order = sorted(homes, key=lambda one: (one.month, dice.random()))
    earlier: list[Out] = []
    before: dict[tuple[str, frozenset[str], str], Earlier] = {}
    released: dict[frozenset[str], None] = {}
    last = None
    begun = time.perf_counter()
    for number in range(50):
        own = number % 5 == 0
        known = {one.home.key for one in order[: len(order) * (number // 5 + 1) // 11]} if own else set()
        seen = [one.home for one in mission.lived if one.month is None or one.home.key in known or (not own and dice.random() < 0.6)]
        plan = plan_release(
            asked(mission, seen, name=f"{'own' if own else number}:{number}", before=before if own else {}, earlier=list(earlier) if own else [],
                  follows=last if own else None, released=list(released) if own else ()), audited=False
        )  # fmt: skip
        if own:
            last = len(earlier)
            before |= {(table.plan.code, table.zone.buildings, one.row.fact): as_earlier(one, plan.out.name)
                       for table in plan.tables for one in (table.base, *table.figures)}  # fmt: skip
            released |= dict.fromkeys(zone.buildings for zone in plan.zones)
        earlier.append(plan.out)
    prepared = time.perf_counter() - begun
    question = asked(
        mission, mission.until(MONTHS - 1), name="own:50", before=before, earlier=earlier, follows=last, released=list(released)
    )
    begun, used = time.perf_counter(), time.process_time()
    plan = plan_release(question)
    taken, used = time.perf_counter() - begun, time.process_time() - used
    begun = time.perf_counter()
    bare = plan_release(question, audited=False)
    unaudited = time.perf_counter() - begun
    print(
        f"earlier: 50 releases in {prepared:.1f} s; mission of {len(mission.lived):,} homes, {len(homes):,} met, {len(mission.doors)} buildings"
    )
    print(f"release with its audit {taken:6.2f} s, {used:.2f} s of processor (goal 30 s), {plan.verdict.quantities:,} quantities, {plan.verdict.programs:,} linear programs,"
          f" {len(plan.tables)} tables, {'passed' if plan.verdict.passed else 'refused'}, {len(plan.remedies)} remedies")  # fmt: skip
    print(f"the same without audit {unaudited:6.2f} s, {len(bare.tables)} tables")
    peer(earlier, plan.out)


def peer(earlier: list[Out], out: Out) -> None:
    """Least and greatest of every quantity of one fact, one program each."""
    fact = next(iter(out.tables))
    system = system_of([*earlier, out])
    linked = {
        system.index[fact, one, each.marks[fact][one]]
        for each in [*earlier, out]
        if each.name.startswith("own")
        for one in each.bases[fact]
    }
    rows = [row for row in system.rows if set(row[0]) <= linked]
    program, wanted = Program(system, sorted(linked), rows, 10.0), [one for one in system.quantities if set(one.terms) <= linked]
    sample = wanted[:: max(1, len(wanted) // 40)]
    begun = time.perf_counter()
    for one in sample:
        for sign in (1.0, -1.0):
            program.solve([{unknown: sign * weight for unknown, weight in one.terms.items()}])
    each = (time.perf_counter() - begun) / max(1, len(sample)) / 2
    print(f"peer: the solver asked one by one, {each * 1000:.1f} ms a program; this fact alone has {2 * len(wanted):,}: {2 * each * len(wanted):.1f} s,"
          f" {len(out.tables)} facts: {2 * each * len(wanted) * len(out.tables):.0f} s")  # fmt: skip


if __name__ == "__main__":
    main()
