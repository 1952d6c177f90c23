"""Local actors at the desk: the list, one of them, what is noted about it, and whom it does not exist for."""

import pytest

from palier.desk.tests.test_pages import signed_in
from palier.partners.api import Access, Contact, Meeting, Structure, add_structure, give_service, open_service
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def test_an_actor_is_noted_met_and_opens_its_doors(stage: Stage) -> None:
    client = signed_in(stage.manager)
    wrong = client.post("/acteurs/nouveau/", {"name": "École Prévert", "kind": "school", "hours": "le matin"})
    assert wrong.status_code == 400
    assert "École Prévert" in wrong.content.decode()
    building = stage.entrances[0].building
    building.lon, building.lat = 2.35, 48.9
    building.save()
    client.post("/acteurs/nouveau/", {"name": "École Prévert", "kind": "school", "hours": "Mo-Su 00:00-24:00", "near": str(building.pk)})
    school = Structure.objects.get()
    assert (school.lon, school.neighbourhood) == (2.35, building.neighbourhood)
    url = f"/acteurs/{school.pk}/"
    untold = client.post(f"{url}contact/", {"name": "Mme Bailly", "role": "directrice"}, follow=True).content.decode()
    assert "Dites d’abord" in untold
    client.post(f"{url}contact/", {"name": "Mme Bailly", "role": "directrice", "told": "1"})
    head = Contact.objects.get()
    client.post(
        f"{url}rencontre/", {"day": "2026-01-05", "said": "Elle pense à quelqu’un.", "contact": str(head.pk), "again_on": "2026-01-12"}
    )
    client.post(f"{url}acces/", {"kind": "keys", "agreed_on": "2026-01-05", "until": "2026-01-31", "building": str(building.pk)})
    client.post(f"{url}acces/", {"kind": "posters", "agreed_on": "2026-01-05"})
    page = client.get(url).content.decode()
    assert "Mme Bailly" in page
    assert "fini : à rendre" in page
    assert "à afficher" in page
    listed = client.get("/acteurs/").content.decode()
    assert "On avait dit d’en reparler" in listed
    assert "Elle pense à quelqu’un." in listed
    assert '<span class="nb">1</span>' in listed
    posters = Access.objects.get(what="posters")
    client.post(f"/acteurs/acces/{posters.pk}/", {"what": "posted"})
    posters.refresh_from_db()
    assert posters.posted_on is not None
    client.post(f"/acteurs/rencontres/{Meeting.objects.get().pk}/retirer/")
    client.post(f"/acteurs/contacts/{head.pk}/effacer/")
    assert not Meeting.objects.exists()
    assert not Contact.objects.exists()


def test_a_service_given_here_reaches_phones_with_its_hours(stage: Stage) -> None:
    client = signed_in(stage.manager)
    service = open_service("nadia", stage.mission.site, name="CCAS")
    town = add_structure("nadia", stage.mission.site, {"name": "Mairie", "kind": "town", "hours": "Mo-Fr 09:00-12:00"})
    client.post(f"/acteurs/{town.pk}/service/", {"service": str(service.pk), "what": "give"})
    carried = stage.phones[0].tours().json()
    place = carried["directory"][0]["places"][0]
    assert (place["name"], place["week"]["d"][0], place["opening"]) == ("Mairie", [[540, 720]], "lundi à vendredi, 9 h à 12 h")
    assert "at" in carried["changed"][0]["entrances"][0]
    assert "Mairie" in client.get(f"/a-rappeler/annuaire/{service.pk}/").content.decode()
    client.post(f"/acteurs/{town.pk}/retirer/")
    assert "places" not in stage.phones[0].tours().json()["directory"][0]
    client.post(f"/acteurs/{town.pk}/retirer/", {"what": "back"})
    client.post(f"/acteurs/{town.pk}/service/", {"service": str(service.pk), "what": "stop"})
    assert "places" not in stage.phones[0].tours().json()["directory"][0]


def test_another_site_does_not_know_them(stage: Stage) -> None:
    school = add_structure("nadia", stage.mission.site, {"name": "École Prévert"})
    other = make_stage(name="Les Amarres")
    client = signed_in(other.manager)
    assert client.get(f"/acteurs/{school.pk}/").status_code == 404
    assert client.get(f"/acteurs/{school.pk}/changer/").status_code == 404
    for what in ("retirer", "service", "rencontre", "contact", "acces"):
        assert client.post(f"/acteurs/{school.pk}/{what}/").status_code == 404, what
    assert "École Prévert" not in client.get("/acteurs/").content.decode()
    mine = add_structure("elif", other.mission.site, {"name": "Port"})
    theirs = open_service("nadia", stage.mission.site, name="CCAS")
    assert client.post(f"/acteurs/{mine.pk}/service/", {"service": str(theirs.pk)}).status_code == 404


def test_hours_that_are_only_words_promise_nothing(stage: Stage) -> None:
    word = add_structure("nadia", stage.mission.site, {"name": "Bus", "opening": "mardi 09:00 - 17:30 / 09:00 - 12:00"})
    page = signed_in(stage.manager).get(f"/acteurs/{word.pk}/").content.decode()
    assert "montrés tels quels" in page
    assert "ouvert jusqu" not in page
    give_service("nadia", word, open_service("nadia", stage.mission.site, name="Bus"))
    assert "week" not in stage.phones[0].tours().json()["directory"][0]["places"][0]
