"""What the room of privacy writes: the receipt of an erasure."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from palier.common.journal import write_line
from palier.privacy.models import Erasure
from palier.privacy.rules.receipts import digest_of


@transaction.atomic
def note_erasure(actor: object, cause: str, counts: Mapping[str, int], now: datetime, *, about: str = "") -> Erasure:
    """Write the receipt of what was just erased, in the same transaction. Kinds of which there were none are left out."""
    last = Erasure.objects.select_for_update().order_by("-number").first()
    made = Erasure(
        number=last.number + 1 if last else 1, made_at=now, cause=cause, actor=str(actor)[:80], about=about[:80],
        counts={kind: number for kind, number in sorted(counts.items()) if number}, before=last.digest if last else "",
    )  # fmt: skip
    made.digest = receipt_digest(made)
    made.save(force_insert=True)
    write_line(actor, "erase", made, cause=cause, **made.counts)
    return made


def receipt_digest(one: Erasure) -> str:
    """The digest that this receipt must have."""
    return digest_of(one.number, one.made_at, one.cause, one.actor, one.about, one.counts, one.before)


def broken_receipts() -> list[int]:
    """The numbers of receipts that were changed, or before which one is missing; none when the chain is whole."""
    broken, before = [], ""
    for one in Erasure.objects.order_by("number"):
        if one.before != before or one.digest != receipt_digest(one):
            broken.append(one.number)
        before = one.digest
    return broken
