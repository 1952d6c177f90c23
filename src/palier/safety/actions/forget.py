"""What safety forgets by itself. The room above is told what went, and forgets the same (`visits`)."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from palier.safety import rules
from palier.safety.models import Alarm, AvoidedEntrance, CheckIn, Outing


@transaction.atomic
def forget_outings(now: datetime) -> list[UUID]:
    """Erase who was out, their check-ins, and returns that were only late, on the days that are over. Returns the check-ins' ids."""
    old = [
        outing.pk
        for outing in Outing.objects.filter(tour__day__lt=now.date()).select_related("tour__mission__site")
        if rules.forgotten_at(outing.tour.day, ZoneInfo(outing.tour.mission.site.time_zone)) <= now
    ]
    check_ins = list(CheckIn.objects.filter(outing__in=old).values_list("pk", flat=True))
    Outing.objects.filter(pk__in=old).delete()
    late = Alarm.objects.filter(kind=rules.OVERDUE, closed_at__isnull=False, outcome__in=rules.NOTHING_HAPPENED)
    late.filter(tour__day__lt=now.date()).exclude(tour__outings__isnull=False).delete()
    return check_ins


@transaction.atomic
def forget_safety(now: datetime) -> list[UUID]:
    """Erase alarms closed three months ago, and entrances long avoided. Returns the ids of the alarms."""
    AvoidedEntrance.objects.filter(until__lt=(now - rules.AVOIDED_KEPT).date()).delete()
    old = list(Alarm.objects.filter(closed_at__lt=now - rules.ALARMS_KEPT).values_list("pk", flat=True))
    Alarm.objects.filter(pk__in=old).delete()
    return old
