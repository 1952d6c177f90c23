"""The protocol's own rules (layer F1): the phone's real store and sync code, a server in memory that is held to the real one.

Before anything is counted: the model's rules agree with the real ones on 100,000 cases, the real server gives the same answers to
every post of 60 histories, and each mutant is caught.
"""

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.faults.protocol import ENTRY, disagreements, replayed, run, survivors
from tests.faults.report import ROOT, Part
from tests.faults.stack import build

GOAL, UNIT, FIRST_SEED = 1_000_000, "histories", 1_000_000
PART = 2_000
CASES, REPLAYED = 100_000, 60


def parts(first: int, seconds: float) -> Iterator[Part]:
    """Some thousands a part, on every core (PALIER_CORES says otherwise)."""
    until = time.time() + seconds
    with tempfile.TemporaryDirectory() as folder:
        whole = build(ENTRY, Path(folder))
        yield held_to_the_real_one(whole, Path(folder), first)
        cores = int(os.environ.get("PALIER_CORES", os.cpu_count() or 1))
        while time.time() < until:
            yield played(whole, first, cores)
            first += cores * PART


def held_to_the_real_one(whole: Path, folder: Path, seed: int) -> Part:
    """What makes the histories worth counting; itself, it counts no history."""
    begun = time.time()
    judged, wrong = disagreements(whole, seed, CASES)
    replay = replayed(whole, seed, REPLAYED)
    violations = [{"rule": one} for one in wrong[:5]] + [{"answer": one} for one in replay["differences"]]
    violations += [{"mutant not caught": one} for one in survivors(whole, folder)]
    totals = {"cases judged by the real rules": judged, "posts answered by the real server": replay["posts"]}
    return Part(0, time.time() - begun, violations, totals=totals)


def played(whole: Path, first: int, cores: int) -> Part:
    """The next seeds, as many at once as there are cores."""
    begun = time.time()
    running = [
        subprocess.Popen(run(whole, "play", first + number * PART, PART), stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for number in range(cores)
    ]
    part = Part(0, 0.0, violating=0)
    for one in running:
        found = json.loads(one.communicate()[0])
        part.played += found["played"]
        part.violations += found["violations"]
        part.violating = part.bad + found["violating"]
        for kind, number in found["totals"].items():
            part.totals[kind] = part.totals.get(kind, 0) + number
    part.seconds = time.time() - begun
    return part


def replay(seed: int) -> int:
    """One history again, step by step."""
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(run(build(ENTRY, Path(folder)), "tell", seed), check=False, cwd=ROOT).returncode
