"""What the model of the server answered, answered again by the real one: post by post, from a log of histories.

    python tests/faults/protocol_replay.py SCRIPT FIRST HISTORIES      prints a JSON report

A model is only worth what it was held to. Seals are cheap here too (field/tests/faults/cheap.ts); everything else is the product.
"""

import base64
import importlib
import json
import logging
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
MEMORY = Path("/dev/shm")
FOLDER = tempfile.TemporaryDirectory(prefix="palier-replay-", dir=MEMORY if MEMORY.is_dir() else None)
os.environ["PALIER_DATA_DIR"] = FOLDER.name

from palier.config.start import start  # noqa: E402

start()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from palier.people.api import (  # noqa: E402
    Device,
    Numbered,
    Voisin,
    fingerprint,
    last_numbers,
    make_pairing_code,
    mark_safe,
    pair_device,
    raise_epochs,
    revoke_device,
    still_numbered,
)
from palier.safekeeping import engines  # noqa: E402
from palier.safekeeping.api import CannotOpen  # noqa: E402
from palier.visits.api import Operation, Visit, take_in  # noqa: E402
from palier.visits.tests.factories import make_stage  # noqa: E402
from tests.faults.stack import node  # noqa: E402

receive = importlib.import_module("palier.visits.actions.receive")
unseal = importlib.import_module("palier.visits.actions.unseal")


class Died(Exception):
    """Nothing of the post was committed."""


class Replay:
    """One real server, rebuilt for each history."""

    def __init__(self) -> None:
        self.stages = [make_stage(entrances=1, doors=6, voisins=2, name="Un"), make_stage(entrances=1, doors=6, voisins=1, name="Deux")]
        Device.objects.all().delete()
        self.clean = b"".join(engines.snapshot())
        self.client = Client(raise_request_exception=False)
        self.kids = {"k-1"}
        self.dying = False
        self.differences: list[dict[str, Any]] = []
        self.posts = 0
        unseal.open_sealed = self._open
        seen = receive._mark_seen

        def last_step(*words: Any) -> None:
            seen(*words)
            if self.dying:
                raise Died

        receive._mark_seen = last_step

    def people(self) -> list[dict[str, Any]]:
        """The stage, as the histories want it."""
        found = []
        for organisation, stage in enumerate(self.stages):
            for voisin in stage.voisins:
                found.append({
                    "voisin": str(voisin.pk), "organisation": organisation, "install": f"aaaaaaaa-0000-4000-8000-00000000000{len(found)}",
                    "tour": str(stage.tour.pk), "doors": [str(door.pk) for door in stage.doors],
                })  # fmt: skip
        return found

    def play(self, history: dict[str, Any]) -> None:
        """One history, from the first day; the first difference ends it."""
        engines.put_back([self.clean], lambda execute: None)
        self.kids, self.begun, self.backup = {"k-1"}, [], None
        self.epochs: dict[str, str] = {}
        for place, event in enumerate(history["events"]):
            problem = getattr(self, f"_{event['t']}")(event)
            if problem:
                self.differences.append({"seed": history["seed"], "event": place, "problem": problem})
                return
        if problem := self._final(history):
            self.differences.append({"seed": history["seed"], "event": "the end", "problem": problem})

    def _open(self, text: str) -> dict[str, Any]:
        kid, _, plain = text.split(".")
        if kid not in self.kids:
            raise CannotOpen
        found: dict[str, Any] = json.loads(base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4)))
        return found

    def _post(self, event: dict[str, Any]) -> str | None:
        self.posts += 1
        self.dying = event["crash"] == "before"
        try:
            found = self.client.post(
                "/api/field/v1/ops", event["text"], content_type="application/json",
                headers={"host": "terrain.localhost", "authorization": f"Bearer {event['token']}"},
            )  # fmt: skip
        finally:
            self.dying = False
        said = event["answer"]
        if event["crash"] and said["status"] == 502:
            return None
        if found.status_code != said["status"]:
            return f"{found.status_code} for {said['status']}: {found.content[:200]!r}"
        return self._same(found.json(), said["body"]) if found.status_code == 200 else None

    def _same(self, found: dict[str, Any], said: dict[str, Any]) -> str | None:
        """An epoch is a name: the same one for the same one, another one for another of the same association."""
        epoch = self.epochs.setdefault(said["epoch"], found["epoch"])
        mine = [one for name, one in self.epochs.items() if name.partition("-")[0] == said["epoch"].partition("-")[0]]
        if epoch != found["epoch"] or len(set(mine)) != len(mine):
            return "epoch"
        for name in ("safe_up_to", "revoked", "results"):
            if found[name] != said[name]:
                return f"{name}: {found[name]} for {said[name]}"
        return None

    def _pair(self, event: dict[str, Any]) -> str | None:
        voisin = Voisin.objects.get(pk=event["voisin"])
        now = timezone.now()
        device = pair_device(make_pairing_code("test", voisin, now), uuid.UUID(event["install"]), "10.0.0.1", now).device
        if str(device.pk) != event["device"]:
            # A phone that was closed is a new device, with a name that nobody can foresee: here it takes the model's.
            if not event["device"].startswith("eeee"):
                return f"paired as {device.pk} for {event['device']}"
            device.pairingcode_set.update(device=None)
            Device.objects.filter(pk=device.pk).delete()
            device.pk = uuid.UUID(event["device"])
            device.save(force_insert=True)
        Device.objects.filter(pk=device.pk).update(token_hash=fingerprint(event["token"]))
        return None

    def _lose_token(self, event: dict[str, Any]) -> None:
        Device.objects.filter(pk=event["device"]).update(token_hash=uuid.uuid4().hex)

    def _revoke(self, event: dict[str, Any]) -> None:
        revoke_device("test", Device.objects.get(pk=event["device"]), timezone.now())

    def _rotate_key(self, event: dict[str, Any]) -> None:
        self.kids.add(event["kid"])

    def _begin_backup(self, event: dict[str, Any]) -> None:
        self.begun.append((last_numbers(), b"".join(engines.snapshot()), set(self.kids), len(self.begun)))

    def _end_backup(self, event: dict[str, Any]) -> None:
        if event["of"] == "new":
            self._begin_backup(event)
        made = self.begun.pop(0 if event["of"] == "oldest" else -1)
        numbers: dict[uuid.UUID, Numbered] = made[0]
        if still_numbered(numbers):
            self.backup = made
            mark_safe(numbers)

    def _restore(self, event: dict[str, Any]) -> None:
        assert self.backup is not None
        engines.put_back([self.backup[1]], raise_epochs)
        self.kids = set(self.backup[2])

    def _take_in(self, event: dict[str, Any]) -> None:
        if Device.objects.filter(pk=event["device"]).exists():
            take_in("test", uuid.UUID(event["device"]), event["ops"], timezone.now())

    def _final(self, history: dict[str, Any]) -> str | None:
        names = {stage.organisation.pk: number for number, stage in enumerate(self.stages)}
        rows = [
            [names[organisation], seq, str(op), rev, status, reason]
            for organisation, seq, op, rev, status, reason in Operation.objects.values_list(
                "organisation", "seq", "op", "rev", "status", "reason"
            )
        ]
        if sorted(rows) != sorted(history["rows"]):
            return f"rows: {[one for one in rows if one not in history['rows']][:3]} for {[one for one in history['rows'] if one not in rows][:3]}"
        visits = [[str(one.pk), one.rev, one.outcome, one.note, str(one.door_id), one.void] for one in Visit.objects.all()]
        return None if sorted(visits) == sorted(history["visits"]) else f"visits: {sorted(visits)[:2]} for {sorted(history['visits'])[:2]}"


def histories(script: str, first: str, number: str, people: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The log, a history at a time."""
    stage = Path(settings.DATA_DIR) / "stage.json"
    stage.write_text(json.dumps(people))
    words = [node(), script, "log", first, number, str(stage)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as log:
        assert log.stdout is not None
        for line in log.stdout:
            yield json.loads(line)


def main() -> None:
    """Entry point."""
    logging.disable(logging.CRITICAL)
    script, first, number = sys.argv[1:4]
    replay, begun, played = Replay(), time.time(), 0
    for history in histories(script, first, number, replay.people()):
        replay.play(history)
        played += 1
    report = {"played": played, "posts": replay.posts, "differences": replay.differences[:10], "seconds": time.time() - begun}
    print(json.dumps(report))


if __name__ == "__main__":
    main()
