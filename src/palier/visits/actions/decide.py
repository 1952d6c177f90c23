"""What a manager decides about operations kept aside, and about two notes for one door."""

from datetime import datetime

from django.db import transaction

from palier.common.journal import write_line
from palier.people.api import sender_by_device
from palier.visits.actions.apply import apply_operations
from palier.visits.actions.conceal import KIND, empty_operations, revealed
from palier.visits.actions.incoming import Incoming
from palier.visits.actions.note_visits import recount
from palier.visits.actions.noted import visits_at
from palier.visits.contract import validators
from palier.visits.models import Operation, Visit
from palier.visits.rules import verdict as rules

# Kept aside for a doubt about who or where, not about the bytes: a person may let them in.
ACCEPTABLE = frozenset({rules.REVOKED, rules.OTHER_PHONE, rules.NOT_YOURS})


class CannotAccept(Exception):
    """This operation cannot be understood, so it cannot be let in; it can only be set aside."""


@transaction.atomic
def decide_operation(actor: object, operation: Operation, decision: str, now: datetime) -> None:
    """Let an operation in (`accepted`) or set it aside (`set_aside`). Its bytes stay either way; decided once."""
    operation = Operation.objects.select_for_update().get(pk=operation.pk)
    if operation.decided_at is not None:
        return
    if decision == "accepted":
        if operation.reason not in ACCEPTABLE or not _is_understood(operation):
            raise CannotAccept
        operation.status = rules.STORED
    operation.decided_at, operation.decision = now, decision
    operation.save(update_fields=["decided_at", "decision", "status"])
    if decision == "set_aside" and operation.kind == KIND:
        # Nobody will ever need the first name and the number that it brought.
        empty_operations([operation])
    write_line(actor, "decide_operation", operation, decision=decision, reason=operation.reason)
    if decision == "accepted":
        apply_operations(sender_by_device(operation.device_id.hex), [Incoming.of(operation)], now)


def _is_understood(operation: Operation) -> bool:
    """What a closed phone sent was kept aside before its words were judged."""
    validator = validators().get((operation.kind, operation.format))
    return validator is not None and bool(validator.is_valid(revealed(operation.op, operation.read_body())))


@transaction.atomic
def choose_note(actor: object, visit: Visit, now: datetime) -> None:
    """Of several notes for one door on one tour, this one counts. The others are kept."""
    at_home = visits_at({(visit.mission_id.hex, visit.door_id.hex)})
    rivals = [one for one in at_home if one.tour_id == visit.tour_id.hex and not one.void]
    for rival in rivals:
        rival.chosen = rival.id == visit.pk.hex
    recount({rival.id: rival for rival in rivals})
    write_line(actor, "choose_note", visit)
