"""A layer whose trial is a test with a bigger number: one call is one part."""

import os
import subprocess
import sys
import time

from tests.faults.report import ROOT, Part


def one_part(name: str, number: int, *, seeds: int | None = None, **settings: str) -> Part:
    """Run a test file with these settings; it counts as so many played, and as one violation when it fails."""
    begun = time.time()
    words = [sys.executable, "-m", "pytest", "-q", f"tests/faults/{name}"]
    done = subprocess.run(words, cwd=ROOT, env={**os.environ, **settings}, capture_output=True, text=True, check=False)
    said = [{"layer": name, "settings": settings, "said": done.stdout[-2000:]}] if done.returncode else []
    return Part(number, time.time() - begun, said, seeds=seeds)
