"""Closing an alarm: with an outcome of its kind, once; an awaited return ends its watch, and ringing again undoes that."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from palier.common.models import JournalLine
from palier.people.api import Account
from palier.safety.api import Alarm, AlarmRefused, begin_outing, close_alarm, raise_overdue, reopen_alarm, take_alarm
from palier.visits.tests.factories import Stage, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def awaited(stage: Stage, later: datetime) -> Alarm:
    begin_outing(stage.tour, stage.voisins[0].pk, timezone.now(), timezone.now())
    raise_overdue(later)
    return Alarm.objects.get(closed_at=None)


def test_an_outcome_of_another_kind_is_refused_and_nothing_changes(stage: Stage) -> None:
    alarm = awaited(stage, timezone.now() + timedelta(days=1))
    for outcome in ("", "back", "said_fine", "landlord", "mistake"):
        with pytest.raises(AlarmRefused, match="terminé"):
            close_alarm(stage.manager, alarm, outcome, timezone.now())
    alarm.refresh_from_db()
    assert (alarm.closed_at, alarm.outcome) == (None, "")


def test_closing_takes_it_too_and_a_second_outcome_is_not_kept(stage: Stage) -> None:
    alarm = awaited(stage, timezone.now() + timedelta(days=1))
    close_alarm(stage.manager, alarm, "fine", timezone.now())
    close_alarm(stage.manager, alarm, "services", timezone.now())
    alarm.refresh_from_db()
    assert (alarm.outcome, alarm.taken_by) == ("fine", stage.manager)


def test_closed_by_hand_an_awaited_return_does_not_ring_again_until_it_is_opened_again(stage: Stage) -> None:
    later = timezone.now() + timedelta(days=1)
    alarm = awaited(stage, later)
    close_alarm(stage.manager, alarm, "forgot", later)
    raise_overdue(later + timedelta(minutes=5))
    assert Alarm.objects.count() == 1
    reopen_alarm(stage.manager, alarm)
    assert Alarm.objects.get().closed_at is None
    raise_overdue(later + timedelta(minutes=5))
    assert Alarm.objects.count() == 1


def test_what_rings_already_is_not_opened_twice(stage: Stage) -> None:
    later = timezone.now() + timedelta(days=1)
    first = awaited(stage, later)
    close_alarm(stage.manager, first, "fine", later)
    stage.tour.outings.update(settled_at=None)
    raise_overdue(later)
    with pytest.raises(AlarmRefused, match="sonne déjà"):
        reopen_alarm(stage.manager, first)


def test_taking_keeps_the_first_and_a_closed_one_is_not_taken(stage: Stage) -> None:
    other = Account.objects.create_user("s@t.example", "x", organisation=stage.organisation, first_name="Sami", role="manager")
    alarm = awaited(stage, timezone.now() + timedelta(days=1))
    take_alarm(stage.manager, alarm, timezone.now())
    assert take_alarm(other, alarm, timezone.now()).taken_by == stage.manager
    Alarm.objects.update(taken_by=None, taken_at=None)
    close_alarm(stage.manager, alarm, "fine", timezone.now())
    assert take_alarm(other, alarm, timezone.now()).taken_by == stage.manager


def test_the_journal_says_who_did_what_and_never_which_kind_it_was(stage: Stage) -> None:
    alarm = awaited(stage, timezone.now() + timedelta(days=1))
    close_alarm(stage.manager, take_alarm(stage.manager, alarm, timezone.now()), "helped", timezone.now())
    lines = JournalLine.objects.filter(subject=f"alarm:{alarm.pk}").order_by("pk")
    assert [one.verb for one in lines] == ["raise_alarm", "take_alarm", "close_alarm"]
    assert all(one.detail == {} for one in lines)
