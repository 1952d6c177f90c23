"""A consistent copy of the database as a stream, and back: SQLite by its own backup, PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

PIECE = 1024 * 1024
Prepare = Callable[[Callable[[str], object]], None]


class EngineRefused(Exception):
    """The database's own tools said no; the text says what to do."""


def snapshot() -> Iterator[bytes]:
    """The whole database at one moment, as bytes. Phones go on sending meanwhile."""
    return _dump_postgres() if connection.vendor == "postgresql" else _copy_sqlite()


def put_back(stream: Iterable[bytes], prepare: Prepare) -> None:
    """Replace the database by a snapshot. `prepare(execute)` changes it before anybody sees it."""
    if connection.vendor == "postgresql":
        _load_postgres(stream, prepare)
    else:
        _load_sqlite(stream, prepare)


def _copy_sqlite() -> Iterator[bytes]:
    with _scratch("snapshot") as path:
        connection.ensure_connection()
        copy = sqlite3.connect(path)
        try:
            # One step: a reader in WAL mode holds up no writer, and later writes do not make it start again.
            connection.connection.backup(copy, pages=-1)
            _check_sqlite(copy)
        finally:
            copy.close()
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _check_sqlite(database: sqlite3.Connection) -> None:
    try:
        found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as problem:
        raise EngineRefused(f"La base est abîmée : {problem}") from None
    if found != "ok":
        raise EngineRefused(f"La base est abîmée : {found}")


def _load_sqlite(stream: Iterable[bytes], prepare: Prepare) -> None:
    with _scratch("restore") as path:
        with path.open("wb") as file:
            for piece in stream:
                file.write(piece)
        restored = sqlite3.connect(path)
        try:
            _check_sqlite(restored)
            prepare(restored.execute)
            restored.commit()
            connection.ensure_connection()
            # One transaction of the living database: a server that runs sees the old world or the new one.
            restored.backup(connection.connection, pages=-1)
        finally:
            restored.close()
    connection.close()


class _scratch:
    """A file beside the database, on the same disk, gone afterwards whatever happens."""

    def __init__(self, name: str) -> None:
        handle, path = tempfile.mkstemp(prefix=f"{name}-", suffix=".tmp", dir=settings.DATA_DIR)
        os.close(handle)
        self.path = Path(path)

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *problem: object) -> None:
        for end in ("", "-journal", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)


def _postgres(program: str, *arguments: str) -> list[str]:
    places = [Path(found) for found in [shutil.which(program)] if found]
    places += sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), reverse=True)
    if not places:
        raise EngineRefused(f"{program} manque : installez le paquet Debian « postgresql-client ».")
    return [str(places[0]), *arguments]


def _environment() -> dict[str, str]:
    chosen = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    return {**os.environ, **{name: str(chosen[key]) for name, key in names.items() if chosen[key]}}


def _dump_postgres() -> Iterator[bytes]:
    # Uncompressed: the chest compresses.
    command = _postgres("pg_dump", "--format=custom", "--compress=0", "--no-owner", "--no-privileges")
    with subprocess.Popen(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE) as dump:  # noqa: S603 (our own words)
        output, errors = dump.stdout, dump.stderr
        while output and (piece := output.read(PIECE)):
            yield piece
        words = errors.read().decode(errors="replace") if errors else ""
        if dump.wait():
            raise EngineRefused(f"pg_dump : {words.strip()[:200]}")


# A connection that was just closed is still counted for a moment.
LEAVING_S = 3.0


def _alone_in_the_database() -> None:
    """Raises `EngineRefused` when somebody else is still connected after a few seconds."""
    until = time.monotonic() + LEAVING_S
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            if not cursor.fetchone()[0]:
                return
            if time.monotonic() > until:
                raise EngineRefused("Quelqu’un se sert de la base : arrêtez « palier serve », puis recommencez.")
            time.sleep(0.1)


def _load_postgres(stream: Iterable[bytes], prepare: Prepare) -> None:
    with _scratch("restore") as path:
        with path.open("wb") as file:
            for piece in stream:
                file.write(piece)
        _alone_in_the_database()
        connection.close()
        # A transaction as a whole: with an error, the base stays as it was.
        command = _postgres(
            "pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error",
            "--dbname", str(connection.settings_dict["NAME"]), str(path),
        )  # fmt: skip
        done = subprocess.run(command, env=_environment(), capture_output=True, text=True, check=False)  # noqa: S603 (our own words)
        if done.returncode:
            raise EngineRefused(f"pg_restore : {done.stderr.strip()[:300]}")
    with connection.cursor() as cursor:
        prepare(cursor.execute)
