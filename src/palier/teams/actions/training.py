"""Training: what can be learnt, sessions planned, moved and cancelled, presence signed or noted, opinions given."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from palier.common.journal import write_line
from palier.partners.api import Partner
from palier.people.api import Account, Organisation, Site, Voisin
from palier.teams.actions.employment import TeamRefused
from palier.teams.actions.hours import correct_hours, declare_hours, note_hours
from palier.teams.models import Attendance, DeclaredHours, TrainingAim, TrainingModule, TrainingOpinion, TrainingSession
from palier.teams.queries.hours import works_between
from palier.teams.rules.sessions import already_said, may_sign
from palier.teams.rules.skills import BY_CODE
from palier.teams.rules.worked import Stretch

LONGEST = 10 * 60


@transaction.atomic
def keep_module(
    actor: Account, organisation: Organisation, *, title: str, minutes: int, skills: Sequence[str], everyone: bool,
    module: TrainingModule | None = None,
) -> TrainingModule:  # fmt: skip
    """Add a module to what the association teaches, or change it. `minutes`: how long it usually takes. Raises `TeamRefused`."""
    title = title.strip()[:80]
    if not title:
        raise TeamRefused("Donnez un titre à la formation.")
    if not 15 <= minutes <= LONGEST:
        raise TeamRefused("Une formation dure de 15 minutes à 10 heures ; au-delà, faites-en plusieurs.")
    if not skills or any(code not in BY_CODE for code in skills):
        raise TeamRefused("Choisissez au moins une compétence : le livret de chacun en dépend.")
    same = TrainingModule.objects.filter(organisation=organisation, title__iexact=title)
    if (same.exclude(pk=module.pk) if module else same).exists():
        raise TeamRefused("Une formation porte déjà ce titre.")
    kept = module or TrainingModule(organisation=organisation)
    kept.title, kept.minutes, kept.skills, kept.everyone, kept.retired_at = title, minutes, sorted(set(skills)), everyone, None
    kept.save()
    write_line(actor, "keep_module", kept)
    return kept


@transaction.atomic
def retire_module(actor: Account, module: TrainingModule, now: datetime) -> None:
    """It is not proposed any more; what was followed stays in the booklets."""
    TrainingModule.objects.filter(pk=module.pk).update(retired_at=now)
    write_line(actor, "retire_module", module)


@transaction.atomic
def plan_session(
    actor: Account, site: Site, module: TrainingModule, *, day: date, starts_at: time, ends_at: time, place: str, trainer: str,
    partner: Partner | None, voisins: Collection[Voisin], now: datetime,
) -> TrainingSession:  # fmt: skip
    """A session and whom it is for. One that took place already may be written down too. Raises `TeamRefused`.

    What it would break in the hours of each is said before, by `tours.work`.
    """
    if ends_at <= starts_at:
        raise TeamRefused("La séance finit avant de commencer.")
    if not voisins or any(one.site_id != site.pk for one in voisins):
        raise TeamRefused("Choisissez au moins une personne de ce site.")
    session = TrainingSession.objects.create(
        site=site, module=module, day=day, starts_at=starts_at, ends_at=ends_at, place=place.strip()[:80], trainer=trainer.strip()[:80],
        partner=partner, made_at=now,
    )  # fmt: skip
    _ask(session, voisins, now)
    write_line(actor, "plan_session", session, day=day.isoformat(), asked=len(voisins))
    return session


def _ask(session: TrainingSession, voisins: Collection[Voisin], now: datetime) -> None:
    told_on = now.astimezone(ZoneInfo(session.site.time_zone)).date()
    Attendance.objects.bulk_create([Attendance(session=session, voisin=one, told_on=told_on) for one in voisins], ignore_conflicts=True)


@transaction.atomic
def ask_to_session(actor: Account, session: TrainingSession, voisins: Collection[Voisin], now: datetime) -> None:
    """Others are asked as well."""
    _ask(session, [one for one in voisins if one.site_id == session.site_id], now)
    write_line(actor, "ask_to_session", session, asked=len(voisins))


@transaction.atomic
def move_session(
    actor: Account, session: TrainingSession, *, day: date, starts_at: time, ends_at: time, place: str, now: datetime
) -> None:  # fmt: skip
    """Another day, other hours, another place: whoever has not signed yet learns it now. Raises `TeamRefused`."""
    if ends_at <= starts_at:
        raise TeamRefused("La séance finit avant de commencer.")
    if session.attendances.filter(state=Attendance.State.THERE).exists():
        raise TeamRefused("Quelqu’un y était : cette séance a eu lieu. Prévoyez-en une autre.")
    if (session.day, session.starts_at, session.ends_at) != (day, starts_at, ends_at):
        session.attendances.update(told_on=now.astimezone(ZoneInfo(session.site.time_zone)).date())
    TrainingSession.objects.filter(pk=session.pk).update(day=day, starts_at=starts_at, ends_at=ends_at, place=place.strip()[:80])
    write_line(actor, "move_session", session, day=day.isoformat())


@transaction.atomic
def cancel_session(actor: Account, session: TrainingSession, now: datetime) -> None:
    """It does not take place. Raises `TeamRefused` when somebody was there; `restore_session` undoes it."""
    if session.attendances.filter(state=Attendance.State.THERE).exists():
        raise TeamRefused("Quelqu’un y était : cette séance a eu lieu.")
    TrainingSession.objects.filter(pk=session.pk).update(cancelled_at=now)
    write_line(actor, "cancel_session", session)


@transaction.atomic
def restore_session(actor: Account, session: TrainingSession) -> None:
    """Undo a cancellation."""
    TrainingSession.objects.filter(pk=session.pk).update(cancelled_at=None)
    write_line(actor, "restore_session", session)


@transaction.atomic
def sign_attendance(
    actor: object, session: TrainingSession, voisin: Voisin, *, op: UUID, rev: int, starts_at: time, ends_at: time, now: datetime,
    void: bool = False,
) -> Attendance | None:  # fmt: skip
    """She was there, from when to when: her hours of training follow, once. None when the session is another site's.

    Hours that she had declared by hand for that moment stand instead, and no others are made. `void` takes it back, with the hours born
    of it. A lower revision of the same operation changes nothing. Signed before its beginning, it is not a signature.
    """
    if session.site_id != voisin.site_id:
        return None
    told_on = now.astimezone(ZoneInfo(session.site.time_zone)).date()
    Attendance.objects.bulk_create([Attendance(session=session, voisin=voisin, told_on=told_on)], ignore_conflicts=True)
    mine = Attendance.objects.select_for_update().get(session=session, voisin=voisin)
    if mine.op == op and mine.rev >= rev:
        return mine
    mine.op, mine.rev = op, rev
    if void:
        _unsign(actor, mine, voisin)
    elif may_sign(_stretch(session, session.starts_at, session.ends_at), now):
        mine.state, mine.signed_at, mine.at_desk = Attendance.State.THERE, now, False
        # Hours that do not follow each other are no answer: those that were planned.
        sound = ends_at > starts_at
        mine.starts_at, mine.ends_at = (starts_at, ends_at) if sound else (session.starts_at, session.ends_at)
        mine.hours = _hours_of(actor, mine, session, voisin)
    mine.save()
    write_line(actor, "sign_attendance", mine, void=void)
    return mine


def _stretch(session: TrainingSession, starts_at: time, ends_at: time) -> Stretch:
    return Stretch(session.day, starts_at, ends_at, "training", ZoneInfo(session.site.time_zone))


def _said(mine: Attendance, session: TrainingSession, signed: Stretch) -> DeclaredHours | None:
    works = [one for one in works_between([mine.voisin], session.day, session.day)[mine.voisin_id] if one.hours.pk != mine.pk]
    found = already_said([one.stretch for one in works], signed)
    return next((one.hours for one in works if one.stretch == found), None)


def _hours_of(actor: object, mine: Attendance, session: TrainingSession, voisin: Voisin) -> DeclaredHours:
    assert mine.starts_at is not None
    assert mine.ends_at is not None
    said = _said(mine, session, _stretch(session, mine.starts_at, mine.ends_at))
    if said is not None:
        return said
    kept = DeclaredHours.objects.filter(pk=mine.pk).first()
    return declare_hours(
        actor, voisin, hours_id=mine.pk, rev=kept.rev + 1 if kept else 1, day=session.day, starts_at=mine.starts_at, ends_at=mine.ends_at,
        sort=DeclaredHours.Sort.TRAINING,
    )  # fmt: skip


def _unsign(actor: object, mine: Attendance, voisin: Voisin) -> None:
    own = DeclaredHours.objects.filter(pk=mine.pk, void=False).first()
    if own is not None:
        declare_hours(
            actor,
            voisin,
            hours_id=own.pk,
            rev=own.rev + 1,
            day=own.day,
            starts_at=own.starts_at,
            ends_at=own.ends_at,
            sort=own.sort,
            void=True,
        )
    mine.state, mine.signed_at, mine.starts_at, mine.ends_at, mine.hours = Attendance.State.ASKED, None, None, None, None


@transaction.atomic
def note_attendance(actor: Account, mine: Attendance, *, there: bool, now: datetime) -> None:
    """The manager notes who was there, for whoever has not signed. Raises `TeamRefused` for what was signed,
    before it began, or in a confirmed month.
    """
    session, voisin = mine.session, mine.voisin
    if mine.signed_at is not None:
        raise TeamRefused(f"{voisin.first_name} a signé. Ses heures se corrigent sur la page de ses heures, avec une raison.")
    planned = _stretch(session, session.starts_at, session.ends_at)
    if now < planned.begun:
        raise TeamRefused("La séance n’a pas commencé.")
    if there and mine.state != Attendance.State.THERE:
        mine.starts_at, mine.ends_at = session.starts_at, session.ends_at
        mine.hours = _said(mine, session, planned) or note_hours(
            actor, voisin, day=session.day, starts_at=session.starts_at, ends_at=session.ends_at, sort=DeclaredHours.Sort.TRAINING, now=now
        )
    if not there and mine.hours is not None and mine.hours.at_desk:
        hours = mine.hours
        correct_hours(
            actor, hours, day=hours.day, starts_at=hours.starts_at, ends_at=hours.ends_at, sort=hours.sort,
            reason="noté absent·e à la formation", now=now, void=True,
        )  # fmt: skip
    if not there:
        mine.starts_at = mine.ends_at = mine.hours = None
    mine.state, mine.at_desk = Attendance.State.THERE if there else Attendance.State.ABSENT, True
    mine.save()
    write_line(actor, "note_attendance", mine, there=there)


@transaction.atomic
def give_opinion(session: TrainingSession, voisin: Voisin, *, op: UUID, rev: int, useful: int, clear: int, ready: int) -> bool:
    """What a participant thought; false when she was not asked. Who it was is not kept beside it, only that she answered."""
    mine = Attendance.objects.select_for_update().filter(session=session, voisin=voisin).first()
    if mine is None:
        return False
    kept = TrainingOpinion.objects.filter(pk=op).first()
    if kept is None and mine.answered:
        return True
    if kept is None or kept.rev < rev:
        TrainingOpinion.objects.update_or_create(
            pk=op, defaults={"session": session, "rev": rev, "useful": useful, "clear": clear, "ready": ready}
        )
        Attendance.objects.filter(pk=mine.pk).update(answered=True)
    return True


@transaction.atomic
def aim_at(actor: Account, voisin: Voisin, module: TrainingModule, today: date) -> None:
    """Agreed with her: this module too."""
    TrainingAim.objects.get_or_create(voisin=voisin, module=module, defaults={"added_on": today})
    write_line(actor, "aim_at_training", voisin, module=str(module.pk))


@transaction.atomic
def drop_aim(actor: Account, voisin: Voisin, module: TrainingModule) -> None:
    """Not any more."""
    TrainingAim.objects.filter(voisin=voisin, module=module).delete()
    write_line(actor, "drop_training_aim", voisin, module=str(module.pk))
