"""The demo lives on every page, and simulated phones send exactly what arrives."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from palier.missions.api import Mission, perimeter_door_count
from palier.partners.api import PersonalFollowUp, appointment_way, referral_way, services_of
from palier.people.api import Site
from palier.places.api import Door, Entrance
from palier.rehearsal.demo import demo_exists, make_demo
from palier.rehearsal.simulate import SimulationRefused, simulate_mission
from palier.safety.api import Alarm, avoided_now, out_now
from palier.visits.api import Operation, double_notes_for, figures
from palier.visits.tests.recompute import kept, recomputed


@pytest.mark.django_db
def test_the_demo_has_what_it_promises() -> None:
    make_demo(20260312, timezone.now())
    assert demo_exists()
    big = Entrance.objects.filter(building__neighbourhood__name="Les Terrasses")
    assert 58 <= big.count() <= 66
    assert 1300 <= Door.objects.filter(entrance__in=big).count() <= 1800
    assert {site.department for site in Site.objects.all()} == {"98", "99"}
    stages = set(Mission.objects.filter(site__name="Les Terrasses").values_list("stage", flat=True))
    assert stages == {"proposal", "selected", "co_construction", "agreement", "ready", "field", "closed"}
    assert Mission.objects.filter(refused_at__isnull=False).count() == 1
    finished = Mission.objects.get(stage="closed")
    homes = figures(finished)["homes"]
    assert 0.55 < homes["met"] / perimeter_door_count(finished) < 0.8
    assert {key.partition(":")[0] for key in figures(finished)["passes"]} >= {"1", "2", "3"}
    assert not Operation.objects.filter(status="quarantined").exists()
    assert double_notes_for(Site.objects.get(department="99").accounts.get()).count() < 5
    for mission in Mission.objects.all():
        assert kept(mission) == recomputed(mission)
    assert not Alarm.objects.filter(closed_at=None).exists()
    assert Alarm.objects.filter(kind="alert", outcome="social", raised_at__gt=timezone.now() - timedelta(days=7)).count() >= 1
    # What was agreed to at doors was followed by the desk, and nobody's number lies about.
    way = referral_way(Site.objects.get(department="99"))
    assert way["agreed"] > way["sent"] > way["seen"] > way["solved"] > 0
    assert {"kept", "booked"} <= set(appointment_way(Site.objects.get(department="99")))
    assert {"to_do", "done"} <= set(PersonalFollowUp.objects.values_list("state", flat=True))
    assert PersonalFollowUp.objects.filter(state="done", secret="").exists()
    assert not Operation.objects.filter(body__contains="19900").exists()
    assert len(services_of(Site.objects.get(department="99"))) == 7


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [0, 23])
def test_somebody_is_out_whatever_the_hour_of_the_demo(hour: int) -> None:
    now = datetime(2026, 3, 12, hour, 7, tzinfo=ZoneInfo("Europe/Paris"))
    make_demo(3, now)
    site = Site.objects.get(department="99")
    out = next(one for one in out_now(site, now.date(), now) if one.voisin.first_name == "Khadija")
    assert (out.state, out.colleague and out.colleague.first_name) == ("out", "Jean-Luc")
    assert out.heard_at
    assert avoided_now(site, now.date()).count() == 1


@pytest.mark.django_db(transaction=True)
def test_simulated_phones_send_exactly_what_arrives() -> None:
    make_demo(7, timezone.now())
    mission = Mission.objects.get(stage="field", site__name="Les Amarres")
    report = simulate_mission(mission, 1, 3, 2, None, lambda text: None)
    assert report.exact, report.problems
    assert report.knocks > 5
    assert "exactement" in report.sentence()
    with pytest.raises(SimulationRefused):
        simulate_mission(Mission.objects.get(stage="closed"), 1, 3, 2, None, lambda text: None)
