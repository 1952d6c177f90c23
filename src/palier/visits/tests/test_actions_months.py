"""Months on the phone: what counts is carried, time is declared by hand, a month is signed for its very figures."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from palier.teams.api import DeclaredHours, MonthSheet, confirm_month, correct_hours, month_totals, reopen_month, set_contract
from palier.visits.tests.factories import an_op, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def make_month():
    stage = make_stage()
    today = timezone.now().date()
    set_contract(stage.manager, stage.voisins[0], starts_on=today - timedelta(days=200), monthly_minutes=900)
    return stage, stage.phones[0], today


def test_time_declared_by_hand_counts_and_may_be_taken_back() -> None:
    stage, phone, today = make_month()
    op = an_op("hours_declared", {"day": today.isoformat(), "from": "14:00", "to": "15:30", "sort": "presence"})
    assert phone.send({**op, "format": 2})[0]["status"] == "stored"
    assert phone.send({**op, "id": str(uuid.uuid4()), "format": 1})[0]["reason"] == "bad_body"
    (entry,) = phone.tours().json()["hours"]["months"][0]["entries"]
    assert entry | {"id": "", "rev": 1} == {
        "id": "",
        "rev": 1,
        "day": today.isoformat(),
        "from": "14:00",
        "to": "15:30",
        "sort": "presence",
        "minutes": 90,
        "reason": None,
        "mine": True,
    }
    phone.send({**op, "format": 2, "rev": 2, "body": {**op["body"], "void": True}})
    assert phone.tours().json()["hours"]["months"][0]["entries"] == []
    assert not month_totals([stage.voisins[0]], today)[stage.voisins[0].pk]


def test_a_correction_comes_with_its_reason() -> None:
    stage, phone, today = make_month()
    phone.send(an_op("hours_declared", {"day": today.isoformat(), "from": "14:00", "to": "15:30", "sort": "training"}))
    row = DeclaredHours.objects.get()
    correct_hours(
        stage.manager,
        row,
        day=row.day,
        starts_at=row.starts_at,
        ends_at=row.starts_at.replace(hour=15),
        sort="training",
        reason="fin à 15 h",
        now=timezone.now(),
    )
    (entry,) = phone.tours().json()["hours"]["months"][0]["entries"]
    assert (entry["to"], entry["reason"], entry["mine"]) == ("15:00", "fin à 15 h", False)


def test_a_signature_is_for_these_very_figures() -> None:
    stage, phone, today = make_month()
    phone.send(an_op("hours_declared", {"day": today.isoformat(), "from": "14:00", "to": "15:30", "sort": "training"}))
    sheet = confirm_month(stage.manager, stage.voisins[0], today, timezone.now())
    carried = phone.tours().json()["hours"]["months"][0]
    assert (carried["state"], carried["digest"], carried["worked"]) == ("confirmed", sheet.digest, 90)
    assert phone.send(an_op("month_signed", {"month": carried["month"], "digest": carried["digest"]}))[0]["status"] == "stored"
    assert MonthSheet.objects.get().signed_with == "phone"
    assert phone.tours().json()["hours"]["months"][0]["state"] == "signed"


def test_a_signature_of_a_month_reopened_since_is_kept_aside() -> None:
    stage, phone, today = make_month()
    sheet = confirm_month(stage.manager, stage.voisins[0], today, timezone.now())
    reopen_month(stage.manager, sheet, "heure oubliée")
    (result,) = phone.send(an_op("month_signed", {"month": today.isoformat()[:7], "digest": sheet.digest}))
    assert (result["status"], result["reason"]) == ("quarantined", "other_figures")
