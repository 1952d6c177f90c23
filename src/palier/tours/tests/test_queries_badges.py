"""Whose code is it, and does it say yes now?"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from palier.people.api import revoke_device
from palier.safekeeping.api import server_secret
from palier.tours.api import Tour, badge_by_code, badges_between, badges_of, cancel_tour, restore_tour
from palier.visits.tests.factories import PARIS, Phone, Stage, make_stage, make_tour

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def evening(stage: Stage, hour: int = 18) -> datetime:
    return datetime(stage.tour.day.year, stage.tour.day.month, stage.tour.day.day, hour, 15, tzinfo=PARIS)


def test_both_of_a_pair_have_a_badge_and_name_each_other(stage: Stage) -> None:
    fatou, ahmed = sorted(badges_between(stage.tour.day, stage.tour.day), key=lambda one: one.first_name, reverse=True)
    assert (fatou.first_name, fatou.companions) == ("Fatou", ("Ahmed",))
    assert (ahmed.first_name, ahmed.companions) == ("Ahmed", ("Fatou",))
    assert fatou.code != ahmed.code
    assert badge_by_code(fatou.code, evening(stage)) == fatou
    assert fatou.in_visit(evening(stage))
    assert not fatou.in_visit(evening(stage, 21))


def test_an_unknown_code_is_nobody_s(stage: Stage) -> None:
    assert badge_by_code("AAAAAAA4", evening(stage)) is None
    assert badge_by_code("é", evening(stage)) is None


def test_the_key_stays_and_so_do_the_codes(stage: Stage) -> None:
    assert server_secret("badge") == server_secret("badge")
    assert len(server_secret("badge")) == 32
    assert server_secret("badge") != server_secret("other")
    assert badges_of(stage.voisins[0], stage.tour.day) == badges_of(stage.voisins[0], stage.tour.day)


def test_a_tour_that_changes_its_hours_keeps_its_code(stage: Stage) -> None:
    before = badges_of(stage.voisins[0], stage.tour.day)[0]
    Tour.objects.filter(pk=stage.tour.pk).update(ends_at="21:30")
    after = badges_of(stage.voisins[0], stage.tour.day)[0]
    assert after.code == before.code
    assert after.in_visit(evening(stage, 21))


def test_a_cancelled_tour_says_no_until_it_is_restored(stage: Stage) -> None:
    code = badges_of(stage.voisins[0], stage.tour.day)[0].code
    cancel_tour("nadia", stage.tour)
    found = badge_by_code(code, evening(stage))
    assert found is not None
    assert not found.in_visit(evening(stage))
    restore_tour("nadia", stage.tour)
    again = badge_by_code(code, evening(stage))
    assert again is not None
    assert again.in_visit(evening(stage))


def test_a_lost_phone_shows_codes_that_nobody_knows_any_more(stage: Stage) -> None:
    stolen = badges_of(stage.voisins[0], stage.tour.day)[0]
    others = badges_of(stage.voisins[1], stage.tour.day)[0]
    revoke_device("nadia", stage.phones[0].device, timezone.now())
    assert badge_by_code(stolen.code, evening(stage)) is None
    Phone.of(stage.voisins[0])  # her next phone has other codes
    fresh = badges_of(stage.voisins[0], stage.tour.day)[0]
    assert (fresh.code, fresh.tile) != (stolen.code, stolen.tile)
    assert badge_by_code(others.code, evening(stage)) == others


def test_somebody_who_left_or_was_replaced_is_not_in_visit(stage: Stage) -> None:
    voisin = stage.voisins[0]
    code = badges_of(voisin, stage.tour.day)[0].code
    voisin.left_at = timezone.now()
    voisin.save()
    found = badge_by_code(code, evening(stage))
    assert found is not None
    assert not found.in_visit(evening(stage))
    stage.tour.voisins.remove(voisin)
    assert badge_by_code(code, evening(stage)) is None


def test_a_phone_carries_a_week_of_badges_and_a_code_is_known_a_week_around(stage: Stage, django_assert_max_num_queries: Any) -> None:
    today = stage.tour.day
    for days in (-8, -6, 3, 7, 8):
        make_tour(stage.mission, stage.tour.questionnaire, today + timedelta(days=days), stage.voisins[:1], stage.entrances)
    server_secret("badge")  # made once
    with django_assert_max_num_queries(4):
        carried = badges_of(stage.voisins[0], today)
    assert len(carried) == 3  # today, in three days, in a week
    around = [one for one in badges_between(today - timedelta(days=9), today + timedelta(days=9)) if one.voisin == stage.voisins[0].pk]
    known = [badge_by_code(one.code, evening(stage)) is not None for one in around]
    assert known == [False, True, True, True, True, False]
