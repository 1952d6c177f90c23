"""What a voisin says of her week, from her phone or through her manager."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from palier.common.journal import write_line
from palier.people.api import Voisin
from palier.teams.models import CalendarFeed, SlotAsk, UsualWeek, WeekDifference
from palier.teams.rules.slots import COMES

KEPT = timedelta(days=31)


@transaction.atomic
def say_usual_week(actor: object, voisin: Voisin, *, op: UUID, rev: int, windows: Collection[Mapping[str, object]]) -> UsualWeek:
    """The usual week of a voisin. A lower revision of the same id changes nothing; another id is a newer word."""
    kept = UsualWeek.objects.select_for_update().filter(pk=voisin.pk).first()
    if kept is not None and kept.op == op and kept.rev >= rev:
        return kept
    in_order = sorted(
        ({"day": one["day"], "from": one["from"], "to": one["to"]} for one in windows), key=lambda one: str(list(one.values()))
    )
    week, _ = UsualWeek.objects.update_or_create(voisin=voisin, defaults={"op": op, "rev": rev, "windows": in_order})
    write_line(actor, "say_usual_week", voisin, rev=rev)
    return week


@transaction.atomic
def say_difference(
    actor: object, voisin: Voisin, *, difference_id: UUID, rev: int, first: date, last: date, free: bool, starts_at: time | None = None,
    ends_at: time | None = None, void: bool = False,
) -> WeekDifference:  # fmt: skip
    """Days that differ from the usual week. A higher revision of the same id replaces it; `void` takes it back."""
    kept = WeekDifference.objects.select_for_update().filter(pk=difference_id).first()
    if kept is not None and kept.rev >= rev:
        return kept
    found, _ = WeekDifference.objects.update_or_create(
        pk=difference_id,
        defaults={
            "voisin": kept.voisin if kept else voisin, "rev": rev, "first": first, "last": max(first, last), "free": free,
            "starts_at": starts_at, "ends_at": ends_at, "void": void,
        },
    )  # fmt: skip
    write_line(actor, "say_difference", voisin, rev=rev)
    return found


@transaction.atomic
def forget_availability(now: datetime) -> str:
    """A month later, nobody needs to know who was away, nor who said no: erased. Who came stays, as the hours do.

    Of somebody who left, the usual week and the calendar addresses go as well.
    """
    before = now.date() - KEPT
    gone, _ = WeekDifference.objects.filter(last__lt=before).delete()
    unsaid, _ = SlotAsk.objects.filter(slot__day__lt=before).exclude(state__in=COMES).delete()
    left = now - KEPT
    UsualWeek.objects.filter(voisin__left_at__lt=left).delete()
    CalendarFeed.objects.filter(Q(voisin__left_at__lt=left) | Q(revoked_at__lt=left)).delete()
    return f"{gone} absences et {unsaid} réponses oubliées"
