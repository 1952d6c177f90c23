"""The long runs: `make faults LAYER=stack BUDGET=20` plays for so many minutes and adds its counts to out/faults.json.

    long.py LAYER MINUTES     one layer, several (`stack,kills`) or `all`; goes on with the first seed that was not played yet
    long.py LAYER seed N      plays one seed again and prints it step by step
    long.py report            what was counted so far

What was counted before an interruption stays counted. docs/faults.md says what each layer proves.
"""

import signal
import sys
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from tests.faults.layers import all_layers  # noqa: E402
from tests.faults.report import Report, code_version  # noqa: E402


def main(words: list[str]) -> int:
    """Play, or tell. 1 when anything was violated in this run, 2 when the words are not understood."""
    layers = all_layers()
    goals = {name: (layer.GOAL, layer.UNIT) for name, layer in layers.items()}
    asked, *rest = words or ["all"]
    if asked == "report":
        print(Report().told(goals))
        return 0
    chosen = list(layers) if asked == "all" else asked.split(",")
    if unknown := [one for one in chosen if one not in layers]:
        print(f"No layer {', '.join(unknown)}. There are: {', '.join(layers)}, all.")
        return 2
    if rest[:1] == ["seed"]:
        again = getattr(layers[chosen[0]], "replay", None)
        return int(again(int(rest[1]))) if again else _no_replay(chosen[0])
    signal.signal(signal.SIGTERM, _leave)
    seconds = float(rest[0] if rest else 5) * 60 / len(chosen)
    wrong = sum(play(name, layers[name], seconds) for name in chosen)
    print(Report().told(goals))
    return 1 if wrong else 0


def play(name: str, layer: object, seconds: float) -> int:
    """Play one layer for so long, counting each part as it ends. Gives the number of violations."""
    report, version = Report(), code_version()
    first, wrong = report.next_seed(name, layer.FIRST_SEED), 0  # type: ignore[attr-defined]
    for part in layer.parts(first, seconds):  # type: ignore[attr-defined]
        report.add(name, version, first, part)
        first, wrong = report.next_seed(name, first), wrong + part.bad
        print(f"{name} +{part.played:,} in {part.seconds:.0f} s, violated {part.bad}, up to seed {first - 1}", flush=True)
    return wrong


def _no_replay(name: str) -> int:
    print(f"{name} is played again by its test: PALIER_SEED=N pytest tests/faults/…")
    return 2


def _leave(signum: int, frame: FrameType | None) -> None:
    # A layer closes its servers on the way out.
    sys.exit(130)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
