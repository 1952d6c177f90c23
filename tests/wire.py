"""The wire between phones and a real server: it can be cut, and it can hold a post or its answer while something else happens."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.running import Running

PATIENCE_S = 60
_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "date", "server", "content-length"}


class Wire(ThreadingHTTPServer):
    """Modes, for posts of operations that carry something: `open`; `hold` keeps the request before the server has it; `hold_answer`
    keeps the answer; `lose_answer` drops it. `dead` for everything: connections close without a word, as with a server stopped."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, server: Running) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.behind = server
        self.mode = "open"
        self.held = threading.Event()
        self.release = threading.Event()
        self.asked: list[str] = []

    @property
    def phone(self) -> str:
        """The phone's address through this wire."""
        return f"http://terrain.localhost:{self.server_address[1]}"

    def be(self, mode: str) -> None:
        """Change what happens from now on; whatever was held goes its way."""
        self.mode = mode
        self.release.set()
        self.held = threading.Event()
        self.release = threading.Event()

    def wait_until_held(self) -> None:
        """Until a post that carries something is in our hands."""
        assert self.held.wait(PATIENCE_S), "no post came"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that is killed leaves connections behind: that is the point."""


class _Handler(BaseHTTPRequestHandler):
    server: Wire
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._pass(b"")

    def do_POST(self) -> None:
        self._pass(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def _pass(self, body: bytes) -> None:
        wire = self.server
        wire.asked.append(self.path)
        if wire.mode == "dead":
            return self._hang_up()
        mode, held, release = wire.mode if _carries(self.path, body) else "open", wire.held, wire.release
        if mode == "hold":
            held.set()
            release.wait(PATIENCE_S)
            if wire.mode == "dead":
                return self._hang_up()
        answer = self._forward(body)
        if mode in ("hold_answer", "lose_answer"):
            held.set()
            if mode == "lose_answer" or not release.wait(PATIENCE_S) or wire.mode == "dead":
                return self._hang_up()
        if answer is None:
            return self._hang_up()
        self._reply(*answer)

    def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes] | None:
        far = http.client.HTTPConnection("127.0.0.1", self.server.behind.port, timeout=PATIENCE_S)
        try:
            headers = {name: value for name, value in self.headers.items() if name.lower() not in ("connection", "content-length")}
            far.request(self.command, self.path, body or None, headers)
            answer = far.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            far.close()

    def _reply(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in _HOP_BY_HOP:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _hang_up(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *words: Any) -> None:
        """Silent."""


def _carries(path: str, body: bytes) -> bool:
    if not path.endswith("/ops"):
        return False
    with suppress(ValueError):
        return bool(json.loads(body).get("ops"))
    return False


@contextmanager
def wire_to(server: Running) -> Iterator[Wire]:
    """A wire in front of a server, until the end of the block."""
    wire = Wire(server)
    thread = threading.Thread(target=wire.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.be("dead")
        wire.shutdown()
        wire.server_close()


def until(found: Any, seconds: float = 30, every: float = 0.05) -> Any:
    """Call until something true comes back; that is given."""
    end = time.monotonic() + seconds
    while True:
        if value := found():
            return value
        assert time.monotonic() < end, "it did not come"
        time.sleep(every)
