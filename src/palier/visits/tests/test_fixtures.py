"""Outboxes as each version of the app wrote them, recorded once: a phone that slept for a year is understood (SY-10)."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.utils import timezone

from palier.missions.api import PerimeterEntrance
from palier.partners.api import Appointment, PersonalFollowUp, Referral
from palier.people.api import Device
from palier.places.api import Door, Entrance
from palier.safekeeping.models import SealingKey
from palier.safety.api import Alarm
from palier.tours.api import Tour
from palier.visits.api import Visit
from palier.visits.contract import CONTRACT
from palier.visits.tests.factories import Phone, make_stage
from palier.visits.tests.recompute import kept, recomputed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
FIXTURES = sorted((CONTRACT / "fixtures").glob("outbox-*.json"))


def test_every_version_has_its_recording() -> None:
    assert [path.stem for path in FIXTURES] == ["outbox-0.1", "outbox-0.2", "outbox-0.3", "outbox-0.4"]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_recorded_outbox_is_stored_counted_and_known_when_it_comes_again(path: Path) -> None:
    fixture = json.loads(path.read_text("utf-8"))
    stage = make_stage(entrances=1, doors=3)
    phone = in_the_world_of(fixture, stage)
    first = phone.post_raw(json.dumps(fixture["post"])).json()["results"]
    assert Counter(one["status"] for one in first) == {"stored": fixture["stored"]}
    again = phone.post_raw(json.dumps(fixture["post"])).json()["results"]
    assert Counter(one["status"] for one in again) == {"known": fixture["stored"]}
    assert [one["seq"] for one in again] == [one["seq"] for one in first]
    assert Counter(Visit.objects.filter(void=False).values_list("outcome", flat=True)) == fixture["visits"]
    assert kept(stage.mission) == recomputed(stage.mission)
    for name, rows in (("referrals", Referral), ("appointments", Appointment), ("follow_ups", PersonalFollowUp)):
        assert Counter(rows.objects.values_list("state", flat=True)) == fixture.get("agreed", {}).get(name, {})
    called = fixture.get("called", {})
    alarms = Counter(Alarm.objects.values_list("kind", flat=True))
    assert (alarms["sos"], alarms["alert"]) == (called.get("sos", 0), called.get("alert", 0))
    assert Alarm.objects.filter(withdrawn_at__isnull=False).count() == called.get("withdrawn", 0)


def in_the_world_of(fixture: dict, stage: object) -> Phone:
    """Give today's stage the identifiers of the recording."""
    world = fixture["world"]
    entrance = Entrance.objects.get(pk=stage.entrances[0].pk)  # type: ignore[attr-defined]
    moved = Entrance.objects.create(id=UUID(world["entrance"]), building=entrance.building, name="Escalier du temps")
    PerimeterEntrance.objects.create(mission=stage.mission, entrance=moved)  # type: ignore[attr-defined]
    for position, door in enumerate(world["doors"]):
        Door.objects.create(id=UUID(door), entrance=moved, floor=1, position=position, label=str(position))
    tour = stage.tour  # type: ignore[attr-defined]
    Tour.objects.create(
        id=UUID(world["tour"]), mission=tour.mission, questionnaire=tour.questionnaire, day=date(2026, 3, 12), starts_at=tour.starts_at,
        ends_at=tour.ends_at,
    )  # fmt: skip
    if "key_for_this_test_only" in fixture:
        jwk = fixture["key_for_this_test_only"]
        SealingKey.objects.create(kid=jwk["kid"], private_jwk=jwk, made_at=timezone.now(), retired_at=timezone.now())
    phone = stage.phones[0]  # type: ignore[attr-defined]
    old = phone.device
    old.delete()
    device = Device.objects.create(
        id=UUID(world["device"]), voisin=old.voisin, install=old.install, token_hash=old.token_hash, token_issued_at=old.token_issued_at,
        paired_at=old.paired_at,
    )  # fmt: skip
    return Phone(device, phone.token)
