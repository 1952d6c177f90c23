"""Take in what a phone held, brought as a file: a screen is broken, the network never comes back. Source: SY-13."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from palier.common.journal import write_line
from palier.people.api import sender_by_device
from palier.visits.actions.receive import receive
from palier.visits.rules.envelope import MAX_OPS, Malformed

MAX_FILE_BYTES = 20_000_000


@dataclass(frozen=True)
class Rescued:
    """What became of the operations of the file."""

    stored: int
    known: int
    aside: int


def read_rescue_file(raw: bytes) -> tuple[UUID, list[Any]]:
    """The device and the operations of a file that a phone wrote. Raises `Malformed` with a sentence."""
    try:
        data = json.loads(raw.decode("utf-8"))
        device, ops = UUID(data["device"]), data["ops"]
        if data["palier"] != "outbox" or not isinstance(ops, list):
            raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Malformed("Ce fichier n’est pas celui d’un téléphone de Palier, ou il est abîmé.") from None
    return device, ops


def take_in(actor: object, device: UUID, ops: list[Any], now: datetime) -> Rescued:
    """Receive the operations as if the phone sent them, as often as one likes: what is here already is known.

    All posts are read before the first one is applied. Raises `Malformed`.
    """
    sender = sender_by_device(device.hex)
    found: Counter[str] = Counter()
    for start in range(0, len(ops), MAX_OPS):
        part = ops[start : start + MAX_OPS]
        envelope = {"device": str(device), "epoch": None, "sent_at": now.isoformat(), "count": len(part), "ops": part}
        found.update(one["status"] for one in receive(sender, envelope, now)["results"])
    write_line(actor, "take_in_phone_file", f"device:{device}", **found)
    return Rescued(found["stored"], found["known"], found["quarantined"])
