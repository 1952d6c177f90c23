"""Whoever lives behind a door asks for everything to be erased: everywhere, in the counts too, and it does not come back."""

import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from palier.impact.api import Release, forget_home, freeze_release
from palier.impact.models import ReleaseHomes
from palier.partners.api import PersonalFollowUp
from palier.places.api import Door, Opposition, merge_doors, records_of
from palier.privacy.api import Erasure
from palier.tours.api import DoorState
from palier.visits.api import Operation, Visit, erase_home, erase_homes_again, figures
from palier.visits.tests.factories import Stage, a_visit, an_ask, an_op, make_stage
from palier.visits.tests.recompute import kept, recomputed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CANARY = "canari du troisième"


@pytest.fixture
def stage(settings: Any, tmp_path: Path) -> Stage:
    settings.DATA_DIR, settings.BACKUP_DIR = tmp_path, None
    return make_stage()


@pytest.fixture
def said(stage: Stage) -> dict[str, Any]:
    """One home with a conversation, a second note of the pair and a return that was asked for; another home beside it."""
    visit = a_visit(stage.tour, stage.doors[0], note=CANARY, answers={"facture": "non"}, needs=["charges"])
    stage.phones[0].send(
        visit,
        an_ask("follow_up", stage.tour, way="visit", door=str(stage.doors[0].pk)),
        an_op("opposition", {"door": str(stage.doors[0].pk)}),
        a_visit(stage.tour, stage.doors[1], needs=["charges"]),
    )
    stage.phones[1].send(a_visit(stage.tour, stage.doors[0], "absent"))
    return visit


def everything() -> str:
    with connection.cursor() as cursor:
        text = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text += [str(row) for row in cursor.fetchall()]
    return "\n".join(text)


def test_nothing_of_it_is_left_and_the_counts_are_as_if_nobody_had_knocked(stage: Stage, said: dict[str, Any]) -> None:
    made = erase_home(stage.manager, stage.doors[0], timezone.now(), about="R-ESSAI")
    assert not Visit.objects.filter(door=stage.doors[0]).exists()
    assert not DoorState.objects.filter(door=stage.doors[0]).exists()
    assert PersonalFollowUp.objects.get().secret == ""
    found = everything()
    assert CANARY not in found
    assert kept(stage.mission) == recomputed(stage.mission)
    assert figures(stage.mission)["needs"] == {"charges": 1}
    assert (made.cause, made.about, made.counts["visits"], made.counts["follow_ups"]) == ("asked", "R-ESSAI", 2, 1)
    assert str(stage.doors[0].pk) not in str(made.counts)
    # Her home stays on the plan, and nobody knocks there.
    assert Door.objects.filter(pk=stage.doors[0].pk, removed_at=None).exists()
    assert Opposition.objects.filter(door=stage.doors[0], lifted_at=None).exists()


def test_it_does_not_come_back_with_a_phone_and_later_visits_count(stage: Stage, said: dict[str, Any]) -> None:
    erase_home(stage.manager, stage.doors[0], timezone.now() + timedelta(days=1))
    first, second = stage.phones
    assert first.send(said)[0]["status"] == "known"
    corrected = {**said, "rev": 2}
    late = a_visit(stage.tour, stage.doors[0], note=CANARY)
    assert [(one["status"], one["reason"]) for one in first.send(corrected, late)] == [("quarantined", "too_late")] * 2
    assert CANARY not in everything()
    tour = stage.tour
    type(tour).objects.filter(pk=tour.pk).update(day=tour.day + timedelta(days=2))
    tour.refresh_from_db()
    assert second.send(a_visit(tour, stage.doors[0]))[0]["status"] == "stored"
    assert Visit.objects.filter(door=stage.doors[0]).count() == 1


def test_every_record_of_a_door_is_erased(stage: Stage, said: dict[str, Any]) -> None:
    merge_doors("nadia", stage.doors[1], stage.doors[0])
    door = Door.objects.get(pk=stage.doors[1].pk)
    assert {one.pk for one in records_of(door)} == {stage.doors[0].pk, stage.doors[1].pk}
    erase_home(stage.manager, door, timezone.now())
    assert not Visit.objects.exists()
    assert kept(stage.mission) == recomputed(stage.mission)


def held_keys() -> int:
    return sum(len(keys) for one in ReleaseHomes.objects.get().cells.values() for keys in one.values())


def test_figures_that_are_out_do_not_change(stage: Stage, said: dict[str, Any]) -> None:
    release = freeze_release(stage.manager, stage.mission, "interim", timezone.now())
    before = Release.objects.values_list("content", "digest").get(pk=release.pk)
    keys = held_keys()
    erase_home(stage.manager, stage.doors[0], timezone.now())
    forget_home([stage.doors[0].pk])
    assert Release.objects.values_list("content", "digest").get(pk=release.pk) == before
    assert held_keys() < keys


def test_an_older_database_is_erased_again_and_a_newer_one_left_alone(
    stage: Stage, said: dict[str, Any], django_capture_on_commit_callbacks: Any
) -> None:
    """What a restore brings back, as rows: the visit and its operation, before the erasure."""
    rows, operation = list(Visit.objects.values()), Operation.objects.get(op=said["id"])
    with django_capture_on_commit_callbacks(execute=True):
        erase_home(stage.manager, stage.doors[0], timezone.now())
    assert erase_homes_again(timezone.now()) == []
    Door.objects.filter(pk=stage.doors[0].pk).update(erased_at=None)
    Visit.objects.filter(door=stage.doors[1]).delete()
    Visit.objects.bulk_create(Visit(**row) for row in rows)
    Operation.objects.filter(pk=operation.pk).update(body=operation.body, reason="")
    assert erase_homes_again(timezone.now()) == [stage.doors[0]]
    assert not Visit.objects.filter(door=stage.doors[0]).exists()
    assert CANARY not in everything()
    assert list(Erasure.objects.order_by("number").values_list("cause", flat=True)) == ["asked", "restore"]
    assert erase_homes_again(timezone.now()) == []


def test_a_door_made_in_the_field_that_a_restore_forgot_stays_erased(stage: Stage, django_capture_on_commit_callbacks: Any) -> None:
    key = uuid.uuid4()
    made = an_op("door_added", {"door": str(key), "entrance": str(stage.entrances[0].pk), "floor": 9, "label": "901", "position": 0})
    stage.phones[0].send(made)
    door = Door.objects.get(pk=key)
    with django_capture_on_commit_callbacks(execute=True):
        erase_home(stage.manager, door, timezone.now() + timedelta(days=1))
    Operation.objects.all().delete()
    door.delete()
    stage.phones[0].send(made)
    assert Door.objects.get(pk=key).erased_at is not None
    assert stage.phones[0].send(a_visit(stage.tour, Door.objects.get(pk=key), note=CANARY))[0]["reason"] == "too_late"
