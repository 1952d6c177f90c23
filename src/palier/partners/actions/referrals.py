"""Referrals and appointments: noted from what phones send, then followed at the desk, step by step."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from palier.common.journal import write_line
from palier.common.rows import Key
from palier.partners.models import Appointment, PersonalFollowUp, Referral, Service
from palier.partners.rules.keeping import ASKED_KEPT
from palier.partners.rules.slips import slip_of
from palier.partners.rules.steps import APPOINTMENT_NEXT, CLOSED, REFERRAL_NEXT
from palier.people.api import Account


class StepRefused(Exception):
    """This cannot follow that; the text is a sentence for the person who asked."""


def note_referral(
    site: Key, op: UUID, rev: int, *, to: str, asked_on: date, sentence: str, void: bool, now: datetime, mission: Key | None = None
) -> None:
    """What a phone sent, as often as it likes: the highest revision stands. What the desk did of it stays."""
    fields = {
        "to": to, "service": _service(site, to), "slip": slip_of(op.hex), "asked_on": asked_on, "sentence": sentence,
        "mission": UUID(mission) if mission else None,
    }  # fmt: skip
    before = Referral.objects.select_for_update().filter(pk=op).first()
    if before is None:
        state = Referral.State.WITHDRAWN if void else Referral.State.AGREED
        Referral.objects.create(pk=op, rev=rev, site_id=UUID(site), state=state, closed_at=now if void else None, **fields)
    elif before.rev < rev:
        _revise(before, rev, fields, void, now)


def note_appointment(
    site: Key, op: UUID, rev: int, *, to: str, at: datetime | None, asked_on: date, sentence: str, void: bool, now: datetime
) -> None:
    """The same for an appointment. One with a time was made on the partner's planning; without, it is to be confirmed."""
    fields = {"to": to, "service": _service(site, to), "slip": slip_of(op.hex), "asked_on": asked_on, "sentence": sentence}
    before = Appointment.objects.select_for_update().filter(pk=op).first()
    if before is None:
        made = Appointment.State.BOOKED if at else Appointment.State.ASKED
        state = Appointment.State.WITHDRAWN if void else made
        Appointment.objects.create(pk=op, rev=rev, site_id=UUID(site), state=state, at=at, closed_at=now if void else None, **fields)
    elif before.rev < rev:
        untouched = before.handled_by_id is None and before.state in ("asked", "booked")
        if untouched and not void:
            before.at, before.state = at, Appointment.State.BOOKED if at else Appointment.State.ASKED
        _revise(before, rev, fields, void, now)


def _service(site: Key, code: str) -> Service | None:
    return Service.objects.filter(site_id=UUID(site), code=code).first()


def _revise(row: Referral | Appointment, rev: int, fields: Mapping[str, object], void: bool, now: datetime) -> None:
    row.rev = rev
    for name, value in fields.items():
        setattr(row, name, value)
    if void:
        row.state, row.closed_at = "withdrawn", now
    elif row.state == "withdrawn":
        # A later revision that is not an undo: asked again.
        row.state, row.closed_at = ("booked" if getattr(row, "at", None) else "asked") if isinstance(row, Appointment) else "agreed", None
    row.save()


@transaction.atomic
def move_referral(actor: Account, referral: Referral, state: str, now: datetime) -> None:
    """One step on: sent, seen by the service, solved or not. A step that was skipped gets the same date. Raises `StepRefused`."""
    row = Referral.objects.select_for_update().get(pk=referral.pk)
    if state not in REFERRAL_NEXT[row.state]:
        raise StepRefused("Cette orientation a déjà changé. La page vient d’être relue.")
    if state in ("sent", "seen", "solved"):
        row.sent_at = row.sent_at or now
    if state in ("seen", "solved"):
        row.seen_at = row.seen_at or now
    _close_or_not(row, state, actor, now)
    write_line(actor, "move_referral", row, state=state)


@transaction.atomic
def move_appointment(actor: Account, appointment: Appointment, state: str, now: datetime, *, at: datetime | None = None) -> None:
    """Confirmed with its time, kept, missed or cancelled. Raises `StepRefused`."""
    row = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if state not in APPOINTMENT_NEXT[row.state]:
        raise StepRefused("Ce rendez-vous a déjà changé. La page vient d’être relue.")
    if state == "booked":
        if at is None:
            raise StepRefused("Donnez le jour et l’heure du rendez-vous.")
        row.at, row.confirmed_at = at, now
    _close_or_not(row, state, actor, now)
    write_line(actor, "move_appointment", row, state=state)


def _close_or_not(row: Referral | Appointment, state: str, actor: Account, now: datetime) -> None:
    row.state, row.handled_by = state, actor
    row.closed_at = now if state in CLOSED else None
    row.save()


@transaction.atomic
def take_back(actor: Account, row: Referral | Appointment, now: datetime) -> None:
    """Undo the last step at the desk, with the dates it gave. What the resident undid is not taken back. Raises `StepRefused`."""
    found: Referral | Appointment = type(row)._default_manager.select_for_update().get(pk=row.pk)
    if found.state in ("withdrawn", "agreed", "asked"):
        raise StepRefused("Il n’y a rien à défaire ici.")
    if isinstance(found, Referral):
        _take_back_referral(found)
    else:
        _take_back_appointment(found)
    found.closed_at, found.handled_by = None, actor
    found.save()
    write_line(actor, "take_back_step", found)


def _take_back_referral(row: Referral) -> None:
    last = row.closed_at or row.seen_at or row.sent_at
    row.sent_at = None if row.sent_at == last else row.sent_at
    row.seen_at = None if row.seen_at == last else row.seen_at
    row.state = "seen" if row.seen_at else "sent" if row.sent_at else "agreed"


def _take_back_appointment(row: Appointment) -> None:
    if row.state in CLOSED:
        row.state = "booked" if row.at else "asked"
    elif row.confirmed_at is None:
        raise StepRefused("Cette heure a été prise à la porte : annulez le rendez-vous s’il n’a pas lieu.")
    else:
        row.state, row.at, row.confirmed_at = "asked", None, None


@transaction.atomic
def forget_asked(now: datetime) -> list[UUID]:
    """Erase referrals, appointments and follow-ups (long without words) that were asked for two years ago. Returns their ids."""
    before = ASKED_KEPT.before(timezone.localdate(now))
    gone: list[UUID] = []
    for model in (Referral, Appointment, PersonalFollowUp):
        old = model._default_manager.filter(asked_on__lt=before)
        gone += old.values_list("pk", flat=True)
        old.delete()
    return gone
