"""The server of the stack histories: Django's own application on a port, and a second door for the harness to break it.

    python tests/faults/stack_server.py [MUTANT]      prints its port

Runs in a data folder of its own. `crash` makes the next post die before or after its commit; `backup` and `restore` are the
product's own snapshots. A mutant switches one rule of the server off: the harness must catch it.
"""

import hashlib
import importlib
import io
import json
import os
import sys
import tempfile
import threading
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
os.environ.setdefault("PALIER_DATA_DIR", tempfile.mkdtemp(prefix="palier-faults-"))

from palier.config.start import start  # noqa: E402

start()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from palier.missions.api import Mission  # noqa: E402
from palier.people.api import Device, fingerprint, last_numbers, mark_safe, raise_epochs  # noqa: E402
from palier.safekeeping import engines  # noqa: E402
from palier.safekeeping.api import public_keys  # noqa: E402
from palier.visits.api import Operation, Visit  # noqa: E402
from palier.visits.tests.factories import make_stage  # noqa: E402
from palier.visits.tests.recompute import kept, recomputed  # noqa: E402

MUTANT = sys.argv[1] if len(sys.argv) > 1 else ""


class Died(Exception):
    """The process would be dead: whatever was not committed is gone."""


class World:
    """One association, rebuilt for each history, with its last backup."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.crash, self.dying = "", False
        self.stage = make_stage(entrances=2, doors=6, voisins=2)
        public_keys()
        self.clean = b"".join(engines.snapshot())
        self.backup: tuple[bytes, dict] = (self.clean, {})

    def reset(self, data: dict) -> dict:
        """Everything as on the first day."""
        engines.put_back([self.clean], lambda execute: None)
        self.crash = ""
        self.take_backup({})
        keys, kid = public_keys()
        return {
            "keys": {"kid": kid, "keys": keys}, "phones": [{"device": str(one.device.pk), "token": one.token} for one in self.stage.phones],
            "tour": str(self.stage.tour.pk), "day": str(self.stage.tour.day), "doors": [str(door.pk) for door in self.stage.doors[:8]],
            "entrances": [str(one.pk) for one in self.stage.entrances],
        }  # fmt: skip

    def take_backup(self, data: dict) -> dict:
        """A snapshot, and what it makes safe."""
        numbers = last_numbers()
        self.backup = (b"".join(engines.snapshot()), numbers)
        mark_safe(numbers)
        return {}

    def restore(self, data: dict) -> dict:
        """The last snapshot in place of the database."""
        engines.put_back([self.backup[0]], (lambda execute: None) if MUTANT == "no_epoch" else raise_epochs)
        return {}

    def pair(self, data: dict) -> dict:
        """A good token again, on the same device: a restore may have brought an old one back."""
        token = uuid.uuid4().hex
        device = self.stage.phones[data["phone"]].device.pk
        Device.objects.filter(pk=device).update(token_hash=fingerprint(token), token_issued_at=timezone.now(), last_seen_at=None)
        return {"token": token}

    def lose_token(self, data: dict) -> dict:
        """401 from now on."""
        Device.objects.filter(pk=self.stage.phones[data["phone"]].device.pk).update(token_hash=uuid.uuid4().hex)
        return {}

    def final(self, data: dict) -> dict:
        """What the server holds in the end."""
        visits = {str(one.pk): one for one in Visit.objects.all()}
        rows: dict[str, dict[str, Any]] = {}
        for one in Operation.objects.filter(kind="visit"):
            row = rows.setdefault(str(one.op), {"id": str(one.op), "statuses": [], "visit": None})
            row["statuses"].append(one.status)
        for key, visit in visits.items():
            rows[key]["visit"] = {
                "rev": visit.rev, "outcome": visit.outcome, "note": visit.note, "door": str(visit.door_id), "void": visit.void,
            }  # fmt: skip
        numbers = sorted(Operation.objects.values_list("seq", flat=True))
        mission = Mission.objects.get(pk=self.stage.mission.pk)
        return {
            "rows": list(rows.values()),
            "others": [
                {"id": str(op), "rev": rev, "status": status, "reason": reason}
                for op, rev, status, reason in Operation.objects.exclude(kind="visit").values_list("op", "rev", "status", "reason")
            ],
            "gapless": numbers == list(range(1, len(numbers) + 1)),
            "counts_hold": kept(mission) == recomputed(mission),
        }  # fmt: skip


def mutate(world: World) -> None:
    """Switch one rule of the server off."""
    note_visits = importlib.import_module("palier.visits.actions.note_visits")
    receive = importlib.import_module("palier.visits.actions.receive")
    from palier.visits.rules.verdict import Kept, Verdict

    real, seen = receive.verdict, receive._mark_seen

    def last_step(*words: Any) -> None:
        seen(*words)
        if world.dying and MUTANT == "answer_before_commit":
            transaction.set_rollback(True)
        elif world.dying:
            raise Died

    receive._mark_seen = last_step
    if MUTANT == "no_identity":
        read = receive.read_envelope

        def fresh(data: Any) -> Any:
            for op in data.get("ops", []) if isinstance(data, dict) else []:
                op["id"] = str(uuid.uuid4())
            return read(data)

        receive.read_envelope = fresh
    elif MUTANT == "content_identity":
        judge = receive._judge

        def by_content(ops: Any, troubles: Any, sender: Any, known: Any) -> Any:
            found = judge(ops, troubles, sender, known)
            for place, op in enumerate(ops):
                same = Operation.objects.filter(body=op.text).first()
                if found[place].seq is None and same is not None:
                    found[place] = Verdict("known", None, same.seq)
            return found

        receive._judge = by_content
    elif MUTANT == "no_revision_guard":
        note_visits._is_news = lambda one, here: True

        def anything(rev: int, digest: str, author: str, kept_ones: list[Kept], trouble: str | None) -> Verdict:
            found = real(rev, digest, author, [one for one in kept_ones if one.rev == rev], trouble)
            return found

        receive.verdict = anything
    elif MUTANT == "last_clock_wins":
        receive.verdict = lambda rev, digest, author, kept_ones, trouble: real(
            rev, digest, author, [one for one in kept_ones if one.rev == rev and one.digest == digest], trouble
        )
        note_visits._is_news = lambda one, here: hashlib.sha256(one.row.made_at.encode() + one.row.digest.encode()).digest()[0] < 128
    elif MUTANT == "safe_too_early":
        answer = receive._answer

        def hasty(book: Any, *words: Any) -> Any:
            return {**answer(book, *words), "safe_up_to": book.last_seq}

        receive._answer = hasty
    elif MUTANT == "counts_apart":
        note_visits.tally_additions = lambda changes: []


class Door(BaseHTTPRequestHandler):
    """The application, and `/control/`."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer: two would wait for each other
    world: World
    application = WSGIHandler()

    def log_message(self, *words: Any) -> None:
        """Silence."""

    def do_GET(self) -> None:
        """A download."""
        self.do_POST()

    def do_POST(self) -> None:
        """A post of a phone, or of the harness."""
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        with self.world.lock:
            try:
                status, body = self._control(raw) if self.path.startswith("/control/") else self._application(raw)
            finally:
                connection.close()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _control(self, raw: bytes) -> tuple[int, bytes]:
        world, verb, data = self.world, self.path.rpartition("/")[2], json.loads(raw or b"{}")
        if verb == "crash":
            world.crash = data["when"]
            return 200, b"{}"
        done = {"backup": world.take_backup}.get(verb) or getattr(world, verb)
        return 200, json.dumps(done(data)).encode()

    def _application(self, raw: bytes) -> tuple[int, bytes]:
        crash, self.world.crash = self.world.crash, ""
        if not crash:
            return self._answer(raw)
        self.world.dying = crash == "before"
        answer = self._answer(raw)
        self.world.dying = False
        # A proxy says 502 for a server that died; one that answers before it commits has already said 200.
        return answer if crash == "before" and MUTANT == "answer_before_commit" else (502, b"died")

    def _answer(self, raw: bytes) -> tuple[int, bytes]:
        found: list[str] = []
        environ = {
            "REQUEST_METHOD": self.command, "PATH_INFO": self.path.partition("?")[0], "QUERY_STRING": self.path.partition("?")[2],
            "SERVER_NAME": "terrain.localhost", "SERVER_PORT": "80", "HTTP_HOST": "terrain.localhost", "wsgi.url_scheme": "http",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(raw)), "SCRIPT_NAME": "",
            "HTTP_AUTHORIZATION": self.headers.get("Authorization", ""), "wsgi.input": io.BytesIO(raw), "wsgi.errors": sys.stderr,
        }  # fmt: skip
        response = self.application(environ, lambda status, headers: found.append(status))
        body = b"".join(response)
        return int(found[0][:3]), body


def main() -> None:
    """Serve until killed."""
    import logging

    logging.disable(logging.CRITICAL)
    world = World()
    mutate(world)
    Door.world = world
    connection.close()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    server.daemon_threads = True
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
