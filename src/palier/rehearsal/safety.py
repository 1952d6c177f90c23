"""Safety in the demo: numbers to call, an evening under way whatever the hour, a closed alert, a hall to avoid. All invented."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from palier.missions.api import Mission, perimeter_entrances
from palier.people.api import Account, Device, Site, Voisin, set_voisin_phone
from palier.rehearsal.wire import DirectWire
from palier.safety.api import Alarm, avoid_entrance, close_alarm, settle_site, take_alarm
from palier.tours.api import Tour, plan_tour

ALONE, WATCHES = "Khadija", "Jean-Luc"
BEGUN_BEFORE, LASTS = timedelta(minutes=50), timedelta(minutes=110)


def give_numbers(site: Site) -> None:
    """A number for everybody, from the ranges kept for fiction; half the team lets colleagues see it."""
    for place, voisin in enumerate(site.voisins.order_by("first_name")):
        set_voisin_phone("demo", voisin, phone=f"06 39 98 10 {place:02}", shared=place % 2 == 0 or voisin.first_name == WATCHES)
    settle_site(
        "demo", site, manager_phone="06 39 98 00 01", grace="30",
        numbers=[("Astreinte Habitat des Prés", "01 99 00 00 20"), ("Médiation de nuit", "01 99 00 00 21")],
    )  # fmt: skip


def close_old_alarms(now: datetime) -> None:
    """What was alerted in the past evenings was seen to: taken within the half hour, closed in two."""
    for alarm in Alarm.objects.filter(closed_at=None).select_related("site"):
        manager = Account.objects.filter(sites=alarm.site).first()
        if manager is not None:
            taken = take_alarm(manager, alarm, alarm.raised_at + timedelta(minutes=20))
            close_alarm(manager, taken, "social", alarm.raised_at + timedelta(hours=2))


def play_watch(site: Site, now: datetime) -> None:
    """One voisin out alone since fifty minutes, who said that all is well; an alert of last week, closed; a hall to avoid."""
    mission = Mission.objects.get(site=site, stage=Mission.Stage.FIELD)
    manager = Account.objects.get(sites=site, role=Account.Role.MANAGER)
    tour = _evening_now(site, mission, now)
    _say(tour, now - BEGUN_BEFORE, "tour_started", {})
    _say(tour, now - timedelta(minutes=12), "check_in", {})
    week_ago = now - timedelta(days=6, hours=3)
    sent = _say(tour, week_ago, "alert", {"sort": "isolation"})
    alert = Alarm.objects.get(pk=sent)
    close_alarm(manager, take_alarm(manager, alert, week_ago + timedelta(minutes=9)), "social", week_ago + timedelta(hours=1))
    today = now.astimezone(ZoneInfo(site.time_zone)).date()
    last = list(perimeter_entrances(mission))[-1]
    avoid_entrance(manager, site, last, reason="works", until=today + timedelta(days=12), today=today, now=now)


def _evening_now(site: Site, mission: Mission, now: datetime) -> Tour:
    local = now.astimezone(ZoneInfo(site.time_zone)).replace(tzinfo=None)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    # Within one day, even a demo made at midnight.
    starts = max(local - BEGUN_BEFORE, midnight + timedelta(minutes=1))
    ends = min(starts + LASTS, midnight + timedelta(hours=23, minutes=59))
    starts = min(starts, ends - timedelta(minutes=1))
    return plan_tour(
        "demo", mission, day=local.date(), starts_at=starts.time().replace(second=0, microsecond=0),
        ends_at=ends.time().replace(second=0, microsecond=0), voisins=[Voisin.objects.get(site=site, first_name=ALONE)],
        entrances=list(perimeter_entrances(mission))[:2], buddy=Voisin.objects.get(site=site, first_name=WATCHES),
    )  # fmt: skip


def _say(tour: Tour, at: datetime, kind: str, body: dict[str, Any]) -> str:
    """One operation of the lone voisin's phone, received when it was said."""
    device = Device.objects.get(voisin=tour.voisins.get())
    moment = at.isoformat(timespec="seconds")
    op = {
        "id": str(uuid.uuid4()), "rev": 1, "kind": kind, "format": 2 if kind == "check_in" else 1, "made_at": moment,
        "body": {"tour": str(tour.pk), **({} if kind == "alert" else {"at": moment}), **body},
    }  # fmt: skip
    DirectWire(device, lambda: at).ops([op], at)
    return str(op["id"])
