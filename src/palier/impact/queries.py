"""Reads for the bilan."""

import hashlib
from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Min, QuerySet
from django.utils import timezone

from palier.impact.models import Bilan, Release, Words
from palier.impact.rules.bilan import Bilan as PrintedBilan
from palier.impact.rules.bilan import Facts, make_bilan
from palier.impact.rules.printed import printed_bilan
from palier.impact.rules.story import Story, Written, story
from palier.missions.api import (
    Mission,
    definition_questions,
    perimeter_door_count,
    perimeter_entrances,
    questionnaire_in_use,
)
from palier.people.api import Site
from palier.places.api import doors_of
from palier.privacy.api import merged_languages, percent, released_table, released_total
from palier.tours.api import Tour
from palier.visits.api import figures, words


def facts_of(mission: Mission) -> Facts:
    """Everything a bilan is written from, in a fixed number of queries."""
    questionnaire = questionnaire_in_use(mission)
    questions = definition_questions(questionnaire.definition.get("questions", [])) if questionnaire else []
    done = Tour.objects.filter(mission=mission, state__in=["started", "ended"])
    counts = figures(mission)
    return Facts(
        title=mission.title, commissioner=mission.commissioner.name if mission.commissioner else "", site=mission.site.name,
        theme=mission.theme, starts_on=mission.starts_on, ends_on=min(mission.ends_on, max(mission.starts_on, timezone.now().date())),
        doors=perimeter_door_count(mission), voisins=done.values("voisins").distinct().count(), tours=done.count(),
        counts=counts, needs={one["code"]: one["label"]["fr"] for one in words("needs")},
        questions=[one for one in questions if one["type"] in ("select_one", "select_multiple")],
        handouts={one["code"]: one["label"].get("fr", one["code"]) for one in mission.handouts},
        entrances=_entrances(mission, counts.get("entrances", {})),
    )  # fmt: skip


def _entrances(mission: Mission, counts: dict[str, int]) -> list[tuple[str, str, int]]:
    entrances = list(perimeter_entrances(mission))
    doors: dict[object, int] = {}
    for entrance_id in doors_of(entrances).values_list("entrance_id", flat=True):
        doors[entrance_id] = doors.get(entrance_id, 0) + 1
    return [
        (f"{one.building.name}, {one.name.lower()}", str(counts.get(f"{one.pk}:knocked", 0)), doors.get(one.pk, 0)) for one in entrances
    ]


def release_secret() -> bytes:
    """The key of the rounding: from the installation's secret, never written anywhere else."""
    return hashlib.sha256(f"release:{settings.SECRET_KEY}".encode()).digest()


class NothingReleased(Exception):
    """No figure of this mission was frozen: there is no copy that may leave."""


def bilan_of(mission: Mission, *, internal: bool) -> PrintedBilan:
    """The bilan as it may be printed for one audience: exact and of now inside, from the last release outside.

    Raises `NothingReleased`.
    """
    if internal:
        return make_bilan(facts_of(mission))
    release = shown_release(mission)
    if release is None:
        raise NothingReleased
    return printed_bilan(release.content)


def last_release(mission: Mission) -> Release | None:
    """The newest release of a mission."""
    return Release.objects.filter(mission=mission).last()


def shown_release(mission: Mission) -> Release | None:
    """The newest release as partners see it: its exact counts are not even read."""
    return Release.objects.filter(mission=mission).defer("audit").last()


def releases_of(mission: Mission) -> QuerySet[Release]:
    """The releases of a mission, newest first."""
    return Release.objects.filter(mission=mission).select_related("made_by").order_by("-number")


def languages_met(site: Site) -> list[tuple[str, int | None]]:
    """The languages of the conversations at the doors of a site, French first by number: code, and its share in whole percents.

    By the rules of what leaves the association, although it stays at the desk: languages under 11 homes are together, and no share
    is said of fewer than 30 homes. A language is met at doors, never at one door.
    """
    counts: Counter[str] = Counter()
    for mission in Mission.objects.filter(site=site):
        counts.update(figures(mission).get("languages", {}))
    total = sum(counts.values())
    if not total:
        return []
    key, secret = f"languages:{site.pk}", release_secret()
    merged = merged_languages(counts)
    cells, whole = released_table(merged, total, key, secret), released_total(total, key, secret)
    ordered = sorted(merged, key=lambda code: (code == "other", -merged[code], code))
    return [(code, percent(cells[code], whole)) for code in ordered if cells[code].value is not None]


def first_approvals() -> dict[UUID, datetime]:
    """When the first bilan of each mission was approved, for those that have one: what was said at its doors goes six months later."""
    approved = Bilan.objects.filter(number=1, approved_at__isnull=False)
    return dict(approved.values_list("mission").annotate(first=Min("approved_at")))


def places_within(mission: Mission) -> list[str]:
    """Names of places smaller than the mission: buildings, entrances, streets. Words that hold one are not printed (R9)."""
    entrances = list(perimeter_entrances(mission))
    return sorted({name for one in entrances for name in (one.building.name, one.building.residence, one.name, one.address) if name})


def approved_bilan(mission: Mission, number: int = 1) -> Bilan | None:
    """The version that two people approved last; None when there is none yet."""
    return Bilan.objects.filter(mission=mission, number=number, state=Bilan.State.APPROVED).select_related("release").last()


def released_among(missions: Collection[Mission]) -> set[UUID]:
    """Which of these missions have figures that may leave."""
    return set(Release.objects.filter(mission__in=missions).values_list("mission_id", flat=True))


def approved_among(missions: Collection[Mission]) -> dict[UUID, list[Bilan]]:
    """The approved bilans of these missions, the last version of each, the first bilan before the second; without their texts."""
    found: dict[tuple[UUID, int], Bilan] = {}
    rows = Bilan.objects.filter(mission__in=missions, state=Bilan.State.APPROVED).defer("texts", "words")
    for one in rows.order_by("number", "version"):
        found[one.mission_id, one.number] = one
    listed: dict[UUID, list[Bilan]] = {}
    for (mission, _), one in found.items():
        listed.setdefault(mission, []).append(one)
    return listed


def bilan_at_work(mission: Mission, number: int = 1) -> Bilan | None:
    """The version to look at: the one being written, else the approved one."""
    return Bilan.objects.filter(mission=mission, number=number).select_related("release", "mission__site").last()


def written(bilan: Bilan, reader: str = "commissioner") -> Written:
    """What people wrote, as the story takes it: checked words as they are now, or as they were when it was approved."""
    approved = bilan.state == Bilan.State.APPROVED
    checked = bilan.mission.words.filter(state=Words.State.CHECKED).order_by("theme", "text")
    now = [{"text": one.text, "theme": one.theme} for one in checked]
    return Written(
        number=bilan.number, version=bilan.version, texts=bilan.texts, words=bilan.words if approved else now, approved=approved,
        digest=bilan.release.digest, release=bilan.release.number, reader=reader, axis=bilan.axis,
    )  # fmt: skip


def story_of(bilan: Bilan, reader: str, today: date) -> Story:
    """The bilan as every document prints it, for one reader."""
    made = bilan.approved_at.date() if bilan.approved_at else today
    return story(bilan.release.content, written(bilan, reader), made)
