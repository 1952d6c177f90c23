"""A disk that forgets: what a profile looks like when the power is cut at a moment of its log.

Data of a file is kept when that file was synced after it was written. A name (made, changed, taken away) is kept

    journal   with everything before it, when anything at all is synced after it (ext4, and most phones' file systems)
    alone     when its folder is synced; a new file's also when the file is (what POSIX promises, and no more)

Of the data that was not synced:

    none      nothing
    pages     some of the pages that were written, in any order, as they were at some moment; the file ends where the last of them does
    torn      the same, and the last of them is cut at a sector
    ahead     the file as it was when the disk last wrote it back, but with a length that is newer: what is missing reads as zeros. That is
              what a checkpoint of f2fs leaves (most phones), and what ext4 leaves inside a block that it had already given

A write-back comes every few seconds, of all that waits in a file: it is not supposed to fall into the microseconds between two calls
that make one record. Were it to, and a checkpoint after it, Chrome would find half a record followed by zeros and erase the database
(decision 0015); no trial here shows that a phone survives it.
"""

import os
import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.power_log import Event

SECTOR, PAGE = 512, 4096
# Calls on one file that follow each other within so many lines of the log were made at once: less than a millisecond.
BURST = 40


@dataclass(slots=True)
class File:
    """What programs see of a file, what the disk keeps of it, and what was asked since."""

    seen: bytearray = field(default_factory=bytearray)
    kept: bytearray = field(default_factory=bytearray)
    since: list[Event] = field(default_factory=list)

    def do(self, event: Event) -> None:
        """Write or truncate: seen at once, kept later."""
        if event.kind == "write" and event.offset < 0:
            event = Event(event.at, event.began, "write", event.path, offset=len(self.seen), data=event.data)
        _apply(self.seen, event)
        self.since.append(event)

    def sync(self, before: int) -> None:
        """What was over when the sync began is on the disk."""
        for event in [one for one in self.since if one.at < before]:
            _apply(self.kept, event)
        self.since = [one for one in self.since if one.at >= before]

    def after(self, cut: "Cut") -> bytes:
        """What is there when the power comes back."""
        found = bytearray(self.kept)
        if cut.data == "none" or not self.since:
            return bytes(found)
        if any(one.kind != "write" for one in self.since):
            # A length that was changed goes through the journal of names: as it was, up to some moment.
            for event in self.since[: cut.dice.randint(0, len(self.since))]:
                _apply(found, event)
            return bytes(found)
        return self._ahead(cut) if cut.data == "ahead" else self._some_pages(cut)

    def _ahead(self, cut: "Cut") -> bytes:
        """Written back at one moment, its length written down at a later one."""
        back = cut.dice.choice([0, *self._pauses()])
        found, longer = bytearray(self.kept), bytearray()
        for event in self.since[:back]:
            _apply(found, event)
        longer[:] = found
        for event in self.since[back : cut.dice.randint(back, len(self.since))]:
            _apply(longer, event)
        return bytes(found) + bytes(max(0, len(longer) - len(found)))

    def _pauses(self) -> list[int]:
        """How many of the calls were over at each moment at which the disk may have written back."""
        inner = [place for place in range(1, len(self.since)) if self.since[place].began - self.since[place - 1].at > BURST]
        return [*inner, len(self.since)]

    def _some_pages(self, cut: "Cut") -> bytes:
        """Each page that was written to is flushed, or not, at a moment of its own."""
        found, end = bytearray(self.kept), len(self.kept)
        dirty = sorted(
            {page for one in self.since for page in range(one.offset // PAGE, (one.offset + max(1, len(one.data)) - 1) // PAGE + 1)}
        )
        flushed = [page for page in dirty if cut.dice.random() < 0.5]
        for page in flushed:
            content = bytearray(self.kept)
            for event in self.since[: cut.dice.choice(self._pauses())]:
                _apply(content, event)
            piece = bytes(content[page * PAGE : (page + 1) * PAGE])
            if cut.data == "torn" and page == flushed[-1] and len(piece) > SECTOR:
                piece = piece[: cut.dice.randrange(SECTOR, len(piece), SECTOR)]
            found.extend(bytes(max(0, page * PAGE - len(found))))
            found[page * PAGE : page * PAGE + len(piece)] = piece
            end = max(end, page * PAGE + len(piece))
        return bytes(found[:end])


def _apply(content: bytearray, event: Event) -> None:
    if event.kind == "truncate":
        del content[event.offset :]
    size = event.offset + len(event.data)
    if event.kind in ("truncate", "grow") or len(content) < event.offset:
        content.extend(bytes(max(0, event.offset - len(content))))
    if event.kind == "write":
        content[event.offset : size] = event.data


@dataclass(frozen=True)
class Cut:
    """When the power is cut, and how kind the disk is."""

    at: int
    names: str  # journal, some (more of the journal than must), alone
    data: str  # none, pages, torn, ahead
    dice: random.Random


class Disk:
    """A folder and its log, played up to a cut."""

    def __init__(self, base: Path) -> None:
        self.names: dict[str, File | None] = {}  # None: a folder
        for folder, folders, files in os.walk(base):
            inner = os.path.relpath(folder, base)
            for name in folders:
                self.names[os.path.normpath(os.path.join(inner, name))] = None
            for name in files:
                path = Path(folder, name)
                if path.is_file() and not path.is_symlink():
                    content = path.read_bytes()
                    self.names[os.path.normpath(os.path.join(inner, name))] = File(bytearray(content), bytearray(content))
        self.first = dict(self.names)
        # Names changed, in order, each with what it concerns; and which of them the disk keeps.
        self.changes: list[tuple[Event, File | None]] = []
        self.safe: set[int] = set()
        self.journal = 0

    def play(self, events: Iterable[Event], until: int) -> None:
        """Do what was over before this place of the log."""
        for event in events:
            if event.at >= until:
                return
            if event.kind == "sync":
                self._sync(event)
            elif event.kind in ("write", "truncate", "grow"):
                self._file(event.path).do(event)
            elif event.kind != "kept":
                self._change(event)

    def _file(self, path: str) -> File:
        found = self.names.get(path)
        # A file that lost its name is written on, for nothing.
        return found if found is not None else File()

    def _change(self, event: Event) -> None:
        if event.kind == "create":
            if event.path in self.names:
                return
            self.names[event.path] = File()
        concerned = self.names.get(event.path)
        _rename(self.names, event, concerned)
        self.changes.append((event, concerned))

    def _sync(self, event: Event) -> None:
        before = [place for place, (change, _) in enumerate(self.changes) if change.at < event.began]
        self.journal = max(self.journal, len(before))
        if event.whole:
            self.safe.update(before)
            for one in self.names.values():
                if one is not None:
                    one.sync(event.began)
            return
        concerned = self.names.get(event.path)
        if concerned is not None:
            concerned.sync(event.began)
            self.safe.update(place for place in before if self.changes[place][1] is concerned and self.changes[place][0].kind == "create")
        else:
            self.safe.update(place for place in before if event.path in _folders(self.changes[place][0]))

    def rebuilt(self, cut: Cut, folder: Path) -> None:
        """Write what is left into `folder`."""
        left = self.journal if cut.names == "journal" else cut.dice.randint(self.journal, len(self.changes))
        names = dict(self.first)
        for place, (event, concerned) in enumerate(self.changes):
            if place in self.safe if cut.names == "alone" else place < left:
                if event.kind == "create":
                    names[event.path] = concerned
                _rename(names, event, names.get(event.path))
        for path in sorted(names):
            self._write(path, names[path], cut, folder)

    def unlike(self, folder: Path) -> list[str]:
        """The files of a folder that are not what its log says they are; those that this disk has and the folder has not."""
        there = {os.path.relpath(Path(where, name), folder): Path(where, name) for where, _, files in os.walk(folder) for name in files}
        real = {path: one for path, one in there.items() if one.is_file() and not one.is_symlink()}
        mine = {path: one for path, one in self.names.items() if one is not None}
        return sorted(path for path in {*real, *mine} if path not in real or path not in mine or real[path].read_bytes() != mine[path].seen)

    def _write(self, path: str, file: File | None, cut: Cut, folder: Path) -> None:
        there = folder / path
        if file is None:
            there.mkdir(parents=True, exist_ok=True)
            return
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_bytes(file.after(cut))


def _rename(names: dict[str, File | None], event: Event, concerned: File | None) -> None:
    """What a change does to the names."""
    if event.kind == "mkdir":
        names.setdefault(event.path, None)
    elif event.kind in ("unlink", "rmdir"):
        names.pop(event.path, None)
    elif event.kind in ("rename", "link") and event.path in names:
        for path in [one for one in names if one.startswith(event.path + "/")]:
            names[event.other + path.removeprefix(event.path)] = names.pop(path)
        names[event.other] = concerned
        if event.kind == "rename":
            del names[event.path]


def _folders(event: Event) -> set[str]:
    return {os.path.dirname(one) for one in (event.path, event.other) if one}
