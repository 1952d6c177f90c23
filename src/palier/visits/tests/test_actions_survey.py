"""What a voisin says of herself arrives, and nothing that is kept says that it was she."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from palier.teams.api import set_contract, survey_answers
from palier.teams.models import SurveyAnswer
from palier.visits.api import Operation
from palier.visits.tests.factories import an_op, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
SAID = {"speak": 2, "network": 4, "work": "looking"}


def employed(days: int):
    stage = make_stage()
    set_contract(stage.manager, stage.voisins[0], starts_on=timezone.now().date() - timedelta(days=days), monthly_minutes=900)
    return stage, stage.phones[0]


def asked(phone) -> str | None:
    return phone.tours().json()["voisin"]["survey"]


def test_it_is_asked_at_its_time_and_once() -> None:
    stage, phone = employed(200)
    assert asked(phone) == "6"
    assert asked(stage.phones[1]) is None  # not employed
    op = an_op("survey", {"wave": "6", "answers": SAID})
    assert [phone.send(op)[0]["status"] for _ in range(2)] == ["stored", "known"]
    assert asked(phone) is None
    (answer,) = survey_answers(stage.organisation)
    assert (answer.wave, answer.values) == ("6", SAID)


def test_what_was_said_is_in_no_row_that_names_her() -> None:
    stage, phone = employed(10)
    phone.send(an_op("survey", {"wave": "entry", "answers": SAID}))
    operation = Operation.objects.get(kind="survey")
    assert operation.read_body() == {"wave": "entry"}
    row = SurveyAnswer.objects.get()
    assert row.month.day == 1
    voisin = stage.voisins[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM teams_surveyanswer")
        kept = str(cursor.fetchall())
    for secret in (voisin.pk.hex, str(voisin.pk), voisin.first_name, str(phone.device.pk), phone.device.pk.hex):
        assert secret not in kept


def test_a_form_that_is_kept_aside_says_nothing_either() -> None:
    _, phone = employed(10)
    assert phone.send(an_op("survey", {"wave": "entry", "answers": {"speak": 9}}))[0]["reason"] == "bad_body"
    assert "speak" not in Operation.objects.get(kind="survey").body


def test_no_thank_you_is_an_answer_and_answers_are_taken_back() -> None:
    stage, phone = employed(10)
    op = an_op("survey", {"wave": "entry", "answers": {}})
    phone.send(op)
    assert asked(phone) is None
    phone.send({**op, "rev": 2, "body": {"wave": "entry", "answers": SAID}})
    assert [one.values for one in survey_answers(stage.organisation)] == [SAID]
    phone.send({**op, "rev": 3, "body": {"wave": "entry", "answers": {}, "void": True}})
    assert survey_answers(stage.organisation) == []
    assert asked(phone) == "entry"


def test_another_phone_of_hers_replaces_what_she_said() -> None:
    stage, phone = employed(10)
    for answers in (SAID, {"speak": 4}):
        phone.send(an_op("survey", {"wave": "entry", "answers": answers}))
    assert [one.values for one in survey_answers(stage.organisation)] == [{"speak": 4}]
