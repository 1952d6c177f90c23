"""Play histories of the real outbox on the real server (layer F2): used by the tests and by `make faults`."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FIELD = ROOT / "field"
# Rules switched off on the phone (field/tests/faults/mutants.mjs) and on the server (stack_server.py).
PHONE_MUTANTS = (
    "delete_on_send", "counter_ids", "drop_on_401", "purge_at_first_ack", "epoch_unnoticed", "portal_is_an_answer",
    "bytes_change_after_leaving", "half_an_answer_is_enough",
)  # fmt: skip
SERVER_MUTANTS = (
    "no_epoch", "no_identity", "content_identity", "no_revision_guard", "last_clock_wins", "answer_before_commit", "safe_too_early",
    "counts_apart",
)  # fmt: skip


def node() -> str:
    """The machine's Node, or the one that the project installed."""
    return shutil.which("node") or str(Path(sys.executable).parent / "node")


def build(entry: str, folder: Path, mutant: str = "") -> Path:
    """The harness with the app's code; with a mutant, one rule less."""
    out = folder / f"{Path(entry).stem}-{mutant or 'whole'}.mjs"
    words = [node(), "build/faults.mjs", entry, str(out), *([mutant] if mutant else [])]
    subprocess.run(words, cwd=FIELD, check=True)
    return out


@contextmanager
def stack_server(mutant: str = "", database: str = "") -> Iterator[str]:
    """The address of a fresh server, in memory where the machine allows it: no power is cut in this layer."""
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="palier-stack-", dir=memory if memory.is_dir() else None)
    environment = {**os.environ, "PALIER_DATA_DIR": folder, "PALIER_DATABASE_URL": database}
    words = [sys.executable, str(ROOT / "tests/faults/stack_server.py"), *([mutant] if mutant else [])]
    server = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield f"http://127.0.0.1:{int(server.stdout.readline())}"
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def play(
    script: Path, address: str, first: int, histories: int, *, steps: int = 60, stop: bool = False, budget_s: float = 0
) -> dict[str, Any]:
    """Play histories from a seed on; the same seed plays the same history. Gives the harness's report."""
    words = [node(), str(script), address, str(first), str(histories), str(steps), "first" if stop else "all", str(budget_s)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    report: dict[str, Any] = json.loads(done.stdout)
    return report
