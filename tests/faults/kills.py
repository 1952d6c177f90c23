"""Processes killed under writers (layer F3): the server's, at random and at named points; PostgreSQL's, its first one and the others.

One round is one database and a number of kills. Its dice are seeded; what the operating system does in between is not.
"""

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.kill_points import POINTS
from tests.faults.stack import ROOT
from tests.running import family
from tests.with_postgres import Cluster

WRITERS = 16
# SIGKILL loses nothing that was given to the system: a disk in memory is as good as another here, and quicker. No power is cut.
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
# A server that was killed answers again within so many seconds, or that is a violation.
BACK_WITHIN_S = 30.0


@dataclass
class Writer:
    """One phone that posts five visits at a time, the same bytes until they are acknowledged."""

    port: int
    stage: dict[str, Any]
    phone: dict[str, str]
    dice: random.Random
    # Acknowledged: id → number. Everything that was ever sent, too.
    told: dict[str, int] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    answered: int = 0

    def run(self) -> None:
        """Until told to stop; the last post is not given up."""
        while not self.stop.is_set():
            body, ids = self._post()
            self.sent.update(ids)
            while not self._sent(body, ids):
                if self.stop.is_set():
                    return
                time.sleep(self.dice.uniform(0.01, 0.04))
            time.sleep(self.dice.uniform(0, 0.12))

    def _post(self) -> tuple[bytes, list[str]]:
        day, ids = self.stage["day"], [str(uuid.UUID(int=self.dice.getrandbits(128), version=4)) for _ in range(5)]
        ops = [
            {
                "id": one, "rev": 1, "kind": "visit", "format": 1, "made_at": f"{day}T18:09:00+01:00",
                "body": {
                    "tour": self.stage["tour"], "door": self.dice.choice(self.stage["doors"]), "pass": 1,
                    "outcome": self.dice.choice(["met", "absent", "not_interested"]), "informed": False, "language": None,
                    "started_at": f"{day}T18:00:00+01:00", "ended_at": f"{day}T18:01:00+01:00", "place": None, "answers": {},
                    "needs": [], "handed": [], "note": "",
                },
            }
            for one in ids
        ]  # fmt: skip
        envelope = {"device": self.phone["device"], "epoch": None, "sent_at": f"{day}T18:09:01+01:00", "count": 5, "ops": ops}
        return json.dumps(envelope).encode(), ids

    def _sent(self, body: bytes, ids: list[str]) -> bool:
        headers = {"Host": "terrain.localhost", "Authorization": f"Bearer {self.phone['token']}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("POST", "/api/field/v1/ops", body, headers)
            answer = connection.getresponse()
            status, raw = answer.status, answer.read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        results = _results(raw) if status == 200 else None
        if results is None:
            # Busy, or an answer that was cut: as the phone does, later, the same. Anything else is a fault.
            if status not in (200, 503):
                self.wrong.append(f"{status} {raw[:300]!r}")
            return False
        for one in results:
            if one["status"] not in ("stored", "known"):
                self.wrong.append(f"refused {one}")
            elif self.told.setdefault(one["id"], one["seq"]) != one["seq"]:
                self.wrong.append(f"two numbers for {one['id']}")
        self.answered += 1
        return True


def _results(raw: bytes) -> list[dict[str, Any]] | None:
    try:
        found: list[dict[str, Any]] = json.loads(raw)["results"]
        return found
    except (ValueError, KeyError):
        return None


class Zygote:
    """The server's loaded process, and the server that was forked from it last."""

    def __init__(self, database: str, mutant: str = "") -> None:
        self.folder = tempfile.mkdtemp(prefix="palier-kills-", dir=MEMORY)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        environment = {**os.environ, "PALIER_DATA_DIR": self.folder, "PALIER_DATABASE_URL": database}
        words = [sys.executable, str(ROOT / "tests/faults/kill_server.py"), str(self.port), *([mutant] if mutant else [])]
        self.process = subprocess.Popen(words, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._line() == "ready"
        self.server = 0

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def ask(self, word: str) -> Any:
        """One of its commands; what it answers."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        line = self._line()
        assert line, f"{word}: no answer"
        return json.loads(line)

    def start(self) -> None:
        """A new server, once it listens."""
        self.server = self.ask("start")

    def workers(self) -> list[int]:
        """Its web workers."""
        return family(self.server)[1:]

    def kill(self) -> None:
        """SIGKILL to the server and its workers."""
        for pid in family(self.server):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def arm(self, name: str) -> Path:
        """The next worker that comes to this point dies there."""
        path = Path(self.folder) / "failpoint"
        path.write_text(name)
        return path

    def close(self) -> None:
        """Everything of it away."""
        if self.server:
            self.kill()
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextmanager
def house(on_postgres: bool, mutant: str = "") -> Iterator[tuple[Zygote, Cluster | None]]:
    """A server with its database."""
    cluster = Cluster(durable=True, where=MEMORY) if on_postgres else None
    if cluster:
        cluster.start()
    zygote = Zygote(cluster.address if cluster else "", mutant)
    try:
        yield zygote, cluster
    finally:
        zygote.close()
        if cluster:
            cluster.stop()


def one_round(seed: int, kills: int, *, on_postgres: bool, at: tuple[str, ...] = (), mutant: str = "") -> dict[str, Any]:
    """So many kills under sixteen writers, then the invariants. Gives how many of each sort, and what was wrong.

    `at` names points to die at, one after the other, instead of any.
    """
    dice, begun, sorts = random.Random(seed), time.time(), {}
    with house(on_postgres, mutant) as (zygote, cluster):
        stage = zygote.ask("stage")
        zygote.start()
        writers = [Writer(zygote.port, stage, stage["phones"][n % 2], random.Random(seed * 1000 + n)) for n in range(WRITERS)]
        threads = [threading.Thread(target=writer.run) for writer in writers]
        for thread in threads:
            thread.start()
        try:
            wrong = back_again(writers)
            for number in range(kills):
                time.sleep(dice.uniform(0.02, 0.4))
                sort = _at_a_point(dice, zygote, at[number % len(at)]) if at else one_kill(dice, zygote, cluster)
                sorts[sort] = sorts.get(sort, 0) + 1
                wrong += [f"after {sort}: {one}" for one in back_again(writers)]
            time.sleep(0.3)
        finally:
            for writer in writers:
                writer.stop.set()
            for thread in threads:
                thread.join()
        found = zygote.ask("check")
    wrong += [one for writer in writers for one in writer.wrong] + broken(writers, found)
    acknowledged = sum(len(writer.told) for writer in writers)
    return {"seed": seed, "kills": kills, "sorts": sorts, "acknowledged": acknowledged, "wrong": wrong[:10], "seconds": time.time() - begun}


def back_again(writers: list[Writer]) -> list[str]:
    """Wait until a post is answered again."""
    before, until = sum(writer.answered for writer in writers), time.time() + BACK_WITHIN_S
    while sum(writer.answered for writer in writers) < before + 2:
        if time.time() > until:
            return [f"no answer for {BACK_WITHIN_S:.0f} s"]
        time.sleep(0.005)
    return []


def one_kill(dice: random.Random, zygote: Zygote, cluster: Cluster | None) -> str:
    """Kill something, start again what does not come back by itself. Gives its sort."""
    if cluster and dice.random() < 0.6:
        return _kill_postgres(dice, cluster)
    if dice.random() < 0.7:
        return _at_a_point(dice, zygote, dice.choice(POINTS))
    if dice.random() < 0.5:
        for pid in dice.sample(zygote.workers(), 1):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(dice.uniform(0, 0.15))
        zygote.kill()
        zygote.start()
        return "worker"
    zygote.kill()
    zygote.start()
    return "server"


def _at_a_point(dice: random.Random, zygote: Zygote, name: str) -> str:
    path, until = zygote.arm(name), time.time() + 3
    while path.exists() and time.time() < until:
        time.sleep(0.003)
    reached = not path.exists()
    # One worker is dead; the other one meets what it left, for a moment.
    time.sleep(dice.choice([0, 0, dice.uniform(0, 0.15)]))
    zygote.kill()
    path.unlink(missing_ok=True)
    zygote.start()
    return f"at {name}" if reached else "server"


def _kill_postgres(dice: random.Random, cluster: Cluster) -> str:
    """SIGKILL to one of PostgreSQL's processes; a first process that is gone is started again by hand, the others come back."""
    first = cluster.pid
    others = family(first)[1:]
    named = {pid: _title(pid) for pid in others}
    clients = [pid for pid, title in named.items() if "127.0.0.1" in title]
    if dice.random() < 0.4 or not others:
        os.kill(first, signal.SIGKILL)
        until = time.time() + 10
        while any(Path(f"/proc/{pid}").exists() for pid in others) and time.time() < until:
            time.sleep(0.005)
        _start_again(cluster)
        return "postmaster"
    victim = dice.choice(clients) if clients and dice.random() < 0.7 else dice.choice(others)
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    return "backend" if victim in clients else f"postgres {named[victim].partition(':')[2].strip().partition(' ')[0] or 'process'}"


def _start_again(cluster: Cluster) -> None:
    """A backend born between the look and the kill may hold the memory for another moment: PostgreSQL refuses to start meanwhile."""
    until = time.time() + 30
    while True:
        try:
            return cluster.start()
        except subprocess.CalledProcessError:
            if time.time() > until:
                raise
            time.sleep(0.1)


def _title(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def broken(writers: list[Writer], found: dict[str, Any]) -> list[str]:
    """Every acknowledged visit there, once, under the number that was told; no hole; counts equal to a recount."""
    told = {one: seq for writer in writers for one, seq in writer.told.items()}
    sent = {one for writer in writers for one in writer.sent}
    wrong = [f"LOST {one}" for one, seq in told.items() if found["seqs"].get(one) != seq]
    if found["rows"] != len(found["seqs"]) or sorted(found["seqs"]) != found["visits"]:
        wrong.append(f"TWICE: {found['rows']} rows, {len(found['seqs'])} ids, {len(found['visits'])} visits")
    if set(found["seqs"]) - sent:
        wrong.append("A visit that nobody sent")
    if found["aside"]:
        wrong.append(f"FALSE REFUSALS {found['aside']}")
    if not found["gapless"]:
        wrong.append("NUMBERS")
    if not found["counts_hold"]:
        wrong.append("COUNTS")
    return wrong
