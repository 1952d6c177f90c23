"""What is erased of those who worked here, once the law no longer asks for it. Source: security §4, lines 10 to 13."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from palier.teams.candidates import TeamFact
from palier.teams.models import (
    Attendance,
    Contract,
    DeclaredHours,
    Employment,
    Equipment,
    HoursCorrection,
    MonthSheet,
    MonthTotal,
    Slot,
    TrainingAim,
)
from palier.teams.rules.keeping import FILE_KEPT, HOURS_KEPT, SLOTS_KEPT


@transaction.atomic
def forget_files(now: datetime) -> str:
    """Erase the hours of more than five years ago, and the file of who left five years ago. A sentence for the list of jobs."""
    today = timezone.localdate(now)
    hours = _forget_hours(today)
    ended = Employment.objects.filter(ends_on__lt=FILE_KEPT.before(today))
    left = {"voisin__left_at__lt": FILE_KEPT.moment_before(now)}
    files = ended.count()
    Contract.objects.filter(employment__in=ended).delete()
    ended.delete()
    for model in (Equipment, Attendance, TrainingAim, TeamFact):
        model._default_manager.filter(**left).delete()
    # A slot that somebody still came to stays with its tour; what was offered and is past is of no use.
    Slot.objects.filter(day__lt=SLOTS_KEPT.before(today)).delete()
    return f"{files} dossiers, {hours} lignes d’heures"


def _forget_hours(today: date) -> int:
    before = HOURS_KEPT.before(today)
    HoursCorrection.objects.filter(hours__day__lt=before).delete()
    gone, _ = DeclaredHours.objects.filter(day__lt=before).delete()
    MonthTotal.objects.filter(month__lt=before.replace(day=1)).delete()
    MonthSheet.objects.filter(month__lt=before.replace(day=1)).delete()
    return gone
