"""Closing a month: confirmed by the manager, signed by the voisin, sent to the payroll; reopened with a trace."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction

from palier.common.canonical import digest_of
from palier.common.journal import write_line
from palier.people.api import Account, Voisin
from palier.teams.actions.employment import TeamRefused
from palier.teams.actions.hours import keep_totals
from palier.teams.models import DeclaredHours, MonthSheet
from palier.teams.queries.hours import month_works
from palier.teams.queries.months import figures_of
from palier.teams.rules.worked import overlaps


@transaction.atomic
def confirm_month(actor: Account, voisin: Voisin, month: date, now: datetime) -> MonthSheet:
    """The month's figures are kept as they are now. Raises `TeamRefused` while something is left to look at."""
    month = month.replace(day=1)
    works = month_works([voisin], month)[voisin.pk]
    twice = overlaps(one.stretch for one in works)
    if twice:
        raise TeamRefused(f"{voisin.first_name} : deux activités se chevauchent le {twice[0][0].day:%d/%m}. Corrigez l’une des deux.")
    if any(one.flagged for one in works):
        raise TeamRefused(f"{voisin.first_name} a changé une saisie que vous aviez corrigée : regardez-la d’abord.")
    keep_totals(voisin, [month])
    DeclaredHours.objects.filter(pk__in=[one.hours.pk for one in works], confirmed_at=None).update(confirmed_at=now)
    figures = figures_of(voisin, month)
    sheet, made = MonthSheet.objects.get_or_create(
        voisin=voisin, month=month,
        defaults={"confirmed_at": now, "confirmed_by": actor, "figures": figures, "digest": digest_of(figures)},
    )  # fmt: skip
    if made:
        write_line(actor, "confirm_month", sheet, month=month.isoformat()[:7], digest=sheet.digest[:12])
    return sheet


@transaction.atomic
def sign_month(actor: object, voisin: Voisin, month: date, digest: str, now: datetime, *, paper: bool = False) -> MonthSheet:
    """The voisin agrees with these very figures. Raises `TeamRefused` when they have changed, or are not confirmed yet."""
    sheet = MonthSheet.objects.select_for_update().filter(voisin=voisin, month=month.replace(day=1)).first()
    if sheet is None:
        raise TeamRefused("Ce mois n’est pas encore validé.")
    if sheet.digest != digest:
        raise TeamRefused("Les chiffres ont changé depuis : il faut les relire avant de signer.")
    if sheet.signed_at is None:
        sheet.signed_at, sheet.signed_with = now, MonthSheet.Signed.PAPER if paper else MonthSheet.Signed.PHONE
        sheet.save(update_fields=["signed_at", "signed_with"])
        write_line(actor, "sign_month", sheet, month=month.isoformat()[:7], digest=digest[:12])
    return sheet


@transaction.atomic
def reopen_month(actor: Account, sheet: MonthSheet, reason: str) -> None:
    """A confirmed month must change: its figures and its signature fall, and the journal says why. Raises `TeamRefused`."""
    if len(reason.strip()) < 3:
        raise TeamRefused("Écrivez pourquoi ce mois est rouvert.")
    trace: dict[str, Any] = {"month": sheet.month.isoformat()[:7], "digest": sheet.digest[:12], "signed": sheet.signed_at is not None}
    write_line(actor, "reopen_month", sheet.voisin, reason=reason.strip()[:120], exported=sheet.exported_at is not None, **trace)
    sheet.delete()


@transaction.atomic
def mark_exported(actor: Account, sheets: Collection[MonthSheet], now: datetime) -> None:
    """Their figures went to the payroll."""
    MonthSheet.objects.filter(pk__in=[one.pk for one in sheets]).update(exported_at=now)
    if sheets:
        write_line(actor, "export_months", next(iter(sheets)).month.isoformat()[:7], count=len(sheets))
