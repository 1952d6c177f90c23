"""Who is out: begun, all is well, ended; and who is awaited."""

from contextlib import suppress
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from palier.common.events import announce
from palier.common.journal import write_line
from palier.safety import rules
from palier.safety.actions.alarms import AlarmRaised, close_by_phone
from palier.safety.models import Alarm, CheckIn, Outing
from palier.safety.queries import expected_of, grace_of, open_outings, overdue_moment
from palier.tours.api import Tour


def begin_outing(tour: Tour, voisin_id: UUID, at: datetime | None, now: datetime) -> None:
    """A voisin began. None undoes it. An outing of a day that is already forgotten is not written again."""
    if at is None:
        Outing.objects.filter(tour=tour, voisin_id=voisin_id).delete()
        return
    outing = _outing(tour, voisin_id, now)
    if outing is not None and outing.begun_at is None:
        outing.begun_at = at
        outing.save(update_fields=["begun_at"])


def end_outing(actor: object, tour: Tour, voisin_id: UUID, at: datetime | None, now: datetime) -> None:
    """A voisin finished; nobody is looked for any more. None undoes it."""
    outing = _outing(tour, voisin_id, now)
    if outing is not None and (at is None or outing.ended_at is None):
        outing.ended_at = at
        outing.save(update_fields=["ended_at"])
    if at is not None:
        close_by_phone(actor, tour.pk, voisin_id, rules.BACK, now)


@transaction.atomic
def say_fine(
    actor: object, check_in_id: UUID, tour: Tour, voisin_id: UUID, *, rev: int, said_at: datetime, until: time | None, void: bool,
    now: datetime,
) -> None:  # fmt: skip
    """« Tout va bien », perhaps with a new time of return. The same revision again, or a lower one, changes nothing.

    No line in the journal: it would remember for years what is erased the morning after.
    """
    kept = CheckIn.objects.filter(pk=check_in_id).first()
    outing = kept.outing if kept else _outing(tour, voisin_id, now)
    if outing is None or (kept is not None and kept.rev >= rev):
        return
    CheckIn.objects.update_or_create(pk=check_in_id, defaults={
        "rev": rev, "outing": outing, "said_at": said_at, "until": until, "void": void,
    })  # fmt: skip
    awaited = overdue_moment(outing, grace_of(outing.tour.mission.site_id))
    if awaited > now:
        close_by_phone(actor, tour.pk, voisin_id, rules.SAID_FINE, now)


def _outing(tour: Tour, voisin_id: UUID, now: datetime) -> Outing | None:
    found = Outing.objects.filter(tour=tour, voisin_id=voisin_id).first()
    if found is not None:
        return found
    if rules.forgotten_at(tour.day, ZoneInfo(tour.mission.site.time_zone)) <= now:
        return None
    return Outing.objects.create(tour=tour, voisin_id=voisin_id)


def raise_overdue(now: datetime) -> str:
    """Ring for each voisin who began, has not finished, and whose expected return and grace are past. For the list of jobs."""
    ringing = set(Alarm.objects.filter(kind=rules.OVERDUE, closed_at=None).values_list("tour_id", "voisin_id"))
    awaited = [one for one in open_outings() if (one.tour_id, one.voisin_id) not in ringing]
    graces = {site: grace_of(site) for site in {one.tour.mission.site_id for one in awaited}}
    late = [one for one in awaited if overdue_moment(one, graces[one.tour.mission.site_id]) <= now]
    for outing in late:
        _ring(outing, now)
    return f"{len(late)} retours attendus"


def _ring(outing: Outing, now: datetime) -> None:
    # Another process may do the same: the constraint lets one through.
    with suppress(IntegrityError), transaction.atomic():
        alarm = Alarm.objects.create(
            kind=rules.OVERDUE, site=outing.tour.mission.site, voisin=outing.voisin, tour=outing.tour, said_at=expected_of(outing),
            raised_at=now,
        )  # fmt: skip
        write_line("job", "raise_alarm", alarm)
        announce(AlarmRaised(alarm.pk))
