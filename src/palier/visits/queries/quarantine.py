"""What waits for a manager: operations kept aside, and doors with two notes."""

from itertools import islice
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.shortcuts import get_object_or_404

from palier.common.rules.guard import Doubt, doubts_in
from palier.missions.api import missions_for
from palier.people.api import Account, sites_for
from palier.visits.models import Operation, Visit


def quarantine_for(account: Account) -> QuerySet[Operation]:
    """Operations kept aside and not decided yet, from the phones of the sites in scope, oldest first."""
    return (
        Operation.objects.filter(
            organisation_id=account.organisation_id, status=Operation.Status.QUARANTINED, decided_at=None,
            device__voisin__site__in=sites_for(account),
        )
        .select_related("device__voisin__site")
        .order_by("seq")
    )  # fmt: skip


def operation_for(account: Account, pk: int) -> Operation:
    """One operation kept aside, in scope, or 404."""
    return get_object_or_404(quarantine_for(account), pk=pk)


def double_notes_for(account: Account) -> QuerySet[Visit]:
    """Notes that do not count because another voisin of the pair noted the same door first, and nobody chose yet."""
    # Chosen for this door: another door of the same tour is another choice.
    chosen = Visit.objects.filter(tour=OuterRef("tour"), door=OuterRef("door"), chosen=True)
    return (
        Visit.objects.filter(~Exists(chosen), mission__in=missions_for(account), counted=False, void=False)
        .select_related("tour", "door__entrance__building", "voisin", "mission")
        .order_by("seq")
    )


def notes_to_read(account: Account, most: int = 100) -> list[tuple[Visit, list[Doubt]]]:
    """Notes in scope that may say too much of a person, newest first, with their doubts. Not the door: it is not needed here.

    A note without a doubt is marked as read when it arrives; the words may have changed since, so each is asked about again.
    """
    notes = Visit.objects.filter(mission__in=missions_for(account), note_read=False, void=False).exclude(note="")
    found = ((visit, doubts_in(visit.note)) for visit in notes.select_related("mission", "voisin").order_by("-day", "-seq")[:5000])
    return list(islice(((visit, doubts) for visit, doubts in found if doubts), most))


def visit_for(account: Account, visit_id: UUID | str) -> Visit:
    """A visit of a mission in scope, or 404."""
    visits = Visit.objects.select_related("tour", "door__entrance__building", "voisin", "mission")
    return get_object_or_404(visits, pk=visit_id, mission__in=missions_for(account))
