"""What changes a mission itself: its subject, its perimeter, what voisins carry, its stage."""

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max

from palier.common.journal import write_line
from palier.missions.models import Mission, MissionTraining, PerimeterEntrance, Questionnaire
from palier.missions.queries import questionnaire_in_use
from palier.missions.queries.built import facts_of, signed_agreement
from palier.missions.rules.stages import is_before, lacking, may_go
from palier.missions.xlsform import read_xlsform
from palier.partners.api import Partner
from palier.people.api import Site
from palier.places.api import Entrance
from palier.teams.api import TrainingModule

CHANGEABLE = frozenset(
    {"title", "theme", "commissioner", "starts_on", "ends_on", "target_doors", "passes_max"}
)  # fmt: skip


class MissionRefused(Exception):
    """The change cannot be; `problems` says why, in sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems


def _check_fields(title: str, starts_on: date, ends_on: date) -> None:
    problems = []
    if not title.strip():
        problems.append("Donnez un titre à la mission.")
    if ends_on < starts_on:
        problems.append("La mission finit avant de commencer.")
    if problems:
        raise MissionRefused(problems)


@transaction.atomic
def create_mission(
    actor: object, site: Site, *, title: str, theme: str, commissioner: Partner | None, starts_on: date, ends_on: date,
    target_doors: int = 0, passes_max: int = 3,
) -> Mission:  # fmt: skip
    """A proposal. Raises `MissionRefused`."""
    _check_fields(title, starts_on, ends_on)
    mission = Mission.objects.create(
        site=site, title=title.strip(), theme=theme, commissioner=commissioner, starts_on=starts_on, ends_on=ends_on,
        target_doors=target_doors, passes_max=passes_max,
    )  # fmt: skip
    write_line(actor, "create_mission", mission)
    return mission


@transaction.atomic
def change_mission(actor: object, mission: Mission, **changes: Any) -> Mission:
    """Change its title, theme, commissioner, dates, target or number of passes. Raises `MissionRefused`."""
    unknown = set(changes) - CHANGEABLE
    if unknown:
        raise TypeError(f"change_mission: {sorted(unknown)}")
    for name, value in changes.items():
        setattr(mission, name, value)
    _check_fields(mission.title, mission.starts_on, mission.ends_on)
    mission.save(update_fields=list(changes))
    write_line(actor, "change_mission", mission, fields=sorted(changes))
    return mission


@transaction.atomic
def set_perimeter(actor: object, mission: Mission, entrances: Iterable[Entrance]) -> None:
    """The entrances where the mission knocks. An entrance already visited cannot leave.

    Once the agreement is signed no building joins: its homes would stand outside the frozen sectors, and could be subtracted.
    """
    entrances = list(entrances)
    wanted = {one.pk for one in entrances}
    if signed_agreement(mission) is not None:
        agreed = set(mission.perimeter.values_list("entrance__building_id", flat=True))
        if joining := {one.building.name for one in entrances if one.building_id not in agreed}:
            raise MissionRefused(
                [
                    f"La convention est signée, les secteurs sont figés : {', '.join(sorted(joining))} ne peut plus entrer dans cette mission."
                ]
            )
    kept = set(mission.perimeter.values_list("entrance_id", flat=True))
    visited = set(mission.door_states.values_list("entrance_id", flat=True)) & (kept - wanted)
    if visited:
        raise MissionRefused([f"{len(visited)} entrées ont déjà été visitées : elles restent dans le périmètre."])
    mission.perimeter.filter(entrance_id__in=kept - wanted).delete()
    PerimeterEntrance.objects.bulk_create(PerimeterEntrance(mission=mission, entrance_id=one) for one in wanted - kept)
    write_line(actor, "set_perimeter", mission, entrances=len(wanted))


@transaction.atomic
def set_guide(actor: object, mission: Mission, guide: dict[str, Any]) -> None:
    """The talking guide: steps and answers to objections, in several languages."""
    mission.guide = {**guide, "version": (mission.guide or {}).get("version", 0) + 1}
    mission.save(update_fields=["guide"])
    write_line(actor, "set_guide", mission, version=mission.guide["version"])


@transaction.atomic
def set_handouts(actor: object, mission: Mission, handouts: list[dict[str, Any]]) -> None:
    """What voisins may leave at a door."""
    mission.handouts = handouts
    mission.save(update_fields=["handouts"])
    write_line(actor, "set_handouts", mission, handouts=len(handouts))


@transaction.atomic
def save_questionnaire(actor: object, mission: Mission, definition: dict[str, Any], source: str = "desk") -> Questionnaire:
    """Keep a definition: in place while nobody carries it, as a next version once it is frozen."""
    current = questionnaire_in_use(mission)
    if current is not None and current.frozen_at is None:
        current.definition, current.source = definition, source
        current.save(update_fields=["definition", "source"])
        questionnaire = current
    else:
        last = mission.questionnaires.aggregate(last=Max("version"))["last"] or 0
        questionnaire = Questionnaire.objects.create(mission=mission, version=last + 1, source=source, definition=definition)
    write_line(actor, "save_questionnaire", questionnaire, version=questionnaire.version)
    return questionnaire


def freeze_questionnaire(questionnaire: Questionnaire, now: datetime) -> None:
    """Phones carry it from now on: this version never changes again."""
    Questionnaire.objects.filter(pk=questionnaire.pk, frozen_at=None).update(frozen_at=now)


@transaction.atomic
def advance_mission(actor: object, mission: Mission, stage: str) -> None:
    """One step forward or back. Raises `MissionRefused` with what is lacking."""
    if not may_go(mission.stage, stage):
        raise MissionRefused(["Une mission avance d’une étape à la fois."])
    if mission.refused_at is not None:
        raise MissionRefused(["Cette proposition a été refusée : elle reste au registre."])
    if is_before(mission.stage, stage):
        missing = lacking(stage, facts_of(mission))
        if missing:
            raise MissionRefused(missing)
    mission.stage = stage
    mission.save(update_fields=["stage"])
    write_line(actor, "advance_mission", mission, stage=stage)


def what_lacks(mission: Mission, to: str = Mission.Stage.FIELD) -> list[str]:
    """What must still be done before the mission reaches a stage, the field when none is said; in sentences."""
    return lacking(to, facts_of(mission))


def import_questionnaire(actor: object, mission: Mission, file: Path | bytes, name: str) -> Questionnaire:
    """Take an XLSForm. Raises `QuestionnaireRefused` with every problem; nothing is changed then."""
    return save_questionnaire(actor, mission, read_xlsform(file, name), source="xlsform")


@transaction.atomic
def set_trainings(actor: object, mission: Mission, modules: Iterable[TrainingModule]) -> None:
    """The mission's plan of training: the modules that those who go follow first."""
    chosen = {one.pk: one for one in modules}
    mission.trainings.exclude(module__in=chosen).delete()
    MissionTraining.objects.bulk_create([MissionTraining(mission=mission, module=one) for one in chosen.values()], ignore_conflicts=True)
    write_line(actor, "set_trainings", mission, count=len(chosen))
