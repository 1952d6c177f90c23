"""The journal: one line per change, written in the same transaction as the change."""

from typing import Any

from django.utils import timezone

from palier.common.models import JournalLine


def write_line(actor: object, verb: str, subject: object, **detail: Any) -> None:
    """Append one line. `detail` holds ids, counts and codes only, never words a resident said."""
    JournalLine.objects.create(at=timezone.now(), actor=str(actor)[:80], verb=verb, subject=_name_of(subject), detail=detail)


def _name_of(subject: object) -> str:
    key = getattr(subject, "pk", None)
    if key is None:
        return str(subject)[:80]
    return f"{type(subject).__name__.lower()}:{key}"[:80]
