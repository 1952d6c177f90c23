"""A real browser killed in mid-save, emptied by the system, filled to the brim, updated: nothing shown as kept is lost, every loss is said."""

import contextlib
import json
import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright import sync_api as playwright

from tests.running import CHROMIUM, FLAGS, Running, choose_pin, enter_pin, running

KILLS = int(os.environ.get("PALIER_KILLS", "4"))
QUOTAS = int(os.environ.get("PALIER_QUOTAS", "3"))
EVICTIONS = int(os.environ.get("PALIER_EVICTIONS", "2"))
# Where a phone opens again: the day, the stairs, or the door where it was left.
SOMEWHERE = ", ".join(f"[data-testid={one}]" for one in ("knock", "start-tour", "outcome-met", "correct"))
IDS = """async () => {
  const db = await new Promise((done, fail) => { const r = indexedDB.open("palier"); r.onsuccess = () => done(r.result); r.onerror = () => fail(r.error); });
  const ops = await new Promise((done) => { const r = db.transaction("ops").objectStore("ops").getAll(); r.onsuccess = () => done(r.result); });
  db.close();
  return ops.filter((op) => op.kind === "visit").map((op) => op.id);
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory):
    with running(tmp_path_factory.mktemp("browser") / "data", PALIER_DEMO="1") as server:
        server.run("demo", "--no-serve")
        yield server


def launch(pw: Any, profile: Path) -> tuple[Any, Any]:
    for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
        (profile / name).unlink(missing_ok=True)
    context = pw.chromium.launch_persistent_context(
        str(profile), executable_path=CHROMIUM, args=FLAGS, viewport={"width": 360, "height": 740}, timezone_id="Europe/Paris"
    )
    return context, context.pages[0] if context.pages else context.new_page()


def pair(page: Any, server: Running, voisin: str) -> None:
    page.goto(json.loads(server.run("pair", voisin, "--json"))["address"])
    choose_pin(page)
    page.wait_for_selector("[data-testid=start-tour]")


def to_the_stairs(page: Any) -> None:
    page.wait_for_selector(SOMEWHERE)
    if page.locator("[data-testid=outcome-met], [data-testid=correct]").count():
        page.click("[aria-label=Retour]")
        page.wait_for_selector("[data-testid=knock]")
    if page.locator("[data-testid=start-tour]").count():
        page.click("[data-testid=start-tour]")
    page.wait_for_selector("[data-testid=knock]")


def one_visit(page: Any) -> None:
    """Two taps; back once the app says that it is kept."""
    page.click("[data-testid=knock]")
    if not page.locator("[data-testid=outcome-absent]").count():
        page.click("[data-testid=knock]")  # the way to the next hall
    page.click("[data-testid=outcome-absent]")
    # The word of the visit before may still be there: the door leaves the screen once this one is kept.
    page.wait_for_selector("[data-testid=outcome-absent]", state="detached")


def kill(profile: Path) -> None:
    found = subprocess.run(["pgrep", "-f", f"user-data-dir={profile}"], capture_output=True, text=True, check=False)
    for pid in found.stdout.split():
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(pid), signal.SIGKILL)


def test_a_browser_killed_at_any_moment_keeps_what_it_showed(server: Running, tmp_path: Path) -> None:
    dice = random.Random(int(os.environ.get("PALIER_SEED", "1")))
    profile, shown = tmp_path / "phone", 0
    with playwright.sync_playwright() as pw:
        context, page = launch(pw, profile)
        pair(page, server, "Fatoumata")
        for _ in range(KILLS):
            context.set_offline(True)
            to_the_stairs(page)
            for _ in range(dice.randint(1, 3)):
                one_visit(page)
                shown += 1
            # And one more, killed somewhere between the tap and the word "kept".
            page.click("[data-testid=knock]")
            if page.locator("[data-testid=outcome-absent]").count():
                with contextlib.suppress(Exception):
                    page.evaluate("document.querySelector('[data-testid=outcome-absent]').click()")
            time.sleep(dice.uniform(0, 0.06))
            kill(profile)
            with contextlib.suppress(Exception):
                context.close()
            context, page = launch(pw, profile)
            page.goto(server.phone)
            enter_pin(page)
            page.wait_for_selector(SOMEWHERE)
            found = page.evaluate(IDS)
            assert len(found) == len(set(found))
            # The last one may have been written just before the end: then it is there, once.
            assert shown <= len(found) <= shown + 1
            shown = len(found)
        context.close()


DROP_DATABASE = "new Promise(done => { const r = indexedDB.deleteDatabase('palier'); r.onsuccess = r.onblocked = () => done(1); })"
DROP_CACHES = "caches.keys().then(names => Promise.all(names.map(name => caches.delete(name))))"


def test_a_phone_emptied_by_the_system_says_so_and_the_manager_knows(server: Running, tmp_path: Path) -> None:
    for number in range(EVICTIONS):
        with playwright.sync_playwright() as pw:
            context, page = launch(pw, tmp_path / f"phone{number}")
            pair(page, server, "Maria")
            page.evaluate(DROP_CACHES)
            page.evaluate(DROP_DATABASE)
            page.goto(server.phone)
            page.wait_for_selector("[data-testid=emptied]")
            page.goto("about:blank")
            pair(page, server, "Maria")
            context.close()
    alerts = server.python(
        "from palier.people.api import PhoneAlert\nanswer(PhoneAlert.objects.filter(voisin__first_name='Maria').count())"
    )
    assert alerts >= EVICTIONS


def test_a_database_taken_for_damaged_comes_back_from_its_copy(server: Running, tmp_path: Path) -> None:
    """What a browser erases of its own accord is its database: the copy beside it brings back each visit, and who this phone is."""
    with playwright.sync_playwright() as pw:
        context, page = launch(pw, tmp_path / "phone")
        pair(page, server, "Maria")
        context.set_offline(True)
        to_the_stairs(page)
        for _ in range(2):
            one_visit(page)
        before = set(page.evaluate(IDS))
        page.wait_for_timeout(1000)
        page.evaluate(DROP_DATABASE)
        page.goto(server.phone)
        choose_pin(page)
        page.wait_for_selector("[data-testid=notice-back]")
        assert set(page.evaluate(IDS)) == before
        context.set_offline(False)
        page.wait_for_selector("[data-testid=start-tour]")  # the tours are fetched again
        page.click("[data-testid=open-mailbox]")
        page.wait_for_selector("[data-testid=count-kept]:text-is('0')")
        context.close()
    found = server.python(f"from palier.visits.api import Visit\nanswer(Visit.objects.filter(pk__in={sorted(before)!r}).count())")
    assert found == len(before)


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk of its own is mounted")
def test_a_full_phone_says_so_and_keeps_the_form(server: Running, tmp_path: Path) -> None:
    """A disk that is really full, with a little more or less room: what is shown as kept is kept, the rest is said."""
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120M", "tmpfs", str(disk)], check=True)
    try:
        with playwright.sync_playwright() as pw:
            context, page = launch(pw, disk / "phone")
            pair(page, server, "Elif")
            context.set_offline(True)
            to_the_stairs(page)
            one_visit(page)
            refused = 0
            for number in range(QUOTAS):
                refused += one_full_disk(context, page, disk / "photos", 4096 * number)
            assert refused
            context.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def one_full_disk(context: Any, page: Any, photos: Path, left: int) -> int:
    """Fill the disk but for so many bytes, tap; 1 when the save was refused, and then done by the same tap after making room.

    The reserve that the app gives back is taken by the photos at once, as another app would.
    """
    before = len(page.evaluate(IDS))
    page.wait_for_selector("[data-testid=undo]", state="detached")  # the word of the visit before
    page.click("[data-testid=knock]")
    with filled(photos, left):
        page.click("[data-testid=outcome-not_interested]")
        page.wait_for_selector("[aria-labelledby=full-title], [data-testid=undo]")
        full = page.locator("[aria-labelledby=full-title]").count()
    if full:
        page.click("[aria-labelledby=full-title] button")
        # The door is still before us: the same tap is enough.
        page.click("[data-testid=outcome-not_interested]")
        page.wait_for_selector("[data-testid=undo]")
    assert len(page.evaluate(IDS)) == before + 1
    return full


@contextlib.contextmanager
def filled(photos: Path, left: int) -> Iterator[None]:
    """A disk kept full but for so many bytes, whatever somebody else frees."""
    stop, full = threading.Event(), threading.Event()

    def fill() -> None:
        with photos.open("wb", buffering=0) as file:
            while not stop.is_set():
                try:
                    file.write(b"x" * 4096)
                except OSError:
                    if not full.is_set():
                        file.truncate(max(0, file.tell() - left))
                        file.seek(0, os.SEEK_END)
                        full.set()
                    time.sleep(0.002)

    writer = threading.Thread(target=fill)
    writer.start()
    full.wait(60)
    try:
        yield
    finally:
        stop.set()
        writer.join()
        photos.unlink()


def test_a_log_cut_in_mid_write_does_not_cost_everything_at_the_second_opening(server: Running, tmp_path: Path) -> None:
    """A battery that dies while Chrome writes leaves half a record. Chrome goes on after it, and later erases everything (decision 0015)."""
    profile = tmp_path / "phone"
    with playwright.sync_playwright() as pw:
        context, page = launch(pw, profile)
        pair(page, server, "Fatoumata")
        context.set_offline(True)
        to_the_stairs(page)
        one_visit(page)
        one_visit(page)
        before = set(page.evaluate(IDS))
        for cut in (5, 300):
            kill(profile)
            with contextlib.suppress(Exception):
                context.close()
            log = max(profile.glob("Default/IndexedDB/*.leveldb/*.log"))
            with log.open("r+b") as file:
                file.truncate(max(0, log.stat().st_size - cut))
            for _ in range(2):
                context, page = launch(pw, profile)
                page.goto(server.phone)
                enter_pin(page)
                to_the_stairs(page)
                one_visit(page)
                found = set(page.evaluate(IDS))
                # The one that was cut is gone, as its battery took it; nothing else is, then or later.
                assert len(before - found) <= 1
                before = found
                kill(profile)
                with contextlib.suppress(Exception):
                    context.close()
            context, page = launch(pw, profile)
            page.goto(server.phone)
            enter_pin(page)
            page.wait_for_selector(SOMEWHERE)
            assert set(page.evaluate(IDS)) == before
        context.close()


def test_a_lost_phone_closed_in_the_desk_hands_over_and_empties_itself(server: Running, tmp_path: Path) -> None:
    with playwright.sync_playwright() as pw:
        context, page = launch(pw, tmp_path / "phone")
        pair(page, server, "Rajeswari")
        context.set_offline(True)
        to_the_stairs(page)
        for _ in range(2):
            one_visit(page)
        server.python(
            "from palier.people.api import Device, revoke_device\n"
            "device = "
            "Device.objects.filter(voisin__first_name='Rajeswari', revoked_at=None).latest('paired_at')\nrevoke_device('test', device, timezone.now())\nanswer(1)"
        )
        context.set_offline(False)
        page.wait_for_selector("text=Tout ce qu’il gardait est arrivé")
        left = page.evaluate(
            "(async () => { const db = await new Promise((done) => { const r = indexedDB.open('palier'); r.onsuccess = () => done(r.result); });"
            " let n = 0; for (const name of db.objectStoreNames) n += await new Promise((done) => { const r = db.transaction(name).objectStore(name).count();"
            " r.onsuccess = () => done(r.result); }); return n; })()"
        )
        assert left == 0
        context.close()
    aside = server.python(
        "from palier.visits.api import Operation\nanswer(Operation.objects.filter(reason='revoked', kind='visit').count())"
    )
    assert aside == 2
