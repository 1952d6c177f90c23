"""A new version of the app at any moment (SY-10): 4 builds × 6 moments × 3 ways it comes. Nothing is lost, no page goes blank, and a
newer version never takes over a page where something is half done, nor while a post is on its way.

Three builds are those of earlier days, made from the repository's history; the fourth is today's, followed by one that only
differs by a word. What an older page does by itself cannot be changed any more: its visits still have to arrive.
"""

import contextlib
import random
import shutil
import time
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from playwright.sync_api import sync_playwright

from tests.builds import OLD, TODAY, NoHistory, deploy, next_build, old_build
from tests.chromium import SOMEWHERE, Phone
from tests.faults.browser_kills import Field, browser_field
from tests.running import PIN
from tests.street import Street, make_street
from tests.wire import until

BUILDS = (*OLD, "today")
MOMENTS = ("idle", "form", "on its way", "answered", "arrived", "two pages")
WAYS = ("taken", "killed", "cut")
ALL = tuple(product(BUILDS, MOMENTS, WAYS))

_WAITS = "navigator.serviceWorker.getRegistration().then(one => Boolean(one && one.waiting))"
_ACTIVE = """(async () => { const one = await navigator.serviceWorker.getRegistration(); if (!one || !one.active) return null;
  const names = (await caches.keys()).filter(name => /^palier-[0-9a-f]{16}$/.test(name)); return names.length; })()"""
_ASK = "navigator.serviceWorker.getRegistration().then(one => one.update()).then(() => true, () => false)"
_NOTE = "un mot à moitié"


@dataclass
class Update:
    """One phone of one build, at one moment, updated one way."""

    field: Field
    phone: Phone
    street: Street
    build: str
    moment: str
    way: str
    dice: random.Random
    shown: set[str] = field(default_factory=set)
    other: Any = None

    def play(self) -> None:
        """From the old build to the new one, with visits that have not left."""
        self._begin()
        self._reach()
        self._new_version()
        if self.way == "killed":
            self._killed()
        elif self.way == "cut":
            self._cut()
        else:
            self._taken()
        self._converge()

    def _begin(self) -> None:
        deploy(TODAY if self.build == "today" else old_build(self.build), self.field.served)
        self.field.wire.be("open")
        self.phone.pin = None if self.build == "0.1" else PIN
        self.phone.launch()
        self.phone.pair(self.street.code())
        self.phone.worker_ready()
        self.field.wire.be("dead")
        for outcome in ("absent", "not_interested", "vacant"):
            self._visit(outcome)

    def _visit(self, outcome: str) -> None:
        self.phone.visit(outcome)
        self.shown = set(self.phone.kept())

    def _reach(self) -> None:
        wire, page = self.field.wire, self.phone.page
        if self.moment == "form":
            self.phone.visit("met")
            page.click("[data-testid=add-note]")
            page.fill("[data-testid=note]", _NOTE)
            self.shown = set(self.phone.kept())
        elif self.moment in ("on its way", "answered"):
            wire.be("hold" if self.moment == "on its way" else "hold_answer")
            page.evaluate("dispatchEvent(new Event('online'))")
            wire.wait_until_held()
        elif self.moment == "arrived":
            wire.be("open")
            page.evaluate("dispatchEvent(new Event('online'))")
            until(self._all_left)
        else:
            self._to_today(page)
            if self.moment == "two pages":
                wire.be("open")
                self.other = self.phone.context.new_page()
                self.other.goto(self.phone.address)
                wire.be("dead")
                self._unlock(self.other)

    def _unlock(self, page: Any) -> None:
        first, self.phone.page = self.phone.page, page
        try:
            self.phone.unlock()
            self.phone.to_a_door()
        finally:
            self.phone.page = first

    def _all_left(self) -> bool:
        return not any(op["state"] in ("unsent", "flight") for op in self.phone.ops())

    def _to_today(self, page: Any) -> None:
        for _ in range(4):
            if page.locator("[data-testid=nav-today], [data-testid=start-tour]").count():
                return
            page.click("[aria-label=Retour]")
            page.wait_for_timeout(60)

    def _new_version(self) -> None:
        """Deployed; the browser asks for it, while operations go on doing what they were doing."""
        newer = next_build(self.field.folder / "next", self.street.name) if self.build == "today" else TODAY
        deploy(newer, self.field.served)
        wire = self.field.wire
        if wire.mode == "dead":
            wire.be("open" if self.moment == "arrived" else "hold")
        if self.way == "cut":
            return
        self.phone.page.evaluate(_ASK.replace(".then(() => true, () => false)", ".catch(() => {}); 1") if self.way == "killed" else _ASK)

    def _killed(self) -> None:
        time.sleep(self.dice.uniform(0, 0.8))
        self.phone.kill()

    def _cut(self) -> None:
        """The network goes while the new version is fetched: the old one stays whole, and opens without network."""
        page, wire = self.phone.page, self.field.wire
        page.evaluate("navigator.serviceWorker.getRegistration().then(one => { one.update().catch(() => {}); })")
        time.sleep(self.dice.uniform(0, 0.25))
        wire.be("dead")
        page.wait_for_timeout(300)
        self._still_there(page)
        self.phone.kill()
        self.phone.open()
        assert self.shown <= set(self.phone.kept())

    def _taken(self) -> None:
        """It waits; it is taken when the voisin says so, and not over something half done."""
        page = self.phone.page
        self.phone.until(_WAITS)
        page.wait_for_timeout(300)
        self._still_there(page)
        if self.moment == "form":
            page.click("[data-testid=note-keep]")
            page.wait_for_selector("[data-testid=done]")
            page.click("[data-testid=done]")
            page.wait_for_timeout(100)
        self._to_today(page)
        page.wait_for_selector(SOMEWHERE)
        page.click("[data-testid=nav-me]")
        loaded = page.evaluate("performance.timeOrigin")
        page.click(f"button:has-text('{'La prendre'}')")
        if self.build == "today":
            self._not_over_what_is_half_done(page, loaded)
        self._reloaded(page, loaded, must=self.build != "0.1" and self.moment != "two pages")

    def _not_over_what_is_half_done(self, page: Any, loaded: float) -> None:
        """Today's page waits for what is on its way, and for the other page."""
        if self.moment in ("on its way", "answered"):
            page.wait_for_timeout(700)
            assert page.evaluate("performance.timeOrigin") == loaded, "reloaded while a post was on its way"
            self.field.wire.be("open")
        elif self.moment == "two pages":
            page.wait_for_selector("[role=alert]")
            assert page.evaluate(_WAITS), "taken over while a door was open in another page"
            assert self.other.locator("[data-testid=outcome-absent]").count()
            self.other.click("[aria-label=Retour]")
            self.other.wait_for_selector("[data-testid=knock]")
            self.other.click("[aria-label=Retour]")
            self.field.wire.be("open")
            page.wait_for_timeout(200)
            page.click("[data-testid=update]")

    def _reloaded(self, page: Any, loaded: float, must: bool) -> None:
        for _ in range(100):
            with contextlib.suppress(Exception):
                if page.evaluate("performance.timeOrigin") != loaded:
                    return
            page.wait_for_timeout(50)
        assert not must, f"the new version was not taken: {self.phone.says()!r}"

    def _still_there(self, page: Any) -> None:
        if self.moment == "form":
            assert page.input_value("[data-testid=note]") == _NOTE, "what was being written is gone"
        else:
            assert len(page.inner_text("body").strip()) > 20, "a blank page"

    def _converge(self) -> None:
        """The new version is the one that runs in the end; the server holds each visit once."""
        self.field.wire.be("open")
        self.phone.kill()
        self._open_newest()
        until(self._all_left, 60)
        held = self.street.held()
        assert set(held["visits"]) == self.shown, (
            self.build,
            sorted(self.shown - set(held["visits"])),
            sorted(set(held["visits"]) - self.shown),
        )
        assert held["aside"] == 0
        assert self.street.alerts() == []
        # A whole shell is on the phone: it opens with the server dead.
        self.field.wire.be("dead")
        self.phone.kill()
        self.phone.open()

    def _open_newest(self) -> None:
        """As a voisin does: open, close, open. A waiting version comes when no page of the old one is left."""
        for _ in range(3):
            self.phone.launch()
            self.phone.page.goto(self.phone.address)
            self.phone.page.wait_for_selector(f"[data-testid=pin]:enabled, {SOMEWHERE}")
            if self.phone.pin is None and self.phone.page.locator("[data-testid=pin]").count():
                self.phone.pin = PIN
                self.phone.choose_pin()
            self.phone.unlock()
            if self._is_newest():
                return
            self.phone.page.evaluate(_ASK)
            self.phone.until(_WAITS)
            self.phone.close()
        raise AssertionError(f"the new version never came: {self.build}, {self.moment}, {self.way}")

    def _is_newest(self) -> bool:
        served = (self.field.served / "index.html").read_text("utf-8")
        here = self.phone.page.evaluate("fetch('/').then(found => found.text())")
        return bool(here == served)


def play_one(pw: Any, on: Field, seed: int, which: tuple[str, str, str]) -> None:
    """One update; raises on the first thing lost, doubled or blank. Raises `NoHistory` when the old build cannot be made."""
    street = make_street(on.server, f"Version{seed}", entrances=1)
    profile = on.folder / f"update-{seed}-"
    one = Update(on, Phone(pw, profile, on.wire.phone), street, *which, random.Random(seed))
    try:
        one.play()
    except NoHistory:
        raise
    except Exception as problem:
        raise AssertionError(f"{which}, seed {seed}: {problem}; on the screen: {one.phone.says()!r}") from problem
    finally:
        on.wire.be("open")
        one.phone.kill()
        shutil.rmtree(profile, ignore_errors=True)


def play(which: list[tuple[str, str, str]], first: int = 1) -> int:
    """Several updates on one server."""
    with browser_field() as on, sync_playwright() as pw:
        for number, one in enumerate(which):
            play_one(pw, on, first + number, one)
    return len(which)
