"""Needs told outside the doors, and the proposal that is born from needs."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db import transaction

from palier.common.journal import write_line
from palier.missions.actions.mission import MissionRefused, create_mission
from palier.missions.building import HeardNeed
from palier.missions.models import Mission
from palier.missions.rules.needs import CODES, names_of, theme_of, title_of, trouble_in
from palier.partners.api import Structure
from palier.people.api import Account, Site
from palier.teams.api import Seminar

# What is proposed is not dated yet: in three months, for seven weeks, until somebody says otherwise.
AHEAD, LASTS = timedelta(days=90), timedelta(days=49)


@transaction.atomic
def hear_need(
    actor: Account, site: Site, *, code: str, heard_on: date, today: date, said: str = "", structure: Structure | None = None,
    seminar: Seminar | None = None,
) -> HeardNeed:  # fmt: skip
    """Note what a local actor or a seminar says is needed here. Raises `MissionRefused`."""
    problems = []
    if code not in CODES:
        problems.append("Choisissez un besoin de la liste.")
    if heard_on > today:
        problems.append("Ce jour n’est pas encore arrivé.")
    if structure is None and seminar is None:
        problems.append("Dites qui l’a dit : un acteur local ou un séminaire.")
    if any(one is not None and one.site_id != site.pk for one in (structure, seminar)):
        problems.append("Cet acteur ou ce séminaire est d’un autre site.")
    if trouble := trouble_in(said):
        problems.append(trouble)
    if problems:
        raise MissionRefused(problems)
    heard = HeardNeed.objects.create(
        site=site, code=code, heard_on=heard_on, said=said.strip()[:280], structure=structure, seminar=seminar, made_by=actor
    )
    write_line(actor, "hear_need", heard, code=code)
    return heard


@transaction.atomic
def forget_need(actor: Account, heard: HeardNeed) -> None:
    """Take back what was noted by mistake."""
    write_line(actor, "forget_need", heard, code=heard.code)
    heard.delete()


@transaction.atomic
def propose_from_needs(actor: Account, site: Site, codes: Collection[str], born_from: str, today: date) -> Mission:
    """A proposal born from chosen needs; `born_from` says in words who asked and how many. Raises `MissionRefused`."""
    chosen = [code for code in CODES if code in set(codes)]
    if not chosen:
        raise MissionRefused(["Choisissez au moins un besoin."])
    mission = create_mission(
        actor,
        site,
        title=title_of(chosen),
        theme=theme_of(chosen[0]),
        commissioner=None,
        starts_on=today + AHEAD,
        ends_on=today + AHEAD + LASTS,
    )
    mission.needs, mission.born_from = chosen, born_from.strip()[:600]
    mission.save(update_fields=["needs", "born_from"])
    write_line(actor, "propose_from_needs", mission, needs=names_of(chosen))
    return mission
