"""A short part of what browsers are put through within `make test`: killed, filled, emptied, updated, without what others have.

The long runs are `make faults LAYER=browser`, `quota`, `evictions`, `updates`, `fortnight`; the other engines are `make engines`.
"""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.builds import NoHistory
from tests.chromium import Phone
from tests.faults import browser_kills, evictions, quotas, updates
from tests.running import Running, running
from tests.street import Street, make_street
from tests.wire import until

pytestmark = pytest.mark.browser
SEED = int(os.environ.get("PALIER_SEED", "1"))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("browser") / "data") as found:
        yield found


@contextlib.contextmanager
def paired(pw: Any, server: Running, name: str, profile: Path, before: str = "") -> Iterator[tuple[Phone, Street]]:
    """A paired phone of its own voisin; `before` runs in each page ahead of the app."""
    street = make_street(server, name, entrances=1)
    phone = Phone(pw, profile, server.phone)
    phone.launch()
    if before:
        phone.context.add_init_script(before)
    try:
        phone.pair(street.code())
        yield phone, street
    finally:
        phone.kill()


def arrived(phone: Phone, street: Street) -> dict[str, Any]:
    """What the server holds once the phone has nothing left to send."""
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: not any(op["state"] in ("unsent", "flight") for op in phone.ops()))
    return street.held()


def test_a_browser_killed_at_any_moment_keeps_what_it_showed() -> None:
    assert sum(browser_kills.play(SEED, rounds=1, kills=3).values()) >= 3


def test_a_log_cut_in_mid_write_does_not_cost_everything_at_the_second_opening(server: Running, tmp_path: Path) -> None:
    """A battery that dies while Chrome writes leaves half a record. Chrome goes on after it, and later erases everything: without
    the copy beside the database (erased here), only a new log at each opening saves it (decision 0015)."""
    with sync_playwright() as pw, paired(pw, server, "Journal", tmp_path / "phone") as (phone, _street):
        phone.context.set_offline(True)
        for _ in range(2):
            phone.visit()
        before = set(phone.kept())
        phone.kill()
        log = max(phone.profile.glob("Default/IndexedDB/*.leveldb/*.log"))
        with log.open("r+b") as file:
            file.truncate(log.stat().st_size - 5)
        for _ in range(2):
            phone.open()
            phone.page.evaluate("caches.delete('palier-outbox')")
            phone.visit()
            found = set(phone.kept())
            # What was being written when the battery died may be gone; nothing else is, then or later.
            assert len(before - found) <= 1
            before = found
            phone.kill()
        phone.open()
        assert set(phone.kept()) == before


@pytest.mark.parametrize("seed", [0, 1], ids=[evictions.Eviction.KINDS[seed].__name__ for seed in (0, 1)])
def test_storage_taken_away_comes_back_or_is_said(seed: int) -> None:
    evictions.play(seed, 1)


def test_a_full_phone_says_so_and_keeps_the_form(server: Running) -> None:
    try:
        assert quotas.play(server, SEED, sizes=1)["sizes"] == 1
    except quotas.NoDisk:
        pytest.skip("only root mounts a disk")


def test_a_new_version_strands_nothing() -> None:
    # An app of the first days, in clear and without a PIN, taken over while it has visits that have not left.
    try:
        updates.play([("0.1", "idle", "taken")], SEED)
    except NoHistory as missing:
        pytest.skip(str(missing))


OLDER = """
delete window.SyncManager; delete window.structuredClone; delete window.BroadcastChannel;
for (const name of ["locks", "storage", "canShare", "share", "connection", "userAgentData"]) Object.defineProperty(Navigator.prototype, name, { get: () => undefined });
Object.defineProperty(Crypto.prototype, "randomUUID", { value: undefined });
Object.defineProperty(IDBFactory.prototype, "databases", { value: undefined });
"""
BARE = """
delete window.caches; Object.defineProperty(Navigator.prototype, "serviceWorker", { get: () => undefined }); delete Navigator.prototype.serviceWorker;
Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("no cookies here", "SecurityError"); } });
"""
MUTE = """
const never = () => new Promise(() => {});
StorageManager.prototype.persist = never; StorageManager.prototype.estimate = never;
for (const name of ["open", "has", "keys", "match", "delete"]) CacheStorage.prototype[name] = never;
"""
REFUSING = """
const no = () => Promise.reject(new DOMException("no", "UnknownError"));
StorageManager.prototype.persist = no; StorageManager.prototype.estimate = no; LockManager.prototype.request = no;
const forbidden = () => Promise.reject(new DOMException("no", "SecurityError"));
for (const name of ["open", "has", "keys", "match", "delete"]) CacheStorage.prototype[name] = forbidden;
ServiceWorkerContainer.prototype.register = no;
"""


@pytest.mark.parametrize("before", [OLDER, BARE, MUTE, REFUSING], ids=["older", "bare", "mute", "refusing"])
def test_the_app_works_without_what_some_browsers_lack(server: Running, tmp_path: Path, before: str) -> None:
    """An older Chrome (DV-13), a private window without caches or marks, a browser that answers nothing, one that refuses all: what
    is noted is kept, found again after a reload, and arrives."""
    name = {OLDER: "Ancien", BARE: "Nu", MUTE: "Muet", REFUSING: "Refus"}[before]
    problems: list[str] = []
    with sync_playwright() as pw, paired(pw, server, name, tmp_path / "phone", before) as (phone, street):
        phone.page.on("pageerror", lambda problem: problems.append(str(problem)))
        phone.visit()
        phone.visit("met")
        phone.page.click("[data-testid=question-facture-oui]")
        phone.page.click("[data-testid=done]")
        phone.page.reload()
        phone.unlock()
        kept = set(phone.kept())
        assert len(kept) == 2
        held = arrived(phone, street)
        assert set(held["visits"]) == kept
        assert held["aside"] == 0
    assert [one for one in problems if "no cookies" not in one and one != "no"] == []


# A request as the browser makes it, but for what becomes of it.
HANGING = """IDBFactory.prototype.open = () => {
  const nothing = { value: () => {} };
  return Object.create(IDBOpenDBRequest.prototype, { addEventListener: nothing, removeEventListener: nothing, onsuccess: { set() {} }, onerror: { set() {} },
    onupgradeneeded: { set() {} } });
};"""
DENYING = """IDBFactory.prototype.open = () => {
  const told = [];
  const asked = Object.create(IDBOpenDBRequest.prototype, {
    error: { value: new DOMException("Internal error opening backing store for indexedDB.open.", "UnknownError") },
    addEventListener: { value: (name, work) => told.push([name, work]) }, removeEventListener: { value: () => {} },
    onsuccess: { set() {} }, onerror: { set(work) { told.push(["error", work]); } }, onupgradeneeded: { set() {} },
  });
  setTimeout(() => told.filter(([name]) => name === "error").forEach(([, work]) => work(new Event("error"))));
  return asked;
};"""


@pytest.mark.parametrize(("before", "words"), [(HANGING, "met du temps"), (DENYING, "ne s’ouvre pas")], ids=["hangs", "denies"])
def test_an_app_that_does_not_open_says_so_and_hands_over_what_it_keeps(server: Running, tmp_path: Path, before: str, words: str) -> None:
    """Never a blank page: what it waits for, a way to try again, and what is kept as a file."""
    with sync_playwright() as pw, paired(pw, server, f"Ferme{words[:3]}", tmp_path / "phone") as (phone, _street):
        phone.context.set_offline(True)
        phone.visit()
        phone.page.wait_for_timeout(1_000)
        page = phone.context.new_page()
        page.add_init_script(before)
        page.goto(server.phone)
        page.wait_for_selector("[data-testid=trouble]")
        assert words in page.inner_text("body")
        with page.expect_download() as given:
            page.click("[data-testid=trouble-share]")
        shared = Path(given.value.path()).read_text("utf-8")
        assert '"palier":"outbox"' in shared
        assert phone.kept()[0] in shared


def test_a_phone_given_back_keeps_nothing_and_asks_twice(server: Running, tmp_path: Path) -> None:
    """Without network: what has not left is said, twice; then nothing of the app stays (DV-12)."""
    with sync_playwright() as pw, paired(pw, server, "Rendu", tmp_path / "phone") as (phone, _street):
        phone.worker_ready()
        phone.visit()
        phone.context.set_offline(True)
        phone.visit()
        phone.to_today()
        phone.page.click("[data-testid=nav-me]")
        phone.page.click("[data-testid=leave]")
        phone.page.wait_for_selector("[data-testid=leave-some]")
        phone.page.click("[data-testid=leave-go]")
        phone.page.wait_for_selector("[data-testid=leave-sure]")
        phone.page.click("[data-testid=leave-lose]")
        phone.page.wait_for_selector("text=Ce téléphone n’est plus relié")
        left = phone.page.evaluate(
            "Promise.all([indexedDB.databases(), caches.keys(), navigator.serviceWorker.getRegistrations(), Object.keys(localStorage)])"
        )
        assert [len(one) for one in left] == [0, 0, 0, 0], left


def test_a_lost_phone_closed_in_the_desk_hands_over_and_empties_itself(server: Running, tmp_path: Path) -> None:
    with sync_playwright() as pw, paired(pw, server, "Perdu", tmp_path / "phone") as (phone, street):
        phone.context.set_offline(True)
        for _ in range(2):
            phone.visit()
        server.python(
            "from palier.people.api import Device, revoke_device\n"
            f"device = Device.objects.get(voisin={street.voisin!r})\nrevoke_device('test', device, timezone.now())\nanswer(1)"
        )
        phone.context.set_offline(False)
        phone.page.wait_for_selector("text=Tout ce qu’il gardait est arrivé")
        left = phone.page.evaluate("Promise.all([indexedDB.databases(), caches.keys()])")
        assert [len(one) for one in left] == [0, 0], left
    aside = server.python(
        "from palier.visits.api import Operation\n"
        f"answer(Operation.objects.filter(device__voisin={street.voisin!r}, reason='revoked', kind='visit').count())"
    )
    assert aside == 2


def test_a_tap_given_twice_is_one_visit(server: Running, tmp_path: Path) -> None:
    with sync_playwright() as pw, paired(pw, server, "Double", tmp_path / "phone") as (phone, _street):
        phone.to_a_door()
        phone.page.evaluate("(() => { const one = document.querySelector('[data-testid=outcome-absent]'); one.click(); one.click(); })()")
        phone.page.wait_for_selector("[data-testid=knock]")
        phone.page.wait_for_timeout(300)
        assert len(phone.kept()) == 1
