"""What a browser asked of its disk, read from strace: writes, truncations, names, and what was asked to be kept (fsync).

A write counts once it is over, a sync only for what was over before it began: never more is believed to be on the disk than was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

TRACED = (
    "openat,open,creat,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,sync,syncfs,ftruncate,truncate,fallocate,rename,renameat,renameat2,"
    "unlink,unlinkat,mkdir,mkdirat,rmdir,link,linkat,lseek,mmap,copy_file_range,sendfile"
)
KEPT = "PALIER-KEPT"
_HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
_LINE = re.compile(r"^(\d+) +(.*)$")
_CALL = re.compile(r"^(\w+)\((.*)\) += (-?\d+|\?)(.*)$", re.DOTALL)
_FD = re.compile(r"^(\d+)<([^>]*)>")
_IOV = re.compile(r'iov_base="((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was done, in the order in which it was over.

    `began` is the place in the log where it began; `at` where it was over.
    """

    at: int
    began: int
    kind: str  # write, truncate, create, rename, unlink, mkdir, rmdir, link, sync, kept
    path: str = ""
    other: str = ""
    offset: int = 0
    data: bytes = b""
    # A sync of everything there is.
    whole: bool = False


class Unread(Exception):
    """The log holds something that this reader does not know how to follow: better no result than a wrong one."""


def read_log(path: Path, folder: Path) -> list[Event]:
    """All that concerns `folder`, by paths inside it, and the moments at which the page said what it keeps."""
    reader = _Reader(folder)
    found = [event for at, began, line in _whole_calls(path, folder) for event in reader.read(at, began, line)]
    return [replace(one, path=_inner(one.path, folder), other=_inner(one.other, folder)) for one in found]


def _inner(path: str, folder: Path) -> str:
    return path.removeprefix(str(folder)).removeprefix("/")


def _whole_calls(path: Path, folder: Path) -> Iterator[tuple[int, int, str]]:
    """Calls that were interrupted in the log, put together; with the places of their two ends."""
    waiting: dict[str, tuple[int, str]] = {}
    wanted = ("".join(f"\\x{byte:02x}" for byte in str(folder).encode()), "".join(f"\\x{byte:02x}" for byte in KEPT.encode()), "sync")
    with path.open(errors="replace") as lines:
        for at, line in enumerate(lines):
            found = _LINE.match(line.rstrip("\n"))
            if found is None:
                continue
            who, text = found.groups()
            if text.endswith("<unfinished ...>"):
                waiting[who] = (at, text.removesuffix("<unfinished ...>").rstrip())
                continue
            began = at
            if text.startswith("<... "):
                began, start = waiting.pop(who, (at, ""))
                text = start + text.partition("resumed>")[2]
            if any(one in text for one in wanted):
                yield at, began, text


class _Reader:
    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        # Where a sequential write goes: by descriptor and file. None: always at the end.
        self.places: dict[tuple[str, str], int | None] = {}
        self.opened: dict[str, int | None] = {}

    def read(self, at: int, began: int, line: str) -> list[Event]:
        """The events of one call; none when it failed or concerns nothing here."""
        found = _CALL.match(line)
        if found is None:
            return []
        name, words, code, _ = found.groups()
        if code == "?" or int(code) < 0:
            return []
        work = getattr(self, f"_{name}", None)
        return work(at, began, words, int(code), line) if work else []

    def _inside(self, path: str) -> bool:
        return path == self.folder or path.startswith(self.folder + "/")

    def _file(self, words: str) -> tuple[str, str] | None:
        """The descriptor and the path of a first argument such as `5</a/path>`, when it is inside."""
        found = _FD.match(words)
        if found is None:
            return None
        path = _text(found[2]).removesuffix(" (deleted)")
        return (found[1], path) if self._inside(path) else None

    def _openat(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        path = _names(words)[0]
        if not self._inside(path) or "O_DIRECTORY" in words:
            return []
        key, events = (str(code), path), []
        # A descriptor may be handed to another process, under another number: it starts where the file was opened.
        self.places[key] = self.opened[path] = None if "O_APPEND" in words else 0
        if "O_CREAT" in words:
            events.append(Event(at, began, "create", path))
        if "O_TRUNC" in words:
            events.append(Event(at, began, "truncate", path, offset=0))
        return events

    _open = _openat

    def _creat(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        return self._openat(at, began, words + ", O_CREAT|O_TRUNC", code, line)

    def _write(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        said = _strings(words)
        data = said[0][:code] if said else b""
        if KEPT.encode() in data:
            return [Event(at, began, "kept", data=data)]
        file = self._file(words)
        if file is None or code == 0:
            return []
        if len(data) != code:
            raise Unread(f"cut in the log: {line[:80]}")
        return [self._at_place(at, began, file, data)]

    def _writev(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        data = b"".join(_bytes(one) for one in _IOV.findall(words))[:code]
        if KEPT.encode() in data:
            return [Event(at, began, "kept", data=data)]
        file = self._file(words)
        return [self._at_place(at, began, file, data)] if file else []

    def _at_place(self, at: int, began: int, file: tuple[str, str], data: bytes) -> Event:
        place = self.places.get(file, self.opened.get(file[1], 0))
        if place is not None:
            self.places[file] = place + len(data)
        return Event(at, began, "write", file[1], offset=-1 if place is None else place, data=data)

    def _pwrite64(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        file = self._file(words)
        if file is None or code == 0:
            return []
        data = _strings(words)[0][:code]
        if len(data) != code:
            raise Unread(f"cut in the log: {line[:80]}")
        return [Event(at, began, "write", file[1], offset=int(words.rsplit(", ", 1)[1]), data=data)]

    def _lseek(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        file = self._file(words)
        if file is not None and self.places.get(file, 0) is not None:
            self.places[file] = code
        return []

    def _ftruncate(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        file = self._file(words)
        return [Event(at, began, "truncate", file[1], offset=int(words.rsplit(", ", 1)[1]))] if file else []

    def _truncate(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        path = _names(words)[0]
        return [Event(at, began, "truncate", path, offset=int(words.rsplit(", ", 1)[1]))] if self._inside(path) else []

    def _fallocate(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        file = self._file(words)
        if file is None:
            return []
        _, mode, offset, length = words.rsplit(", ", 3)
        if mode not in ("0", "FALLOC_FL_KEEP_SIZE"):
            raise Unread(line[:120])
        return [] if mode != "0" else [Event(at, began, "grow", file[1], offset=int(offset) + int(length))]

    def _fsync(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        file = self._file(words)
        return [Event(at, began, "sync", file[1])] if file else []

    _fdatasync = _fsync

    def _sync(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        return [Event(at, began, "sync", self.folder, whole=True)]

    _syncfs = _sync

    def _two_names(self, kind: str, at: int, began: int, words: str) -> list[Event]:
        old, new = _names(words)[:2]
        if not self._inside(old) and not self._inside(new):
            return []
        if not (self._inside(old) and self._inside(new)):
            raise Unread(f"{kind} across the edge: {old} {new}")
        return [Event(at, began, kind, old, other=new)]

    def _rename(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        return self._two_names("rename", at, began, words)

    _renameat = _renameat2 = _rename

    def _link(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        return self._two_names("link", at, began, words)

    _linkat = _link

    def _unlink(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        path = _names(words)[0]
        return [Event(at, began, "rmdir" if "AT_REMOVEDIR" in words else "unlink", path)] if self._inside(path) else []

    _unlinkat = _unlink

    def _rmdir(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        path = _names(words)[0]
        return [Event(at, began, "rmdir", path)] if self._inside(path) else []

    def _mkdir(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        path = _names(words)[0]
        return [Event(at, began, "mkdir", path)] if self._inside(path) else []

    _mkdirat = _mkdir

    def _mmap(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        # What is written through memory is not in the log; the log of the database is never written that way.
        if "PROT_WRITE" in words and "MAP_SHARED" in words and "IndexedDB" in _text(words):
            raise Unread(f"written through memory: {_text(words)}")
        return []

    def _copy_file_range(self, at: int, began: int, words: str, code: int, line: str) -> list[Event]:
        if self.folder in _text(words):
            raise Unread(line[:120])
        return []

    _sendfile = _copy_file_range


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _text(words: str) -> str:
    return _HEX.sub(lambda found: _bytes(found[0]).decode(errors="replace"), words)


def _strings(words: str) -> list[bytes]:
    return [_bytes(one) for one in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', words)]


def _names(words: str) -> list[str]:
    """The paths of a call, made whole with the folder that goes before each, where it is relative."""
    found = []
    for folder, name in re.findall(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"((?:\\x[0-9a-f]{2})*)"', words):
        path = _bytes(name).decode(errors="replace")
        found.append(path if path.startswith("/") else f"{_text(folder)}/{path}")
    return found
