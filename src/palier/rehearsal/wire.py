"""Two ways to speak contract v1: over HTTP to a running server, or straight to its two entrances with a chosen clock."""

import http.client
import json
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlparse

from palier.people.api import Device, sender_by_device
from palier.visits.api import download_for, receive

BATCH = 50


class Wire(Protocol):
    """What a simulated phone needs."""

    def tours(self) -> dict[str, Any]:
        """The download of the contract."""

    def ops(self, ops: list[dict[str, Any]], sent_at: datetime) -> list[dict[str, Any]]:
        """Send up to 50 operations; their results."""


class DirectWire:
    """The past: the server's own functions, at the moment that `clock` says."""

    def __init__(self, device: Device, clock: Callable[[], datetime]) -> None:
        self.device, self.clock = device, clock

    def tours(self) -> dict[str, Any]:
        """The download, as of that moment."""
        return download_for(self.device, None, self.clock())

    def ops(self, ops: list[dict[str, Any]], sent_at: datetime) -> list[dict[str, Any]]:
        """Operations received at that moment."""
        sender = sender_by_device(self.device.pk.hex)
        results: list[dict[str, Any]] = receive(sender, _envelope(str(self.device.pk), ops, sent_at), self.clock())["results"]
        return results


class HttpWire:
    """The present: a phone like any other, from its pairing code on."""

    def __init__(self, server: str, host: str) -> None:
        self.address, self.host = urlparse(server), host
        self.device = self.token = ""
        self.latencies: list[float] = []
        self._connection = http.client.HTTPConnection(self.address.hostname or "127.0.0.1", self.address.port, timeout=60)

    def pair(self, code: str, install: str) -> None:
        """Become a device."""
        found = self._call("POST", "/pair", {"code": code, "install": install})
        self.device, self.token = found["device"], found["token"]

    def tours(self) -> dict[str, Any]:
        """The download."""
        return self._call("GET", "/tours", None)

    def ops(self, ops: list[dict[str, Any]], sent_at: datetime) -> list[dict[str, Any]]:
        """One post."""
        results: list[dict[str, Any]] = self._call("POST", "/ops", _envelope(self.device, ops, sent_at))["results"]
        return results

    def _call(self, method: str, path: str, data: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Host": self.host, "Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        for patience in (0, 1, 2, 4, 8):
            time.sleep(patience)
            begun = time.perf_counter()
            try:
                self._connection.request(method, f"/api/field/v1{path}", json.dumps(data) if data else None, headers)
                answer = self._connection.getresponse()
                raw = answer.read()
            except (OSError, http.client.HTTPException):
                self._connection.close()
                continue
            self.latencies.append(time.perf_counter() - begun)
            if answer.status in (429, 503):
                continue
            if answer.status != 200:
                raise RuntimeError(f"{path} : {answer.status} {raw[:200]!r}")
            found: dict[str, Any] = json.loads(raw)
            return found
        raise RuntimeError(f"{path} : le serveur ne répond pas")


def _envelope(device: str, ops: list[dict[str, Any]], sent_at: datetime) -> dict[str, Any]:
    return {
        "device": device,
        "epoch": None,
        "sent_at": sent_at.isoformat(timespec="seconds"),
        "count": len(ops),
        "ops": ops,
    }
