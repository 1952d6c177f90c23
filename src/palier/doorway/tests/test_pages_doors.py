"""A hall's square, not to be visited any more, what is kept, the receipt; and what the phone then shows."""

import re
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from palier.doorway import networks
from palier.places.api import Door, DoorRequest, Entrance, Opposition, answer_request, mark_erased, note_proof
from palier.visits.tests.factories import Stage, a_visit, make_stage

pytestmark = pytest.mark.django_db
HOST = {"host": "bonjour.localhost"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    networks.forget_everything()
    yield
    networks.forget_everything()


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def ask(stage: Stage, **data: object) -> str:
    """Post the form of the first hall; gives the receipt's page address."""
    answer = Client(headers=HOST).post(f"/h/{stage.entrances[0].pk}/stop/", data)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def page(url: str) -> str:
    answer = Client(headers=HOST).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def state_on_the_phone(stage: Stage, door: Door) -> str:
    tours = stage.phones[0].tours().json()["changed"]
    return next(one["state"] for tour in tours for entrance in tour["entrances"] for one in entrance["doors"] if one["id"] == str(door.pk))


def test_from_the_hall_s_square_to_the_phone_in_two_taps(stage: Stage) -> None:
    hall = page(f"/h/{stage.entrances[0].pk}/")
    assert "Fatou" in hall
    assert "17\u00a0h\u00a030" in hall
    form = page(f"/h/{stage.entrances[0].pk}/stop/")
    assert form.count("<option") == 1 + 6
    assert "name=" not in re.sub(r'name="(kind|door|typed|once|viewport)"', "", form)  # no name, no reason is asked
    where = ask(stage, kind="stop", door=stage.doors[2].pk)
    receipt = page(where)
    assert re.search(r"R-[0-9A-Z]{4} [0-9A-Z]{3}", receipt)
    assert "On ne frappe plus à cette porte" in receipt
    assert stage.doors[2].label not in receipt  # the receipt never says which door
    assert state_on_the_phone(stage, stage.doors[2]) == "stop"


def test_not_this_time_says_until_when_and_is_not_offered_without_a_mission(stage: Stage) -> None:
    where = ask(stage, kind="pause", door=stage.doors[2].pk)
    assert "jusqu’au" in page(where)
    assert Opposition.objects.get().until == stage.mission.ends_on
    assert state_on_the_phone(stage, stage.doors[2]) == "stop"
    stage.mission.stage = "closed"
    stage.mission.save()
    assert 'value="pause"' not in page(f"/h/{stage.entrances[0].pk}/stop/")
    refused = Client(headers=HOST).post(f"/h/{stage.entrances[0].pk}/stop/", {"kind": "pause", "door": stage.doors[1].pk})
    assert refused.status_code == 400


def test_a_mind_may_change(stage: Stage) -> None:
    where = ask(stage, kind="stop", door=stage.doors[2].pk)
    done = Client(headers=HOST).post(f"{where}annuler/")
    assert (done.status_code, done["Location"]) == (303, where)
    assert "ne compte plus" in page(where)
    assert state_on_the_phone(stage, stage.doors[2]) == "to_do"
    assert "annuler" not in page(where)


def test_a_visit_s_own_stop_outlives_a_receipt(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[2], "never_again"))
    where = ask(stage, kind="stop", door=stage.doors[2].pk)
    Client(headers=HOST).post(f"{where}annuler/")
    assert state_on_the_phone(stage, stage.doors[2]) == "stop"


def test_a_door_in_no_list_is_accepted_and_looked_for_by_hand(stage: Stage) -> None:
    where = ask(stage, kind="stop", typed="la porte bleue au fond")
    assert "Nous cherchons votre porte" in page(where)
    made = DoorRequest.objects.get()
    assert (made.door, made.entrance, made.typed) == (None, stage.entrances[0], "la porte bleue au fond")
    answer_request("nadia", made, "not_found", timezone.now())
    assert "pas trouvé" in page(where)


def test_what_is_kept_and_erasing_have_a_receipt_and_a_month(stage: Stage) -> None:
    for kind, answer, words in (
        ("access", "given", "en personne"),
        ("erase", "erased", "C’est effacé"),
        ("rectify", "rectified", "C’est corrigé"),
    ):
        where = ask(stage, kind=kind, door=stage.doors[3].pk)
        assert "Réponse le" in page(where)
        made = DoorRequest.objects.get(kind=kind)
        assert made.due_on > timezone.localdate() + timedelta(days=27)
        note_proof("nadia", made, proof="seen", asker="self", today=timezone.localdate())
        mark_erased([stage.doors[3].pk], timezone.now())
        answer_request("nadia", made, answer, timezone.now())
        assert words in page(where)
    assert not Opposition.objects.exists()


def test_what_lacks_is_asked_again_and_nothing_typed_is_lost(stage: Stage) -> None:
    url = f"/h/{stage.entrances[0].pk}/stop/"
    for data, problem in (
        ({"kind": "stop"}, "Dites quelle porte"), ({"kind": "stop", "door": uuid4()}, "Dites quelle porte"),
        ({"kind": "zut", "typed": "ma porte"}, "Choisissez ce que"), ({"typed": "ma porte"}, "Choisissez ce que"),
    ):  # fmt: skip
        refused = Client(headers=HOST).post(url, data)
        assert refused.status_code == 400
        assert problem in refused.content.decode()
        if "typed" in data:
            assert 'value="ma porte"' in refused.content.decode()
    assert not DoorRequest.objects.exists()


def test_a_door_of_another_hall_is_not_taken(stage: Stage) -> None:
    elsewhere = make_stage(name="Les Amarres")
    refused = Client(headers=HOST).post(f"/h/{stage.entrances[0].pk}/stop/", {"kind": "stop", "door": elsewhere.doors[0].pk})
    assert refused.status_code == 400


def test_a_double_tap_is_one_request(stage: Stage) -> None:
    once = re.search(r'name="once" value="([^"]+)"', page(f"/h/{stage.entrances[0].pk}/stop/"))
    assert once
    data = {"kind": "stop", "door": stage.doors[0].pk, "once": once[1]}
    assert ask(stage, **data) == ask(stage, **data)
    assert DoorRequest.objects.count() == 1
    ask(stage, kind="stop", door=stage.doors[1].pk, once="not a uuid")
    assert DoorRequest.objects.count() == 2


def test_one_network_cannot_shut_a_whole_building_in_a_minute(stage: Stage) -> None:
    client = Client(headers=HOST)
    url = f"/h/{stage.entrances[0].pk}/stop/"
    answers = [client.post(url, {"kind": "stop", "door": stage.doors[n % 6].pk}).status_code for n in range(9)]
    assert answers == [303] * 6 + [429] * 3
    other = Client(headers=HOST, REMOTE_ADDR="192.0.2.9")
    assert other.post(url, {"kind": "stop", "door": stage.doors[0].pk}).status_code == 303


def test_halls_that_are_not_ours_do_not_exist(stage: Stage) -> None:
    gone = stage.entrances[1]
    Entrance.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    stage.site.neighbourhoods.clear()
    for entrance in (uuid4(), gone.pk, stage.entrances[0].pk):
        assert Client(headers=HOST).get(f"/h/{entrance}/").status_code == 404
        assert Client(headers=HOST).post(f"/h/{entrance}/stop/", {"kind": "stop"}).status_code == 404


def test_removed_and_merged_doors_are_not_offered(stage: Stage) -> None:
    Door.objects.filter(pk=stage.doors[0].pk).update(removed_at=timezone.now())
    Door.objects.filter(pk=stage.doors[1].pk).update(merged_into=stage.doors[2])
    text = page(f"/h/{stage.entrances[0].pk}/stop/")
    assert str(stage.doors[0].pk) not in text
    assert str(stage.doors[1].pk) not in text
    assert str(stage.doors[2].pk) in text


def test_a_house_has_one_door_and_nothing_to_pick(stage: Stage) -> None:
    Entrance.objects.filter(pk=stage.entrances[0].pk).update(is_house=True)
    for door in stage.doors[1:6]:
        Door.objects.filter(pk=door.pk).update(removed_at=timezone.now())
    text = page(f"/h/{stage.entrances[0].pk}/stop/")
    assert "<select" not in text
    assert f'<input type="hidden" name="door" value="{stage.doors[0].pk}">' in text


def test_without_the_square_the_building_is_searched(stage: Stage) -> None:
    Entrance.objects.filter(pk=stage.entrances[0].pk).update(address="12 allée des Érables")
    text = page("/stop/?q=erables&quoi=access")
    assert f'href="/h/{stage.entrances[0].pk}/stop/?quoi=access"' in text
    assert str(stage.entrances[1].pk) not in text
    nothing = page("/stop/?q=chênes")
    assert "Nous ne trouvons pas" in nothing
    assert "/stop/ailleurs/?quoi=stop&amp;q=ch%C3%AAnes" in nothing
    assert str(stage.entrances[0].pk) not in page("/stop/")  # no list of buildings to read


def test_an_address_in_no_list_is_written_and_kept_for_its_neighbourhood(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    near = other.entrances[0].building.neighbourhood
    client = Client(headers=HOST)
    assert client.post("/stop/ailleurs/", {"kind": "stop", "typed": "3 rue Neuve, 2e droite"}).status_code == 400
    assert client.post("/stop/ailleurs/", {"kind": "pause", "typed": "3 rue Neuve", "neighbourhood": near.pk}).status_code == 400
    done = client.post("/stop/ailleurs/", {"kind": "stop", "typed": "3 rue Neuve, 2e droite", "neighbourhood": near.pk})
    assert done.status_code == 303
    made = DoorRequest.objects.get()
    assert (made.neighbourhood, made.entrance, made.typed) == (near, None, "3 rue Neuve, 2e droite")


def test_a_receipt_is_typed_as_one_likes_and_never_guessed(stage: Stage) -> None:
    where = ask(stage, kind="stop", door=stage.doors[0].pk)
    number = DoorRequest.objects.get().receipt
    client = Client(headers=HOST)
    for typed in (number, f"R-{number[:4]} {number[4:]}", f"r {number.lower()}"):
        assert client.get("/r/", {"n": typed})["Location"] == where
    assert client.get("/r/", {"n": "zut"}).status_code == 404
    assert client.get("/r/").status_code == 200
    answers = [client.get(f"/r/{'ACDEFHJ'[n % 7] * 7}/").status_code for n in range(12)]
    assert answers == [404] * 8 + [429] * 4
    assert client.post(f"/r/{number}/annuler/").status_code == 429


def test_the_receipt_keeps_the_language(stage: Stage) -> None:
    answer = Client(headers=HOST).post(f"/ar/h/{stage.entrances[0].pk}/stop/", {"kind": "stop", "door": stage.doors[0].pk})
    assert answer["Location"].startswith("/ar/r/")
    text = page(answer["Location"])
    assert "لم نعد نطرق هذا الباب" in text
    assert "Ne plus frapper à ma porte" in text  # a right never stands alone unreviewed
