"""Play the protocol's own histories (layer F1), and hold their model of the server to the real one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from palier.visits.rules.envelope import Malformed, TooMany, read_envelope
from palier.visits.rules.verdict import Kept, verdict
from tests.faults.stack import ROOT, build, node

ENTRY = "tests/faults/protocol.ts"
# Rules switched off on the phone (field/tests/faults/mutants.mjs) and in the model of the server (field/tests/faults/model.ts).
PHONE_MUTANTS = (
    "delete_on_send", "counter_ids", "drop_on_401", "purge_at_first_ack", "epoch_unnoticed", "portal_is_an_answer",
    "bytes_change_after_leaving", "half_an_answer_is_enough", "loose_saves", "shown_before_kept", "update_forgets_unsent", "sealed_again",
    "wiped_without_an_answer", "copy_is_not_sent", "file_leaves_no_mark",
)  # fmt: skip
SERVER_MUTANTS = (
    "no_epoch", "no_identity", "content_identity", "no_revision_guard", "last_clock_wins", "other_bytes_replace", "answer_before_commit",
    "safe_too_early", "safe_across_a_restore", "key_before_backup", "cut_post_is_whole", "revoked_is_dropped", "phone_forgotten",
    "emptied_unnoticed", "went_back_unnoticed",
)  # fmt: skip
# A mutant that so many histories do not catch has survived.
ENOUGH = 3_000
# A million histories make much short-lived litter.
NODE = ["--max-semi-space-size=64"]


def run(script: Path, *words: object) -> list[str]:
    """The command line that plays `words` of a built harness."""
    return [node(), *NODE, str(script), *map(str, words)]


def play(script: Path, first: int, histories: int, *, mutant: str = "", stop: bool = False, budget_s: float = 0) -> dict[str, Any]:
    """Play histories from a seed on; the same seed plays the same history. Gives the harness's report."""
    words = run(script, "play", first, histories, mutant, "first" if stop else "all", budget_s)
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def survivors(whole: Path, folder: Path) -> list[str]:
    """The mutants that the harness does not catch: none, or the harness proves nothing."""
    left = [name for name in PHONE_MUTANTS if not play(build(ENTRY, folder, name), 1, ENOUGH, stop=True)["violating"]]
    return left + [name for name in SERVER_MUTANTS if not play(whole, 1, ENOUGH, mutant=name, stop=True)["violating"]]


def disagreements(script: Path, seed: int, cases: int) -> tuple[int, list[dict[str, Any]]]:
    """How many made-up cases were judged by the real rules, and those that the model's rules judge otherwise."""
    judged, wrong = 0, []
    with subprocess.Popen(run(script, "vectors", seed, cases), stdout=subprocess.PIPE, text=True, cwd=ROOT) as made:
        assert made.stdout is not None
        for line in made.stdout:
            case = json.loads(line)
            found = _verdict(case["given"]) if case["rule"] == "verdict" else _envelope(case["given"])
            judged += 1
            if found != case["found"]:
                wrong.append({**case, "real": found})
    return judged, wrong


def _verdict(given: dict[str, Any]) -> dict[str, Any]:
    kept = [Kept(**one) for one in given["kept"]]
    found = verdict(given["rev"], given["digest"], given["author"], kept, given["trouble"])
    return {"status": found.status, "reason": found.reason, "seq": found.seq}


def _envelope(given: Any) -> Any:
    try:
        return [[op.id, op.rev, op.kind, op.format, op.text] for op in read_envelope(given).ops]
    except TooMany:
        return "too_many"
    except Malformed:
        return "malformed"


def replayed(script: Path, first: int, histories: int) -> dict[str, Any]:
    """Every post of so many histories, answered again by the real server: what it said otherwise than the model."""
    words = [sys.executable, str(ROOT / "tests/faults/protocol_replay.py"), str(script), str(first), str(histories)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    report: dict[str, Any] = json.loads(done.stdout)
    return report
