"""The teams of every site at a glance: who is employed, since when, who left and why, hours, training, what is out of line.

A fixed number of queries whatever the number of sites: hours come from the totals kept month by month.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Sum

from palier.common.french import plural
from palier.people.api import Site
from palier.teams.models import Contract, Employment, MonthSheet, MonthTotal, Paper
from palier.teams.queries.employment import ALWAYS
from palier.teams.rules.contract import MINIMUM_WEEK, monthly
from palier.teams.rules.training import TARGET, Share
from palier.teams.rules.worked import WORKED

# Under the legal minimum, in minutes a month.
UNDER = monthly(MINIMUM_WEEK)


@dataclass(slots=True)
class SiteTeam:
    """One site. Minutes are those of the twelve months that end with the given one."""

    site: Site
    headcount: int = 0
    days_employed: int = 0
    hired: int = 0
    exits: Counter[str] = field(default_factory=Counter)
    training: Share = field(default_factory=lambda: Share(0, 0))
    waivers: int = 0
    files_incomplete: int = 0
    unconfirmed: int = 0
    unsigned: int = 0
    beyond: int = 0

    @property
    def seniority_months(self) -> int | None:
        """Mean time since the first day, of those employed; None for an empty team."""
        return round(self.days_employed / self.headcount / 30.44) if self.headcount else None

    @property
    def left(self) -> int:
        """How many left in the twelve months."""
        return sum(self.exits.values())

    @property
    def out_of_line(self) -> list[str]:
        """What head office asks about, in words."""
        share = self.training.share
        found = [plural(self.files_incomplete, "dossier incomplet", "dossiers incomplets")] if self.files_incomplete else []
        found += [plural(self.unconfirmed, "mois à valider", "mois à valider")] if self.unconfirmed else []
        found += [plural(self.unsigned, "mois à signer", "mois à signer")] if self.unsigned else []
        found += [plural(self.beyond, "mois au-delà de la limite", "mois au-delà de la limite")] if self.beyond else []
        found += [f"formation {int(share * 100)} %"] if share is not None and share < TARGET else []
        return found


def network_teams(sites: Collection[Site], today: date) -> list[SiteTeam]:
    """Every site's team, in the order given."""
    teams = {one.pk: SiteTeam(one) for one in sites}
    year_ago, month = today - timedelta(days=365), today.replace(day=1)
    _employed(teams, today, year_ago)
    _files(teams, today)
    _hours(teams, month)
    _months(teams, month)
    return [teams[one.pk] for one in sites]


def _employed(teams: dict[UUID, SiteTeam], today: date, year_ago: date) -> None:
    rows = Employment.objects.filter(voisin__site__in=teams).values_list("voisin__site", "starts_on", "ends_on", "end_reason")
    for site, starts_on, ends_on, reason in rows:
        team = teams[site]
        if starts_on <= today and (ends_on is None or ends_on >= today):
            team.headcount += 1
            team.days_employed += (today - starts_on).days
        team.hired += year_ago < starts_on <= today
        if ends_on is not None and year_ago < ends_on < today:
            team.exits[reason] += 1


def _files(teams: dict[UUID, SiteTeam], today: date) -> None:
    """Files that lack a paper, a signature, or the person's own request under the minimum (L3123-7)."""
    going_on = Employment.objects.filter(voisin__site__in=teams, starts_on__lte=today, ends_on=None)
    papers = dict(going_on.values_list("pk").annotate(held=Count("papers", filter=Q(papers__kind__in=ALWAYS))))
    asked = set(Paper.objects.filter(employment__in=going_on, kind=Paper.Kind.WAIVER).values_list("employment", flat=True))
    unsigned = set(Contract.objects.filter(employment__in=going_on, signed_on=None).values_list("employment", flat=True))
    last: dict[UUID, int] = {}
    for employment, minutes in (
        Contract.objects.filter(employment__in=going_on).order_by("starts_on").values_list("employment", "monthly_minutes")
    ):
        last[employment] = minutes
    for pk, site, motive in going_on.values_list("pk", "voisin__site", "waiver_motive"):
        under = last.get(pk, 0) < UNDER
        teams[site].waivers += under and bool(motive)
        teams[site].files_incomplete += papers[pk] < len(ALWAYS) or pk in unsigned or (under and (not motive or pk not in asked))


def _hours(teams: dict[UUID, SiteTeam], month: date) -> None:
    rows = (
        MonthTotal.objects.filter(voisin__site__in=teams, month__gt=month.replace(year=month.year - 1), month__lte=month, sort__in=WORKED)
        .values_list("voisin__site", "sort")
        .annotate(Sum("minutes"))
    )
    for site, sort, minutes in rows:
        teams[site].training += Share(minutes if sort == "training" else 0, minutes)


def _months(teams: dict[UUID, SiteTeam], month: date) -> None:
    """Months past with hours: confirmed, signed, within the cap. Counted by the database: a year of a hundred sites is 12,000 sheets."""
    months = {"month__lt": month, "month__gte": month.replace(year=month.year - 1)}
    sheets = MonthSheet.objects.filter(voisin__site__in=teams, **months)
    same = MonthSheet.objects.filter(voisin=OuterRef("voisin"), month=OuterRef("month"))
    worked = MonthTotal.objects.filter(~Exists(same), voisin__site__in=teams, sort__in=WORKED, **months)
    for site, _, _ in worked.values_list("voisin__site", "voisin", "month").distinct():
        teams[site].unconfirmed += 1
    counted = sheets.values_list("voisin__site").annotate(
        unsigned=Count("pk", filter=Q(signed_at=None)), beyond=Count("pk", filter=Q(figures__paid__beyond__gt=0))
    )
    for site, unsigned, beyond in counted:
        teams[site].unsigned += unsigned
        teams[site].beyond += beyond


def site_shares(sites: Collection[Site], today: date) -> dict[UUID, Share]:
    """Site → its share of training over the twelve months that end with this one, as on the page of the teams."""
    teams = {one.pk: SiteTeam(one) for one in sites}
    _hours(teams, today.replace(day=1))
    return {pk: one.training for pk, one in teams.items()}
