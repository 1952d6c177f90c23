"""A phone that fills up (DV-10), at many sizes: on a disk of its own that is really full. Needs to be root, to mount one.

Chrome's quota, set by its debugging door, is not tried: it is looked at once in a quarter of an hour, and says little of a phone.

A save that is refused is said loudly, the door stays on the screen, what was kept before is whole, and the same tap is enough once
there is room. The reserve goes first: with it the last visits are still kept, and the app says that the phone is nearly full.
"""

import os
import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.chromium import Phone
from tests.running import Running, running
from tests.street import make_street

DISK_MB = 120
MOST_TAPS = 40
_REFUSED = "[data-testid=refused-full], [data-testid=refused-other]"
_DOOR = "[data-testid=outcome-absent]"


class NoDisk(Exception):
    """Nobody but root mounts a disk, and not everywhere."""


def tap_until_refused(phone: Phone) -> int:
    """Visits kept before the first that is refused."""
    for kept in range(MOST_TAPS):
        phone.to_a_door()
        phone.page.click("[data-testid=outcome-not_interested]")
        for _ in range(400):
            if phone.page.locator(_REFUSED).count():
                return kept
            if not phone.page.locator("[data-testid=outcome-not_interested]").count():
                break
            phone.page.wait_for_timeout(50)
        else:
            raise AssertionError(f"neither kept nor refused: {phone.says()!r}")
    raise AssertionError(f"never refused in {MOST_TAPS} visits")


def refused_then_kept(phone: Phone, before: list[str], kept: int) -> None:
    """There is room again: nothing was lost, the door is still there, and the same tap is enough."""
    found = phone.kept_or_none()
    assert found is None or len(set(found)) == len(before) + kept
    phone.page.click(f"{_REFUSED} >> button")
    assert phone.page.locator(_DOOR).count(), "the door is gone"
    for _ in range(5):
        phone.page.click("[data-testid=outcome-not_interested]")
        phone.page.wait_for_selector(f"{_REFUSED}, [data-testid=knock]")
        if not phone.page.locator(_REFUSED).count():
            break
        phone.page.click(f"{_REFUSED} >> button")
    found = phone.kept()
    assert set(before) <= set(found)
    assert len(set(found)) == len(before) + kept + 1, f"{len(set(found))} for {len(before)} + {kept} + 1"


def by_disk(phone: Phone, disk: Path, dice: random.Random) -> int:
    """A disk that is full but for so many bytes, and stays so: what is given back is taken at once, as another app would. Gives how
    many visits still fitted."""
    before = phone.kept()
    phone.to_a_door()
    with filled(disk / "photos", 4096 * dice.randrange(0, 16)):
        kept = tap_until_refused(phone)
    refused_then_kept(phone, before, kept)
    return kept


@contextmanager
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


@contextmanager
def small_disk() -> Iterator[Path]:
    """A disk of its own, as small as an old phone's last gigabyte. Raises `NoDisk` where none can be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="palier-disk-"))
    words = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}M", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        folder.rmdir()
        raise NoDisk
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


def play(server: Running, seed: int, sizes: int) -> dict[str, int]:
    """So many sizes on one phone."""
    dice = random.Random(seed)
    street = make_street(server, f"Plein{seed}", entrances=30)
    with small_disk() as disk, sync_playwright() as pw:
        phone = Phone(pw, disk / "phone", server.phone)
        phone.launch()
        try:
            phone.pair(street.code())
            phone.worker_ready()
            phone.context.set_offline(True)
            phone.visit()
            kept_meanwhile = sum(by_disk(phone, disk, dice) for _ in range(sizes))
            kept = set(phone.kept())
            # Opened again, twice: what a full disk does to a log only shows at the second opening (decision 0015).
            for _ in range(2):
                phone.kill()
                phone.open()
                assert kept <= set(phone.kept())
            phone.context.set_offline(False)
            phone.page.evaluate("dispatchEvent(new Event('online'))")
            for _ in range(600):
                if not any(op["state"] in ("unsent", "flight") for op in phone.ops()):
                    break
                phone.page.wait_for_timeout(100)
            held = street.held()
            assert set(held["visits"]) == kept
            assert held["aside"] == 0
        finally:
            phone.kill()
    return {"sizes": sizes, "visits that still fitted": kept_meanwhile}


def play_alone(seed: int, sizes: int) -> dict[str, int]:
    """The same with a server of its own."""
    folder = Path(tempfile.mkdtemp(prefix="palier-quotas-"))
    try:
        with running(folder / "data") as server:
            return play(server, seed, sizes)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
