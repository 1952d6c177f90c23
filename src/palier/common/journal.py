"""The journal: one line per change, written in the same transaction as the change."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from palier.common.models import JournalLine
from palier.common.personal_data import Duration

# Six to twelve months. Source: security AR-03; CNIL, délibération 2021-122 (journalisation).
LINES_KEPT = Duration(months=12)


def write_line(actor: object, verb: str, subject: object, **detail: Any) -> None:
    """Append one line. `detail` holds ids, counts and codes only, never words a resident said."""
    JournalLine.objects.create(at=timezone.now(), actor=str(actor)[:80], verb=verb, subject=_name_of(subject), detail=detail)


def forget_journal(now: datetime) -> str:
    """Erase lines that were kept long enough. A sentence for the list of jobs."""
    gone, _ = JournalLine.objects.filter(at__lt=LINES_KEPT.moment_before(now)).delete()
    return f"{gone} lignes"


def _name_of(subject: object) -> str:
    key = getattr(subject, "pk", None)
    if key is None:
        return str(subject)[:80]
    return f"{type(subject).__name__.lower()}:{key}"[:80]
