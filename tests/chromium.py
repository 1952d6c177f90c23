"""A phone: the real app in a real Chromium, with a profile of its own that outlives its browser."""

import contextlib
import os
import signal
from pathlib import Path
from typing import Any

from tests.running import CHROMIUM, FLAGS, PIN

# Where a phone opens again: the day, the stairs, or the door where it was left.
SOMEWHERE = ", ".join(f"[data-testid={one}]" for one in ("knock", "start-tour", "outcome-met", "correct", "nav-today", "done", "note-keep"))
LOCKED = "[data-testid=pin]:enabled"
_READ = """async (what) => {
  const db = await new Promise((done, fail) => {
    const r = indexedDB.open("palier");
    r.onupgradeneeded = () => r.transaction.abort();
    r.onsuccess = () => done(r.result); r.onerror = () => fail(r.error);
  });
  const all = (name) => new Promise((done) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => done(r.result); });
  try { return what === "stores" ? Object.fromEntries(await Promise.all([...db.objectStoreNames].map(async (name) => [name, (await all(name)).length]))) : await all(what); }
  finally { db.close(); }
}"""


class Phone:
    """Open, kill, open again. `page` is the app's page, new after each opening."""

    def __init__(self, pw: Any, profile: Path, address: str, *, pin: str | None = PIN) -> None:
        self.pw, self.profile, self.address, self.pin = pw, profile, address, pin
        self.context: Any = None
        self.page: Any = None

    def launch(self) -> None:
        """A browser on this profile, on an empty page."""
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (self.profile / name).unlink(missing_ok=True)
        self.context = self.pw.chromium.launch_persistent_context(
            str(self.profile), executable_path=CHROMIUM, args=FLAGS, viewport={"width": 360, "height": 740},
            service_workers="allow", timezone_id="Europe/Paris",
        )  # fmt: skip
        self.page = self.context.pages[0] if self.context.pages else self.context.new_page()

    def pair(self, code: str) -> None:
        """A photographed square, six figures twice, and the day's page."""
        self.page.goto(f"{self.address}/#{code}")
        if self.pin:
            self.choose_pin()
        self.page.wait_for_selector("[data-testid=start-tour]")

    def choose_pin(self) -> None:
        """Six figures, twice."""
        for _ in range(2):
            self.page.wait_for_selector(LOCKED)
            self.page.type("[data-testid=pin]", self.pin)
            self.page.wait_for_timeout(60)

    def open(self) -> None:
        """Launch, go to the app, unlock it: somewhere in it afterwards."""
        self.launch()
        self.page.goto(self.address)
        self.unlock()

    def unlock(self) -> None:
        """Past the lock, if there is one. What stood there instead is said."""
        try:
            if self.pin:
                self.page.wait_for_selector(f"{LOCKED}, {SOMEWHERE}")
                if self.page.locator(LOCKED).count():
                    self.page.type("[data-testid=pin]", self.pin)
            self.page.wait_for_selector(SOMEWHERE)
        except Exception as problem:
            raise AssertionError(f"the app did not open at {self.page.url}: {self.says()!r}") from problem

    def says(self) -> str:
        """What is on the screen, or why nothing is."""
        try:
            return str(self.page.inner_text("body"))[:300]
        except Exception as problem:
            return f"nothing ({str(problem)[:100]})"

    def close(self) -> None:
        """As a person closes it."""
        with contextlib.suppress(Exception):
            self.context.close()

    def kill(self) -> None:
        """The battery dies: SIGKILL to every process of this browser."""
        for pid in processes_of(str(self.profile)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.close()

    def kept(self) -> list[str]:
        """Visits in this phone's database, one id for each revision."""
        return [op["id"] for op in self.page.evaluate(_READ, "ops") if op["kind"] == "visit"]

    def kept_or_none(self) -> list[str] | None:
        """As `kept`; None where the browser lets nobody read now."""
        try:
            return self.kept()
        except Exception:
            return None

    def ops(self) -> list[dict[str, Any]]:
        """Everything that is held to be sent or to be made safe."""
        found: list[dict[str, Any]] = self.page.evaluate(_READ, "ops")
        return found

    def rows(self, store: str) -> list[dict[str, Any]]:
        """Rows of one store."""
        found: list[dict[str, Any]] = self.page.evaluate(_READ, store)
        return found

    def worker_ready(self) -> None:
        """Until a service worker holds this page."""
        self.until("navigator.serviceWorker.controller !== null")

    def until(self, expression: str, seconds: int = 30) -> None:
        """Wait for an expression, asked from outside: the page's own policy forbids eval."""
        for _ in range(seconds * 20):
            if self.page.evaluate(expression):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{expression} did not come: {self.says()!r}")

    def to_the_stairs(self) -> None:
        """From wherever the app is to a stairwell."""
        page = self.page
        page.wait_for_selector(SOMEWHERE)
        for _ in range(4):
            if page.locator("[data-testid=knock]").count():
                return
            if page.locator("[data-testid=start-tour]").count():
                page.click("[data-testid=start-tour]")
                page.wait_for_selector("[data-testid=knock]")
            elif page.locator("[data-testid=nav-today]").count():
                page.click("[data-testid=nav-today]")
            else:
                page.click("[aria-label=Retour]")
            page.wait_for_timeout(50)
        page.wait_for_selector("[data-testid=knock]")

    def to_today(self) -> None:
        """On the day's page."""
        for _ in range(4):
            if self.page.locator("[data-testid=nav-today], [data-testid=start-tour]").count():
                return
            self.page.click("[aria-label=Retour]")
            self.page.wait_for_timeout(60)

    def to_a_door(self) -> None:
        """In front of the next door, with its tiles."""
        self.to_the_stairs()
        self.page.click("[data-testid=knock]")
        self.page.wait_for_selector("[data-testid=outcome-absent], [data-testid=knock]")
        if not self.page.locator("[data-testid=outcome-absent]").count():
            self.page.click("[data-testid=knock]")  # the hall was finished: the next one opened
            self.page.wait_for_selector("[data-testid=outcome-absent]")

    def visit(self, outcome: str = "absent") -> None:
        """Two taps; back once the app has let go of the door: then it is kept."""
        self.to_a_door()
        self.page.click(f"[data-testid=outcome-{outcome}]")
        self.page.wait_for_selector(f"[data-testid=outcome-{outcome}]", state="detached")

    def mailbox(self, which: str) -> int:
        """A count of « Mes visites gardées »: kept, flight, arrived."""
        return int(self.page.inner_text(f"[data-testid=count-{which}]"))


def processes_of(words: str) -> list[int]:
    """Every process whose command line has these words."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if words.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found
