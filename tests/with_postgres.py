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

PLACES = [Path("/usr/lib/postgresql/15/bin"), *sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)]


def binaries() -> Path:
    """Where PostgreSQL's own programs are. Exits with a sentence when there are none."""
    found = next((place for place in PLACES if (place / "initdb").exists()), None)
    if found is None:
        sys.exit("PostgreSQL manque : installez le paquet Debian « postgresql » (make test le fait en root).")
    return found


def _as_owner(*command: str) -> list[str]:
    # PostgreSQL refuses to run as root: Debian's package made the user postgres.
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else list(command)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres(*, durable: bool) -> Iterator[str]:
    """The address of a fresh server, as PALIER_DATABASE_URL wants it."""
    home = Path(tempfile.mkdtemp(prefix="palier-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(home, "postgres")
    bin_folder, port = binaries(), _free_port()
    owner = "postgres"
    subprocess.run(
        _as_owner(
            str(bin_folder / "initdb"), "-D", str(home / "data"), "-A", "trust", "-U", owner, "--no-sync",
            "--locale=C.UTF-8", "-E", "UTF8",
        ),
        check=True, stdout=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    options = f"-p {port} -k {home} -c listen_addresses=127.0.0.1" + ("" if durable else " -c fsync=off")
    control = str(bin_folder / "pg_ctl")
    subprocess.run(
        _as_owner(control, "-D", str(home / "data"), "-w", "-l", str(home / "log"), "-o", options, "start"),
        check=True, stdout=subprocess.DEVNULL, cwd="/",
    )  # fmt: skip
    try:
        yield f"postgresql://{owner}@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run(
            _as_owner(control, "-D", str(home / "data"), "-m", "immediate", "stop"),
            check=False, stdout=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
        shutil.rmtree(home, ignore_errors=True)


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
