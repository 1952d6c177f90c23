"""An outing that would break a rule of hours is said before it is planned, with what would be allowed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from palier.desk.tests.test_pages import signed_in
from palier.teams.api import set_contract
from palier.teams.tests.factories import said
from palier.tours.api import Tour
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db


def a_working_day(after: int) -> date:
    """A Tuesday, so that neither Sunday nor rest come in."""
    day = timezone.now().date() + timedelta(days=after)
    return day + timedelta(days=(1 - day.weekday()) % 7)


def ask(stage: Stage, day: date, start: str, end: str, **more: str):
    client = signed_in(stage.manager)
    return client.post("/tournees/nouvelle/", {
        "mission": str(stage.mission.pk), "day": day.isoformat(), "starts_at": start, "ends_at": end, "voisin": str(stage.voisins[0].pk),
        "entrance": str(stage.entrances[0].pk), **more,
    })  # fmt: skip


def test_a_month_over_the_cap_cannot_be_planned() -> None:
    stage = make_stage()
    set_contract(stage.manager, stage.voisins[0], starts_on=date(2024, 1, 1), monthly_minutes=120)
    before = Tour.objects.count()
    page = ask(stage, a_working_day(30), "17:30", "20:00", anyway="1", agreed="on")
    assert page.status_code == 400
    assert "L3123-28" in page.content.decode()
    assert "Il reste 2" in page.content.decode()
    assert Tour.objects.count() == before


def test_a_long_break_is_said_with_the_latest_hour() -> None:
    stage = make_stage()
    set_contract(stage.manager, stage.voisins[0], starts_on=date(2024, 1, 1), monthly_minutes=900)
    day = a_working_day(30)
    said(stage.voisins[0], day.isoformat(), "14:00", "15:00", "training")
    page = ask(stage, day, "18:00", "20:00", agreed="on").content.decode().replace("\u00a0", " ")
    assert "reprendre à 17 h au plus tard" in page


def test_short_notice_may_be_overruled_or_chosen() -> None:
    stage = make_stage()
    set_contract(stage.manager, stage.voisins[0], starts_on=date(2024, 1, 1), monthly_minutes=900)
    day = a_working_day(1)
    assert "L3123-31" in ask(stage, day, "17:30", "19:00").content.decode()
    before = Tour.objects.count()
    assert ask(stage, day, "17:30", "19:00", agreed="on", anyway="1").status_code == 302
    assert Tour.objects.count() == before + 1
