"""The assumptions of a price to begin with: those of the mission, and the site's own pace once it has one."""

from dataclasses import replace
from decimal import Decimal

from palier.desk.pages.scope import today_at
from palier.missions.api import Assumptions, Mission, perimeter_door_count
from palier.people.api import Voisin, voisins_of
from palier.teams.api import WORKED, contract_minutes, works_between
from palier.visits.api import figures

# Under this, a site's own pace is chance.
FEWEST_MET, FEWEST_HOURS = 100, 40


def defaults_for(mission: Mission) -> tuple[Assumptions, dict[str, str]]:
    """Assumptions for a mission, and for those that are the site's own figures, a sentence that says where they come from."""
    doors = perimeter_door_count(mission) or mission.target_doors or Assumptions().doors
    given = replace(Assumptions(), doors=doors, passes=min(5, mission.passes_max or 3))
    own = {"doors": "les portes du périmètre" if perimeter_door_count(mission) else "l’objectif de la mission"}
    over = list(Mission.objects.filter(site=mission.site, stage__in=("field", "report", "closed")).exclude(pk=mission.pk))
    counts = [figures(one) for one in over]
    met = sum(one.get("homes", {}).get("met", 0) for one in counts)
    attempts = [sum((one.get("attempts", {})).values()) for one in counts]
    hours = _paid_hours(mission, over)
    if met >= FEWEST_MET and hours >= FEWEST_HOURS:
        pace = (Decimal(met) / hours).quantize(Decimal("0.01"))
        given = replace(given, met_per_hour=min(Decimal(5), max(Decimal("0.1"), pace)))
        own["met_per_hour"] = f"vos chiffres : {met} logements rencontrés en {hours} heures payées, {sum(attempts)} fois où l’on a frappé"
    team = sum(contract_minutes(one, mission.starts_on) or 0 for one in voisins_of(mission.site)) // 60
    if team:
        given = replace(given, team_hours=Decimal(team))
        own["team_hours"] = "les contrats de l’équipe"
    return given, own


def _paid_hours(mission: Mission, over: list[Mission]) -> int:
    """Hours declared on the site while those missions ran, every sort of work, each hour once even when two missions ran together."""
    if not over:
        return 0
    first, last = min(one.starts_on for one in over), min(max(one.ends_on for one in over), today_at(mission.site))
    team = Voisin.objects.filter(site=mission.site).select_related("site")
    found = works_between(team, first, last)
    return sum(one.stretch.minutes for works in found.values() for one in works if one.stretch.sort in WORKED) // 60
