"""A proposal is chosen or refused by two people, with their reasons."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from palier.common.journal import write_line
from palier.missions.actions.mission import MissionRefused
from palier.missions.building import Opinion
from palier.missions.models import Mission
from palier.missions.queries.built import views_of
from palier.missions.rules.selection import CRITERIA, check_opinion, verdict
from palier.people.api import Account


@transaction.atomic
def give_opinion_on(
    actor: Account, mission: Mission, *, favourable: bool, criteria: Mapping[str, Mapping[str, object]], reason: str, now: datetime
) -> str:
    """One person's opinion; a later one of hers replaces it, both are kept. Two yes choose the mission, two no refuse it.

    Gives what follows: `open`, `split`, `yes` or `no`. Raises `MissionRefused`.
    """
    locked = Mission.objects.select_for_update().get(pk=mission.pk)
    if locked.stage != Mission.Stage.PROPOSAL or locked.refused_at is not None:
        raise MissionRefused(["Le choix est déjà fait."])
    problems = check_opinion(favourable, criteria, reason)
    if problems:
        raise MissionRefused(problems)
    kept = {code: {"yes": bool(criteria[code]["yes"]), "why": str(criteria[code]["why"]).strip()[:280]} for code in CRITERIA}
    opinion = Opinion.objects.create(
        mission=mission, by=actor, favourable=favourable, criteria=kept, reason=reason.strip()[:600], made_at=now
    )
    write_line(actor, "give_opinion_on", opinion, favourable=favourable)
    follows = verdict(views_of(mission))
    if follows == "yes":
        mission.stage = Mission.Stage.SELECTED
    elif follows == "no":
        mission.refused_at = now
    mission.save(update_fields=["stage", "refused_at"])
    if follows in ("yes", "no"):
        write_line(actor, "select_mission" if follows == "yes" else "refuse_mission", mission)
    return follows
