"""Operations whose meaning was erased: the number and the digest stay, so that a second sending is still recognised; nothing else does."""

from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from palier.common.canonical import canonical_json
from palier.visits.models import Operation
from palier.visits.rules import verdict as rules

EMPTY = ("", "{}")
AT_ONCE = 500
# What stays of an operation whatever happens to what it said: an opposition still holds, a door is geography, hours are pay.
NOT_OF_HOMES = frozenset({"opposition", "door_added", "door_renamed", "door_removed", "hours_declared", "month_signed"})


def empty(ids: Collection[UUID], organisations: Collection[UUID]) -> int:
    """Empty every revision of these operations. Returns how many rows had something in them."""
    number = 0
    for some in _by(AT_ONCE, list(ids)):
        # By organisation, so that the unique index finds them.
        found = Operation.objects.filter(organisation__in=organisations, op__in=some)
        number += _empty_rows(found)
    return number


def _empty_rows(found: QuerySet[Operation]) -> int:
    full = found.exclude(body__in=EMPTY)
    full.filter(status=rules.QUARANTINED, decided_at=None).update(reason=rules.TOO_LATE)
    full.filter(status=rules.STORED).update(reason=rules.ERASED)
    return full.update(body="{}", made_at="", waits_for=None)


def empty_matching(organisations: Collection[UUID], matches: Callable[[dict[str, Any]], bool]) -> int:
    """Empty the operations about homes whose body is found so, one pass over those that still have one. Returns how many."""
    number = 0
    ids = [row.pk for row in _full(organisations) if matches(row.read_body())]
    for some in _by(AT_ONCE, ids):
        number += _empty_rows(Operation.objects.filter(pk__in=some))
    return number


def _full(organisations: Collection[UUID]) -> Iterator[Operation]:
    found = Operation.objects.filter(organisation__in=organisations).exclude(kind__in=NOT_OF_HOMES).exclude(body__in=EMPTY)
    return found.only("pk", "body").iterator(chunk_size=2000)


def drop_notes(ids: Collection[UUID], organisations: Collection[UUID]) -> None:
    """Take the words out of these visits' operations; the rest of each stays."""
    for some in _by(AT_ONCE, list(ids)):
        changed = []
        for row in Operation.objects.filter(organisation__in=organisations, op__in=some, kind="visit").only("pk", "body"):
            body = row.read_body()
            if body.pop("note", None):
                row.body = canonical_json(body)
                changed.append(row)
        Operation.objects.bulk_update(changed, ["body"], batch_size=200)


def forget_old_operations(before: datetime) -> int:
    """Empty what came before this moment, whatever it was: who did what on which evening. Returns how many."""
    old = Operation.objects.filter(received_at__lt=before).exclude(body__in=EMPTY, made_at="")
    return _empty_old(old)


def _empty_old(old: QuerySet[Operation]) -> int:
    # An undo or a correction of the operation still finds what it made: only what was erased refuses them.
    old.filter(status=rules.QUARANTINED, decided_at=None).update(reason=rules.TOO_LATE)
    return old.update(body="{}", made_at="", waits_for=None)


def _by(size: int, ids: list[Any]) -> Iterable[list[Any]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
