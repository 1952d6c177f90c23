"""What residents asked for: counted once, handed to partners, their words in clear nowhere, whatever the order and however often."""

import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from palier.common.models import JournalLine
from palier.partners.api import Appointment, PersonalFollowUp, Referral, forget_follow_ups, open_follow_up, settle_follow_up, slip_of
from palier.partners.models import Service
from palier.places.api import Door, merge_doors
from palier.visits.api import FollowUp, Operation, decide_operation, figures, forget_old_words
from palier.visits.tests.factories import Phone, Stage, a_visit, an_ask, an_op, make_stage, make_tour
from palier.visits.tests.recompute import kept, recomputed
from palier.visits.tests.test_actions_unseal import sealed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NAME, NUMBER = "Canariname", "+33199007731"


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    Service.objects.create(site=stage.site, code="ccas", name="CCAS", books=True)
    return stage


def check_counts(stage: Stage) -> None:
    assert kept(stage.mission) == recomputed(stage.mission)


def everything() -> str:
    """Every cell of every table, as somebody with a copy of the database would read it."""
    text = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            text += [str(row) for row in cursor.fetchall()]
    return "\n".join(text)


def nothing_readable() -> None:
    found = everything()
    for word in (NAME, NUMBER, NUMBER[1:], "199007731"):
        assert word not in found


def a_call(stage: Stage, **body: Any) -> dict[str, Any]:
    return an_ask("follow_up", stage.tour, first_name=NAME, phone=NUMBER, **body)


def test_a_referral_is_counted_and_followed_without_a_door_or_a_visit(stage: Stage) -> None:
    one = uuid.uuid4()
    assert stage.phones[0].send(an_ask("referral", stage.tour, op_id=one))[0]["status"] == "stored"
    row = Referral.objects.get()
    assert (row.to, row.service.name, row.slip, row.state, row.asked_on) == ("ccas", "CCAS", slip_of(one.hex), "agreed", stage.tour.day)
    assert figures(stage.mission)["follow_ups"] == {"referral": 1}
    assert FollowUp.objects.get().tour is None
    check_counts(stage)


def test_without_a_yes_it_is_kept_aside_and_nothing_is_made_of_it(stage: Stage) -> None:
    for consent in ("no", "", True, None):
        assert stage.phones[0].send(an_ask("referral", stage.tour, consent=consent))[0]["reason"] == "bad_body"
    assert not Referral.objects.exists()


def test_an_unknown_service_is_followed_all_the_same(stage: Stage) -> None:
    stage.phones[0].send(an_ask("referral", stage.tour, to="service_that_closed"))
    assert (Referral.objects.get().service, Referral.objects.get().to) == (None, "service_that_closed")


def test_an_appointment_with_its_time_is_booked_and_without_is_to_be_confirmed(stage: Stage) -> None:
    stage.phones[0].send(an_ask("appointment", stage.tour, at="2026-12-03T10:00:00+01:00"), an_ask("appointment", stage.tour))
    assert sorted(Appointment.objects.values_list("state", flat=True)) == ["asked", "booked"]
    assert stage.phones[0].send(an_ask("appointment", stage.tour, at="2026-02-31T10:00:00+01:00"))[0]["reason"] == "bad_body"
    check_counts(stage)


def test_a_call_is_sealed_and_its_words_are_in_clear_nowhere(stage: Stage) -> None:
    phone = stage.phones[0]
    op = a_call(stage, language="ar", moment="evening")
    assert phone.send(op)[0]["status"] == "stored"
    nothing_readable()
    row = PersonalFollowUp.objects.get()
    assert (row.way, row.what, row.moment, row.language, row.door) == ("call", "papers", "evening", "ar", None)
    words = open_follow_up(stage.manager, row)
    assert words is not None
    assert (words.first_name, words.phone) == (NAME, NUMBER)
    assert JournalLine.objects.filter(verb="read_follow_up", subject=f"personalfollowup:{row.pk}", actor=stage.manager.email).count() == 1
    # What is left of it in the operation says that somebody agreed, and nothing more.
    assert set(Operation.objects.get().read_body()) == {"what", "way", "consent", "sentence"}
    assert phone.send(op)[0]["status"] == "known"
    nothing_readable()
    check_counts(stage)


def test_sealed_by_the_phone_as_in_the_street_it_is_the_same(stage: Stage) -> None:
    phone = stage.phones[0]
    op = sealed(phone, a_call(stage))
    assert phone.send(op)[0]["status"] == "stored"
    assert phone.send(op)[0]["status"] == "known"
    assert open_follow_up(stage.manager, PersonalFollowUp.objects.get()).phone == NUMBER  # type: ignore[union-attr]
    nothing_readable()


def test_the_seal_of_one_row_opens_nothing_in_another(stage: Stage) -> None:
    stage.phones[0].send(a_call(stage), an_ask("follow_up", stage.tour))
    mine, other = PersonalFollowUp.objects.all()
    PersonalFollowUp.objects.filter(pk=mine.pk).update(secret=other.secret)
    mine.refresh_from_db()
    assert open_follow_up(stage.manager, mine) is None


def test_a_later_revision_replaces_the_words_and_an_undo_forgets_them(stage: Stage) -> None:
    one, phone = uuid.uuid4(), stage.phones[0]
    phone.send(a_call(stage, op_id=one))
    phone.send(an_ask("follow_up", stage.tour, op_id=one, rev=2, phone="+33199000000", what="repair"))
    row = PersonalFollowUp.objects.get()
    assert open_follow_up(stage.manager, row).phone == "+33199000000"  # type: ignore[union-attr]
    assert figures(stage.mission)["follow_ups"] == {"follow_up": 1}
    phone.send(an_ask("follow_up", stage.tour, op_id=one, rev=3, void=True))
    row.refresh_from_db()
    assert (row.state, row.secret) == ("withdrawn", "")
    assert "follow_ups" not in figures(stage.mission)
    nothing_readable()
    check_counts(stage)


def test_an_undo_carries_no_name_and_no_number(stage: Stage) -> None:
    assert stage.phones[0].send(a_call(stage, void=True))[0]["reason"] == "bad_body"
    nothing_readable()


@pytest.mark.parametrize("body", [
    {"phone": "06 12 34 56 78"}, {"phone": "0612345678"}, {"phone": "+0612345678"}, {"phone": ""}, {"first_name": ""}, {"first_name": "   "},
    {"first_name": "x" * 41}, {"surname": NAME}, {"way": "letter"}, {"moment": "night"}, {"door": str(uuid.uuid4())}, {"way": "visit"},
    {"way": "visit", "door": str(uuid.uuid4()), "phone": NUMBER}, {"visit": str(uuid.uuid4())},
])  # fmt: skip
def test_what_the_contract_does_not_know_is_kept_aside_hidden_whole(stage: Stage, body: dict[str, Any]) -> None:
    result = stage.phones[0].send(an_ask("follow_up", stage.tour, **{"first_name": NAME, **body}))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "bad_body")
    assert not PersonalFollowUp.objects.exists()
    nothing_readable()
    decide_operation(stage.manager, Operation.objects.get(), "set_aside", timezone.now())
    assert "hidden" not in Operation.objects.get().body


def test_a_name_under_another_kind_is_hidden_too(stage: Stage) -> None:
    phone = stage.phones[0]
    phone.send(an_op("alert", {"sort": "isolation", "first_name": NAME}), an_op("visit", {"phone": NUMBER}))
    # A seal that says another kind than its envelope.
    op = a_call(stage)
    phone.send({**sealed(phone, op), "kind": "visit"})
    assert Operation.objects.filter(status="quarantined").count() == 3
    nothing_readable()
    assert forget_old_words(timezone.now() + timedelta(days=91)) == 3
    assert not Operation.objects.filter(body__contains="hidden").exists()


def test_a_return_visit_is_known_to_the_next_phones_and_says_nothing_of_why(stage: Stage) -> None:
    door, phone = stage.doors[0], stage.phones[0]
    phone.send(a_visit(stage.tour, door), an_ask("follow_up", stage.tour, way="visit", door=str(door.pk), language="tr", what="go_with"))
    make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day + timedelta(days=3), stage.voisins, stage.entrances)
    answer = stage.phones[1].tours()
    tonight, later = [one for tour in answer.json()["changed"] for one in tour["entrances"][0]["doors"] if one["id"] == str(door.pk)]
    # Not for tonight's partner, who would knock again at once.
    assert (tonight["state"], "asked" in tonight) == ("skip", False)
    assert (later["state"], later["asked"], later["language"]) == ("come_back", True, "tr")
    assert "go_with" not in answer.content.decode()
    settle_follow_up(stage.manager, PersonalFollowUp.objects.get(), "done", timezone.now())
    row = PersonalFollowUp.objects.get()
    assert (row.door, row.language) == (None, "")
    shown = [
        one for tour in stage.phones[1].tours().json()["changed"] for one in tour["entrances"][0]["doors"] if one["id"] == str(door.pk)
    ]
    assert {one["state"] for one in shown} == {"skip"}
    assert all("language" not in one for one in shown)


def test_a_return_to_a_door_that_was_merged_goes_to_the_door_kept(stage: Stage) -> None:
    stage.phones[0].send(an_ask("follow_up", stage.tour, way="visit", door=str(stage.doors[0].pk)))
    merge_doors(stage.manager, stage.doors[1], stage.doors[0])
    make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day + timedelta(days=3), stage.voisins, stage.entrances)
    doors = stage.phones[0].tours().json()["changed"][1]["entrances"][0]["doors"]
    assert [one["id"] for one in doors if one.get("asked")] == [str(stage.doors[1].pk)]
    assert open_follow_up(stage.manager, PersonalFollowUp.objects.get()).door == stage.doors[1]  # type: ignore[union-attr]


def test_a_stop_is_stronger_than_a_return_that_was_asked_for(stage: Stage) -> None:
    door = stage.doors[0]
    stage.phones[0].send(an_ask("follow_up", stage.tour, way="visit", door=str(door.pk)), a_visit(stage.tour, door, "never_again"))
    make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day + timedelta(days=3), stage.voisins, stage.entrances)
    shown = stage.phones[0].tours().json()["changed"][1]["entrances"][0]["doors"][0]
    assert (shown["state"], "asked" in shown) == ("stop", False)


def test_a_return_may_come_before_its_door_and_be_undone_before_it(stage: Stage) -> None:
    phone, door = stage.phones[0], Door(id=uuid.uuid4(), entrance=stage.entrances[0])
    one, two = uuid.uuid4(), uuid.uuid4()
    phone.send(*[an_ask("follow_up", stage.tour, way="visit", door=str(door.pk), op_id=op) for op in (one, two)])
    phone.send(an_ask("follow_up", stage.tour, way="visit", op_id=two, rev=2, void=True))
    assert PersonalFollowUp.objects.filter(state="to_do").count() == 0
    phone.send(
        an_op("door_added", {"door": str(door.pk), "entrance": str(stage.entrances[0].pk), "floor": 5, "label": "5e", "position": 0})
    )
    assert dict(PersonalFollowUp.objects.values_list("pk", "state")) == {one: "to_do", two: "withdrawn"}
    assert PersonalFollowUp.objects.get(pk=one).door_id == door.pk
    assert not Operation.objects.filter(status="quarantined").exists()
    check_counts(stage)


def test_a_door_of_another_site_is_kept_aside(stage: Stage) -> None:
    elsewhere = make_stage(name="Les Amarres").doors[0]
    result = stage.phones[0].send(an_ask("follow_up", stage.tour, way="visit", door=str(elsewhere.pk)))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "not_yours")
    assert not PersonalFollowUp.objects.exists()


def test_what_a_closed_phone_still_held_waits_hidden_and_may_be_let_in(stage: Stage) -> None:
    phone = stage.phones[0]
    phone.device.revoked_at = timezone.now()
    phone.device.save()
    phone.send(sealed(phone, a_call(stage)))
    nothing_readable()
    decide_operation(stage.manager, Operation.objects.get(), "accepted", timezone.now())
    assert open_follow_up(stage.manager, PersonalFollowUp.objects.get()).first_name == NAME  # type: ignore[union-attr]
    nothing_readable()
    check_counts(stage)


def test_what_a_closed_phone_sent_without_sense_cannot_be_let_in(stage: Stage) -> None:
    from palier.visits.api import CannotAccept

    phone = stage.phones[0]
    phone.device.revoked_at = timezone.now()
    phone.device.save()
    op = a_call(stage)
    phone.send({**op, "body": {**op["body"], "tour": "no tour"}}, a_visit(stage.tour, stage.doors[0], "dancing"))
    for operation in Operation.objects.all():
        with pytest.raises(CannotAccept):
            decide_operation(stage.manager, operation, "accepted", timezone.now())
    assert not PersonalFollowUp.objects.exists()


def test_another_association_s_id_changes_nothing_there(stage: Stage) -> None:
    one, elsewhere = uuid.uuid4(), make_stage(name="Les Amarres")
    elsewhere.phones[0].send(an_ask("referral", elsewhere.tour, op_id=one))
    result = stage.phones[0].send(an_ask("referral", stage.tour, op_id=one, rev=2, to="elsewhere"))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "other_phone")
    assert Referral.objects.get().to == "ccas"
    check_counts(elsewhere)


def test_one_id_is_one_kind(stage: Stage) -> None:
    one = uuid.uuid4()
    stage.phones[0].send(an_ask("referral", stage.tour, op_id=one))
    assert stage.phones[0].send(a_call(stage, op_id=one, rev=2))[0]["status"] == "quarantined"
    nothing_readable()
    check_counts(stage)


def test_the_first_format_is_still_counted(stage: Stage) -> None:
    one = uuid.uuid4()
    stage.phones[0].send(an_op("referral", {"to": "ccas", "agreed": True, "tour": str(stage.tour.pk)}, op_id=one))
    assert figures(stage.mission)["follow_ups"] == {"referral": 1}
    assert not Referral.objects.exists()
    # A phone that was updated in between corrects it in the new format.
    stage.phones[0].send(an_ask("referral", stage.tour, op_id=one, rev=2))
    assert Referral.objects.get().to == "ccas"
    check_counts(stage)


def test_words_are_forgotten_in_time_and_the_counts_stay(stage: Stage) -> None:
    stage.phones[0].send(a_call(stage), a_call(stage), an_ask("follow_up", stage.tour, way="visit", door=str(stage.doors[0].pk)))
    done = PersonalFollowUp.objects.filter(way="call")[0]
    now = timezone.now()
    settle_follow_up(stage.manager, done, "done", now)
    assert forget_follow_ups(now + timedelta(days=27)) == 0
    assert forget_follow_ups(now + timedelta(days=32)) == 1
    done.refresh_from_db()
    assert (done.state, done.secret) == ("done", "")
    assert open_follow_up(stage.manager, done) is None
    assert forget_follow_ups(now + timedelta(days=88)) == 0
    assert forget_follow_ups(now + timedelta(days=93)) == 2
    assert set(PersonalFollowUp.objects.values_list("state", "secret", "door", "language")) == {
        ("done", "", None, ""),
        ("expired", "", None, ""),
    }
    assert figures(stage.mission)["follow_ups"] == {"follow_up": 3}
    check_counts(stage)


def test_what_waits_for_a_tour_that_never_comes_is_emptied_after_three_months(stage: Stage) -> None:
    gone = make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day, stage.voisins, stage.entrances)
    op = an_ask("follow_up", gone, first_name=NAME, phone=NUMBER)
    gone.delete()
    assert stage.phones[0].send(op)[0]["status"] == "stored"
    nothing_readable()
    assert forget_old_words(timezone.now() + timedelta(days=89)) == 0
    assert forget_old_words(timezone.now() + timedelta(days=91)) == 1
    assert "hidden" not in Operation.objects.get().body
    assert stage.phones[0].send(op)[0]["status"] == "known"


def test_a_clock_a_year_off_does_not_keep_words_a_year_longer(stage: Stage) -> None:
    stage.phones[0].send({**a_call(stage), "made_at": "2031-01-01T10:00:00+01:00"})
    assert PersonalFollowUp.objects.get().asked_on == stage.tour.day


@pytest.mark.parametrize("seed", range(8))
def test_any_history_gives_the_counts_and_the_rows_of_its_last_revisions(stage: Stage, seed: int) -> None:
    """Corrections, other missions' tours, undos, repeats and shuffles, by two phones."""
    dice = random.Random(seed)
    elsewhere = make_tour(other_mission(stage), stage.tour.questionnaire, stage.tour.day, stage.voisins, stage.entrances)
    revisions: dict[str, tuple[str, int, int]] = {}
    last: dict[str, bool] = {}
    sent: list[tuple[int, dict[str, Any]]] = []
    for _ in range(50):
        new = str(uuid.UUID(int=dice.getrandbits(128), version=4))
        one = dice.choice([*revisions, new, new])
        kind, who, rev = revisions.get(one, (dice.choice(["referral", "appointment", "follow_up"]), dice.randrange(2), 0))
        revisions[one] = (kind, who, rev + 1)
        last[one] = void = dice.random() < 0.25
        body: dict[str, Any] = {"void": void}
        if kind == "follow_up" and not void:
            body |= dice.choice([{"phone": NUMBER, "first_name": NAME}, {"way": "visit", "door": str(dice.choice(stage.doors).pk)}])
        sent.append((who, an_ask(kind, dice.choice([stage.tour, elsewhere]), op_id=one, rev=rev + 1, **body)))
    dice.shuffle(sent)
    while sent:
        take, sent = sent[: dice.randint(1, 7)], sent[1:]
        for who in (0, 1):
            ops = [op for author, op in take if author == who]
            if ops:
                stage.phones[who].send(*ops)
    for mission in (stage.mission, elsewhere.mission):
        assert kept(mission) == recomputed(mission)
    rows = [*Referral.objects.all(), *Appointment.objects.all(), *PersonalFollowUp.objects.all()]
    assert {str(row.pk): (row.rev, row.state == "withdrawn") for row in rows} == {
        one: (rev, last[one]) for one, (_, _, rev) in revisions.items()
    }
    assert not Operation.objects.filter(status="quarantined").exists()
    assert not Operation.objects.filter(body__contains="hidden").exists()
    nothing_readable()


def other_mission(stage: Stage) -> Any:
    from palier.missions.api import Mission, PerimeterEntrance

    today = stage.tour.day
    mission = Mission.objects.create(site=stage.site, title="Autre", theme="health", starts_on=today, ends_on=today, stage="field")
    PerimeterEntrance.objects.bulk_create(PerimeterEntrance(mission=mission, entrance=one) for one in stage.entrances)
    return mission


def test_a_phone_carries_the_directory_of_its_site(stage: Stage) -> None:
    Service.objects.create(site=stage.site, code="gone", name="Fermé", closed_at=timezone.now())
    make_stage(name="Les Amarres")
    phone: Phone = stage.phones[0]
    assert phone.tours().json()["directory"] == [
        {"code": "ccas", "name": "CCAS", "what": "", "needs": [], "place": "", "opening": "", "phone": "", "books": True}
    ]
