"""Ne plus frapper: asked at the door or of the association, shown, lifted, never lost in a merge."""

import pytest

from palier.desk.tests.test_pages import signed_in
from palier.places.api import Opposition, merge_doors
from palier.visits.tests.factories import Stage, a_visit, make_stage

pytestmark = pytest.mark.django_db
LIST = "/lieux/ne-plus-frapper/"


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def state_on_the_phone(stage: Stage, door: object) -> str:
    tours = stage.phones[0].tours().json()["changed"]
    return next(one["state"] for tour in tours for entrance in tour["entrances"] for one in entrance["doors"] if one["id"] == str(door))


def test_somebody_calls_the_association_and_phones_know(stage: Stage) -> None:
    client, door = signed_in(stage.manager), stage.doors[3]
    page = f"/lieux/porte/{door.pk}/"
    client.post(page, {"what": "oppose"})
    client.post(page, {"what": "oppose"})  # twice changes nothing
    assert Opposition.objects.filter(lifted_at=None).count() == 1
    assert door.label in client.get(LIST).content.decode()
    assert "à l’association" in client.get(LIST).content.decode()
    assert state_on_the_phone(stage, door.pk) == "stop"
    client.post(page, {"what": "lift"})
    assert "On peut frapper partout" in client.get(LIST).content.decode()
    assert state_on_the_phone(stage, door.pk) == "to_do"


def test_what_was_asked_at_the_door_is_listed_without_who_or_why(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "never_again", note="ne veut plus"))
    text = signed_in(stage.manager).get(LIST).content.decode()
    assert "à la porte" in text
    assert "ne veut plus" not in text
    assert stage.voisins[0].first_name not in text


def test_another_site_sees_and_changes_nothing(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "never_again"))
    elsewhere = signed_in(make_stage(name="Les Amarres").manager)
    assert "On peut frapper partout" in elsewhere.get(LIST).content.decode()
    assert elsewhere.post(f"/lieux/porte/{stage.doors[0].pk}/", {"what": "lift"}).status_code == 404
    assert Opposition.objects.filter(lifted_at=None).exists()


def test_merging_two_doors_keeps_the_marker(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], "never_again"))
    merge_doors(stage.manager, stage.doors[1], stage.doors[0])
    assert state_on_the_phone(stage, stage.doors[1].pk) == "stop"
