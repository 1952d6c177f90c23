"""Training: what is taught, sessions, who followed what, who lacks what, a person's booklet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Sum

from palier.people.api import Organisation, Site, Voisin
from palier.teams.models import Attendance, MonthTotal, TrainingAim, TrainingModule, TrainingOpinion, TrainingSession
from palier.teams.rules.sessions import ASPECTS, FEWEST, opinion_words
from palier.teams.rules.skills import ACTIVITIES, SKILLS, minutes_by_skill
from palier.teams.rules.worked import declared_length

THERE = Attendance.State.THERE


def modules_of(organisation: Organisation) -> list[TrainingModule]:
    """What is taught now, by title."""
    return list(TrainingModule.objects.filter(organisation=organisation, retired_at=None))


def _whole(sessions: QuerySet[TrainingSession]) -> QuerySet[TrainingSession]:
    people = Attendance.objects.select_related("voisin").order_by("voisin__first_name")
    return sessions.select_related("module", "partner", "site").prefetch_related(Prefetch("attendances", people))


def sessions_between(site: Site, first: date, last: date) -> list[TrainingSession]:
    """The sessions of a site from one day to another, with who was asked."""
    return list(_whole(TrainingSession.objects.filter(site=site, day__range=(first, last))))


def sessions_of(voisin: Voisin, first: date, last: date) -> list[Attendance]:
    """What one person is or was asked to, by day; cancelled sessions too, so that they can be told."""
    rows = Attendance.objects.filter(voisin=voisin, session__day__range=(first, last))
    return list(rows.select_related("session__module", "session__partner", "session__site").order_by("session__day", "session__starts_at"))


def planned_sessions(voisins: Collection[Voisin], first: date, last: date) -> Mapping[UUID, list[TrainingSession]]:
    """Voisin → sessions that she is asked to and of which no hours are said yet."""
    found: dict[UUID, list[TrainingSession]] = defaultdict(list)
    rows = Attendance.objects.filter(
        voisin__in=voisins, state=Attendance.State.ASKED, session__day__range=(first, last), session__cancelled_at=None
    )
    for one in rows.select_related("session").order_by("session__day"):
        found[one.voisin_id].append(one.session)
    return found


def born_of_training(voisin: Voisin, first: date, last: date) -> frozenset[UUID]:
    """The entries of hours that follow from a presence: they are taken back there, not by hand."""
    rows = Attendance.objects.filter(voisin=voisin, hours__day__range=(first, last))
    return frozenset(pk for pk in rows.values_list("hours_id", flat=True) if pk)


@dataclass(frozen=True, slots=True)
class Plan:
    """One person's plan: what she followed, what is planned for her, what she lacks of what is asked. By title."""

    voisin: Voisin
    done: frozenset[UUID]
    planned: frozenset[UUID]
    aims: frozenset[UUID]
    lacks: list[TrainingModule]


def plans_of(
    voisins: Collection[Voisin], organisation: Organisation, needed: Collection[TrainingModule], today: date
) -> list[Plan]:  # fmt: skip
    """The plan of each, in a fixed number of queries. `needed`: what the missions that are on ask, beside what everybody follows."""
    done, planned = defaultdict(set), defaultdict(set)
    rows = Attendance.objects.filter(voisin__in=voisins, session__cancelled_at=None).values_list(
        "voisin", "session__module", "state", "session__day"
    )
    for voisin, module, state, day in rows:
        if state == THERE:
            done[voisin].add(module)
        elif state == Attendance.State.ASKED and day >= today:
            planned[voisin].add(module)
    aims: dict[UUID, set[UUID]] = defaultdict(set)
    for voisin, module in TrainingAim.objects.filter(voisin__in=voisins).values_list("voisin", "module"):
        aims[voisin].add(module)
    modules = modules_of(organisation)
    asked = {one.pk for one in modules if one.everyone} | {one.pk for one in needed}
    return [
        Plan(
            one, frozenset(done[one.pk]), frozenset(planned[one.pk]), frozenset(aims[one.pk]),
            [module for module in modules if module.pk in asked | aims[one.pk] and module.pk not in done[one.pk]],
        )
        for one in voisins
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Thought:
    """What the participants thought of a session: how many answered, and each aspect in words, or nothing yet."""

    answered: int
    words: list[tuple[str, str]]

    @property
    def too_few(self) -> bool:
        """Some answered, not enough to be read."""
        return 0 < self.answered < FEWEST


def thought_of(session: TrainingSession) -> Thought:
    """Thresholded: under five answers, only that there are some."""
    rows = list(TrainingOpinion.objects.filter(session=session).values(*ASPECTS))
    said = [(words, opinion_words([row[aspect] for row in rows])) for aspect, words in ASPECTS.items()]
    return Thought(len(rows), [(words, found) for words, found in said if found])


@dataclass(frozen=True, slots=True)
class Booklet:
    """What a voisin learnt and did: sessions followed, minutes by skill, time at work by sort since her first day."""

    voisin: Voisin
    followed: list[Attendance]
    by_skill: Counter[str]
    practice: Counter[str]

    @property
    def activities(self) -> list[tuple[str, list[tuple[str, int]]]]:
        """Each part of the title, with its skills and the minutes of training towards each."""
        return [
            (name, [(one.words, self.by_skill[one.code]) for one in SKILLS if one.activity == activity])
            for activity, name in ACTIVITIES.items()
        ]

    @property
    def minutes(self) -> int:
        """Minutes of the sessions followed."""
        return sum(length_of(one) for one in self.followed)


def length_of(one: Attendance) -> int:
    """Minutes of one presence, as signed or noted."""
    return declared_length(one.starts_at, one.ends_at) if one.starts_at and one.ends_at else 0


def booklet_of(voisin: Voisin) -> Booklet:
    """A person's booklet. Her own, and her manager's with her: it is in no list and no count by person."""
    rows = Attendance.objects.filter(voisin=voisin, state=THERE).select_related("session__module", "session__partner")
    followed = list(rows.order_by("session__day", "session__starts_at"))
    practice: Counter[str] = Counter()
    for sort, minutes in MonthTotal.objects.filter(voisin=voisin).values_list("sort").annotate(Sum("minutes")):
        practice[sort] = minutes
    return Booklet(voisin, followed, minutes_by_skill((one.session.module.skills, length_of(one)) for one in followed), practice)


@dataclass(frozen=True, slots=True)
class SiteTraining:
    """One site's sessions of twelve months, for head office."""

    site: Site
    held: int
    partners: int
    asked: int
    there: int
    coming: int


def network_training(sites: Collection[Site], today: date) -> list[SiteTraining]:
    """Every site's sessions, in a fixed number of queries."""
    year_ago = today.replace(year=today.year - 1, day=min(today.day, 28))
    live = TrainingSession.objects.filter(site__in=sites, cancelled_at=None)
    past, coming = live.filter(day__gt=year_ago, day__lt=today), live.filter(day__gte=today)
    held = {site: (n, partners) for site, n, partners in past.values_list("site").annotate(Count("pk"), Count("partner", distinct=True))}
    soon = dict(coming.values_list("site").annotate(Count("pk")))
    people = Attendance.objects.filter(session__in=past).values_list("session__site")
    seen = {site: (asked, there) for site, asked, there in people.annotate(asked=Count("pk"), there=Count("pk", filter=Q(state=THERE)))}
    return [SiteTraining(one, *held.get(one.pk, (0, 0)), *seen.get(one.pk, (0, 0)), soon.get(one.pk, 0)) for one in sites]
