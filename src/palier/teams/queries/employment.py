"""Who is employed, on what terms, what is missing from the files."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from django.db.models import Q, QuerySet

from palier.people.api import Organisation, Site, Voisin
from palier.teams.models import Contract, Employment, Paper, WorkAgreement
from palier.teams.rules.complementary import Agreement
from palier.teams.rules.contract import Terms, needs_waiver, terms_on

# Papers that every file must hold; the waiver only under the minimum.
ALWAYS = (Paper.Kind.DECLARATION, Paper.Kind.MEDICAL, Paper.Kind.HEALTH_COVER, Paper.Kind.OTHER_JOBS)


def terms_of(voisins: Collection[Voisin]) -> Mapping[UUID, list[Terms]]:
    """Voisin → every terms she had, by day. The terms of an ended employment end with it."""
    found: dict[UUID, list[Terms]] = defaultdict(list)
    rows = Contract.objects.filter(voisin__in=voisins).select_related("employment").order_by("starts_on")
    for row in rows:
        found[row.voisin_id].append(Terms(row.starts_on, row.monthly_minutes, row.employment.ends_on))
    return found


def contract_minutes(voisin: Voisin, day: date) -> int:
    """Monthly minutes of the contract in force on that day; 0 without one."""
    found = terms_on(terms_of([voisin])[voisin.pk], day)
    return found.monthly_minutes if found else 0


def agreement_of(organisation: Organisation) -> Agreement:
    """The rules in force for this association."""
    row = WorkAgreement.objects.filter(pk=organisation.pk).first()
    if row is None:
        return Agreement()
    return Agreement(Fraction(1, 3) if row.third else Fraction(1, 10), row.notice_days, row.breaks, row.break_minutes)


def open_employment(voisin: Voisin) -> Employment | None:
    """The employment that is going on, or the last one."""
    return Employment.objects.filter(voisin=voisin).order_by("-starts_on").first()


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a file lacks, in words."""

    code: str
    words: str


def missing_from(employment: Employment, papers: Collection[Paper], contracts: Collection[Contract]) -> list[Missing]:
    """What a file still lacks: papers, signatures, the person's own request under the minimum (L3123-7)."""
    here = {one.kind for one in papers}
    found = [Missing(kind, kind.label) for kind in ALWAYS if kind not in here]
    found += [Missing("signature", "contrat ou avenant à signer") for one in contracts if one.signed_on is None][:1]
    last = max(contracts, key=lambda one: one.starts_on, default=None)
    if last is not None and needs_waiver(last.monthly_minutes):
        if Paper.Kind.WAIVER not in here:
            found.append(Missing(Paper.Kind.WAIVER, Paper.Kind.WAIVER.label))
        if not employment.waiver_motive:
            found.append(Missing("motive", "motif de la demande de moins de 24 h"))
    return found


def employed_in(site: Site, first_day: date, last_day: date) -> QuerySet[Voisin]:
    """The voisins of a site who were under contract on at least one of these days, by first name."""
    going_on = Q(employments__ends_on=None) | Q(employments__ends_on__gte=first_day)
    found = Voisin.objects.filter(going_on, site=site, employments__starts_on__lte=last_day).distinct()
    return found.select_related("site__organisation").prefetch_related("devices").order_by("first_name")
