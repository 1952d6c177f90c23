"""SOS, alerts and « tout va bien », through the phone's entrance: they ring at once, once, and wait for nothing."""

import uuid
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from palier.people.api import Device, revoke_device
from palier.safety.api import Alarm, close_alarm, open_alarms, out_now, raise_overdue
from palier.tours.api import Tour
from palier.visits.api import FollowUp, Operation, apply_waiting, decide_operation, figures, forget_calls
from palier.visits.tests.factories import Stage, an_op, make_stage, make_tour
from palier.visits.tests.recompute import kept, recomputed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def moment(stage: Stage, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(stage.tour.day, datetime.min.time(), PARIS) + timedelta(hours=hour, minutes=minute)


def said(at: datetime | None = None) -> str:
    return (at or timezone.now()).astimezone(PARIS).isoformat(timespec="seconds")


def an_sos(stage: Stage, *, rev: int = 1, op_id: Any = None, number: int = 2, **body: Any) -> dict[str, Any]:
    whole = {"tour": str(stage.tour.pk), "entrance": str(stage.entrances[1].pk), "at": said(), **body}
    return {**an_op("sos", whole, rev=rev, op_id=op_id), "format": number}


def an_alert(stage: Stage, sort: str = "child", **body: Any) -> dict[str, Any]:
    return an_op("alert", {"tour": str(stage.tour.pk), "sort": sort, **body})


def fine(stage: Stage, at: datetime, number: int = 2, **body: Any) -> dict[str, Any]:
    return {**an_op("check_in", {"tour": str(stage.tour.pk), "at": said(at), **body}), "format": number}


def begin(stage: Stage, who: int = 0, at: datetime | None = None) -> None:
    stage.phones[who].send(an_op("tour_started", {"tour": str(stage.tour.pk), "at": said(at or moment(stage, 17, 31))}))


def end(stage: Stage, who: int = 0, at: datetime | None = None) -> None:
    stage.phones[who].send(an_op("tour_ended", {"tour": str(stage.tour.pk), "at": said(at or moment(stage, 20, 5))}))


def open_kinds(stage: Stage) -> list[str]:
    return [one.kind for one in open_alarms(stage.manager)]


def test_an_sos_rings_with_its_entrance_and_nothing_else(stage: Stage) -> None:
    op = an_sos(stage)
    assert stage.phones[0].send(op)[0]["status"] == "stored"
    alarm = Alarm.objects.get()
    assert (str(alarm.pk), alarm.kind, alarm.voisin, alarm.tour, alarm.entrance) == (
        op["id"], "sos", stage.voisins[0], stage.tour, stage.entrances[1]
    )  # fmt: skip
    stage.phones[0].send(op, op)
    assert Alarm.objects.count() == 1


def test_the_first_format_still_rings(stage: Stage) -> None:
    stage.phones[0].send(an_op("sos", {"at": said()}))
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.tour, alarm.entrance) == ("sos", None, None)


@pytest.mark.parametrize("what", ["position", "lat", "note", "door"])
def test_an_sos_cannot_carry_more(stage: Stage, what: str) -> None:
    result = stage.phones[0].send(an_sos(stage, **{what: str(uuid.uuid4())}))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "bad_body")


def test_a_tour_that_is_not_here_yet_holds_nothing_up(stage: Stage) -> None:
    missing = uuid.uuid4()
    results = stage.phones[0].send(an_sos(stage, tour=str(missing)), an_op("alert", {"tour": str(missing), "sort": "child"}))
    assert {one["status"] for one in results} == {"stored"}
    assert open_kinds(stage) == ["sos", "alert"]
    assert not FollowUp.objects.exists()
    again = make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day, stage.voisins, stage.entrances)  # type: ignore[arg-type]
    Operation.objects.filter(waits_for=missing).update(waits_for=again.pk, body=f'{{"sort":"child","tour":"{again.pk}"}}')
    apply_waiting(again.pk, timezone.now())
    assert Alarm.objects.get(kind="alert").tour == again
    assert figures(stage.mission)["follow_ups"] == {"alert": 1}
    assert Alarm.objects.count() == 2


def test_a_tour_of_another_site_rings_here_and_is_not_kept_aside(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    results = stage.phones[0].send(
        an_sos(stage, tour=str(other.tour.pk), entrance=str(other.entrances[0].pk)),
        an_op("alert", {"tour": str(other.tour.pk), "sort": "child"}),
    )
    assert {one["status"] for one in results} == {"stored"}
    assert {(one.site, one.tour, one.entrance) for one in Alarm.objects.all()} == {(stage.site, None, None)}
    assert open_kinds(other) == []


def test_a_phone_that_was_closed_is_looked_at_first(stage: Stage) -> None:
    revoke_device("test", stage.phones[0].device, timezone.now())
    assert stage.phones[0].send(an_sos(stage))[0]["status"] == "quarantined"
    assert open_kinds(stage) == []
    decide_operation("test", Operation.objects.get(), "accepted", timezone.now())
    assert open_kinds(stage) == ["sos"]


def test_its_author_may_say_that_it_is_over_and_a_person_still_closes_it(stage: Stage) -> None:
    one = uuid.uuid4()
    stage.phones[0].send(an_sos(stage, op_id=one))
    stage.phones[0].send(an_sos(stage, op_id=one, rev=2, void=True))
    alarm = Alarm.objects.get()
    assert alarm.withdrawn_at
    assert open_kinds(stage) == ["sos"]
    stage.phones[0].send(an_sos(stage, op_id=one, rev=1))  # the first one again, late
    alarm.refresh_from_db()
    assert alarm.withdrawn_at


def test_an_sos_withdrawn_before_it_left_still_tells(stage: Stage) -> None:
    one = uuid.uuid4()
    stage.phones[0].send(an_sos(stage, op_id=one), an_sos(stage, op_id=one, rev=2, void=True))
    assert Alarm.objects.get().withdrawn_at


def test_an_alert_taken_back_keeps_its_sort(stage: Stage) -> None:
    op = an_alert(stage, "violence")
    stage.phones[0].send(op)
    stage.phones[0].send({**op, "rev": 2, "body": {"sort": "other", "void": True}})
    alarm = Alarm.objects.get()
    assert (alarm.sort, bool(alarm.withdrawn_at)) == ("violence", True)
    assert "follow_ups" not in figures(stage.mission)


def test_an_alert_says_its_sort_and_is_counted_for_the_mission(stage: Stage) -> None:
    stage.phones[0].send(an_alert(stage, "isolation"))
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.sort, alarm.entrance) == ("alert", "isolation", None)
    assert figures(stage.mission)["follow_ups"] == {"alert": 1}
    assert kept(stage.mission) == recomputed(stage.mission)


def test_the_moment_is_set_right_by_the_phone_s_last_contact(stage: Stage) -> None:
    Device.objects.filter(pk=stage.phones[0].device.pk).update(clock_offset_s=3600)
    stage.phones[0].send(an_sos(stage, at=said(timezone.now() + timedelta(minutes=20))))
    alarm = Alarm.objects.get()
    assert timedelta(minutes=39) < alarm.raised_at - alarm.said_at < timedelta(minutes=41)


def test_the_phone_is_told_what_became_of_its_own_alarms(stage: Stage) -> None:
    op = an_sos(stage)
    stage.phones[0].send(op)

    def told(who: int = 0) -> list[tuple[str, str, str, str]]:
        return [(one["id"], one["kind"], one["state"], one["by"]) for one in stage.phones[who].tours().json()["safety"]["alarms"]]

    assert (told(0), told(1)) == ([(op["id"], "sos", "arrived", "")], [])
    alarm = Alarm.objects.get()
    close_alarm(stage.manager, alarm, "fine", timezone.now())
    assert told() == [(op["id"], "sos", "closed", "Nadia")]
    stage.phones[0].send({**op, "rev": 2, "body": {"at": said(), "void": True}})
    assert told() == []


def test_who_did_not_finish_rings_after_the_grace_once(stage: Stage) -> None:
    begin(stage)
    assert raise_overdue(moment(stage, 20, 29)) == "0 retours attendus"
    assert raise_overdue(moment(stage, 20, 30)) == "1 retours attendus"
    raise_overdue(moment(stage, 20, 31))
    alarm = Alarm.objects.get()
    assert (alarm.kind, alarm.voisin, alarm.tour, alarm.said_at) == ("overdue", stage.voisins[0], stage.tour, moment(stage, 20))


def test_who_did_not_begin_or_was_cancelled_does_not_ring(stage: Stage) -> None:
    assert raise_overdue(moment(stage, 23)) == "0 retours attendus"
    begin(stage)
    Tour.objects.filter(pk=stage.tour.pk).update(state="cancelled")
    assert raise_overdue(moment(stage, 23)) == "0 retours attendus"


def test_finishing_stops_the_ringing_by_itself(stage: Stage) -> None:
    begin(stage)
    raise_overdue(moment(stage, 20, 40))
    end(stage)
    alarm = Alarm.objects.get()
    assert (alarm.outcome, open_kinds(stage)) == ("back", [])
    assert raise_overdue(moment(stage, 22)) == "0 retours attendus"


def test_each_of_a_pair_is_awaited(stage: Stage) -> None:
    begin(stage, 0)
    begin(stage, 1)
    end(stage, 0)
    raise_overdue(moment(stage, 20, 40))
    assert Alarm.objects.get().voisin == stage.voisins[1]


def test_all_is_well_gives_the_grace_again_and_a_new_time_of_return_moves_it(stage: Stage) -> None:
    begin(stage)
    at = moment(stage, 19, 50)
    stage.phones[0].send(fine(stage, at, until="20:45"))
    assert raise_overdue(moment(stage, 21, 14)) == "0 retours attendus"
    assert raise_overdue(moment(stage, 21, 15)) == "1 retours attendus"


def test_a_void_word_does_not_count(stage: Stage) -> None:
    begin(stage)
    op = fine(stage, moment(stage, 19, 50), until="23:00")
    stage.phones[0].send(op)
    stage.phones[0].send({**op, "rev": 2, "body": {**op["body"], "void": True}})
    assert raise_overdue(moment(stage, 20, 30)) == "1 retours attendus"


def test_both_formats_of_all_is_well_are_taken(stage: Stage) -> None:
    results = stage.phones[0].send(
        fine(stage, moment(stage, 18), number=1), fine(stage, moment(stage, 18)), an_op("check_in", {"at": said()}),
        fine(stage, moment(stage, 18), until="25:00"),
    )  # fmt: skip
    assert [one["status"] for one in results] == ["stored", "stored", "stored", "quarantined"]


def test_the_page_s_states_follow_the_evening(stage: Stage) -> None:
    def states(hour: int, minute: int = 0) -> list[str]:
        return sorted(one.state for one in out_now(stage.site, stage.tour.day, moment(stage, hour, minute)))

    assert states(17) == ["ahead", "ahead"]
    begin(stage)
    assert states(18) == ["ahead", "out"]
    assert states(20, 30) == ["awaited", "no_news"]
    end(stage)
    assert states(20, 30) == ["back", "back"]


def test_the_morning_after_nothing_is_left_of_who_was_out(stage: Stage) -> None:
    begin(stage)
    op = fine(stage, moment(stage, 18))
    stage.phones[0].send(op)
    raise_overdue(moment(stage, 21))
    end(stage)
    forget_calls(moment(stage, 27, 59))
    assert any(one.heard_at for one in out_now(stage.site, stage.tour.day, moment(stage, 28)))
    forget_calls(moment(stage, 28, 1))
    assert not Alarm.objects.exists()
    assert all(one.heard_at is None and one.begun_at is None for one in out_now(stage.site, stage.tour.day, moment(stage, 29)))
    gone = Operation.objects.get(op=op["id"])
    assert (gone.kind, gone.body, gone.made_at) == ("forgotten", "{}", "")
    assert stage.phones[0].send(op)[0]["status"] == "known"
    assert not Operation.objects.filter(kind="check_in").exists()


def test_a_late_word_about_a_forgotten_day_writes_nothing(stage: Stage) -> None:
    Tour.objects.filter(pk=stage.tour.pk).update(day=stage.tour.day - timedelta(days=3))
    begin(stage)
    stage.phones[0].send(fine(stage, timezone.now()))
    assert all(one.begun_at is None for one in out_now(stage.site, stage.tour.day - timedelta(days=3), timezone.now()))


def test_an_alert_is_forgotten_three_months_after_it_was_closed_and_stays_counted(stage: Stage) -> None:
    op, sos = an_alert(stage, "violence"), an_sos(stage)
    stage.phones[0].send(op, sos)
    now = timezone.now()
    for alarm in Alarm.objects.all():
        close_alarm(stage.manager, alarm, "services", now)
    stage.phones[0].send(an_alert(stage, "child"))
    forget_calls(now + timedelta(days=89))
    assert Alarm.objects.count() == 3
    forget_calls(now + timedelta(days=91))
    assert Alarm.objects.get().sort == "child"  # nobody closed that one: it stays
    everywhere = "".join(f"{one.kind}{one.body}{one.made_at}" for one in Operation.objects.exclude(body__contains="child"))
    assert "violence" not in everywhere
    assert "sos" not in everywhere
    assert not FollowUp.objects.filter(code="violence").exists()
    assert figures(stage.mission)["follow_ups"] == {"alert": 2}
    assert kept(stage.mission) == recomputed(stage.mission)
    assert {one["status"] for one in stage.phones[0].send(op, sos)} == {"known"}
