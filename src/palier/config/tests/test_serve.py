"""`palier serve` when one of its processes is killed: it goes on whole, or it ends whole."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.running import PALIER, Running, family, running

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux ends a process with its parent")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "data") as server:
        yield server


def until(true: object, seconds: float = 15) -> bool:
    end = time.time() + seconds
    while time.time() < end:
        if true():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def processes(server: Running) -> tuple[int, int, list[int]]:
    """`palier serve`, the web server's first process, its workers."""
    assert server.process is not None
    assert until(lambda: len(family(server.process.pid)) == 4)  # type: ignore[union-attr]
    first, web, *workers = family(server.process.pid)
    return first, web, workers


def test_a_worker_that_died_is_replaced(server: Running) -> None:
    first, _, workers = processes(server)
    os.kill(workers[0], signal.SIGKILL)
    assert until(lambda: len(family(first)) == 4 and workers[0] not in family(first))
    assert server.answers()


@pytest.mark.parametrize("who", [0, 1])
def test_nothing_of_a_killed_server_answers_on(server: Running, who: int) -> None:
    first, web, workers = processes(server)
    os.kill((first, web)[who], signal.SIGKILL)
    assert until(lambda: not any(alive(pid) for pid in (first, web, *workers)))
    assert not server.answers()
    server.start()
    assert server.answers()


def test_a_second_demo_on_one_port_is_told_and_makes_nothing(tmp_path: Path) -> None:
    with socket.socket() as first:
        first.bind(("127.0.0.1", 0))
        first.listen()
        port = first.getsockname()[1]
        environment = {**os.environ, "PALIER_DATA_DIR": str(tmp_path), "PALIER_PORT": str(port), "PALIER_DATABASE_URL": ""}
        done = subprocess.run([*PALIER, "demo"], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert f"Le port {port} est déjà pris" in done.stderr
    assert "quartier" not in done.stdout
