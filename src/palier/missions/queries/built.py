"""What a mission was born from and is built with: opinions, parts, agreements, what is done of what a step asks."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from palier.missions.building import Agreement, Estimate, HeardNeed, MessageKit, Opinion, PartVersion
from palier.missions.models import Mission
from palier.missions.queries.mission import perimeter_door_count, perimeter_entrances, questionnaire_in_use
from palier.missions.queries.sectors import proposed_sectors, sectors_of
from palier.missions.rules.agreement import Subject
from palier.missions.rules.needs import Running
from palier.missions.rules.parts import PARTS
from palier.missions.rules.price import Assumptions, unpacked
from palier.missions.rules.selection import View, share_of_largest
from palier.missions.rules.stages import Facts, definition_questions
from palier.people.api import Organisation, Site
from palier.teams.api import Attendance, TrainingSession

# A training followed longer ago is not this mission's.
TRAINED_WITHIN = timedelta(days=365)
ANSWERING = (Mission.Stage.AGREEMENT, Mission.Stage.READY, Mission.Stage.FIELD)


def facts_of(mission: Mission) -> Facts:
    """What is known of a mission when it wants to go further."""
    questionnaire = questionnaire_in_use(mission)
    questions = definition_questions(questionnaire.definition.get("questions", [])) if questionnaire else []
    signed = signed_agreement(mission)
    modules = [row.module for row in mission.trainings.select_related("module").order_by("module__title")]
    held = set(
        TrainingSession.objects.filter(
            site=mission.site_id, module__in=modules, cancelled_at=None, day__gte=mission.starts_on - TRAINED_WITHIN,
            attendances__state=Attendance.State.THERE,
        ).values_list("module_id", flat=True)
    )  # fmt: skip
    chosen = mission.stage != Mission.Stage.PROPOSAL
    return Facts(
        starts_on=mission.starts_on, ends_on=mission.ends_on, entrances=mission.perimeter.count(),
        guide_steps=len((mission.guide or {}).get("steps", [])), questions=len(questions),
        favourable=2 if chosen else sum(one.favourable for one in views_of(mission)), refused=mission.refused_at is not None,
        approved=approved_parts(mission), signed_on=signed.signed_on if signed else None,
        testers=mission.guide_tests.values("voisin").distinct().count(), trainings=len(modules),
        trainings_to_hold=tuple(one.title for one in modules if one.pk not in held),
        posted_on=mission.announcements.order_by("posted_on").values_list("posted_on", flat=True).first(),
    )  # fmt: skip


def opinions_of(mission: Mission) -> list[Opinion]:
    """The latest opinion of each person, the first to speak first."""
    latest: dict[Any, Opinion] = {}
    for one in mission.opinions.select_related("by").order_by("made_at"):
        latest[one.by_id] = one
    return sorted(latest.values(), key=lambda one: one.made_at)


def views_of(mission: Mission) -> list[View]:
    """For or against, by person."""
    return [View(str(one.by_id), one.favourable) for one in opinions_of(mission)]


def latest_part(mission: Mission, part: str) -> PartVersion | None:
    """The last version of one part."""
    return mission.parts.filter(part=part).order_by("-number").first()


def latest_parts(mission: Mission) -> dict[str, PartVersion]:
    """The last version of each part that is written."""
    found = {one.part: one for one in mission.parts.select_related("made_by").prefetch_related("approvals").order_by("number")}
    return {part: found[part] for part in PARTS if part in found}


def approved_parts(mission: Mission) -> frozenset[str]:
    """The parts whose last version the association approved."""
    return frozenset(part for part, one in latest_parts(mission).items() if any(row.side == "association" for row in one.approvals.all()))


def signed_agreement(mission: Mission) -> Agreement | None:
    """The last version that was signed."""
    return mission.agreements.filter(signed_on__isnull=False).order_by("-number").first()


def subject_of(mission: Mission) -> Subject:
    """What the mission says of itself in its agreement."""
    written = latest_parts(mission)
    buildings = dict.fromkeys(one.building.name for one in perimeter_entrances(mission))

    def text(part: str) -> str:
        return written[part].text if part in written else ""

    return Subject(
        association=mission.site.organisation.name, site=mission.site.name, commissioner=mission.commissioner.name if mission.commissioner else "",
        title=mission.title, theme=mission.get_theme_display(), starts_on=mission.starts_on, ends_on=mission.ends_on,
        doors=perimeter_door_count(mission), target_doors=mission.target_doors, passes=mission.passes_max, buildings=tuple(buildings),
        sectors=tuple(sector_names_of(mission)),
        objectives=text("objectives"), message=text("message"), questions=text("questions"), asked=mission.born_from,
        handed=tuple(one.get("label", {}).get("fr", "") for one in mission.handouts or []),
    )  # fmt: skip


def sector_names_of(mission: Mission) -> list[str]:
    """The sectors of its figures: those that were frozen at signature, else those that would be today; none when there is one only."""
    return [one.name for one in sectors_of(mission)] or [name for name, _ in proposed_sectors(mission)]


def paid_by(site: Site) -> dict[str, int]:
    """Commissioner → euro cents of the signed agreements of a site, the last signed version of each mission."""
    latest: dict[Any, Agreement] = {}
    rows = Agreement.objects.filter(mission__site=site, signed_on__isnull=False).select_related("mission__commissioner")
    for one in rows.order_by("number"):
        latest[one.mission_id] = one
    paid: Counter[str] = Counter()
    for one in latest.values():
        paid[one.mission.commissioner.name if one.mission.commissioner else "sans commanditaire"] += one.price_cents
    return dict(paid)


def largest_share(site: Site) -> tuple[str, int] | None:
    """Who pays most for the missions of a site, and which percent of all."""
    return share_of_largest(paid_by(site))


def refused_missions(site: Site, text: str = "") -> QuerySet[Mission]:
    """The register of what was refused, the latest first; `text` is looked for in titles, in what it was born from and reasons."""
    found = Mission.objects.filter(site=site, refused_at__isnull=False).select_related("commissioner").prefetch_related("opinions__by")
    if text.strip():
        said = text.strip()
        found = found.filter(Q(title__icontains=said) | Q(born_from__icontains=said) | Q(opinions__reason__icontains=said)).distinct()
    return found.order_by("-refused_at")


def heard_needs(site: Site) -> QuerySet[HeardNeed]:
    """What was told outside the doors, the latest first."""
    return HeardNeed.objects.filter(site=site).select_related("structure", "seminar", "made_by")


def answering(site: Site) -> list[Running]:
    """The missions of a site that are agreed to or go on, and those that are only proposed, chosen or built."""
    found = Mission.objects.filter(site=site, refused_at=None).exclude(stage__in=(Mission.Stage.REPORT, Mission.Stage.CLOSED))
    return [Running(one.title, one.theme, frozenset(one.needs), one.stage in ANSWERING) for one in found]


def kits_of(organisation: Organisation, themes: Iterable[str] = ()) -> QuerySet[MessageKit]:
    """What may serve again, by theme then title."""
    found = MessageKit.objects.filter(organisation=organisation, retired_at=None)
    return found.filter(theme__in=list(themes)) if themes else found


def estimate_of(estimate: Estimate) -> Assumptions:
    """The assumptions of a kept price."""
    return unpacked(estimate.assumptions)
