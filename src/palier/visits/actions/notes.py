"""What a manager does about a note that says too much of a person (PV-04)."""

from django.db import transaction

from palier.common.canonical import canonical_json
from palier.common.journal import write_line
from palier.visits.models import Operation, Visit

MAX_NOTE = 280


@transaction.atomic
def rewrite_note(actor: object, visit: Visit, text: str) -> None:
    """Replace the words, in the visit and in what the phone sent: the old ones are nowhere left. The digest of the bytes stays."""
    clean = " ".join(text.split())[:MAX_NOTE]
    Visit.objects.filter(pk=visit.pk).update(note=clean, note_read=True)
    for operation in Operation.objects.filter(op=visit.pk, kind="visit").only("pk", "body"):
        body = operation.read_body()
        if body.get("note"):
            body["note"] = clean
            Operation.objects.filter(pk=operation.pk).update(body=canonical_json(body))
    write_line(actor, "rewrite_note", visit)


def leave_note(actor: object, visit: Visit) -> None:
    """The doubt was wrong: the note stays as it is, and is not asked about again."""
    Visit.objects.filter(pk=visit.pk).update(note_read=True)
    write_line(actor, "leave_note", visit)
