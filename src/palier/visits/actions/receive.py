"""Take what a phone sends: each operation once, with those bytes, answered after commit."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from palier.common.rows import Key, Question, Reading, Statement, among, ask, dashed, equal, insertion
from palier.common.turns import my_turn_to_write
from palier.people.api import Device, Organisation, Sender, note_report, read_report
from palier.visits.actions.apply import apply_operations
from palier.visits.actions.conceal import conceal
from palier.visits.actions.ground import Ground, Names, ground_questions
from palier.visits.actions.incoming import Incoming, named_in
from palier.visits.actions.unseal import unseal
from palier.visits.contract import known_kinds, validators
from palier.visits.models import Operation
from palier.visits.rules import verdict as rules
from palier.visits.rules.clock import clock_offset_s
from palier.visits.rules.envelope import Envelope, SentOp, read_envelope
from palier.visits.rules.verdict import Kept, Verdict, verdict

SEEN_EVERY_S = 60


def receive(sender: Sender, data: Any, now: datetime) -> dict[str, Any]:
    """Store the operations of one post, apply what they mean, and answer (contract/examples/ops.json).

    `data` is the decoded JSON. Raises `Malformed` or `TooMany` before anything is written. One transaction:
    the answer is only given once it is committed. Sending the same post again changes nothing.
    """
    envelope = read_envelope(data)
    opened = [unseal(op, sender.device) for op in envelope.ops]
    ops = tuple(op for op, _ in opened)
    closed = sender.is_closed(now)
    troubles = [problem or _trouble(op, closed) for op, problem in opened]
    named = [(op.key, op.kind, *named_in(op.body)) for op, trouble in zip(ops, troubles, strict=True) if op.body and not trouble]
    ops = tuple(conceal(op, trouble) for op, trouble in zip(ops, troubles, strict=True))
    with my_turn_to_write(), transaction.atomic():
        book, kept, ground = _take_number_book(ops, sender.organisation, named)
        verdicts = _judge(ops, troubles, sender, kept)
        rows = _numbered(ops, verdicts, sender, book, now)
        stored = [row for row in rows if row.status == rules.STORED]
        apply_operations(sender, stored, now, ground, lambda: _writing(rows, book, sender))
        _mark_seen(sender, envelope, now)
    return _answer(book, envelope, rows, verdicts, sender, now)


def _trouble(op: SentOp, closed: bool) -> str | None:
    """What is wrong with an operation by itself; None when it is sound. Never a reason to refuse the others."""
    if closed:
        return rules.REVOKED
    if op.kind not in known_kinds():
        return rules.UNKNOWN_KIND
    validator = validators().get((op.kind, op.format))
    if validator is None:
        return rules.UNKNOWN_FORMAT
    if not op.sealed and not settings.ACCEPT_PLAIN_BODIES:
        return rules.NOT_SEALED
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


@dataclass(slots=True)
class NumberBook:
    """The organisation's row, as a post needs it."""

    last_seq: int
    epoch: Key
    safe_up_to: int | None


_BOOK = Reading.of(Organisation, ["last_seq", "epoch", "safe_up_to"])


def _take_number_book(
    ops: tuple[SentOp, ...], organisation: Key, named: Iterable[Names]
) -> tuple[NumberBook, dict[Key, list[Kept]], Ground]:
    """The organisation's row, locked; the revisions already here of what was sent; what it stands on. In one round trip.

    Numbers are given in commit order because only one post numbers at a time; what is read after the lock stays true until commit.
    """
    locked = Question(_BOOK.asked(equal("id", organisation), lock=True), lambda rows: NumberBook(*rows[0]))
    here = _KEPT.asked(equal("o.organisation_id", organisation) & among("o.op", {op.key for op in ops}))
    book, kept, *ground = ask(locked, Question(here, _kept_by_op), *ground_questions(named))
    return book, kept, Ground(*ground)


def _kept_by_op(rows: list[tuple[Any, ...]]) -> dict[Key, list[Kept]]:
    kept: dict[Key, list[Kept]] = defaultdict(list)
    for key, *found in rows:
        kept[key].append(Kept(*found))
    return kept


def _judge(ops: tuple[SentOp, ...], troubles: list[str | None], sender: Sender, kept: dict[Key, list[Kept]]) -> list[Verdict]:
    found: list[Verdict] = []
    for op, trouble in zip(ops, troubles, strict=True):
        judged = verdict(op.rev, op.digest, sender.voisin, kept[op.key], trouble)
        if judged.seq is None:
            # A later operation of the same post sees this one; its number is not known yet, and is filled in below.
            kept[op.key].append(Kept(op.rev, op.digest, _PENDING, judged.status, judged.reason or "", sender.voisin))
        found.append(judged)
    return found


_PENDING = -1
_KEPT = Reading(
    "visits_operation o JOIN people_device d ON d.id = o.device_id",
    [*[("o", Operation, name) for name in ("op", "rev", "digest", "seq", "status", "reason")], ("d", Device, "voisin")],
)


def _numbered(ops: tuple[SentOp, ...], verdicts: list[Verdict], sender: Sender, book: NumberBook, now: datetime) -> list[Incoming]:
    rows = []
    for op, judged in zip(ops, verdicts, strict=True):
        if judged.seq is None:
            book.last_seq += 1
            rows.append(_row(op, judged, sender, book.last_seq, now))
    return rows


def _writing(rows: list[Incoming], book: NumberBook, sender: Sender) -> list[Statement]:
    """What writes the operations and the last number given. From now on what changes of them changes in the database."""
    if not rows:
        return []
    number = Statement("UPDATE people_organisation SET last_seq = %s WHERE id = %s", [book.last_seq, sender.organisation])
    statements = [*insertion(Operation, _COLUMNS, rows), number]
    for row in rows:
        row.written = True
    return statements


_COLUMNS = (
    "organisation", "seq", "op", "rev", "digest", "kind", "format", "device", "made_at", "received_at", "status", "reason",
    "waits_for", "body", "decided_at", "decision",
)  # fmt: skip


def _row(op: SentOp, judged: Verdict, sender: Sender, seq: int, now: datetime) -> Incoming:
    return Incoming(
        sender.organisation, seq, op.key, op.rev, op.digest, op.kind, op.format, sender.device, op.made_at, now, judged.status,
        judged.reason or "", *_kept_of(op, judged), written=False,
    )  # fmt: skip


def _kept_of(op: SentOp, judged: Verdict) -> tuple[str, dict[str, Any]]:
    """The body as text and as JSON; empty for a correction of what was erased meanwhile."""
    return ("{}", {}) if judged.reason == rules.TOO_LATE else (op.text, op.body or {})


def _mark_seen(sender: Sender, envelope: Envelope, now: datetime) -> None:
    """Once a minute, and whenever what the phone holds has changed."""
    report = read_report(envelope.phone)
    told = report is not None and (report.unsent != sender.unsent or report.counter < sender.counter or report.lost > 0)
    if not told and sender.last_seen_at and (now - sender.last_seen_at).total_seconds() < SEEN_EVERY_S:
        return
    offset = _offset(envelope.sent_at, now)
    if report is not None:
        note_report(sender.device, report, now, offset)
    else:
        Device.objects.filter(pk=sender.device).update(last_seen_at=now, clock_offset_s=offset)


def _offset(sent_at: str, now: datetime) -> int:
    try:
        return clock_offset_s(datetime.fromisoformat(sent_at), now)
    except (ValueError, OverflowError):
        return 0


def _answer(
    book: NumberBook, envelope: Envelope, rows: list[Incoming], verdicts: list[Verdict], sender: Sender, now: datetime
) -> dict[str, Any]:
    by_bytes = {(row.op, row.rev, row.digest): row for row in rows}
    return {
        "epoch": dashed(book.epoch),
        "now": now.isoformat(),
        "safe_up_to": book.safe_up_to,
        "revoked": sender.is_closed(now),
        "results": [_result(op, judged, by_bytes) for op, judged in zip(envelope.ops, verdicts, strict=True)],
    }


def _result(op: SentOp, judged: Verdict, by_bytes: dict[tuple[Key, int, str], Incoming]) -> dict[str, Any]:
    row = by_bytes.get((op.key, op.rev, op.digest))
    status, reason = judged.status, judged.reason
    if row is not None and judged.seq is None and row.status == rules.QUARANTINED:
        # Applying it may have found that it concerns a door that is not this voisin's.
        status, reason = row.status, row.reason
    seq = judged.seq if judged.seq not in (None, _PENDING) else (row.seq if row else _higher_seq(op, by_bytes))
    return {"id": op.id, "rev": op.rev, "seq": seq, "status": status, "reason": reason}


def _higher_seq(op: SentOp, by_bytes: dict[tuple[Key, int, str], Incoming]) -> int | None:
    """A lower revision sent after a higher one in the same post is answered with the higher one's number."""
    return max((row.seq for (key, _, _), row in by_bytes.items() if key == op.key), default=None)
