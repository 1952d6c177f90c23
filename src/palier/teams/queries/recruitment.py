"""Reads of recruitment, and of what the team looks like beside its neighbourhood."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from palier.people.api import Site, voisins_of
from palier.places.api import Building
from palier.teams.candidates import Candidate, TeamFact
from palier.teams.models import UsualWeek
from palier.teams.rules.recruitment import AGE_BANDS, erased_on, is_told

# How long a decision stays on the page.
SHOWN_DAYS = 60


def candidates_of(site: Site) -> QuerySet[Candidate]:
    """Every candidate of a site, the oldest first, with her interviews."""
    rows = Candidate.objects.filter(site=site).select_related("site", "structure", "building", "voisin")
    return rows.prefetch_related("interviews__account", "interviews__voisin").order_by("recommended_on", "pk")


def candidates_on_board(site: Site, today: date) -> QuerySet[Candidate]:
    """Those who wait for something: a step, a contract, an answer; and the decisions of the last two months."""
    open_or_recent = Q(outcome="") | Q(answered_on=None) | Q(decided_on__gte=today - timedelta(days=SHOWN_DAYS))
    return candidates_of(site).filter(open_or_recent)


def candidates_to_be_erased(site: Site, today: date) -> list[tuple[Candidate, date]]:
    """The files that disappear within a month, with their day, the next first."""
    rows = Candidate.objects.filter(site=site, last_contact_on__lte=today - timedelta(days=640))
    found = [(one, erased_on(one.last_contact_on)) for one in rows if is_told(one.last_contact_on, today)]
    return sorted(found, key=lambda one: one[1])


@dataclass(frozen=True)
class TeamPicture:
    """What the team is made of: voisins, language → how many speak it, band → how many said it, moment → how many can, buildings."""

    voisins: int
    languages: Counter[str] = field(default_factory=Counter)
    ages: Counter[str] = field(default_factory=Counter)
    moments: Counter[str] = field(default_factory=Counter)
    buildings: int = 0
    all_buildings: int = 0


def team_picture(site: Site) -> TeamPicture:
    """The team of today. Age and building are counted for those who agreed to say them; nobody is named."""
    voisins = list(voisins_of(site))
    facts = list(TeamFact.objects.filter(voisin__in=voisins))
    moments: Counter[str] = Counter()
    for week in UsualWeek.objects.filter(voisin__in=voisins):
        moments.update({moment for window in week.windows for moment in _moments(window)})
    return TeamPicture(
        len(voisins), Counter(code for one in voisins for code in set(one.languages)), Counter(one.age_band for one in facts if one.age_band in AGE_BANDS),
        moments, len({one.building_id for one in facts if one.building_id}),
        Building.objects.filter(neighbourhood__in=site.neighbourhoods.all(), removed_at=None).count(),
    )  # fmt: skip


def _moments(window: dict[str, str | int]) -> set[str]:
    """`morning`, `afternoon`, `evening`, `saturday` of one window of a usual week (`{day: 1 à 7, from, to}`)."""
    begins, ends = str(window["from"]), str(window["to"])
    found = {"saturday"} if int(window["day"]) == 6 else set()
    parts = (("morning", "00:00", "12:00"), ("afternoon", "12:00", "17:00"), ("evening", "17:00", "24:00"))
    return found | {name for name, start, end in parts if begins < end and ends > start}
