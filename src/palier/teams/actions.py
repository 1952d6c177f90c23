"""What changes contracts and declared hours."""

from datetime import date, time
from uuid import UUID

from django.db import transaction

from palier.common.journal import write_line
from palier.people.api import Voisin
from palier.teams.models import Contract, DeclaredHours


@transaction.atomic
def set_contract(actor: object, voisin: Voisin, *, starts_on: date, monthly_minutes: int) -> Contract:
    """The contract in force from that day on; the same day again replaces it."""
    contract, _ = Contract.objects.update_or_create(voisin=voisin, starts_on=starts_on, defaults={"monthly_minutes": monthly_minutes})
    write_line(actor, "set_contract", voisin, minutes=monthly_minutes)
    return contract


@transaction.atomic
def declare_hours(
    actor: object, voisin: Voisin, *, hours_id: UUID, rev: int, day: date, starts_at: time, ends_at: time, sort: str,
    tour_ref: UUID | None = None, void: bool = False,
) -> DeclaredHours:  # fmt: skip
    """What a voisin declares for one day. A higher revision of the same id replaces it, a lower one changes nothing.

    Source: hours are declared, never measured (CE 15-12-2017 n° 403776).
    """
    kept = DeclaredHours.objects.filter(pk=hours_id).first()
    if kept is not None and kept.rev >= rev:
        return kept
    hours, _ = DeclaredHours.objects.update_or_create(
        pk=hours_id,
        defaults={
            "voisin": kept.voisin if kept else voisin, "rev": rev, "day": day, "starts_at": starts_at,
            "ends_at": ends_at, "sort": sort, "tour_ref": tour_ref, "void": void,
        },
    )  # fmt: skip
    write_line(actor, "declare_hours", hours, rev=rev)
    return hours
