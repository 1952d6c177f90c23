"""Notes that say too much of a person: shown without their door, rewritten for good, or left."""

import pytest

from palier.desk.tests.test_pages import signed_in
from palier.visits.api import Operation, Visit, double_notes_for
from palier.visits.tests.factories import Stage, a_visit, make_stage

pytestmark = pytest.mark.django_db
TOLD = "Mme Traoré demande un rappel au 06 12 34 56 78"


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def test_a_telling_note_is_offered_rewritten_and_then_nowhere_left(stage: Stage) -> None:
    stage.phones[0].send(
        a_visit(stage.tour, stage.doors[0], note=TOLD), a_visit(stage.tour, stage.doors[1], note="demande un local à vélos")
    )
    client = signed_in(stage.manager)
    text = client.get("/a-regarder/").content.decode()
    assert "Des mots à relire" in text
    assert "une habitante demande un rappel au (téléphone)" in text
    assert "local à vélos" not in text
    visit = Visit.objects.get(note=TOLD)
    client.post(f"/a-regarder/mots/{visit.pk}/", {"what": "rewrite", "text": "une habitante demande un rappel"})
    assert "Traoré" not in client.get("/a-regarder/").content.decode()
    assert not Visit.objects.filter(note__contains="Traoré").exists()
    assert not Operation.objects.filter(body__contains="Traoré").exists()
    assert Visit.objects.filter(note="une habitante demande un rappel").exists()


def test_every_kind_is_named_and_each_word_is_marked(stage: Stage) -> None:
    note = "Mme Traoré, diabétique, sans papiers, son fils est en prison, connard, RN non, 06 12 34 56 78"
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], note=note))
    text = signed_in(stage.manager).get("/a-regarder/").content.decode()
    assert "on dirait un nom, la santé, les papiers, une affaire de justice, un mot qui blesse et un téléphone" in text
    assert [text.count(f"<mark>{one}</mark>") for one in ("Mme Traoré", "diabétique", "sans papiers", "prison", "connard")] == [1] * 5
    assert str(stage.doors[0].label) not in text.split("Des mots à relire")[1].split("</section>")[0]


def test_a_note_without_a_doubt_waits_for_nobody_and_a_later_one_is_asked_about_again(stage: Stage) -> None:
    first = a_visit(stage.tour, stage.doors[0], note="demande un local à vélos")
    stage.phones[0].send(first)
    assert Visit.objects.get().note_read
    stage.phones[0].send({**first, "rev": 2, "body": {**first["body"], "note": TOLD}})
    assert not Visit.objects.get().note_read
    assert "Des mots à relire" in signed_in(stage.manager).get("/a-regarder/").content.decode()


def test_a_wrong_doubt_is_left_and_not_asked_again(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], note="parle de la famille Espoir, l’association"))
    client, visit = signed_in(stage.manager), Visit.objects.get()
    assert "Des mots à relire" in client.get("/a-regarder/").content.decode()
    client.post(f"/a-regarder/mots/{visit.pk}/", {"what": "leave"})
    assert "Des mots à relire" not in client.get("/a-regarder/").content.decode()
    assert Visit.objects.get().note.startswith("parle de la famille")


def test_another_site_reads_nothing(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], note=TOLD))
    elsewhere = signed_in(make_stage(name="Les Amarres").manager)
    assert "Traoré" not in elsewhere.get("/a-regarder/").content.decode()
    assert elsewhere.post(f"/a-regarder/mots/{Visit.objects.get().pk}/", {"what": "leave"}).status_code == 404


def test_a_choice_for_one_door_leaves_the_other_doors_of_the_tour_to_choose(stage: Stage) -> None:
    for door in stage.doors[:2]:
        stage.phones[0].send(a_visit(stage.tour, door, "absent"))
        stage.phones[1].send(a_visit(stage.tour, door, "met"))
    client = signed_in(stage.manager)
    assert double_notes_for(stage.manager).count() == 2
    client.post(f"/a-regarder/note/{Visit.objects.filter(door=stage.doors[0], outcome='met').get().pk}/")
    assert double_notes_for(stage.manager).count() == 1
