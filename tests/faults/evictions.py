"""Storage taken away, whole or in parts, between two starts or under the open app (DV-09).

What can be brought back is, and is said; what is lost is said on the phone and at the desk; never does the app begin again in
silence as if it were new.
"""

import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from tests.chromium import Phone
from tests.running import Running, running
from tests.street import Street, make_street
from tests.wire import Wire, until, wire_to

_DROP_CACHES = "caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))"
_DROP_MARKS = "localStorage.clear()"


@dataclass
class Eviction:
    """One phone with visits that the server has, and visits that only it has."""

    phone: Phone
    street: Street
    wire: Wire
    dice: random.Random
    arrived: set[str] = field(default_factory=set)
    only_here: set[str] = field(default_factory=set)

    def prepare(self) -> None:
        """Two visits arrived, two that have not left, both copied beside the database."""
        self.phone.launch()
        self.phone.pair(self.street.code())
        self.phone.worker_ready()
        for _ in range(2):
            self.phone.visit()
        self.phone.page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda: not any(op["state"] in ("unsent", "flight") for op in self.phone.ops()))
        self.arrived = set(self.phone.kept())
        self.wire.be("dead")
        for _ in range(2):
            self.phone.visit()
        self.only_here = set(self.phone.kept()) - self.arrived
        assert len(self.only_here) == 2
        self.phone.page.wait_for_timeout(1_000)

    # What is taken, and what must then be seen.

    def the_database_between_two_starts(self) -> None:
        """Its files are gone: all comes back from the copy."""
        self.phone.kill()
        _remove(self.phone.profile, "IndexedDB")
        self._opens_again_with_a_new_pin()

    def the_database_under_the_open_app(self) -> None:
        """The browser empties it while the app runs."""
        self._clear("indexeddb")
        self._opens_again_with_a_new_pin(goto=False)

    def the_database_and_its_copy(self) -> None:
        """What had not left is lost: said here, and at the desk once the phone is paired again."""
        self.phone.page.evaluate(_DROP_CACHES)
        self.phone.close()  # Chrome writes the mark down within a minute, or when it is closed
        _remove(self.phone.profile, "IndexedDB")
        self._is_said_here_then_there("[data-testid=emptied]")

    def everything_under_the_open_app(self) -> None:
        """Database, caches, worker: only the mark is left."""
        self._clear("indexeddb,cache_storage,service_workers")
        self._is_said_here_then_there("[data-testid=emptied]", goto=False)

    def everything_and_the_mark(self) -> None:
        """Nothing is left to notice it by: the server does, at the next pairing, and says it to both."""
        self.phone.kill()
        for name in ("IndexedDB", "Service Worker", "WebStorage", "Local Storage", "Session Storage", "CacheStorage"):
            _remove(self.phone.profile, name)
        self._is_said_here_then_there("[data-testid=pair-code]")

    def the_shell(self) -> None:
        """The app's own files: without network it says what it waits for; with network it is whole again. No visit is touched."""
        self.phone.page.evaluate(_DROP_CACHES)
        self.phone.kill()
        self.phone.launch()
        self.phone.page.goto(self.phone.address)
        assert "attend le réseau" in self.phone.says()
        self.wire.be("open")
        self.phone.page.goto(self.phone.address)
        self.phone.unlock()
        self._nothing_lost()
        self.phone.until("caches.keys().then(names => names.filter(name => /^palier-[0-9a-f]{16}$/.test(name)).length === 1)")
        self.phone.page.wait_for_timeout(500)
        self.wire.be("dead")
        self.phone.kill()
        self.phone.open()

    def the_marks(self) -> None:
        """No false alarm."""
        self.phone.page.evaluate(_DROP_MARKS)
        self.phone.kill()
        self.phone.open()
        self.wire.be("open")
        self._nothing_lost()

    def back_in_time_with_the_copy(self) -> None:
        """An older state of the database, as a phone's own restore brings it: the copy has what is missing."""
        self._back_in_time(copied=True)
        self.phone.open()
        self.wire.be("open")
        self._nothing_lost()

    def back_in_time_without_the_copy(self) -> None:
        """What was written since is lost: said here, and at the desk with the next contact."""
        self._back_in_time(copied=False)
        self.phone.open()
        self.phone.page.goto(self.phone.address)
        self.phone.unlock()
        self.phone.to_today()
        self.phone.page.wait_for_selector("[data-testid=notice-lost]")
        self.wire.be("open")
        self.phone.page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda: [kind for kind, lost in self.street.alerts() if lost] == ["went_back"])

    KINDS: tuple[Callable[["Eviction"], None], ...] = (
        the_database_between_two_starts, the_database_and_its_copy, the_database_under_the_open_app, everything_under_the_open_app,
        everything_and_the_mark, the_shell, the_marks, back_in_time_with_the_copy, back_in_time_without_the_copy,
    )  # fmt: skip

    def _clear(self, what: str) -> None:
        cdp = self.phone.context.new_cdp_session(self.phone.page)
        cdp.send("Storage.clearDataForOrigin", {"origin": self.phone.address, "storageTypes": what})

    def _back_in_time(self, *, copied: bool) -> None:
        kept = self.phone.profile.with_suffix(".before")
        self.phone.close()
        shutil.copytree(self.phone.profile / "Default" / "IndexedDB", kept)
        self.phone.open()
        for _ in range(2):
            self.phone.visit()
        self.only_here = set(self.phone.kept()) - self.arrived
        self.phone.page.wait_for_timeout(1_000)
        if not copied:
            self.phone.page.evaluate(
                "caches.open('palier-outbox').then(one => one.keys().then(all => Promise.all(all.map(key => one.delete(key)))))"
            )
        self.phone.close()
        _remove(self.phone.profile, "IndexedDB")
        kept.rename(self.phone.profile / "Default" / "IndexedDB")

    def _opens_again_with_a_new_pin(self, *, goto: bool = True) -> None:
        """The phone is still itself: it chooses a PIN, says what came back, and sends it."""
        if goto:
            self.phone.launch()
            self.phone.page.goto(self.phone.address)
        self.phone.page.wait_for_selector("h1:has-text('Choisissez')")
        self.phone.choose_pin()
        self.phone.page.wait_for_selector("[data-testid=notice-back]")
        self.wire.be("open")
        self._nothing_lost()

    def _nothing_lost(self) -> None:
        self.phone.page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda: (self.arrived | self.only_here) <= set(self.street.held()["visits"]))
        held = self.street.held()
        assert set(held["visits"]) == self.arrived | self.only_here, (len(held["visits"]), len(self.arrived), len(self.only_here))
        assert held["aside"] == 0, held["aside"]
        assert (alerts := self.street.alerts()) == [], alerts

    def _is_said_here_then_there(self, sign: str, *, goto: bool = True) -> None:
        """This page says it; paired again, the phone and the desk say it."""
        self.wire.be("open")
        if goto:
            self.phone.launch()
            self.phone.page.goto(self.phone.address)
        self.phone.page.wait_for_selector(sign)
        self.phone.page.goto("about:blank")
        self.phone.pair(self.street.code())
        self.phone.page.wait_for_selector("[data-testid=notice-replaced]")
        assert [kind for kind, _lost in self.street.alerts()] == ["emptied"]
        assert set(self.street.held()["visits"]) == self.arrived


def _remove(profile: Path, name: str) -> None:
    for found in profile.glob(f"Default/{name}*"):
        shutil.rmtree(found, ignore_errors=True)
    for found in profile.glob(f"Default/**/{name}"):
        shutil.rmtree(found, ignore_errors=True)


@contextmanager
def eviction_field() -> Iterator[tuple[Any, Running, Wire, Path]]:
    """A server, a wire, and where profiles go."""
    folder = Path(tempfile.mkdtemp(prefix="palier-evictions-"))
    try:
        with running(folder / "data") as server, wire_to(server) as wire, sync_playwright() as pw:
            yield pw, server, wire, folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def play_one(pw: Any, server: Running, wire: Wire, folder: Path, seed: int) -> str:
    """One eviction; which kind follows from the seed. Gives its name; raises when something was lost in silence."""
    kind = Eviction.KINDS[seed % len(Eviction.KINDS)]
    street = make_street(server, f"Vide{seed}", entrances=1)
    profile = folder / f"phone-{seed}-"
    wire.be("open")
    one = Eviction(Phone(pw, profile, wire.phone), street, wire, random.Random(seed))
    try:
        one.prepare()
        kind(one)
    except Exception as problem:
        raise AssertionError(f"{kind.__name__}, seed {seed}: {problem}; on the screen: {one.phone.says()!r}") from problem
    finally:
        one.phone.kill()
        shutil.rmtree(profile, ignore_errors=True)
    return kind.__name__


def play(first: int, number: int) -> dict[str, int]:
    """Several evictions on one server."""
    counts: dict[str, int] = {}
    with eviction_field() as (pw, server, wire, folder):
        for seed in range(first, first + number):
            name = play_one(pw, server, wire, folder, seed)
            counts[name] = counts.get(name, 0) + 1
    return counts
