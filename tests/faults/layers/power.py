"""The power cut under the real app in Chromium (layer F4), on the log of its files. Needs strace."""

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.power import STRACE, House, house, some_cut
from tests.faults.report import Part

GOAL, UNIT, FIRST_SEED = 100, "power cuts", 100
VISITS, CUTS = 20, 20


def parts(first: int, seconds: float) -> Iterator[Part]:
    """An evening of twenty visits, cut at twenty moments; a seed is a cut. Before them, saves that are not strict: they must be found lost."""
    if STRACE is None:
        raise SystemExit("strace is missing: apt-get install strace (`make faults` does it as root).")
    until = time.time() + seconds
    with tempfile.TemporaryDirectory(prefix="palier-power-") as folder, house(Path(folder)) as phone:
        yield harness_can_fail(phone, first)
        while time.time() < until:
            yield one_evening(phone, first, until)
            first += CUTS


def harness_can_fail(phone: House, seed: int) -> Part:
    """With relaxed durability, some of a few cuts must lose visits."""
    begun, dice = time.time(), random.Random(seed)
    evening = phone.evening(6, loose=True)
    caught = any(phone.cut(evening, some_cut(evening, dice))["lost"] for _ in range(8))
    return Part(
        0,
        time.time() - begun,
        [] if caught else [{"mutant not caught": "relaxed durability"}],
        totals={"relaxed saves found lost": int(caught)},
    )


def one_evening(phone: House, first: int, until: float) -> Part:
    """Twenty visits, twenty cuts, or as many as there is time for."""
    begun, evening = time.time(), phone.evening(VISITS)
    if evening.problem:
        return Part(0, time.time() - begun, [{"seed": first, "problem": evening.problem}])
    part = Part(0, 0.0)
    for seed in range(first, first + CUTS):
        found = phone.cut(evening, some_cut(evening, random.Random(seed)))
        part.played += 1
        part.violations += [{"seed": seed, **found}] if found["lost"] or found["instead"] else []
        for name in (f"names {found['names']}", f"data {found['data']}", "app did not open" if found["instead"] else "app opened"):
            part.totals[name] = part.totals.get(name, 0) + 1
        part.totals["visits told as kept"] = part.totals.get("visits told as kept", 0) + found["told"]
        if time.time() > until:
            break
    part.seconds = time.time() - begun
    return part
