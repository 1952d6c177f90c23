"""A month as it is confirmed, signed and paid."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from palier.people.api import Site, Voisin
from palier.teams.models import MonthSheet, MonthTotal
from palier.teams.queries.employment import agreement_of, terms_of
from palier.teams.queries.hours import Work, month_totals, month_works, works_between
from palier.teams.rules.complementary import Paid, paid
from palier.teams.rules.contract import due_in_month
from palier.teams.rules.worked import WORKED, month_days, overlaps


@dataclass(frozen=True, slots=True)
class Month:
    """One voisin's month: what the contract holds, what was done, what is left to look at."""

    voisin: Voisin
    first: date
    due: int
    by_sort: Counter[str]
    paid: Paid
    works: list[Work]
    sheet: MonthSheet | None

    @property
    def worked(self) -> int:
        """Minutes worked."""
        return self.paid.worked

    @property
    def to_look_at(self) -> int:
        """Entries that the manager has not confirmed, and those that cover the same moment."""
        return sum(not one.confirmed for one in self.works) + len(overlaps(one.stretch for one in self.works))

    @property
    def stale(self) -> bool:
        """Something arrived after the month was confirmed: its figures are no longer those of the entries."""
        return self.sheet is not None and self.sheet.figures != figures_from(self.due, self.by_sort, self.paid)


def months_of(site: Site, voisins: Collection[Voisin], month: date) -> list[Month]:
    """The month of each of these voisins, in a fixed number of queries."""
    month = month.replace(day=1)
    agreement, terms = agreement_of(site.organisation), terms_of(voisins)
    totals, works = month_totals(voisins, month), month_works(voisins, month)
    sheets = sheets_of(voisins, month)
    found = []
    for one in voisins:
        due, by_sort = due_in_month(terms[one.pk], month), totals[one.pk]
        found.append(Month(one, month, due, by_sort, paid(_worked(by_sort), due, agreement), works[one.pk], sheets.get(one.pk)))
    return found


def month_of(voisin: Voisin, month: date) -> Month:
    """One voisin's month."""
    return months_of(voisin.site, [voisin], month)[0]


def months_back(voisin: Voisin, months: Sequence[date]) -> list[Month]:
    """Several months of one voisin, in a fixed number of queries."""
    agreement, terms = agreement_of(voisin.site.organisation), terms_of([voisin])[voisin.pk]
    sheets = {one.month: one for one in MonthSheet.objects.filter(voisin=voisin, month__in=months)}
    totals: dict[date, Counter[str]] = defaultdict(Counter)
    for month, sort, minutes in MonthTotal.objects.filter(voisin=voisin, month__in=months).values_list("month", "sort", "minutes"):
        totals[month][sort] = minutes
    works: dict[date, list[Work]] = defaultdict(list)
    for work in works_between([voisin], min(months), month_days(max(months))[-1])[voisin.pk]:
        works[work.stretch.day.replace(day=1)].append(work)
    found = []
    for month in months:
        due = due_in_month(terms, month)
        found.append(
            Month(voisin, month, due, totals[month], paid(_worked(totals[month]), due, agreement), works[month], sheets.get(month))
        )
    return found


def sheets_of(voisins: Collection[Voisin], month: date) -> Mapping[UUID, MonthSheet]:
    """Voisin → the confirmed month, where there is one."""
    return {one.voisin_id: one for one in MonthSheet.objects.filter(voisin__in=voisins, month=month)}


def figures_of(voisin: Voisin, month: date) -> dict[str, Any]:
    """What is confirmed and signed: minutes due, by sort, and how they are paid."""
    found = month_of(voisin, month)
    return figures_from(found.due, found.by_sort, found.paid)


def figures_from(due: int, by_sort: Counter[str], how: Paid) -> dict[str, Any]:
    """The same, from its parts."""
    return {
        "due": due,
        "sorts": dict(sorted((+by_sort).items())),
        "paid": {"plain": how.plain, "at_10": how.at_10, "at_25": how.at_25, "beyond": how.beyond},
    }


def _worked(by_sort: Counter[str]) -> int:
    return sum(minutes for sort, minutes in by_sort.items() if sort in WORKED)
