"""A follow-up's first name and phone are never written in clear, not even in the operation that brought them (security §4, line 6).

What identifies a resident is moved under `hidden`, sealed by the server to its own key, before the operation is stored. The
digest stays that of the bytes as sent: a second sending is still recognised. Once the room of partners has its row, nothing
of it is left in the operation.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from palier.common.canonical import canonical_json
from palier.safekeeping.api import CannotOpen, open_sealed, seal_words
from palier.visits.models import Operation
from palier.visits.rules.envelope import SentOp

KIND = "follow_up"
PERSONAL = ("first_name", "phone")
# What a voisin says of herself is in no operation that carries her phone's name.
SURVEY, SAID = "survey", ("answers",)
# What an operation needs in clear to find its ground, and what says of it that a resident agreed.
KEPT = ("tour", "door", "void")
AGREED = ("what", "way", "consent", "sentence", "void")
# Kept aside and never decided, or waiting for a tour that never came: not longer than what was noted.
FORGOTTEN_AFTER = timedelta(days=90)


def conceal(op: SentOp, trouble: str | None) -> SentOp:
    """The operation as it may be stored. One that is kept aside may say anything anywhere: it is hidden whole."""
    personal = PERSONAL + SAID if op.kind == SURVEY else PERSONAL
    if not isinstance(op.body, dict) or (op.kind not in (KIND, SURVEY) and not op.body.keys() & set(PERSONAL)):
        return op
    hidden = {name: value for name, value in op.body.items() if name in personal or (trouble and name not in KEPT)}
    if not hidden:
        return op
    shown = {name: value for name, value in op.body.items() if name not in hidden}
    body = {**shown, "hidden": seal_words({"op": op.key, "words": hidden})}
    return replace(op, body=body, text=canonical_json(body))


def revealed(op: UUID, body: dict[str, Any]) -> dict[str, Any]:
    """The body as it was sent. What cannot be opened is left out."""
    shown = {name: value for name, value in body.items() if name != "hidden"}
    if not isinstance(body.get("hidden"), str):
        return shown
    try:
        plain = open_sealed(body["hidden"])
    except CannotOpen:
        return shown
    return {**shown, **plain["words"]} if plain.get("op") == op.hex and isinstance(plain.get("words"), dict) else shown


def empty_operations(operations: Iterable[Operation]) -> int:
    """Leave in follow-up operations only what says that somebody agreed. Returns how many changed."""
    changed = []
    for operation in operations:
        body = operation.read_body()
        left = {name: value for name, value in body.items() if name in AGREED}
        if left != body:
            operation.body = canonical_json(left)
            changed.append(operation)
    Operation.objects.bulk_update(changed, ["body"], batch_size=200)
    return len(changed)


def forget_old_words(now: datetime, erased: Collection[UUID] = ()) -> int:
    """Empty what never found its ground, or that nobody decided about, three months after it came; and those with these ids."""
    emptied = empty_operations(Operation.objects.filter(op__in=list(erased), kind=KIND)) if erased else 0
    old = Operation.objects.filter(received_at__lt=now - FORGOTTEN_AFTER).only("pk", "body")
    aside = old.filter(status=Operation.Status.QUARANTINED, body__contains='"hidden"')
    return emptied + empty_operations(old.filter(kind=KIND)) + empty_operations(aside)
