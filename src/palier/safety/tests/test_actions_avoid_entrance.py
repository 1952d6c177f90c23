"""An entrance is avoided until a day, by one site, once; then one goes there again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palier.safety.api import AvoidedEntrance, AvoidingRefused, avoid_entrance, avoided_now, avoided_until, stop_avoiding
from palier.visits.tests.factories import Stage, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def avoid(stage: Stage, days: int, reason: str = "works") -> AvoidedEntrance:
    today = stage.tour.day
    return avoid_entrance("test", stage.site, stage.entrances[0], reason=reason, until=today + timedelta(days=days), today=today,
                          now=timezone.now())  # fmt: skip


def test_it_is_avoided_until_that_day_included_and_no_longer(stage: Stage) -> None:
    avoid(stage, 3)
    ids = [one.pk for one in stage.entrances]
    for days, known in ((0, True), (3, True), (4, False)):
        day = stage.tour.day + timedelta(days=days)
        assert (stage.entrances[0].pk in avoided_until(stage.site.pk, ids, day)) is known
        assert (avoided_now(stage.site, day).count() == 1) is known


def test_again_changes_the_day_and_the_reason_of_the_same(stage: Stage) -> None:
    avoid(stage, 3)
    avoid(stage, 9, "tension")
    found = AvoidedEntrance.objects.get()
    assert (found.reason, found.until) == ("tension", stage.tour.day + timedelta(days=9))


def test_a_refusal_writes_nothing(stage: Stage) -> None:
    for days, reason in ((-1, "works"), (400, "works"), (3, "people")):
        with pytest.raises(AvoidingRefused):
            avoid(stage, days, reason)
    assert not AvoidedEntrance.objects.exists()


def test_one_goes_there_again_and_may_avoid_it_again(stage: Stage) -> None:
    stop_avoiding("test", avoid(stage, 3), timezone.now())
    assert not avoided_now(stage.site, stage.tour.day).exists()
    avoid(stage, 5)
    assert AvoidedEntrance.objects.count() == 2


def test_another_site_on_the_same_ground_decides_for_itself(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    avoid(stage, 3)
    assert avoided_until(other.site.pk, [stage.entrances[0].pk], stage.tour.day) == {}
