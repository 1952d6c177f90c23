"""Run a command beside a PostgreSQL of its own, thrown away afterwards.

    python tests/with_postgres.py [--durable] COMMAND…

The command finds it in PALIER_DATABASE_URL. `fsync=off` unless --durable: unit tests only, never benchmarks or faults.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
PLACES = [Path("/usr/lib/postgresql/15/bin"), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def binaries() -> Path:
    """Where PostgreSQL's own programs are. Exits with a sentence when there are none."""
    found = next((place for place in PLACES if (place / "initdb").exists()), None)
    if found is None:
        sys.exit("PostgreSQL manque : installez le paquet Debian « postgresql » (make test le fait en root).")
    return found


def _as_owner(*command: str) -> list[str]:
    # PostgreSQL refuses to run as root: Debian's package made the user postgres.
    return ["runuser", "-u", OWNER, "--", *command] if os.geteuid() == 0 else list(command)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """One PostgreSQL of its own, in a folder that is thrown away. Its processes may be killed, and it is started again."""

    def __init__(self, *, durable: bool, where: str | None = None) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="palier-postgres-", dir=where))
        if os.geteuid() == 0:
            shutil.chown(self.home, OWNER)
        self.bin, self.port = binaries(), _free_port()
        self.options = f"-p {self.port} -k {self.home} -c listen_addresses=127.0.0.1" + ("" if durable else " -c fsync=off")
        self._run("initdb", "-A", "trust", "-U", OWNER, "--no-sync", "--locale=C.UTF-8", "-E", "UTF8")

    @property
    def address(self) -> str:
        """As PALIER_DATABASE_URL wants it."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> Path:
        """Where its files are."""
        return self.home / "data"

    @property
    def pid(self) -> int:
        """Its first process."""
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])

    def start(self) -> None:
        """Returns once it answers; after a kill, once it has recovered."""
        self._run("pg_ctl", "-w", "-l", str(self.home / "log"), "-o", self.options, "start")

    def stop(self) -> None:
        """At once, and everything of it away."""
        self._run("pg_ctl", "-m", "immediate", "stop", check=False)
        shutil.rmtree(self.home, ignore_errors=True)

    def _run(self, program: str, *words: str, check: bool = True) -> None:
        command = _as_owner(str(self.bin / program), "-D", str(self.data), *words)
        # After a kill, pg_ctl says that another server might run: it looks, and starts.
        subprocess.run(command, check=check, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


@contextmanager
def postgres(*, durable: bool) -> Iterator[str]:
    """The address of a fresh server."""
    cluster = Cluster(durable=durable)
    cluster.start()
    try:
        yield cluster.address
    finally:
        cluster.stop()


def main() -> None:
    """Entry point."""
    arguments = sys.argv[1:]
    durable = arguments[:1] == ["--durable"]
    command = arguments[1:] if durable else arguments
    with postgres(durable=durable) as address:
        done = subprocess.run(command, env={**os.environ, "PALIER_DATABASE_URL": address}, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
