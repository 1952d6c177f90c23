"""Part the language of a conversation from the address, once its tour is closed (PV-03)."""

import json
from datetime import datetime, timedelta

from django.db import transaction

from palier.common.canonical import canonical_json
from palier.visits.models import Operation, Visit

READABLE_FOR = timedelta(hours=24)


@transaction.atomic
def part_languages(now: datetime) -> int:
    """Forget the language of visits whose tour ended, or should have ended, more than 24 hours ago.

    The mission's counts keep it; the door does not. Returns how many visits were parted.
    """
    limit = now - READABLE_FOR
    visits = Visit.objects.filter(parted=False).filter(tour__day__lt=limit.date())
    ids = list(visits.values_list("pk", flat=True)[:5000])
    _forget_in_operations(ids)
    return Visit.objects.filter(pk__in=ids).update(language="", parted=True)


def _forget_in_operations(ids: list) -> None:
    changed = []
    for operation in Operation.objects.filter(op__in=ids, kind="visit").only("pk", "body"):
        body = json.loads(operation.body)
        if body.pop("language", None):
            # The digest of the bytes as received stays: a second sending is still recognised.
            operation.body = canonical_json(body)
            changed.append(operation)
    Operation.objects.bulk_update(changed, ["body"], batch_size=200)
