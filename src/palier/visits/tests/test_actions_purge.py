"""Time passes: what was said at the doors goes, the figures stay to the last digit, and a late phone is answered."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from palier.common.personal_data import Duration
from palier.impact.api import first_approvals
from palier.partners.api import Referral
from palier.people.api import Voisin
from palier.places.api import Door, Opposition
from palier.privacy.api import Erasure, broken_receipts
from palier.tours.api import DoorState, Tour
from palier.visits.actions.apply import apply_waiting
from palier.visits.api import FollowUp, Operation, Tally, Visit, purge
from palier.visits.rules.keeping import comes_too_late, notes_are_due, visits_are_due
from palier.visits.tests.factories import Stage, a_visit, an_ask, an_op, make_stage, make_tour

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
CANARY = "canari du troisième"


@pytest.fixture
def stage() -> Stage:
    """A mission with everything in it: visits of a pair, notes, answers, needs, an opposition, a referral, a follow-up, one kept aside."""
    stage = make_stage()
    first, second = stage.phones
    first.send(
        a_visit(stage.tour, stage.doors[0], note=CANARY, answers={"facture": "non", "mot": CANARY}, needs=["charges"], handed=["leaflet"]),
        a_visit(stage.tour, stage.doors[1], "absent"),
        a_visit(stage.tour, stage.doors[2], "never_again"),
        an_ask("referral", stage.tour),
        an_ask("follow_up", stage.tour, first_name="Canariname"),
        an_op("impression", {"tour": str(stage.tour.pk), "mood": "good", "heard": []}),
        an_op("opposition", {"door": str(stage.doors[3].pk)}),
    )
    second.send(a_visit(stage.tour, stage.doors[0], "absent"))
    second.send(a_visit(stage.tour, stage.doors[4], outcome="met", place="nowhere", note=CANARY))  # kept aside: not a place
    return stage


def later(months: int, days: int = 1) -> datetime:
    """That long after now."""
    now = timezone.now()
    return datetime.combine(Duration(months=months, days=days).after(now.date()), now.timetz())


def approved(stage: Stage) -> Mapping[uuid.UUID, datetime]:
    return {stage.mission.pk: timezone.now()}


def tallies(stage: Stage) -> list[Any]:
    cells = Tally.objects.filter(mission=stage.mission).exclude(dimension="entrances")
    return sorted(cells.values_list("dimension", "key", "value"))


def everything() -> str:
    """Every cell of every table, as somebody with a copy of the database would read it."""
    with connection.cursor() as cursor:
        text = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text += [str(row) for row in cursor.fetchall()]
    return "\n".join(text)


def test_the_last_day_it_is_all_there_and_the_day_after_nothing_is(stage: Stage) -> None:
    figures, doors = tallies(stage), Door.objects.count()
    oppositions = sorted(Opposition.objects.filter(lifted_at=None).values_list("door", flat=True))
    purge(approved(stage), later(6, days=0))
    assert Visit.objects.filter(mission=stage.mission).count() == 4
    purge(approved(stage), later(6))
    assert not Visit.objects.exists()
    assert not DoorState.objects.exists()
    assert not Tally.objects.filter(dimension="entrances").exists()
    assert not Operation.objects.exclude(kind="opposition").exclude(body="{}").exists()
    assert CANARY not in everything()
    assert tallies(stage) == figures
    assert Door.objects.count() == doors
    assert sorted(Opposition.objects.filter(lifted_at=None).values_list("door", flat=True)) == oppositions
    assert len(oppositions) == 2


def test_the_second_bilan_still_knows_its_referrals(stage: Stage) -> None:
    purge(approved(stage), later(6))
    born = FollowUp.objects.get()
    assert (born.kind, born.mission, born.tour, born.code) == ("referral", stage.mission, None, "")
    assert Referral.objects.get(pk=born.pk).state == "agreed"


def test_notes_go_three_months_after_the_bilan_and_the_rest_stays(stage: Stage) -> None:
    purge(approved(stage), later(3, days=0))
    assert Visit.objects.exclude(note="").exists()
    purge(approved(stage), later(3))
    assert not Visit.objects.exclude(note="").exists()
    assert Visit.objects.get(door=stage.doors[0], outcome="met").answers["facture"] == "non"
    assert not Operation.objects.filter(kind="visit", status="stored", body__contains='"note":"c').exists()


def test_two_years_after_the_last_knock_a_home_is_forgotten_without_a_bilan(stage: Stage) -> None:
    figures = tallies(stage)
    purge({}, later(24, days=0))
    assert Visit.objects.exists()
    purge({}, later(24, days=2))
    assert not Visit.objects.exists()
    assert not DoorState.objects.exists()
    assert not Operation.objects.exclude(body="{}").exists()
    assert tallies(stage) == figures


def test_doing_it_twice_changes_nothing_and_one_receipt_says_how_much(stage: Stage) -> None:
    purge(approved(stage), later(6))
    purge(approved(stage), later(6))
    receipt = Erasure.objects.get()
    assert (receipt.cause, receipt.counts["visits"], receipt.counts["notes"], receipt.counts["states"]) == ("time", 4, 1, 3)
    assert str(stage.doors[0].pk) not in str(receipt.counts)
    assert broken_receipts() == []
    Erasure.objects.update(counts={"visits": 1})
    assert broken_receipts() == [1]


def test_another_mission_is_left_alone(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    other.phones[0].send(a_visit(other.tour, other.doors[0], note=CANARY))
    purge(approved(stage), later(6))
    assert Visit.objects.get().mission == other.mission
    assert Operation.objects.get(device=other.phones[0].device).read_body()["note"] == CANARY


def test_the_same_bytes_are_still_known_after_they_were_erased(stage: Stage) -> None:
    visit = a_visit(stage.tour, stage.doors[5], note=CANARY)
    seq = stage.phones[0].send(visit)[0]["seq"]
    purge(approved(stage), later(6))
    again = stage.phones[0].send(visit)[0]
    assert (again["status"], again["seq"]) == ("known", seq)
    assert not Visit.objects.exists()
    assert CANARY not in everything()


def test_a_phone_found_in_a_drawer_is_answered_and_changes_nothing(stage: Stage) -> None:
    """A new visit, a correction, an undo of what was erased, and an answer for a call: kept nowhere, and a person is told."""
    known = a_visit(stage.tour, stage.doors[5])
    stage.phones[0].send(known)
    purge(approved(stage), later(6))
    figures = tallies(stage)
    sent = stage.phones[0].send(
        a_visit(stage.tour, stage.doors[1], note=CANARY),
        a_visit(stage.tour, stage.doors[5], rev=2, op_id=known["id"], note=CANARY),
        a_visit(stage.tour, stage.doors[5], rev=3, op_id=known["id"], void=True),
        an_ask("follow_up", stage.tour, first_name="Canariname"),
        a_visit(stage.tour, stage.doors[4], "never_again"),
    )
    assert {(one["status"], one["reason"]) for one in sent} == {("quarantined", "too_late")}
    assert all(one["seq"] for one in sent)
    assert not Visit.objects.exists()
    assert tallies(stage) == figures
    found = everything()
    assert CANARY not in found
    assert "Canariname" not in found
    # Her no is heard, however late.
    assert Opposition.objects.filter(door=stage.doors[4], lifted_at=None).exists()


def test_hours_of_a_late_phone_are_paid(stage: Stage) -> None:
    purge(approved(stage), later(6))
    day = stage.tour.day.isoformat()
    hours = an_op("hours_declared", {"day": day, "from": "17:30", "to": "20:00", "sort": "field", "tour": str(stage.tour.pk)})
    assert stage.phones[0].send(hours)[0]["status"] == "stored"


def test_what_waited_for_its_tour_comes_too_late_as_well(stage: Stage) -> None:
    unknown = make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day, stage.voisins, stage.entrances)
    key = unknown.pk
    visit = a_visit(unknown, stage.doors[0], note=CANARY)
    unknown.delete()
    assert stage.phones[0].send(visit)[0]["status"] == "stored"
    back = make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day, stage.voisins, stage.entrances)
    Tour.objects.filter(pk=back.pk).delete()
    Tour.objects.create(
        pk=key, mission=stage.mission, questionnaire=stage.tour.questionnaire, day=stage.tour.day, starts_at=stage.tour.starts_at,
        ends_at=stage.tour.ends_at, forgotten_at=timezone.now(),
    )  # fmt: skip
    apply_waiting(key, timezone.now())
    row = Operation.objects.get(op=visit["id"])
    assert (row.status, row.reason, row.body) == ("quarantined", "too_late", "{}")


def test_the_bilan_says_when() -> None:
    assert first_approvals() == {}


def test_the_days_that_count() -> None:
    day = timezone.now().date().replace(year=2026, month=8, day=31)
    assert not visits_are_due(None, day)
    assert [visits_are_due(day, day.replace(year=2027, month=month, day=one)) for month, one in ((2, 28), (3, 1))] == [False, True]
    assert [notes_are_due(day, day.replace(month=month, day=one)) for month, one in ((11, 30), (12, 1))] == [False, True]
    assert comes_too_late(day, True, day)
    assert not comes_too_late(day, False, day + timedelta(days=700))
    assert comes_too_late(day, False, day + timedelta(days=732))


def test_who_went_where_a_year_ago_is_forgotten_and_the_tour_stays(stage: Stage) -> None:
    from palier.tours.api import forget_activity

    forget_activity(later(12, days=0))
    assert stage.tour.voisins.count() == 2
    forget_activity(later(12, days=2))
    assert stage.tour.voisins.count() == 0
    assert Tour.objects.filter(pk=stage.tour.pk, day=stage.tour.day).exists()
    assert Voisin.objects.count() == 2
