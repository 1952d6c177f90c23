"""The power cut under the real app (layer F4): a log of its files is played up to a moment, on a disk that forgot what was not synced.

No file system is needed for it, only strace. The log is complete, or nothing is concluded: played to its end it gives the profile
that the browser left, file by file.
"""

import json
import random
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright import sync_api as playwright

from tests.chromium import LOCKED, Phone
from tests.faults.power_disk import Cut, Disk
from tests.faults.power_log import KEPT, TRACED, Event, read_log
from tests.faults.report import ROOT
from tests.running import CHROMIUM, FLAGS, Running, running
from tests.street import make_street

STRACE = shutil.which("strace")
# Written through memory, which no log of calls shows; nobody's visits are in them.
UNSEEN = re.compile(r"(GPUCache|Dawn\w+Cache|ShaderCache|GrShaderCache|GraphiteDawnCache)/")
# Says what a transaction keeps as soon as it is complete: before the screen does.
HOOK = """(() => {
  const real = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (names, mode, options) {
    const tx = real.call(this, names, mode, LOOSE ? { ...options, durability: "relaxed" } : options);
    if (mode === "readwrite" && this.name === "palier") {
      tx.kept = [];
      tx.addEventListener("complete", () => { if (tx.kept.length) console.log("WORD " + JSON.stringify(tx.kept)); });
    }
    return tx;
  };
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (row, ...rest) {
    if (this.name === "ops") this.transaction.kept?.push([row.id, row.rev]);
    return put.call(this, row, ...rest);
  };
})();""".replace("WORD", KEPT)
OPS = """async () => {
  const db = await new Promise((done, fail) => { const r = indexedDB.open("palier"); r.onsuccess = () => done(r.result); r.onerror = () => fail(r.error); });
  if (!db.objectStoreNames.contains("ops")) return [];
  const ops = await new Promise((done) => { const r = db.transaction("ops").objectStore("ops").getAll(); r.onsuccess = () => done(r.result); });
  db.close();
  return ops.map((op) => [op.id, op.rev]);
}"""


@dataclass
class Evening:
    """What one evening without network left in the log."""

    events: list[Event]
    # (place in the log, id, revision), as the page was told that it is kept.
    kept: list[tuple[int, str, int]] = field(default_factory=list)
    problem: str = ""


class House:
    """A phone that was paired once, and its server that is dead from then on."""

    def __init__(self, folder: Path, server: Running, pw: Any) -> None:
        self.folder, self.address, self.pw = folder, server.phone, pw
        self.base, self.phone = folder / "base", folder / "phone"
        street = make_street(server, "Fatoumata")
        phone = Phone(pw, self.phone, self.address)
        phone.launch()
        phone.pair(street.code())
        phone.to_the_stairs()
        phone.worker_ready()
        phone.page.wait_for_timeout(1000)
        phone.close()
        shutil.copytree(self.phone, self.base, symlinks=True)

    def evening(self, visits: int, *, loose: bool = False) -> Evening:
        """Open the app, note so many visits, with every call on its files in a log. `loose`: without strict durability."""
        self._fresh(self.phone)
        log, program = self.folder / "strace.log", self.folder / "chromium.sh"
        log.unlink(missing_ok=True)
        traced = f"{STRACE} -D -f -y -xx -s 4000000 --seccomp-bpf -qq -o {log} -e trace={TRACED} -e signal=none"
        program.write_text(f'#!/bin/sh\nexec {traced} {CHROMIUM} "$@"\n')
        program.chmod(0o755)
        context = self.pw.chromium.launch_persistent_context(
            str(self.phone), executable_path=str(program), args=[*FLAGS, "--enable-logging=stderr"], viewport={"width": 360, "height": 740},
            timezone_id="Europe/Paris", timeout=120_000,
        )  # fmt: skip
        page = context.pages[0] if context.pages else context.new_page()
        page.set_default_timeout(120_000)
        page.add_init_script(HOOK.replace("LOOSE", json.dumps(loose)))
        page.goto(self.address)
        phone = Phone(self.pw, self.phone, self.address)
        phone.context, phone.page = context, page
        phone.unlock()
        for _ in range(visits):
            phone.visit()
        # The battery is still there for a moment, then not.
        page.wait_for_timeout(300)
        context.close()
        return self._read(log)

    def _read(self, log: Path) -> Evening:
        until = time.time() + 20
        while time.time() < until:
            # The last lines come after the last process.
            events = read_log(log, self.phone)
            unlike = self._unlike(events)
            if not unlike:
                break
            time.sleep(0.5)
        else:
            return Evening([], problem=f"The log is not whole: {unlike[:5]}")
        said = [(one.at, re.search(rb"CONSOLE.*?" + KEPT.encode() + rb" (\[\[.*?\]\])", one.data)) for one in events if one.kind == "kept"]
        kept = [(at, *pair) for at, found in said if found for pair in json.loads(found[1])]
        return Evening(events, kept)

    def _unlike(self, events: list[Event]) -> list[str]:
        disk = Disk(self.base)
        disk.play(events, 10**12)
        return [path for path in disk.unlike(self.phone) if not UNSEEN.search(path)]

    def _fresh(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.base, folder, symlinks=True)

    def cut(self, evening: Evening, cut: Cut) -> dict[str, Any]:
        """The power is cut; the app is opened again on what the disk kept. What was told as kept and is not there: `lost`."""
        disk, folder = Disk(self.base), self.folder / "after"
        disk.play(evening.events, cut.at)
        shutil.rmtree(folder, ignore_errors=True)
        before = cut.dice.getstate()
        disk.rebuilt(cut, folder)
        told: dict[str, int] = {}
        for at, one, rev in evening.kept:
            if at < cut.at:
                told[one] = max(rev, told.get(one, 0))
        there, opened = self._open(folder)
        lost = {one: rev for one, rev in told.items() if there.get(one, 0) < rev}
        if lost or opened:
            # A cut of one evening cannot be played on another: what the disk had kept is kept, to be looked at.
            shutil.rmtree(ROOT / "out" / "power", ignore_errors=True)
            cut.dice.setstate(before)
            disk.rebuilt(cut, ROOT / "out" / "power")
        return {"at": cut.at, "names": cut.names, "data": cut.data, "told": len(told), "lost": sorted(lost), "instead": opened}

    def _open(self, folder: Path) -> tuple[dict[str, int], str]:
        """The revisions of the outbox; and what stood there instead, when the app itself did not come back without its server."""
        phone = Phone(self.pw, folder, self.address)
        phone.launch()
        try:
            opened = ""
            try:
                phone.page.goto(self.address)
                # Whatever stands there: the lock, or that the phone was emptied.
                phone.page.wait_for_selector(f"{LOCKED}, [data-testid=pair-code]")
                if not phone.page.locator("[data-testid=pair-code]").count():
                    phone.unlock()
                else:
                    opened = phone.says()
            except (playwright.Error, AssertionError) as problem:
                opened = str(problem)[:400]
            if opened:
                # What it was trusted with must be there all the same.
                phone.page.route("**/*", lambda route: route.fulfill(body="<!doctype html>", content_type="text/html"))
                phone.page.goto(f"{self.address}/empty")
            found: dict[str, int] = {}
            for one, rev in phone.page.evaluate(OPS):
                found[one] = max(rev, found.get(one, 0))
            return found, opened
        finally:
            phone.close()


@contextmanager
def house(folder: Path) -> Iterator[House]:
    """A phone paired with a server that is then stopped."""
    with playwright.sync_playwright() as pw:
        with running(folder / "data") as server:
            made = House(folder, server, pw)
        yield made


def some_cut(evening: Evening, dice: random.Random) -> Cut:
    """A moment after the first visit was told as kept, half of the time just after one was; and a disk of some kind."""
    first, last = evening.kept[0][0], evening.events[-1].at
    at = dice.choice(evening.kept)[0] + dice.randint(1, 40) if dice.random() < 0.5 else dice.randint(first + 1, last)
    names, data = dice.choice(["journal", "journal", "some", "alone"]), dice.choice(["none", "pages", "torn", "ahead"])
    return Cut(at, names, data, random.Random(dice.getrandbits(32)))
