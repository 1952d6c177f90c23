"""The long runs: `make faults LAYER=stack BUDGET=20` plays for so many minutes and adds its counts to out/faults.json.

stack     histories of the real outbox on the real server; seeds go on where the last run stopped
kills     a server killed under writers
cuts      a batch of five cut at every byte, both ways
restores  drills with twenty phones and a real, encrypted backup
browser   Chromium killed, filled, emptied
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from tests.faults.stack import build, play, stack_server  # noqa: E402

REPORT = ROOT / "out" / "faults.json"


def main() -> int:
    """Play one layer, or all, and write what was counted. 1 when anything was violated."""
    layer, minutes = (sys.argv[1] or "all") if len(sys.argv) > 1 else "all", float(sys.argv[2]) if len(sys.argv) > 2 else 5.0
    layers = {"stack": stack, "kills": kills, "cuts": cuts, "restores": restores, "browser": browser}
    chosen = layers if layer == "all" else {layer: layers[layer]}
    found = json.loads(REPORT.read_text()) if REPORT.exists() else {}
    wrong = 0
    for name, run in chosen.items():
        before = found.get(name, {"played": 0, "violating": 0, "seconds": 0.0, "violations": []})
        now = run(before, minutes * 60 / len(chosen))
        found[name] = added(before, now)
        wrong += now["violating"]
        print(
            f"{name:6} +{now['played']:,} (all told {found[name]['played']:,}), violations {now['violating']}, {now['seconds']:.0f} s",
            flush=True,
        )
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(json.dumps(found, indent=1))
    return 1 if wrong else 0


def added(before: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    """Counts of both runs together."""
    totals = {**before.get("totals", {})}
    for kind, number in now.get("totals", {}).items():
        totals[kind] = totals.get(kind, 0) + number
    return {
        "played": before["played"] + now["played"], "violating": before["violating"] + now["violating"],
        "seconds": round(before["seconds"] + now["seconds"], 1), "violations": [*before["violations"], *now["violations"]][:50], "totals": totals,
    }  # fmt: skip


def stack(before: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Histories from the first seed not yet played."""
    with tempfile.TemporaryDirectory() as folder, stack_server() as address:
        script = build("tests/faults/stack.ts", Path(folder))
        return play(script, address, 1_000 + before["played"], 10_000_000, budget_s=seconds)


def kills(before: dict[str, Any], seconds: float) -> dict[str, Any]:
    """About three seconds a kill."""
    number = max(4, int(seconds / 3))
    return _pytest("test_kills.py", number, PALIER_KILLS=str(number), PALIER_SEED=str(1 + before["played"]))


def cuts(before: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Every byte, whatever the time given."""
    return _pytest("test_cuts.py", 1, PALIER_CUT_STEP="1")


def restores(before: dict[str, Any], seconds: float) -> dict[str, Any]:
    """About a second and a half a drill."""
    number = max(2, int(seconds / 1.5))
    return _pytest("test_restores.py", number, PALIER_DRILLS=str(number), PALIER_SEED=str(1_000 + before["played"]))


def browser(before: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Ten kills a round, one evening's doors; a full disk three times and two evictions go with each."""
    rounds, begun = [], time.time()
    while not rounds or time.time() - begun < seconds:
        seed = str(100 + before["played"] + 10 * len(rounds))
        rounds.append(_pytest("test_browser.py", 10, PALIER_KILLS="10", PALIER_SEED=seed))
    return {
        "played": sum(one["played"] for one in rounds), "violating": sum(one["violating"] for one in rounds),
        "violations": [said for one in rounds for said in one["violations"]], "seconds": time.time() - begun,
    }  # fmt: skip


def _pytest(name: str, number: int, **settings: str) -> dict[str, Any]:
    begun = time.time()
    words = [sys.executable, "-m", "pytest", "-q", f"tests/faults/{name}"]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    bad = int(done.returncode != 0)
    words_said = [{"layer": name, "settings": settings, "said": done.stdout[-2000:]}] if bad else []
    return {"played": number, "violating": bad, "violations": words_said, "seconds": time.time() - begun}


if __name__ == "__main__":
    sys.exit(main())
