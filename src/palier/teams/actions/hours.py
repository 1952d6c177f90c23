"""Hours: declared by the voisin, noted or corrected by the manager, with the totals of each month kept beside them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from palier.common.french import MONTHS
from palier.common.journal import write_line
from palier.common.models import new_id
from palier.people.api import Account, Voisin
from palier.teams.actions.employment import TeamRefused
from palier.teams.models import DeclaredHours, HoursCorrection, MonthSheet, MonthTotal
from palier.teams.queries.hours import works_between
from palier.teams.rules.worked import minutes_by_day, minutes_by_month


@transaction.atomic
def declare_hours(
    actor: object, voisin: Voisin, *, hours_id: UUID, rev: int, day: date, starts_at: time, ends_at: time, sort: str,
    tour_ref: UUID | None = None, void: bool = False,
) -> DeclaredHours:  # fmt: skip
    """What a voisin declares for one day. A higher revision of the same id replaces it, a lower one changes nothing.

    Declared after the month was confirmed, it is kept and shown; the confirmed figures do not move.
    Source: hours are declared, never measured (CE 15-12-2017 n° 403776).
    """
    kept = DeclaredHours.objects.select_for_update().filter(pk=hours_id).first()
    if kept is not None and kept.rev >= rev:
        return kept
    before = {kept.day} if kept else set()
    hours, _ = DeclaredHours.objects.update_or_create(
        pk=hours_id,
        defaults={
            "voisin": kept.voisin if kept else voisin, "rev": rev, "day": day, "starts_at": starts_at,
            "ends_at": ends_at, "sort": sort, "tour_ref": tour_ref, "void": void, "confirmed_at": None,
        },
    )  # fmt: skip
    keep_totals(hours.voisin, before | {day})
    write_line(actor, "declare_hours", hours, rev=rev)
    return hours


@transaction.atomic
def note_hours(
    actor: Account, voisin: Voisin, *, day: date, starts_at: time, ends_at: time, sort: str, now: datetime
) -> DeclaredHours:  # fmt: skip
    """Hours that the manager notes for somebody (a training, a sick leave). Raises `TeamRefused` in a confirmed month."""
    check_open(voisin, day)
    _check_sort(sort)
    hours = DeclaredHours.objects.create(
        id=new_id(), voisin=voisin, day=day, starts_at=starts_at, ends_at=ends_at, sort=sort, at_desk=True, confirmed_at=now
    )
    keep_totals(voisin, {day})
    write_line(actor, "note_hours", hours, sort=sort)
    return hours


@transaction.atomic
def correct_hours(
    actor: Account, hours: DeclaredHours, *, day: date, starts_at: time, ends_at: time, sort: str, reason: str, now: datetime,
    void: bool = False,
) -> HoursCorrection:  # fmt: skip
    """What counts instead of what was declared, with the reason. What the voisin said stays beside it.

    Raises `TeamRefused` without a reason, or in a confirmed month.
    """
    if len(reason.strip()) < 3:
        raise TeamRefused("Écrivez pourquoi : la personne lira cette raison.")
    _check_sort(sort)
    before = effective_day(hours)
    for touched in {before, day}:
        check_open(hours.voisin, touched)
    last = last_correction(hours)
    correction = HoursCorrection.objects.create(
        hours=hours, number=last.number + 1 if last else 1, made_at=now, made_by=actor, reason=reason.strip()[:120], rev_seen=hours.rev, day=day, starts_at=starts_at,
        ends_at=ends_at, sort=sort, void=void,
    )  # fmt: skip
    DeclaredHours.objects.filter(pk=hours.pk).update(confirmed_at=now)
    keep_totals(hours.voisin, {before, day})
    write_line(actor, "correct_hours", hours, void=void)
    return correction


@transaction.atomic
def confirm_hours(actor: Account, hours: DeclaredHours, now: datetime) -> None:
    """The manager agrees with what was declared. A flagged correction that she confirms is one she makes again."""
    last = last_correction(hours)
    if last is not None and last.rev_seen < hours.rev:
        HoursCorrection.objects.filter(pk=last.pk).update(rev_seen=hours.rev)
    DeclaredHours.objects.filter(pk=hours.pk).update(confirmed_at=now)
    write_line(actor, "confirm_hours", hours)


def last_correction(hours: DeclaredHours) -> HoursCorrection | None:
    """The correction that counts."""
    return hours.corrections.order_by("-number").first()


def effective_day(hours: DeclaredHours) -> date:
    """The day that counts: the last correction's, or the declared one."""
    last = last_correction(hours)
    return last.day if last else hours.day


def _check_sort(sort: str) -> None:
    if sort not in DeclaredHours.Sort.values:
        raise TeamRefused("Choisissez à quoi ce temps a servi.")


def check_open(voisin: Voisin, day: date) -> None:
    """Raises `TeamRefused` when the month is confirmed: it is reopened first, with a trace."""
    if MonthSheet.objects.filter(voisin=voisin, month=day.replace(day=1)).exists():
        raise TeamRefused(f"{MONTHS[day.month - 1].capitalize()} est déjà validé pour {voisin.first_name} : rouvrez d’abord ce mois.")


def keep_totals(voisin: Voisin, days: Iterable[date]) -> None:
    """Bring the totals of the months of these days up to date; an evening over midnight touches the next day's month too."""
    months = {one.replace(day=1) for day in days for one in (day, day + timedelta(days=1))}
    for month in months:
        _keep_month(voisin, month)


def _keep_month(voisin: Voisin, month: date) -> None:
    following = (month + timedelta(days=31)).replace(day=1)
    works = works_between([voisin], month - timedelta(days=1), following - timedelta(days=1))[voisin.pk]
    totals: Counter[str] = Counter()
    for work in works:
        totals[work.stretch.sort] += minutes_by_month(minutes_by_day([work.stretch], (work.stretch.sort,)))[month]
    MonthTotal.objects.filter(voisin=voisin, month=month).exclude(sort__in=+totals).delete()
    for sort, minutes in (+totals).items():
        MonthTotal.objects.update_or_create(voisin=voisin, month=month, sort=sort, defaults={"minutes": minutes})
