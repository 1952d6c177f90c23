"""Answers of the survey are erased after five years."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from palier.teams.api import answer_survey, forget_surveys, survey_answers
from palier.teams.tests.factories import make_team

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_five_years_and_no_more() -> None:
    stage, voisin, _ = make_team()
    for wave, now in (("entry", datetime(2021, 3, 31, tzinfo=UTC)), ("6", datetime(2021, 10, 2, tzinfo=UTC))):
        answer_survey(voisin, op=uuid4(), rev=1, wave=wave, values={"speak": 1}, now=now)
    assert forget_surveys(datetime(2026, 3, 31, tzinfo=UTC)) == ""
    assert forget_surveys(datetime(2026, 4, 1, tzinfo=UTC)) == "1 réponse effacée"
    assert [one.wave for one in survey_answers(stage.organisation)] == ["6"]
