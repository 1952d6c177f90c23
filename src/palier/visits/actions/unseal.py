"""Open what a phone sealed, and hold it to what the envelope says (house §5.2)."""

from dataclasses import replace

from palier.common.canonical import NotCanonical, canonical_json
from palier.common.rows import Key, key_of
from palier.safekeeping.api import CannotOpen, open_sealed
from palier.visits.rules import verdict as rules
from palier.visits.rules.envelope import SentOp


def unseal(op: SentOp, device: Key) -> tuple[SentOp, str | None]:
    """The operation with its body, and what is wrong with its seal. Its digest stays that of the bytes as sent."""
    if not op.sealed:
        return op, None
    try:
        plain = open_sealed(op.text)
        body = plain.get("body")
        if not isinstance(body, dict):
            return op, rules.CANNOT_OPEN
        text = canonical_json(body)
    except (CannotOpen, NotCanonical, RecursionError):
        return op, rules.CANNOT_OPEN
    said = (plain.get("id"), plain.get("rev"), plain.get("kind"), plain.get("format"))
    problem = None if said == (op.id, op.rev, op.kind, op.format) else rules.SEAL_DISAGREES
    if problem is None and key_of(str(plain.get("device"))) != device:
        problem = rules.OTHER_PHONE
    return replace(op, body=body, text=text), problem
