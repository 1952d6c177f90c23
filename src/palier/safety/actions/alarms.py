"""What rings: raised by a phone or by a return that is awaited, taken by a person, closed with an outcome."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from palier.common.events import announce
from palier.common.journal import write_line
from palier.people.api import Account
from palier.places.api import Entrance
from palier.safety import rules
from palier.safety.models import Alarm, Outing


class AlarmRefused(Exception):
    """The alarm cannot be closed so; the text is a sentence."""


@dataclass(frozen=True)
class AlarmRaised:
    """Something rings at the desk."""

    alarm: UUID


@transaction.atomic
def raise_alarm(
    actor: object, alarm_id: UUID, *, rev: int, kind: str, site_id: UUID, voisin_id: UUID, said_at: datetime, now: datetime,
    sort: str = "", tour_id: UUID | None = None, entrance_id: UUID | None = None, void: bool = False,
) -> Alarm:  # fmt: skip
    """What a phone sent, or a later revision of it. The same revision again changes nothing, except that its tour is known by now.

    `void` says that its author is all right again: it stays open, for a person to hear it from them.
    """
    alarm = Alarm.objects.select_for_update().filter(pk=alarm_id).first()
    if alarm is not None and alarm.rev >= rev:
        if alarm.tour_id is None and tour_id is not None:
            alarm.tour_id = tour_id
            alarm.save(update_fields=["tour"])
        return alarm
    new = alarm is None
    alarm = alarm or Alarm(pk=alarm_id, site_id=site_id, voisin_id=voisin_id, kind=kind, raised_at=now, said_at=said_at)
    alarm.rev, alarm.tour_id = rev, tour_id or alarm.tour_id
    alarm.sort = alarm.sort if void and alarm.sort else sort  # the phone cannot read back what it sealed
    alarm.entrance_id = _entrance_here(entrance_id, site_id) or alarm.entrance_id
    alarm.withdrawn_at = now if void else None
    alarm.save(force_insert=new)
    # No kind: the journal outlives the alarm, and must not remember who called for help.
    write_line(actor, "withdraw_alarm" if void else "raise_alarm", alarm)
    if new:
        announce(AlarmRaised(alarm.pk))
    return alarm


def _entrance_here(entrance_id: UUID | None, site_id: UUID) -> UUID | None:
    """An entrance of the site's own ground; a wrong one never stops an SOS."""
    if entrance_id is None:
        return None
    return Entrance.objects.filter(pk=entrance_id, building__neighbourhood__sites=site_id).values_list("pk", flat=True).first()


@transaction.atomic
def take_alarm(account: Account, alarm: Alarm, now: datetime) -> Alarm:
    """« Je m'en occupe »: it stops ringing everywhere. The first who says so keeps it; the voisin's phone is told."""
    alarm = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if alarm.taken_at is None and alarm.closed_at is None:
        alarm.taken_at, alarm.taken_by = now, account
        alarm.save(update_fields=["taken_at", "taken_by"])
        write_line(account, "take_alarm", alarm)
    return alarm


@transaction.atomic
def close_alarm(account: Account, alarm: Alarm, outcome: str, now: datetime) -> Alarm:
    """It is over. Closing an awaited return also ends the watch over that outing. Raises `AlarmRefused`."""
    problem = rules.check_outcome(alarm.kind, outcome)
    if problem:
        raise AlarmRefused(problem)
    alarm = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if alarm.closed_at is not None:
        return alarm
    if alarm.taken_at is None:
        alarm.taken_at, alarm.taken_by = now, account
    alarm.closed_at, alarm.outcome = now, outcome
    alarm.save(update_fields=["taken_at", "taken_by", "closed_at", "outcome"])
    _settle(alarm, now)
    write_line(account, "close_alarm", alarm)
    return alarm


@transaction.atomic
def reopen_alarm(account: Account, alarm: Alarm) -> Alarm:
    """Closed too early. An awaited return that rings again elsewhere is not doubled. Raises `AlarmRefused`."""
    alarm = Alarm.objects.select_for_update().get(pk=alarm.pk)
    if alarm.closed_at is None:
        return alarm
    if alarm.kind == rules.OVERDUE and open_returns(alarm.tour_id, alarm.voisin_id).exists():
        raise AlarmRefused("Ce retour sonne déjà.")
    alarm.closed_at, alarm.outcome = None, ""
    alarm.save(update_fields=["closed_at", "outcome"])
    _settle(alarm, None)
    write_line(account, "reopen_alarm", alarm)
    return alarm


def open_returns(tour_id: UUID | None, voisin_id: UUID) -> QuerySet[Alarm]:
    """The awaited return of this voisin on this tour, while it rings."""
    found = Alarm.objects.filter(kind=rules.OVERDUE, voisin=voisin_id, closed_at=None)
    return found.none() if tour_id is None else found.filter(tour=tour_id)


def _settle(alarm: Alarm, now: datetime | None) -> None:
    if alarm.kind == rules.OVERDUE and alarm.tour_id is not None:
        Outing.objects.filter(tour_id=alarm.tour_id, voisin_id=alarm.voisin_id).update(settled_at=now)


def close_by_phone(actor: object, tour_id: UUID, voisin_id: UUID, outcome: str, now: datetime) -> None:
    """The voisin is back, or said that all is well: the awaited return stops ringing by itself."""
    for alarm in open_returns(tour_id, voisin_id).select_for_update():
        alarm.closed_at, alarm.outcome = now, outcome
        alarm.save(update_fields=["closed_at", "outcome"])
        write_line(actor, "close_alarm", alarm)


def note_mailed(alarms: Collection[UUID], now: datetime) -> None:
    """The managers were written to about these."""
    Alarm.objects.filter(pk__in=alarms).update(mailed_at=now)
