"""A real server for journeys and faults: `palier serve` on a free port, with a data folder of its own."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PALIER = [sys.executable, "-m", "palier.config"]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Running:
    """The server and the ways to speak to it."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "PALIER_DATA_DIR": str(self.folder), "PALIER_PORT": str(self.port), "PALIER_DATABASE_URL": "", **self.extra}

    @property
    def desk(self) -> str:
        return f"http://bureau.localhost:{self.port}"

    @property
    def phone(self) -> str:
        return f"http://terrain.localhost:{self.port}"

    def run(self, *words: str) -> str:
        """A `palier` command."""
        done = subprocess.run([*PALIER, *words], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout

    def python(self, script: str) -> Any:
        """A script inside Django; what it gives to `answer(…)` comes back."""
        prologue = (
            "from palier.config.start import start\nstart()\nimport json\nfrom django.utils import timezone\n"
            "def answer(value): print('@@' + json.dumps(value))\n"
        )
        done = subprocess.run([sys.executable, "-c", prologue + script], env=self.environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        line = next((one for one in done.stdout.splitlines() if one.startswith("@@")), "@@null")
        return json.loads(line[2:])

    def start(self) -> None:
        self.process = subprocess.Popen([*PALIER, "serve"], env=self.environment, stdout=subprocess.DEVNULL, start_new_session=True)
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                time.sleep(0.3)
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def answers(self) -> bool:
        """True when something listens and speaks HTTP."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/api/field/v1/tours", headers={"Host": "terrain.localhost"})
            return connection.getresponse().status == 401
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL to everything at once: the server, its web workers, its jobs."""
        if self.process:
            for child in family(self.process.pid):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
            self.process.wait(20)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(20)
        for _ in range(50):
            try:
                socket.create_connection(("127.0.0.1", self.port), 0.2).close()
                time.sleep(0.1)
            except OSError:
                return


def family(pid: int) -> list[int]:
    """A process, its children and theirs."""
    found = [pid]
    # One that ends while it is looked at has no children left.
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            for child in task.read_text().split():
                found += family(int(child))
    return found


PIN = "271828"


def choose_pin(page: Any, pin: str = PIN) -> None:
    """What a voisin does right after pairing: six figures, twice."""
    for _ in range(2):
        page.wait_for_selector("[data-testid=pin]:enabled")
        page.type("[data-testid=pin]", pin)
        page.wait_for_timeout(150)


def enter_pin(page: Any, pin: str = PIN) -> None:
    """Open the locked phone."""
    try:
        page.wait_for_selector("[data-testid=pin]:enabled")
    except Exception as problem:
        # What stood there instead says more than a selector that never came.
        raise AssertionError(f"a locked phone was expected at {page.url}: {page.inner_text('body')[:300]!r}") from problem
    page.type("[data-testid=pin]", pin)


@contextmanager
def running(folder: Path, **extra: str) -> Iterator[Running]:
    """A server, stopped at the end whatever happens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    server = Running(folder, port, extra=extra)
    server.start()
    try:
        yield server
    finally:
        server.stop()
