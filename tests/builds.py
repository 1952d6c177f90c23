"""Builds of the phone app: those of earlier days, made from the repository's own history, and one that only differs from today's."""

import gzip
import hashlib
import io
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TODAY = ROOT / "src" / "palier" / "field_bundle"
MADE = ROOT / "out" / "builds"
# What phones carried at the end of each stage: in clear (database 1); sealed, under a PIN (database 2); and just before an app
# that opens whatever happens.
OLD = {"0.1": "5ebf607", "0.2": "c03ed3e", "0.3": "32acbba"}


class NoHistory(Exception):
    """A clone without its past cannot build what it was."""


def old_build(name: str) -> Path:
    """The bundle of that day, built once and kept in `out/builds`. Raises `NoHistory` in a shallow clone."""
    made = MADE / OLD[name]
    if not (made / "sw.js").exists():
        _build(OLD[name], made)
    return made


def _build(commit: str, made: Path) -> None:
    packed = subprocess.run(["git", "archive", commit, "field", "contract"], cwd=ROOT, capture_output=True, check=False)
    if packed.returncode:
        raise NoHistory(f"{commit} is not in this clone (a shallow one?): `git fetch --unshallow` brings the app of that day back")
    work = made.with_suffix(".work")
    shutil.rmtree(work, ignore_errors=True)
    with tarfile.open(fileobj=io.BytesIO(packed.stdout)) as archive:
        archive.extractall(work, filter="data")
    (work / "src" / "palier").mkdir(parents=True)
    modules = ROOT / "field" / "node_modules"
    (work / "field" / "node_modules").symlink_to(modules)
    node = {**os.environ, "PATH": f"{modules / '.bin'}:{os.environ['PATH']}"}
    for words in (["vite", "build", "--logLevel", "error"], ["node", "build/worker.mjs"]):
        done = subprocess.run(words, cwd=work / "field", env=node, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{commit} no longer builds: {done.stderr[-2000:]}"
    shutil.rmtree(made, ignore_errors=True)
    (work / "src" / "palier" / "field_bundle").rename(made)
    shutil.rmtree(work)


def next_build(folder: Path, mark: str = "next") -> Path:
    """Today's bundle with one more word in its page: another version to every phone that has today's."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(TODAY, folder)
    page = folder / "index.html"
    page.write_text(page.read_text("utf-8") + f"<!-- {mark} -->\n", "utf-8")
    digest = hashlib.sha256(page.read_bytes()).hexdigest()[:16]
    worker = folder / "sw.js"
    text = re.sub(r'("/":")[0-9a-f]{16}"', rf'\g<1>{digest}"', worker.read_text("utf-8"))
    changed = re.sub(r'(version:")[0-9a-f]{16}"', rf'\g<1>{hashlib.sha256(mark.encode() + digest.encode()).hexdigest()[:16]}"', text)
    assert changed.count(digest) == 1
    worker.write_text(changed, "utf-8")
    for path in (page, worker):
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
    return folder


def deploy(build: Path, served: Path) -> None:
    """Put a build where the server serves from, as an operator would: the old files are gone at once."""
    beside, before = served.with_suffix(".new"), served.with_suffix(".old")
    shutil.rmtree(beside, ignore_errors=True)
    shutil.copytree(build, beside)
    if served.exists():
        served.rename(before)
    beside.rename(served)
    shutil.rmtree(before, ignore_errors=True)
