"""Residents in the demo: a number to call, a door not to be visited, one to find, a right to answer, a visit that was not right."""

from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from palier.doorway.api import hall_posters
from palier.missions.api import Mission, perimeter_entrances
from palier.people.api import Site, Voisin, set_call
from palier.places.api import ask_about_door, doors_of
from palier.tours.api import Badge, badges_between, plan_tour, report_visit

LASTS = timedelta(minutes=150)


def ask_as_residents(site: Site, now: datetime) -> None:
    """What some residents asked on the public pages in the last days. Invented numbers, from the range kept for fiction."""
    set_call("demo", site.organisation, number="01 99 00 12 34", opens=time(9), closes=time(20))
    mission = Mission.objects.get(site=site, stage=Mission.Stage.FIELD)
    halls = list(perimeter_entrances(mission))
    for days, kind, place, typed in (
        (6, "access", 1, ""),
        (3, "stop", 2, ""),
        (2, "pause", 3, ""),
        (1, "stop", 4, "5e étage, la porte bleue"),
    ):
        when = now - timedelta(days=days, hours=2)
        hall = halls[place]
        ask_about_door(
            kind, when, when.astimezone(ZoneInfo(site.time_zone)).date(), neighbourhood=hall.building.neighbourhood, entrance=hall,
            door=None if typed else doors_of([hall])[2], typed=typed, until=mission.ends_on,
        )  # fmt: skip
    report_visit(site, "asked", now - timedelta(hours=20))


def badge_now(now: datetime) -> Badge:
    """Somebody who is out whatever the hour, so that a badge can be checked; an outing is planned when nobody is."""
    site = Site.objects.get(name="Les Terrasses")
    today = now.astimezone(ZoneInfo(site.time_zone)).date()
    out = [one for one in badges_between(today, today) if one.in_visit(now)]
    if out:
        return out[0]
    mission = Mission.objects.filter(site=site, stage=Mission.Stage.FIELD).earliest("starts_on")
    local = now.astimezone(ZoneInfo(site.time_zone)).replace(tzinfo=None, second=0, microsecond=0)
    midnight = local.replace(hour=0, minute=0)
    ends = min(local + LASTS, midnight + timedelta(hours=23, minutes=59))
    starts = min(max(local - timedelta(minutes=10), midnight), ends - timedelta(minutes=1))
    plan_tour("demo", mission, day=today, starts_at=starts.time(), ends_at=ends.time(),
              voisins=[Voisin.objects.get(site=site, first_name="Fatoumata")], entrances=list(perimeter_entrances(mission))[:1])  # fmt: skip
    return next(one for one in badges_between(today, today) if one.in_visit(now))


def write_posters(folder: Path, now: datetime) -> Path:
    """The posters of the mission that is in the field, as `affiches.pdf`."""
    mission = Mission.objects.filter(site__name="Les Terrasses", stage=Mission.Stage.FIELD).earliest("starts_on")
    path = folder / "affiches.pdf"
    path.write_bytes(hall_posters(mission, now))
    return path
