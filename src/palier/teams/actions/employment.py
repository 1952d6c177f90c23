"""Being employed: a contract, its amendments, its papers, its end."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from palier.common.french import short_day
from palier.common.journal import write_line
from palier.people.api import Voisin, leave
from palier.teams.models import Contract, Employment, Equipment, Paper
from palier.teams.rules.contract import FULL_MONTH, MOTIVES


class TeamRefused(ValueError):
    """What was asked cannot be; the message says why and what to do, in French."""


@transaction.atomic
def begin_employment(actor: object, voisin: Voisin, *, starts_on: date, monthly_minutes: int, signed_on: date | None = None) -> Contract:
    """A permanent contract begins. Raises `TeamRefused` when one is already open, or for a full-time month."""
    _check_minutes(monthly_minutes)
    if Employment.objects.filter(voisin=voisin, ends_on=None).exists():
        raise TeamRefused(f"{voisin.first_name} a déjà un contrat en cours : notez plutôt un avenant.")
    last = Employment.objects.filter(voisin=voisin).order_by("-ends_on").first()
    if last is not None and last.ends_on is not None and starts_on <= last.ends_on:
        raise TeamRefused(f"Le contrat précédent court jusqu’au {short_day(last.ends_on)}.")
    employment = Employment.objects.create(voisin=voisin, starts_on=starts_on)
    contract = Contract.objects.create(
        employment=employment, voisin=voisin, starts_on=starts_on, monthly_minutes=monthly_minutes, signed_on=signed_on
    )
    write_line(actor, "begin_employment", voisin, minutes=monthly_minutes, day=starts_on.isoformat())
    return contract


@transaction.atomic
def set_contract(actor: object, voisin: Voisin, *, starts_on: date, monthly_minutes: int, signed_on: date | None = None) -> Contract:
    """The hours in force from that day on: an amendment, or the contract itself when none is open. The same day again replaces it.

    Raises `TeamRefused` for a full-time month, or for a day outside the employment.
    """
    _check_minutes(monthly_minutes)
    employment = Employment.objects.filter(voisin=voisin, ends_on=None).first()
    if employment is None:
        return begin_employment(actor, voisin, starts_on=starts_on, monthly_minutes=monthly_minutes, signed_on=signed_on)
    if starts_on < employment.starts_on:
        raise TeamRefused(f"Le contrat commence le {short_day(employment.starts_on)} : un avenant ne peut pas le précéder.")
    contract, _ = Contract.objects.update_or_create(
        voisin=voisin, starts_on=starts_on,
        defaults={"employment": employment, "monthly_minutes": monthly_minutes, "signed_on": signed_on},
    )  # fmt: skip
    write_line(actor, "set_contract", voisin, minutes=monthly_minutes, day=starts_on.isoformat())
    return contract


def _check_minutes(monthly_minutes: int) -> None:
    # Source: L3123-1: at 151 h 40 it is no part-time contract any more.
    if not 60 <= monthly_minutes < FULL_MONTH:
        raise TeamRefused("Un contrat va d’une heure à 151 h par mois.")


@transaction.atomic
def end_employment(actor: object, voisin: Voisin, *, ends_on: date, reason: str) -> Employment:
    """The last day and its reason. The phone stops at midnight; what it still holds is kept aside for the manager.

    Raises `TeamRefused` when nothing is open or when the day comes before the first.
    """
    employment = Employment.objects.select_for_update().filter(voisin=voisin, ends_on=None).first()
    if employment is None:
        raise TeamRefused(f"{voisin.first_name} n’a pas de contrat en cours.")
    if ends_on < employment.starts_on:
        raise TeamRefused(f"Le contrat commence le {short_day(employment.starts_on)} : il ne peut pas finir avant.")
    if reason not in Employment.EndReason.values:
        raise TeamRefused("Choisissez la raison du départ.")
    employment.ends_on, employment.end_reason = ends_on, reason
    employment.save(update_fields=["ends_on", "end_reason"])
    leave(actor, voisin, _midnight_after(ends_on, voisin))
    write_line(actor, "end_employment", voisin, day=ends_on.isoformat(), reason=reason)
    return employment


@transaction.atomic
def resume_employment(actor: object, employment: Employment) -> Employment:
    """The end was noted by mistake, or taken back. Raises `TeamRefused` when another contract has begun since."""
    if Employment.objects.filter(voisin=employment.voisin, starts_on__gt=employment.starts_on).exists():
        raise TeamRefused("Un autre contrat a commencé depuis.")
    employment.ends_on, employment.end_reason = None, ""
    employment.save(update_fields=["ends_on", "end_reason"])
    leave(actor, employment.voisin, None)
    write_line(actor, "resume_employment", employment.voisin)
    return employment


def _midnight_after(day: date, voisin: Voisin) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(voisin.site.time_zone))


@transaction.atomic
def note_waiver(actor: object, employment: Employment, *, motive: str, asked_on: date) -> Employment:
    """The person's own written request for fewer hours than the minimum. Source: L3123-7. Raises `TeamRefused`."""
    if motive not in MOTIVES:
        raise TeamRefused("Choisissez le motif que la personne a écrit.")
    employment.waiver_motive, employment.waiver_asked_on = motive, asked_on
    employment.save(update_fields=["waiver_motive", "waiver_asked_on"])
    write_line(actor, "note_waiver", employment.voisin, motive=motive)
    return employment


@transaction.atomic
def receive_paper(actor: object, employment: Employment, *, kind: str, received_on: date, kept_at: str = "") -> Paper:
    """A paper of the file is here; again, it is corrected. Raises `TeamRefused` for an unknown kind."""
    if kind not in Paper.Kind.values:
        raise TeamRefused("Ce papier n’existe pas dans le dossier.")
    paper, _ = Paper.objects.update_or_create(
        employment=employment, kind=kind, defaults={"received_on": received_on, "kept_at": kept_at.strip()[:80]}
    )
    write_line(actor, "receive_paper", employment.voisin, kind=kind)
    return paper


@transaction.atomic
def withdraw_paper(actor: object, paper: Paper) -> None:
    """It was noted by mistake."""
    write_line(actor, "withdraw_paper", paper.employment.voisin, kind=paper.kind)
    paper.delete()


@transaction.atomic
def hand_equipment(actor: object, voisin: Voisin, *, what: str, given_on: date) -> Equipment:
    """Something is handed over. Raises `TeamRefused` when it is already with the voisin."""
    if what not in Equipment.What.values:
        raise TeamRefused("Choisissez ce qui est remis.")
    if Equipment.objects.filter(voisin=voisin, what=what, returned_on=None).exists():
        raise TeamRefused("C’est déjà chez lui ou chez elle.")
    found = Equipment.objects.create(voisin=voisin, what=what, given_on=given_on)
    write_line(actor, "hand_equipment", voisin, what=what)
    return found


@transaction.atomic
def take_back(actor: object, equipment: Equipment, returned_on: date) -> Equipment:
    """It came back."""
    equipment.returned_on = max(returned_on, equipment.given_on)
    equipment.save(update_fields=["returned_on"])
    write_line(actor, "take_back", equipment.voisin, what=equipment.what)
    return equipment
