"""Asked on the public pages: a door not to be visited, what is kept, and changing one's mind."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from palier.common.codes import is_whole
from palier.common.models import JournalLine
from palier.places.api import (
    Door,
    DoorRequest,
    Entrance,
    Opposition,
    PlaceRefused,
    answer_request,
    ask_about_door,
    entrances_named,
    find_door,
    forget_requests,
    lift_ended_pauses,
    mark_erased,
    merge_doors,
    note_proof,
    opposed_door_ids,
    request_by_receipt,
    requests_at,
    unusual_entrances,
    withdraw_request,
)
from palier.places.tests.factories import make_entrance

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
TODAY = date(2026, 3, 12)


@pytest.fixture
def hall() -> Entrance:
    return make_entrance(doors=10)


def ask(hall: Entrance, door: Door | None, kind: str = "stop", **more: object) -> DoorRequest:
    place = {"neighbourhood": hall.building.neighbourhood, "entrance": hall, "door": door}
    return ask_about_door(kind, timezone.now(), TODAY, **{**place, **more})  # type: ignore[arg-type]


def test_a_known_door_is_marked_at_once(hall: Entrance) -> None:
    door = hall.doors.all()[0]
    made = ask(hall, door)
    assert is_whole(made.receipt, 7)
    assert opposed_door_ids([door.pk]) == {door.pk}
    assert (made.answer, made.is_waiting) == ("done", False)
    assert request_by_receipt(made.receipt) == made
    line = JournalLine.objects.get(verb="ask_about_door")
    assert line.detail == {"kind": "stop", "found": True}  # never the door's name, never words


def test_a_door_that_nobody_knows_waits_and_its_words_are_then_wiped(hall: Entrance) -> None:
    made = ask(hall, None, typed="  5e   gauche ")
    assert made.is_waiting
    assert made.typed == "5e gauche"
    assert not Opposition.objects.exists()
    door = hall.doors.all()[3]
    find_door("nadia", made, door, timezone.now())
    made.refresh_from_db()
    assert (made.typed, made.door, made.answer) == ("", door, "done")
    assert opposed_door_ids([door.pk]) == {door.pk}
    with pytest.raises(PlaceRefused, match="déjà"):
        find_door("nadia", made, door, timezone.now())


def test_not_this_time_lasts_until_the_end_of_the_mission(hall: Entrance) -> None:
    door, other = hall.doors.all()[:2]
    ask(hall, door, "pause", until=date(2026, 4, 20))
    ask(hall, other, "stop", until=date(2026, 4, 20))
    lift_ended_pauses(timezone.now(), date(2026, 4, 20))
    assert opposed_door_ids([door.pk, other.pk]) == {door.pk, other.pk}
    lift_ended_pauses(timezone.now(), date(2026, 4, 21))
    assert opposed_door_ids([door.pk, other.pk]) == {other.pk}
    with pytest.raises(PlaceRefused, match="Aucune mission"):
        ask(hall, door, "pause")


def test_changing_one_s_mind_lifts_this_marker_and_no_other(hall: Entrance) -> None:
    door = hall.doors.all()[0]
    mine, theirs = ask(hall, door), ask(hall, door)
    withdraw_request("resident", mine, timezone.now())
    withdraw_request("resident", mine, timezone.now())
    assert opposed_door_ids([door.pk]) == {door.pk}
    withdraw_request("resident", theirs, timezone.now())
    assert not opposed_door_ids([door.pk])
    assert JournalLine.objects.filter(verb="withdraw_request").count() == 2


def test_taken_back_before_the_door_was_found_it_is_over(hall: Entrance) -> None:
    made = ask(hall, None, typed="5e gauche")
    withdraw_request("resident", made, timezone.now())
    made.refresh_from_db()
    assert made.typed == ""
    with pytest.raises(PlaceRefused, match="close"):
        find_door("nadia", made, hall.doors.all()[0], timezone.now())


def test_the_same_form_sent_twice_is_one_request(hall: Entrance) -> None:
    once = uuid4()
    first, second = ask(hall, hall.doors.all()[0], request_id=once), ask(hall, hall.doors.all()[0], request_id=once)
    assert first.receipt == second.receipt
    assert DoorRequest.objects.count() == Opposition.objects.count() == 1


def test_rights_wait_for_a_person_and_mark_nothing(hall: Entrance) -> None:
    door = hall.doors.all()[0]
    made = ask(hall, door, "erase")
    assert made.is_waiting
    assert made.due_on == date(2026, 4, 12)
    assert not Opposition.objects.exists()
    for wrong in ("done", "given", "", "because"):
        with pytest.raises(PlaceRefused):
            answer_request("nadia", made, wrong, timezone.now())
    for gesture in (lambda: None, lambda: note_proof("nadia", made, proof="seen", asker="self", today=TODAY)):
        gesture()
        # Not before it is known who asks; then not before it is true.
        with pytest.raises(PlaceRefused):
            answer_request("nadia", made, "erased", timezone.now())
    mark_erased([door.pk], timezone.now())
    answer_request("nadia", made, "erased", timezone.now())
    made.refresh_from_db()
    assert (made.answer, made.is_waiting) == ("erased", False)
    with pytest.raises(PlaceRefused, match="close"):
        answer_request("nadia", made, "erased", timezone.now())


def test_a_door_that_was_not_found_cannot_be_called_done(hall: Entrance) -> None:
    made = ask(hall, None, typed="là-bas")
    with pytest.raises(PlaceRefused):
        answer_request("nadia", made, "done", timezone.now())
    answer_request("nadia", made, "not_found", timezone.now())
    made.refresh_from_db()
    assert made.typed == ""


def test_no_door_no_request(hall: Entrance) -> None:
    with pytest.raises(PlaceRefused, match="quelle porte"):
        ask(hall, None, typed="   ")


def test_a_merge_keeps_the_marker_and_the_receipt(hall: Entrance) -> None:
    old, kept = hall.doors.all()[:2]
    made = ask(hall, old)
    merge_doors("nadia", kept, old)
    assert opposed_door_ids([kept.pk]) == {kept.pk}
    withdraw_request("resident", made, timezone.now())
    assert not opposed_door_ids([kept.pk])


def test_many_doors_of_one_hall_are_shown(hall: Entrance) -> None:
    near, since = [hall.building.neighbourhood], timezone.now() - timedelta(days=1)
    for door in hall.doors.all()[:3]:
        ask(hall, door)
    assert unusual_entrances(near, since) == []
    ask(hall, hall.doors.all()[3], "pause", until=date(2026, 4, 20))
    ask(hall, hall.doors.all()[3])  # the same door again is one door
    ask(hall, hall.doors.all()[4], "erase")  # a right is no block
    assert [(one.pk, number) for one, number in unusual_entrances(near, since)] == [(hall.pk, 4)]
    assert unusual_entrances(near, timezone.now() + timedelta(minutes=1)) == []


def test_requests_are_listed_by_neighbourhood_and_forgotten_after_a_year(hall: Entrance) -> None:
    elsewhere = make_entrance(doors=1)
    made, waiting = ask(hall, hall.doors.all()[0]), ask(hall, None, typed="loin")
    assert set(requests_at([hall.building.neighbourhood])) == {made, waiting}
    assert not requests_at([elsewhere.building.neighbourhood])
    DoorRequest.objects.filter(pk=made.pk).update(closed_at=timezone.now() - timedelta(days=366))
    assert forget_requests(timezone.now()) == "1 demandes"
    assert list(requests_at([hall.building.neighbourhood])) == [waiting]


def test_halls_are_found_by_any_of_their_names(hall: Entrance) -> None:
    Entrance.objects.filter(pk=hall.pk).update(address="12 allée des Érables")
    near = [hall.building.neighbourhood]
    for text in ("erables", "ÉRABLES 12", "batiment a", "escalier 1 erab"):
        assert [one.pk for one in entrances_named(text, near)] == [hall.pk], text
    for text in ("", "x", "chênes", "erables 14"):
        assert entrances_named(text, near) == [], text
    assert entrances_named("erables", []) == []


def test_what_is_asked_at_the_desk_says_how_and_how_we_know_never_who(hall: Entrance) -> None:
    made = ask(hall, hall.doors.all()[0], "access", actor="nadia", way="letter")
    assert (made.way, made.proof, made.is_proven) == ("letter", "", False)
    with pytest.raises(PlaceRefused):
        answer_request("nadia", made, "given", timezone.now())
    with pytest.raises(PlaceRefused):
        note_proof("nadia", made, proof="an identity card", asker="self", today=TODAY)
    note_proof("nadia", made, proof="none", asker="self", today=TODAY)
    with pytest.raises(PlaceRefused):
        answer_request("nadia", made, "given", timezone.now())
    note_proof("nadia", made, proof="at_door", asker="for", today=TODAY)
    answer_request("nadia", made, "given", timezone.now())
    made.refresh_from_db()
    assert (made.asker, made.proof, made.proof_on, made.answer) == ("for", "at_door", TODAY, "given")
    assert JournalLine.objects.filter(verb="note_proof", actor="nadia").count() == 2


def test_nobody_is_proven_to_live_behind_a_door_that_is_not_found(hall: Entrance) -> None:
    with pytest.raises(PlaceRefused, match="porte"):
        note_proof("nadia", ask(hall, None, "erase", typed="là-bas"), proof="seen", asker="self", today=TODAY)


def test_two_doors_made_one_stay_erased(hall: Entrance) -> None:
    first, second = hall.doors.all()[:2]
    mark_erased([second.pk], timezone.now())
    merge_doors("nadia", first, second)
    first.refresh_from_db()
    assert first.erased_at is not None
