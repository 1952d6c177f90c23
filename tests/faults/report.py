"""What the long runs add up: one file, one entry a layer, the code version beside every count."""

import fcntl
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
REPORT = Path(os.environ.get("PALIER_FAULTS_REPORT", ROOT / "out" / "faults.json"))
KEPT_VIOLATIONS = 50


@dataclass
class Part:
    """What one part of a layer played: a part that ended is counted, whatever interrupts the next one.

    `played` in the layer's own unit; `seeds` how many seeds it used up, when that is another number.
    """

    played: int
    seconds: float
    violations: list[dict[str, Any]] = field(default_factory=list)
    violating: int | None = None
    totals: dict[str, int] = field(default_factory=dict)
    seeds: int | None = None

    @property
    def bad(self) -> int:
        """How many of those played were violated."""
        return len(self.violations) if self.violating is None else self.violating


class Report:
    """The counts of every run so far, kept in a file that is replaced whole."""

    def __init__(self, path: Path = REPORT) -> None:
        self.path = path
        self.found: dict[str, Any] = self._read()

    def _read(self) -> dict[str, Any]:
        return json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}

    def next_seed(self, layer: str, first: int) -> int:
        """The first seed that no earlier run used."""
        return int(self.found.get(layer, {}).get("next_seed", first))

    def add(self, layer: str, version: str, first: int, part: Part) -> None:
        """Count one part, and write the file at once: what another run counted meanwhile is kept."""
        with self._alone():
            self.found = self._read()
            self._count(layer, version, first, part)
            self.write()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _count(self, layer: str, version: str, first: int, part: Part) -> None:
        entry = self.found.setdefault(layer, {"played": 0, "violating": 0, "seconds": 0.0, "violations": [], "totals": {}, "runs": []})
        entry["played"] += part.played
        entry["violating"] += part.bad
        entry["seconds"] = round(entry["seconds"] + part.seconds, 1)
        entry["violations"] = [*entry["violations"], *({"version": version, **one} for one in part.violations)][:KEPT_VIOLATIONS]
        for kind, number in part.totals.items():
            entry["totals"][kind] = entry["totals"].get(kind, 0) + number
        entry["next_seed"] = first + (part.played if part.seeds is None else part.seeds)
        _one_run(entry.setdefault("runs", []), version, first, entry["next_seed"], part)

    def write(self) -> None:
        """Beside it first: a run that is interrupted while writing keeps the file of before."""
        beside = self.path.with_suffix(".new")
        beside.write_text(json.dumps(self.found, indent=1, ensure_ascii=False), "utf-8")
        beside.replace(self.path)

    def told(self, goals: dict[str, tuple[int, str]]) -> str:
        """The report as a person reads it; `goals` gives each layer's aim and its unit."""
        return "\n".join(_told(name, self.found.get(name), *goal) for name, goal in goals.items())


def _one_run(runs: list[dict[str, Any]], version: str, first: int, following: int, part: Part) -> None:
    """Parts of one version that follow each other make one line."""
    last = runs[-1] if runs else None
    if last is None or last["version"] != version or last["before_seed"] != first:
        last = {"version": version, "from_seed": first, "before_seed": first, "played": 0, "violating": 0, "seconds": 0.0}
        runs.append(last)
    last["before_seed"] = following
    last["played"] += part.played
    last["violating"] += part.bad
    last["seconds"] = round(last["seconds"] + part.seconds, 1)
    last["ended"] = datetime.now(UTC).isoformat(timespec="seconds")


def _told(name: str, entry: dict[str, Any] | None, goal: int, unit: str) -> str:
    if entry is None:
        return f"{name:10} {'0':>11} of {goal:,} {unit}: not played yet"
    minutes, rate = entry["seconds"] / 60, entry["played"] / max(entry["seconds"], 0.001)
    versions = ", ".join(dict.fromkeys(one["version"] for one in entry.get("runs", [])))
    lines = [
        f"{name:10} {entry['played']:>11,} of {goal:,} {unit}, {entry['violating']} violated, {minutes:.1f} min ({rate:,.1f}/s), {versions}"
    ]
    if entry["totals"]:
        lines.append(" " * 11 + " · ".join(f"{kind} {number:,}" for kind, number in sorted(entry["totals"].items())))
    lines += [f"{'':11}VIOLATED {json.dumps(one, ensure_ascii=False)[:600]}" for one in entry["violations"][:5]]
    return "\n".join(lines)


def code_version() -> str:
    """`git describe` of the code that is tried; `-dirty` when it was being edited."""
    words = ["git", "describe", "--always", "--dirty", "--tags"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
