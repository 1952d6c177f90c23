"""The shape of one envelope of operations (`house` §5.2): what is refused whole, with 400."""

import re
from dataclasses import dataclass
from typing import Any

from palier.common.canonical import NotCanonical, canonical_json, digest_of_text

MAX_OPS = 50
MAX_BYTES = 1_000_000
MAX_REVISION = 2**31 - 1
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_SEALED = re.compile(r"[A-Za-z0-9_.=-]{1,200000}")


class Malformed(ValueError):
    """The envelope cannot be read; nothing of it is applied. The text says where."""


class TooMany(ValueError):
    """More than 50 operations: the phone halves its batch."""


@dataclass(frozen=True, slots=True)
class SentOp:
    """One operation as sent. `body` is None when it came sealed; `text` is what is kept and compared.

    `id` is the text of a lower-case UUID, `key` its 32 hex digits.
    """

    id: str
    key: str
    rev: int
    kind: str
    format: int
    made_at: str
    body: Any
    text: str
    digest: str
    sealed: bool


@dataclass(frozen=True, slots=True)
class Envelope:
    """One post of one phone."""

    device: str
    epoch: str | None
    sent_at: str
    phone: Any
    ops: tuple[SentOp, ...]


def read_envelope(data: Any) -> Envelope:
    """Check a decoded JSON value. Raises `Malformed` (400) or `TooMany` (413)."""
    if not isinstance(data, dict):
        raise Malformed("un objet est attendu")
    ops = data.get("ops")
    if not isinstance(ops, list):
        raise Malformed("ops : une liste est attendue")
    if len(ops) > MAX_OPS:
        raise TooMany
    if not _is_integer(data.get("count")) or data["count"] != len(ops):
        raise Malformed("count : le nombre ne correspond pas")
    epoch = data.get("epoch")
    if epoch is not None and not isinstance(epoch, str):
        raise Malformed("epoch : un texte est attendu")
    return Envelope(
        device=_matching(_UUID, data.get("device"), "device"),
        epoch=epoch,
        sent_at=_matching(_TIME, data.get("sent_at"), "sent_at"),
        phone=data.get("phone"),
        ops=tuple(_read_op(op) for op in ops),
    )


def _read_op(op: Any) -> SentOp:
    if not isinstance(op, dict):
        raise Malformed("ops : chaque opération est un objet")
    if ("body" in op) == ("sealed" in op):
        raise Malformed("ops : body ou sealed, l'un des deux")
    text, digest = _kept(op)
    op_id = _matching(_UUID, op.get("id"), "id")
    return SentOp(
        id=op_id,
        key=op_id.replace("-", ""),
        rev=_whole(op.get("rev"), "rev"),
        kind=_matching(_KIND, op.get("kind"), "kind"),
        format=_whole(op.get("format"), "format"),
        made_at=_matching(_TIME, op.get("made_at"), "made_at"),
        body=op.get("body"),
        text=text,
        digest=digest,
        sealed="sealed" in op,
    )


def _kept(op: dict[str, Any]) -> tuple[str, str]:
    """The text that is kept and compared: the sealed string, or the canonical JSON of the body."""
    if "sealed" in op:
        text = _matching(_SEALED, op["sealed"], "sealed")
        return text, digest_of_text(text)
    if not isinstance(op["body"], dict):
        raise Malformed("body : un objet est attendu")
    try:
        text = canonical_json(op["body"])
        return text, digest_of_text(text)
    except (NotCanonical, RecursionError) as error:
        raise Malformed("body : illisible") from error


def _matching(pattern: re.Pattern[str], value: Any, name: str) -> str:
    if not isinstance(value, str) or pattern.fullmatch(value) is None:
        raise Malformed(f"{name} : illisible")
    return value


def _whole(value: Any, name: str) -> int:
    if not _is_integer(value) or not 1 <= value <= MAX_REVISION:
        raise Malformed(f"{name} : un nombre entier est attendu, à partir de 1")
    return int(value)


def _is_integer(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
