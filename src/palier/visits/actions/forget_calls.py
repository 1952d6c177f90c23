"""What was sent about safety is forgotten with what it meant: neither words nor kind nor time stay in the operation."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from palier.common.journal import write_line
from palier.people.api import Organisation
from palier.safety.api import forget_outings, forget_safety
from palier.visits.models import FollowUp, Operation
from palier.visits.rules import verdict as rules

FORGOTTEN = "forgotten"
CALLS = ("sos", "alert", "check_in")
ASIDE_KEPT = timedelta(days=90)


@transaction.atomic
def forget_calls(now: datetime) -> str:
    """Erase old outings, check-ins and closed alarms, here and in the room of safety. A sentence for the list of jobs.

    The digest of the bytes stays: the same sent again is still recognised. A mission keeps its number of alerts.
    """
    gone = [*forget_outings(now), *forget_safety(now)]
    aside = Operation.objects.filter(status=rules.QUARANTINED, kind__in=CALLS, received_at__lt=now - ASIDE_KEPT)
    gone += list(aside.values_list("op", flat=True))
    for start in range(0, len(gone), 500):
        _forget(gone[start : start + 500])
    if gone:
        write_line("job", "forget_calls", "safety", number=len(gone))
    return f"{len(gone)} effacés"


def _forget(ids: Collection[UUID]) -> None:
    FollowUp.objects.filter(pk__in=ids, kind="alert").update(code="", tour=None)
    # By organisation, so that the unique index finds them.
    found = Operation.objects.filter(organisation__in=Organisation.objects.all(), op__in=ids, kind__in=CALLS)
    found.update(kind=FORGOTTEN, body="{}", made_at="")
