"""Take what a phone sends: each operation once, with those bytes, answered after commit."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from palier.common.turns import my_turn_to_write
from palier.people.api import Device, Organisation, Site
from palier.visits.actions.apply import apply_operations
from palier.visits.actions.incoming import Incoming
from palier.visits.actions.rows import insert_rows
from palier.visits.contract import known_kinds, validators
from palier.visits.models import Operation
from palier.visits.rules import verdict as rules
from palier.visits.rules.clock import clock_offset_s
from palier.visits.rules.envelope import Envelope, SentOp, read_envelope
from palier.visits.rules.verdict import Kept, Verdict, verdict

SEEN_EVERY_S = 60


@dataclass(frozen=True)
class Author:
    """Whose phone sends: one row read per post."""

    device: Device
    site: Site
    organisation_id: UUID

    @classmethod
    def of(cls, device: Device) -> "Author":
        site = device.voisin.site
        return cls(device, site, site.organisation_id)

    @property
    def zone(self) -> ZoneInfo:
        """The site's time zone: days and slots are told in it."""
        return ZoneInfo(self.site.time_zone)


def receive(device: Device, data: Any, now: datetime) -> dict[str, Any]:
    """Store the operations of one post, apply what they mean, and answer (contract/examples/ops.json).

    `data` is the decoded JSON. Raises `Malformed` or `TooMany` before anything is written. One transaction:
    the answer is only given once it is committed. Sending the same post again changes nothing.
    """
    envelope = read_envelope(data)
    author = Author.of(device)
    troubles = [_trouble(op, device) for op in envelope.ops]
    with my_turn_to_write(), transaction.atomic():
        organisation = _take_number_book(author.organisation_id)
        verdicts = _judge(envelope.ops, troubles, author)
        rows = _store(envelope.ops, verdicts, author, organisation, now)
        apply_operations(author, [row for row in rows if row.status == rules.STORED], now)
        _mark_seen(device, envelope, now)
    return _answer(organisation, envelope, rows, verdicts, device, now)


def _trouble(op: SentOp, device: Device) -> str | None:
    """What is wrong with an operation by itself; None when it is sound. Never a reason to refuse the others."""
    if device.revoked_at is not None:
        return rules.REVOKED
    if op.kind not in known_kinds():
        return rules.UNKNOWN_KIND
    validator = validators().get((op.kind, op.format))
    if validator is None:
        return rules.UNKNOWN_FORMAT
    if op.body is None or not settings.ACCEPT_PLAIN_BODIES:
        return rules.SEALED
    # PostgreSQL keeps no NUL character in a text: such a body is kept as JSON, for a person to look at.
    if "\\u0000" in op.text or not validator.is_valid(op.body) or not _real_times(op.body):
        return rules.BAD_BODY
    return None


def _real_times(body: dict[str, Any]) -> bool:
    """The schema checks the writing of times; this refuses 31 February."""
    try:
        for name in ("started_at", "ended_at", "at"):
            if body.get(name):
                datetime.fromisoformat(body[name]).timestamp()
        if "day" in body:
            datetime.fromisoformat(body["day"])
    except (ValueError, OverflowError):
        return False
    return True


def _take_number_book(organisation_id: UUID) -> Organisation:
    """The organisation's row, locked: numbers are given in commit order because only one post numbers at a time."""
    return Organisation.objects.select_for_update().get(pk=organisation_id)


def _judge(ops: tuple[SentOp, ...], troubles: list[str | None], author: Author) -> list[Verdict]:
    kept = _already_here(ops, author)
    found: list[Verdict] = []
    for op, trouble in zip(ops, troubles, strict=True):
        judged = verdict(op.rev, op.digest, author.device.voisin_id, kept[op.id], trouble)
        if judged.seq is None:
            # A later operation of the same post sees this one; its number is not known yet, and is filled in below.
            kept[op.id].append(Kept(op.rev, op.digest, _PENDING, judged.status, judged.reason or "", author.device.voisin_id))
        found.append(judged)
    return found


_PENDING = -1


def _already_here(ops: tuple[SentOp, ...], author: Author) -> dict[UUID, list[Kept]]:
    kept: dict[UUID, list[Kept]] = defaultdict(list)
    rows = Operation.objects.filter(organisation_id=author.organisation_id, op__in={op.id for op in ops}).values_list(
        "op", "rev", "digest", "seq", "status", "reason", "device__voisin_id"
    )
    for op, rev, digest, seq, status, reason, author_id in rows:
        kept[op].append(Kept(rev, digest, seq, status, reason, author_id))
    return kept


def _store(ops: tuple[SentOp, ...], verdicts: list[Verdict], author: Author, organisation: Organisation, now: datetime) -> list[Incoming]:
    rows = []
    for op, judged in zip(ops, verdicts, strict=True):
        if judged.seq is not None:
            continue
        organisation.last_seq += 1
        rows.append(_row(op, judged, author, organisation.last_seq, now))
    if rows:
        insert_rows(Operation, _COLUMNS, rows)
        Organisation.objects.filter(pk=organisation.pk).update(last_seq=organisation.last_seq)
    return rows


_COLUMNS = (
    "organisation", "seq", "op", "rev", "digest", "kind", "format", "device", "made_at", "received_at", "status", "reason",
    "waits_for", "body", "decided_at", "decision",
)  # fmt: skip


def _row(op: SentOp, judged: Verdict, author: Author, seq: int, now: datetime) -> Incoming:
    return Incoming(
        author.organisation_id, seq, op.id, op.rev, op.digest, op.kind, op.format, author.device.pk, op.made_at, now, judged.status,
        judged.reason or "", op.text, op.body,
    )  # fmt: skip


def _mark_seen(device: Device, envelope: Envelope, now: datetime) -> None:
    if device.last_seen_at and (now - device.last_seen_at).total_seconds() < SEEN_EVERY_S:
        return
    offset = _offset(envelope.sent_at, now)
    Device.objects.filter(pk=device.pk).update(last_seen_at=now, clock_offset_s=offset)


def _offset(sent_at: str, now: datetime) -> int:
    try:
        return clock_offset_s(datetime.fromisoformat(sent_at), now)
    except (ValueError, OverflowError):
        return 0


def _answer(
    organisation: Organisation, envelope: Envelope, rows: list[Incoming], verdicts: list[Verdict],
    device: Device, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    by_bytes = {(row.op, row.rev, row.digest): row for row in rows}
    return {
        "epoch": str(organisation.epoch),
        "now": now.isoformat(),
        "safe_up_to": organisation.safe_up_to,
        "revoked": device.revoked_at is not None,
        "results": [_result(op, judged, by_bytes) for op, judged in zip(envelope.ops, verdicts, strict=True)],
    }


def _result(op: SentOp, judged: Verdict, by_bytes: dict[tuple[UUID, int, str], Incoming]) -> dict[str, Any]:
    row = by_bytes.get((op.id, op.rev, op.digest))
    status, reason = judged.status, judged.reason
    if row is not None and judged.seq is None and row.status == rules.QUARANTINED:
        # Applying it may have found that it concerns a door that is not this voisin's.
        status, reason = row.status, row.reason
    seq = judged.seq if judged.seq not in (None, _PENDING) else (row.seq if row else _higher_seq(op, by_bytes))
    return {"id": str(op.id), "rev": op.rev, "seq": seq, "status": status, "reason": reason}


def _higher_seq(op: SentOp, by_bytes: dict[tuple[UUID, int, str], Incoming]) -> int | None:
    """A lower revision sent after a higher one in the same post is answered with the higher one's number."""
    return max((row.seq for (op_id, _, _), row in by_bytes.items() if op_id == op.id), default=None)
