"""Receive: once, with those bytes, counted right, whatever the order and however often."""

import random
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from palier.places.api import Door, Opposition
from palier.visits.api import FollowUp, Operation, Visit, choose_note, decide_operation, figures, part_languages
from palier.visits.tests.factories import Stage, a_visit, an_op, make_stage
from palier.visits.tests.recompute import kept, recomputed

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def check_counts(stage: Stage) -> None:
    assert kept(stage.mission) == recomputed(stage.mission)


def test_a_visit_is_stored_counted_and_numbered(stage: Stage) -> None:
    result = stage.phones[0].send(a_visit(stage.tour, stage.doors[0], answers={"facture": "oui", "mot": "eau"}))[0]
    assert (result["status"], result["seq"]) == ("stored", 1)
    found = figures(stage.mission)
    assert found["homes"] == {"met": 1, "knocked": 1, "informed": 1}
    assert found["answers"] == {"facture:oui": 1}  # a free text is words of one home: never counted
    assert found["languages"] == {"fr": 1}
    check_counts(stage)


def test_the_same_post_twice_changes_nothing(stage: Stage) -> None:
    ops = [a_visit(stage.tour, door) for door in stage.doors[:5]]
    first = stage.phones[0].send(*ops)
    second = stage.phones[0].send(*ops)
    assert [one["seq"] for one in first] == [one["seq"] for one in second] == [1, 2, 3, 4, 5]
    assert {one["status"] for one in second} == {"known"}
    assert Visit.objects.count() == 5
    check_counts(stage)


def test_the_same_operation_twice_in_one_post_is_one_row(stage: Stage) -> None:
    op = a_visit(stage.tour, stage.doors[0])
    results = stage.phones[0].send(op, op)
    assert [one["status"] for one in results] == ["stored", "known"]
    assert {one["seq"] for one in results} == {1}
    assert Operation.objects.count() == 1


def test_other_bytes_for_the_same_revision_are_kept_aside_and_overwrite_nothing(stage: Stage) -> None:
    op = a_visit(stage.tour, stage.doors[0], "absent")
    stage.phones[0].send(op)
    other = {**op, "body": {**op["body"], "outcome": "met"}}
    result = stage.phones[0].send(other)[0]
    assert (result["status"], result["reason"], result["seq"]) == ("quarantined", "other_bytes", 2)
    assert stage.phones[0].send(other)[0] == result
    assert Visit.objects.get().outcome == "absent"


def test_white_space_and_key_order_are_the_same_bytes(stage: Stage) -> None:
    op = a_visit(stage.tour, stage.doors[0])
    stage.phones[0].send(op)
    turned = {**op, "body": dict(reversed(op["body"].items()))}
    assert stage.phones[0].send(turned)[0]["status"] == "known"


def test_a_correction_replaces_and_an_undo_takes_away(stage: Stage) -> None:
    one = uuid.uuid4()
    phone = stage.phones[0]
    phone.send(a_visit(stage.tour, stage.doors[0], "absent", op_id=one))
    phone.send(a_visit(stage.tour, stage.doors[0], "met", op_id=one, rev=2, needs=["charges"]))
    assert figures(stage.mission)["homes"] == {"met": 1, "knocked": 1, "informed": 1}
    check_counts(stage)
    phone.send(a_visit(stage.tour, stage.doors[0], "met", op_id=one, rev=3, needs=["charges"], void=True))
    assert figures(stage.mission) == {}
    check_counts(stage)


def test_a_lower_revision_that_comes_late_is_known_and_ignored(stage: Stage) -> None:
    one = uuid.uuid4()
    phone = stage.phones[0]
    phone.send(a_visit(stage.tour, stage.doors[0], "met", op_id=one, rev=2))
    late = phone.send(a_visit(stage.tour, stage.doors[0], "absent", op_id=one, rev=1))[0]
    assert late["status"] == "known"
    assert Visit.objects.get().outcome == "met"


def test_a_correction_may_move_a_visit_to_another_door(stage: Stage) -> None:
    one = uuid.uuid4()
    phone = stage.phones[0]
    phone.send(a_visit(stage.tour, stage.doors[0], "met", op_id=one))
    phone.send(a_visit(stage.tour, stage.doors[1], "met", op_id=one, rev=2))
    assert figures(stage.mission)["homes"]["met"] == 1
    check_counts(stage)


def test_never_again_makes_an_opposition_that_falls_with_the_undo(stage: Stage) -> None:
    one = uuid.uuid4()
    phone = stage.phones[0]
    phone.send(a_visit(stage.tour, stage.doors[0], "never_again", op_id=one))
    assert Opposition.objects.filter(door=stage.doors[0], lifted_at=None).exists()
    phone.send(a_visit(stage.tour, stage.doors[0], "never_again", op_id=one, rev=2, void=True))
    assert not Opposition.objects.filter(door=stage.doors[0], lifted_at=None).exists()


def test_a_visit_at_a_door_made_in_the_field_may_come_before_the_door(stage: Stage) -> None:
    door = Door(id=uuid.uuid4(), entrance=stage.entrances[0])
    visit = a_visit(stage.tour, door)
    added = an_op("door_added", {"door": str(door.pk), "entrance": str(stage.entrances[0].pk), "floor": 5,
                                 "label": "5e droite", "position": 0})  # fmt: skip
    assert stage.phones[0].send(visit)[0]["status"] == "stored"
    assert Visit.objects.count() == 0
    assert stage.phones[0].send(added)[0]["status"] == "stored"
    assert Visit.objects.get().door_id == door.pk
    assert Door.objects.get(pk=door.pk).label == "5e droite"
    check_counts(stage)


def test_a_bad_body_never_blocks_the_others(stage: Stage) -> None:
    good = [a_visit(stage.tour, door) for door in stage.doors[:6]]
    bad = a_visit(stage.tour, stage.doors[6], "dancing")
    strange = an_op("teleport", {"to": "roof"})
    later = {**a_visit(stage.tour, stage.doors[7]), "format": 9}
    february = a_visit(stage.tour, stage.doors[8], started_at="2026-02-31T18:00:00+01:00")
    nul = a_visit(stage.tour, stage.doors[9], note="a\u0000b")
    results = stage.phones[0].send(*good[:3], bad, strange, later, february, nul, *good[3:])
    reasons = [one["reason"] for one in results if one["status"] == "quarantined"]
    assert reasons == ["bad_body", "unknown_kind", "unknown_format", "bad_body", "bad_body"]
    assert sum(one["status"] == "stored" for one in results) == 6
    assert sorted(one["seq"] for one in results) == list(range(1, 12))
    assert Visit.objects.count() == 6


def test_two_notes_for_one_door_are_kept_and_the_first_counts_until_the_manager_chooses(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "absent"))
    stage.phones[1].send(a_visit(stage.tour, stage.doors[0], "met"))
    assert figures(stage.mission)["homes"] == {"absent": 1, "knocked": 1}
    second = Visit.objects.get(voisin=stage.voisins[1])
    assert not second.counted
    check_counts(stage)
    choose_note(stage.manager, second, timezone.now())
    assert figures(stage.mission)["homes"] == {"met": 1, "knocked": 1, "informed": 1}
    check_counts(stage)


def test_when_the_first_of_two_notes_is_undone_the_second_counts(stage: Stage) -> None:
    one = uuid.uuid4()
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "absent", op_id=one))
    stage.phones[1].send(a_visit(stage.tour, stage.doors[0], "met"))
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "absent", op_id=one, rev=2, void=True))
    assert figures(stage.mission)["homes"] == {"met": 1, "knocked": 1, "informed": 1}
    check_counts(stage)


def test_another_voisin_cannot_revise(stage: Stage) -> None:
    one = uuid.uuid4()
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "absent", op_id=one))
    result = stage.phones[1].send(a_visit(stage.tour, stage.doors[0], "met", op_id=one, rev=2))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "other_phone")


def test_the_id_of_another_association_s_visit_overwrites_nothing(stage: Stage) -> None:
    one = uuid.uuid4()
    elsewhere = make_stage(name="Les Amarres")
    elsewhere.phones[0].send(a_visit(elsewhere.tour, elsewhere.doors[0], "absent", op_id=one))
    result = stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "met", op_id=one, rev=2))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "other_phone")
    assert Visit.objects.get().outcome == "absent"
    check_counts(stage)
    check_counts(elsewhere)


def test_work_on_another_site_is_kept_aside_until_a_manager_lets_it_in(stage: Stage) -> None:
    elsewhere = make_stage(name="Les Amarres")
    result = stage.phones[0].send(a_visit(elsewhere.tour, elsewhere.doors[0]))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "not_yours")
    assert Visit.objects.count() == 0


def test_a_revoked_phone_hands_over_into_quarantine(stage: Stage) -> None:
    phone = stage.phones[0]
    phone.device.revoked_at = timezone.now()
    phone.device.save()
    response = phone.post(a_visit(stage.tour, stage.doors[0]))
    assert response.status_code == 200
    assert response.json()["revoked"] is True
    operation = Operation.objects.get()
    assert (operation.status, operation.reason) == ("quarantined", "revoked")
    decide_operation(stage.manager, operation, "accepted", timezone.now())
    assert Visit.objects.count() == 1
    check_counts(stage)


def test_a_door_outside_the_perimeter_is_kept_aside(stage: Stage) -> None:
    outside = make_stage(name="Ailleurs").doors[0]
    result = stage.phones[0].send(a_visit(stage.tour, outside))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "outside_perimeter")


def test_a_tour_starts_ends_and_hours_are_declared(stage: Stage) -> None:
    tour, day = str(stage.tour.pk), stage.tour.day.isoformat()
    stage.phones[0].send(
        an_op("tour_started", {"tour": tour, "at": f"{day}T17:31:00+01:00"}),
        an_op("tour_ended", {"tour": tour, "at": f"{day}T20:05:00+01:00"}),
        an_op("hours_declared", {"day": day, "from": "17:30", "to": "20:00", "sort": "field", "tour": tour}),
    )
    stage.tour.refresh_from_db()
    assert stage.tour.state == "ended"
    assert stage.voisins[0].declared_hours.get().sort == "field"


def test_follow_ups_are_counted_once(stage: Stage) -> None:
    one = uuid.uuid4()
    body = {"tour": str(stage.tour.pk), "to": "ccas", "agreed": True}
    stage.phones[0].send(an_op("referral", body, op_id=one))
    stage.phones[0].send(an_op("referral", {**body, "to": "caf"}, op_id=one, rev=2))
    assert figures(stage.mission)["follow_ups"] == {"referral": 1}
    assert FollowUp.objects.get().code == "caf"
    stage.phones[0].send(an_op("referral", {**body, "void": True}, op_id=one, rev=3))
    assert "follow_ups" not in figures(stage.mission)


def test_a_clock_a_year_off_changes_nothing_but_a_flag(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], started_at="2019-01-01T03:00:00Z", ended_at="2019-01-01T03:04:00Z"))
    visit = Visit.objects.get()
    assert (visit.day, visit.clock_flag) == (stage.tour.day, True)


def test_the_language_leaves_the_address_a_day_after_the_tour_and_stays_in_the_counts(stage: Stage) -> None:
    one = uuid.uuid4()
    op = a_visit(stage.tour, stage.doors[0], language="ar", op_id=one)
    stage.phones[0].send(op)
    assert part_languages(timezone.now()) == 0
    assert part_languages(timezone.now() + timedelta(days=3)) == 1
    assert Visit.objects.get().language == ""
    assert '"language"' not in Operation.objects.get().body
    assert figures(stage.mission)["languages"] == {"ar": 1}
    assert stage.phones[0].send(op)[0]["status"] == "known"
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], language="tr", op_id=one, rev=2, needs=["job"]))
    assert figures(stage.mission)["languages"] == {"ar": 1}
    assert Visit.objects.get().language == ""


@pytest.mark.parametrize("seed", range(12))
def test_any_history_gives_the_counts_of_its_visits(stage: Stage, seed: int) -> None:
    """Corrections, undos, repeats, lost answers and shuffles: the kept counts are those of the rows that remain."""
    dice = random.Random(seed)
    sent: list[tuple[int, Any]] = []
    revisions: dict[str, int] = {}
    authors: dict[str, int] = {}
    outcomes = ["met", "met", "absent", "not_now", "not_interested", "vacant", "never_again", "inaccessible"]
    for _ in range(60):
        one = dice.choice([*revisions, *[str(uuid.UUID(int=dice.getrandbits(128), version=4)) for _ in range(3)]])
        revisions[one] = revisions.get(one, 0) + 1
        who = authors.setdefault(one, dice.randrange(2))
        op = a_visit(
            stage.tour, dice.choice(stage.doors), dice.choice(outcomes), op_id=one, rev=revisions[one],
            needs=dice.sample(["charges", "job", "rights"], dice.randrange(3)),
            answers=dice.choice([{}, {"facture": "oui"}, {"facture": "non"}]), **{"pass": dice.randint(1, 3)},
            language=dice.choice(["fr", "ar", "tr", None]), void=dice.random() < 0.15,
        )  # fmt: skip
        sent.append((who, op))
    dice.shuffle(sent)
    while sent:
        # Overlapping posts: most operations are sent several times, as after lost answers.
        take, sent = sent[: dice.randint(1, 9)], sent[1:]
        for who in (0, 1):
            ops = [op for author, op in take if author == who]
            if ops:
                stage.phones[who].send(*ops)
    check_counts(stage)
    # Exactly the highest revision of each visit remains.
    assert dict(Visit.objects.values_list("id", "rev")) == {uuid.UUID(one): rev for one, rev in revisions.items()}
