"""The power cut while visits are saved: what the screen said was kept is there when the app opens again (SY-01)."""

import random
from pathlib import Path

import pytest

from tests.faults.power import STRACE, Evening, House, house, some_cut
from tests.faults.power_disk import Cut, Disk
from tests.faults.power_log import Event

VISITS, CUTS = 5, 3


def the_disk(tmp_path: Path, events: list[Event], names: str = "journal", data: str = "none") -> dict[str, bytes]:
    """What is left of a folder that held `old`, after these events and a cut."""
    after = tmp_path / "after"
    disk = Disk(_base(tmp_path))
    disk.play(events, 1_000)
    disk.rebuilt(Cut(1_000, names, data, random.Random(1)), after)
    return {str(path.relative_to(after)): path.read_bytes() for path in after.rglob("*") if path.is_file()}


def event(at: int, kind: str, path: str, **more: object) -> Event:
    return Event(at, at, kind, path, **more)  # type: ignore[arg-type]


def test_what_was_not_synced_is_forgotten(tmp_path: Path) -> None:
    written = [event(1, "create", "new"), event(2, "write", "new", data=b"abc"), event(3, "write", "old", data=b"NEW")]
    assert the_disk(tmp_path, written) == {"old": b"old"}


def test_what_was_synced_is_kept_and_what_came_after_is_not(tmp_path: Path) -> None:
    written = [
        event(1, "create", "new"), event(2, "write", "new", data=b"abc"), event(3, "sync", "new"), event(4, "write", "new", offset=3, data=b"def"),
        event(5, "write", "old", data=b"NEW"),
    ]  # fmt: skip
    assert the_disk(tmp_path, written) == {"old": b"old", "new": b"abc"}


def test_a_write_that_was_not_over_when_the_sync_began_is_not_kept(tmp_path: Path) -> None:
    written = [event(2, "write", "old", data=b"NEW"), Event(3, 1, "sync", "old")]
    assert the_disk(tmp_path, written) == {"old": b"old"}


def test_a_name_waits_for_its_folder_or_for_any_sync_by_the_kind_of_disk(tmp_path: Path) -> None:
    written = [
        event(1, "create", "new"),
        event(2, "write", "new", data=b"abc"),
        event(3, "sync", "new"),
        event(4, "rename", "new", other="old"),
    ]
    assert the_disk(tmp_path / "a", written, "alone") == {"old": b"old", "new": b"abc"}
    assert the_disk(tmp_path / "b", [*written, event(5, "sync", "")], "alone") == {"old": b"abc"}
    assert the_disk(tmp_path / "c", [*written, event(5, "create", "x"), event(6, "sync", "x")], "journal") == {"old": b"abc", "x": b""}


def test_pages_that_were_not_synced_are_there_or_not(tmp_path: Path) -> None:
    written = [event(place * 100, "write", "old", offset=place * 4096, data=bytes([65 + place]) * 4096) for place in range(8)]
    seen = set()
    for seed in range(40):
        for data in ("pages", "torn", "ahead"):
            left = _left(tmp_path / f"{seed}{data}", written, data, seed)
            pages = [left[place : place + 4096] for place in range(0, len(left), 4096)]
            assert all(page[:3] in (b"old", bytes(3), *(bytes([65 + n]) * 3 for n in range(8))) for page in pages)
            seen.add((data, len(left) % 4096 > 3, bytes(4096) in pages))
    # Torn ones end at a sector; whole pages are never cut; a page that is missing before one that is there, or before the length, is zeros.
    assert seen >= {("torn", True, True), ("pages", False, True), ("ahead", False, True)}
    assert {data for data, cut, _ in seen if cut} == {"torn"}


def test_a_length_that_is_ahead_of_the_data_ends_in_zeros_and_never_in_half_a_record(tmp_path: Path) -> None:
    # Two records, a second apart in the log, each of two calls made at once.
    record = [event(place, "write", "old", offset=3 + n, data=b"x") for n, place in enumerate((1, 2, 500, 501))]
    lefts = {_left(tmp_path / str(seed), record, "ahead", seed) for seed in range(40)}
    assert lefts >= {b"old", b"old\0\0\0\0", b"oldxx", b"oldxx\0\0", b"oldxxxx"}
    assert not any(one.rstrip(b"\0") in (b"oldx", b"oldxxx") for one in lefts)


def _left(folder: Path, written: list[Event], data: str, seed: int) -> bytes:
    disk = Disk(_base(folder))
    disk.play(written, 1_000)
    disk.rebuilt(Cut(1_000, "journal", data, random.Random(seed)), folder / "after")
    return (folder / "after" / "old").read_bytes()


def _base(folder: Path) -> Path:
    (folder / "base").mkdir(parents=True)
    (folder / "base" / "old").write_bytes(b"old")
    return folder / "base"


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory):
    if STRACE is None:
        pytest.skip("strace writes the log; `make faults` installs it")
    with house(tmp_path_factory.mktemp("power")) as made:
        yield made


def cuts(phone: House, evening: Evening, seed: int) -> list[dict]:
    dice = random.Random(seed)
    return [phone.cut(evening, some_cut(evening, dice)) for _ in range(CUTS)]


def test_what_was_kept_survives_a_dead_battery(phone: House) -> None:
    evening = phone.evening(VISITS)
    assert evening.problem == ""
    assert len({one for _, one, _ in evening.kept}) >= VISITS
    found = cuts(phone, evening, 1)
    assert [one["lost"] for one in found] == [[]] * CUTS
    assert sum(one["told"] for one in found) > CUTS


def test_without_strict_saves_the_harness_finds_visits_lost(phone: House) -> None:
    evening = phone.evening(VISITS, loose=True)
    assert evening.problem == ""
    assert any(one["lost"] for one in cuts(phone, evening, 2))
