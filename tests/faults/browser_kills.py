"""A browser that dies at any moment: while it saves, sends, opens, is paired, chooses its PIN, takes a new version (layer F4).

Rounds of one phone each: it is killed so many times, then comes back to its network; the server must hold each visit that the app
had shown as kept, once. A seed replays the moments; the machine's own pace does not.
"""

import contextlib
import random
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.builds import TODAY, deploy, next_build
from tests.chromium import LOCKED, SOMEWHERE, Phone
from tests.running import Running, running
from tests.street import Street, make_street
from tests.wire import Wire, until, wire_to

OUTCOMES = ("absent", "not_interested", "not_now", "vacant")
KILLS_A_ROUND = 10


@dataclass
class Field:
    """One running server behind a wire, on which rounds are played one after the other."""

    server: Running
    wire: Wire
    folder: Path
    served: Path


@contextmanager
def browser_field() -> Iterator[Field]:
    """A server with a place of its own for the phone's bundle."""
    folder = Path(tempfile.mkdtemp(prefix="palier-browser-"))
    served = folder / "bundle"
    deploy(TODAY, served)
    try:
        with running(folder / "data", PALIER_FIELD_BUNDLE=str(served)) as server, wire_to(server) as wire:
            yield Field(server, wire, folder, served)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class Round:
    """One phone, killed so many times."""

    field: Field
    phone: Phone
    street: Street
    dice: random.Random
    shown: set[str] = field(default_factory=set)
    moments: dict[str, int] = field(default_factory=dict)
    builds: int = 0
    lives: bool = False

    def visits(self, number: int) -> None:
        """So many visits, shown as kept."""
        for _ in range(number):
            self.phone.visit(self.dice.choice(OUTCOMES))
        self.shown = set(self.phone.kept())

    def kill_in_mid_save(self) -> None:
        """Between the tap and the word "kept"."""
        self.phone.to_a_door()
        self.phone.page.evaluate("document.querySelector('[data-testid=outcome-absent]').click()")
        self._at_random(0.08)

    def kill_in_mid_talk(self) -> None:
        """Among answers that are kept one by one."""
        self.phone.visit("met")
        self.phone.page.wait_for_selector("[data-testid=done]")
        self.shown = set(self.phone.kept())
        self.phone.page.evaluate("document.querySelector('[data-testid=question-facture-oui]').click()")
        self._at_random(0.08)

    def kill_while_sending(self) -> None:
        """The post is on its way, or its answer is, or the answer is being written."""
        self.visits(1)
        self.field.wire.be(self.dice.choice(("hold", "hold_answer", "lose_answer", "open")))
        mode = self.field.wire.mode
        self.phone.page.evaluate("dispatchEvent(new Event('online'))")
        if mode.startswith("hold"):
            self.field.wire.wait_until_held()
            if self.dice.random() < 0.5:
                self.field.wire.be("open")
        self._at_random(0.3)

    def kill_while_opening(self) -> None:
        """The app starts: its shell, its database, its lock."""
        self.phone.kill()
        self.phone.launch()
        self.phone.page.goto(self.phone.address, wait_until="commit")
        self._at_random(0.5)

    def kill_while_unlocking(self) -> None:
        """Six figures typed; half a second of arithmetic."""
        self.phone.kill()
        self.phone.launch()
        self.phone.page.goto(self.phone.address)
        self.phone.page.wait_for_selector(LOCKED)
        self.phone.page.type("[data-testid=pin]", self.phone.pin)
        self._at_random(0.4)

    def kill_while_updating(self) -> None:
        """A new version is fetched, put in place, waits."""
        self.builds += 1
        deploy(next_build(self.field.folder / "next", f"{self.street.name} {self.builds}"), self.field.served)
        self.field.wire.be("open")
        self.phone.page.evaluate("navigator.serviceWorker.getRegistration().then(one => { one && one.update(); })")
        self._at_random(1.0)

    def crash_the_page(self) -> None:
        """The page's own process dies in mid-save; the browser lives."""
        self.phone.to_a_door()
        self.phone.page.evaluate("document.querySelector('[data-testid=outcome-absent]').click()")
        time.sleep(self.dice.uniform(0, 0.08))
        fresh = self.phone.context.new_page()
        with contextlib.suppress(Exception):
            self.phone.page.goto("chrome://crash", timeout=5_000)
        self.phone.page, self.lives = fresh, True

    def close_the_page(self) -> None:
        """Swept away in mid-save."""
        self.phone.to_a_door()
        self.phone.page.evaluate("document.querySelector('[data-testid=outcome-absent]').click()")
        time.sleep(self.dice.uniform(0, 0.08))
        fresh = self.phone.context.new_page()
        self.phone.page.close()
        self.phone.page, self.lives = fresh, True

    def kill_and_cut_the_log(self) -> None:
        """The battery takes the end of what the browser was writing with it (decision 0015)."""
        self.visits(1)
        self.kill_in_mid_save()
        self.phone.kill()
        log = max(self.phone.profile.glob("Default/IndexedDB/*.leveldb/*.log"))
        # Only the visit that was being written: what was shown as kept had been forced to the disk.
        with log.open("r+b") as file:
            file.truncate(max(0, log.stat().st_size - self.dice.randint(1, 6)))

    def _at_random(self, most: float) -> None:
        time.sleep(self.dice.uniform(0, most))

    def come_back(self) -> None:
        """Opened again, in the same browser where that lives, and sometimes twice: a loss may only show at the second opening."""
        self.field.wire.be("dead")
        if self.lives:
            self.lives = False
            self.phone.page.goto(self.phone.address)
            self.phone.unlock()
            self._look()
        for _ in range(self.dice.randint(1, 2)):
            self.phone.kill()
            self.phone.open()
            self._look()
        self.shown = set(self.phone.kept())

    def _look(self) -> None:
        """Nothing shown as kept is missing, nothing is there twice."""
        found = self.phone.kept()
        assert self.shown <= set(found), f"lost {sorted(self.shown - set(found))} of {len(self.shown)}"
        # The one that was being written may be there; then once.
        assert len(set(found)) <= len(self.shown) + 1, f"{len(set(found))} for {len(self.shown)} shown"
        revisions = [(op["id"], op["rev"]) for op in self.phone.ops()]
        assert len(revisions) == len(set(revisions))

    def converge(self) -> None:
        """Out on the street: the server holds each visit once, none aside, and the phone says that all is well."""
        self.phone.kill()
        self.field.wire.be("open")
        self.phone.open()
        until(lambda: not any(op["state"] in ("unsent", "flight") for op in self.phone.ops()), 60)
        held = self.street.held()
        assert set(held["visits"]) == self.shown, (sorted(self.shown - set(held["visits"])), sorted(set(held["visits"]) - self.shown))
        assert held["aside"] == 0
        assert not [kind for kind, _lost in self.street.alerts()]

    MOMENTS: tuple[Callable[["Round"], None], ...] = (
        kill_in_mid_save, kill_in_mid_save, kill_in_mid_talk, kill_while_sending, kill_while_sending, kill_while_opening,
        kill_while_unlocking, kill_while_updating, crash_the_page, close_the_page, kill_and_cut_the_log,
    )  # fmt: skip

    def play(self, kills: int) -> None:
        """Kill so many times, then see what the server holds."""
        self.begin()
        for _ in range(kills):
            moment = self.dice.choice(self.MOMENTS)
            self.moments[moment.__name__] = self.moments.get(moment.__name__, 0) + 1
            self.visits(self.dice.randint(0, 2))
            moment(self)
            self.come_back()
        self.converge()

    def begin(self) -> None:
        """Paired at last, killed once or twice on the way there."""
        code = self.street.code()
        self.field.wire.be("open")
        self.phone.launch()
        for moment in ("pairing", "choosing", None):
            if moment and self.dice.random() < 0.5:
                continue
            self.moments[moment or "paired"] = self.moments.get(moment or "paired", 0) + 1
            self._begin(code, moment)
        self.phone.worker_ready()
        self.field.wire.be("dead")

    def _begin(self, code: str, moment: str | None) -> None:
        page = self.phone.page
        if moment == "pairing":
            page.goto(f"{self.phone.address}/#{code}", wait_until="commit")
            self._at_random(0.6)
        else:
            page.goto(f"{self.phone.address}/#{code}")
            page.wait_for_selector(f"{LOCKED}, {SOMEWHERE}")
            # Chosen before the last kill, or to be chosen now; which of the two, the heading says.
            choosing = "Choisissez" in page.inner_text("h1")
            for _ in range(2 if choosing else 1):
                page.wait_for_selector(LOCKED)
                page.type("[data-testid=pin]", self.phone.pin)
                page.wait_for_timeout(60)
            if moment == "choosing":
                self._at_random(0.6)
            else:
                page.wait_for_selector("[data-testid=start-tour]")
                return
        self.phone.kill()
        self.phone.launch()


def play_round(pw: Any, on: Field, seed: int, kills: int = KILLS_A_ROUND) -> dict[str, int]:
    """One phone of this seed. Gives how often each moment came; raises on the first thing lost or doubled."""
    street = make_street(on.server, f"Voisin{seed}")
    profile = on.folder / f"phone-{seed}-"
    one = Round(on, Phone(pw, profile, on.wire.phone), street, random.Random(seed))
    try:
        one.play(kills)
    finally:
        one.phone.kill()
        on.wire.be("open")
        shutil.rmtree(profile, ignore_errors=True)
    return one.moments


def play(first: int, rounds: int, kills: int = KILLS_A_ROUND) -> dict[str, int]:
    """Several rounds on one server."""
    totals: dict[str, int] = {}
    with browser_field() as on, sync_playwright() as pw:
        for seed in range(first, first + rounds):
            for moment, number in play_round(pw, on, seed, kills).items():
                totals[moment] = totals.get(moment, 0) + number
    return totals
