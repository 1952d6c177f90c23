"""The one-time link, through HTTP: a passphrase chosen by the person, good once; the desk shows it once and never again."""

import quopri
import re
from typing import Any

import pytest
from django.test import Client

from palier.desk.tests.test_safety import a_mail_server
from palier.people.api import Account
from palier.portal.tests.world import HOST, PASSPHRASE, World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(settings: Any) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    return make_world()


def link_from_the_desk(world: World, email: str = "paul@h.example", kind: str = "commissioner") -> str:
    desk = Client(headers={"host": "bureau.localhost"})
    desk.force_login(world.stage.manager)
    page = desk.post(f"/acteurs/partenaires/{world.landlord.pk}/inviter/", {"email": email, "kind": kind}).content.decode()
    found = re.search(r"partenaires\.localhost(?::\d+)?(/invitation/[\w-]+/)", page)
    assert found, page[:2000]
    assert found[1] not in desk.get(f"/acteurs/partenaires/{world.landlord.pk}/").content.decode()
    return found[1]


def choose(link: str, password: str = PASSPHRASE, **more: str) -> tuple[Client, int, str]:
    client = Client(headers=HOST)
    answer = client.post(link, {"first_name": "Paul", "password": password, "again": password, **more})
    return client, answer.status_code, answer.content.decode()


def test_a_link_opens_one_seat_once(world: World) -> None:
    link = link_from_the_desk(world)
    assert "Habitat des Prés" in Client(headers=HOST).get(link).content.decode()
    assert choose(link, "court")[1] == 400
    assert choose(link, "motdepassemotdepasse", again="autre chose encore")[1] == 400
    client, status, _ = choose(link)
    assert status == 302
    assert "L’eau sans gaspiller" in client.get("/").content.decode()
    account = Account.objects.get(email="paul@h.example")
    assert (account.role, account.sites.count()) == ("partner", 0)
    assert Client(headers=HOST).get(link).status_code == 404
    assert choose(link)[1] == 404


def test_a_new_link_replaces_the_old_one_and_changes_a_forgotten_passphrase(world: World) -> None:
    first, second = link_from_the_desk(world), link_from_the_desk(world)
    assert choose(first)[1] == 404
    client, _, _ = choose(second)
    again = link_from_the_desk(world)
    assert choose(again, "une autre phrase à moi")[1] == 302
    # What was open elsewhere with the old passphrase is closed.
    assert client.get("/").status_code == 302
    login = Client(headers=HOST)
    assert login.post("/comptes/connexion/", {"login": "paul@h.example", "password": PASSPHRASE}).status_code == 200
    assert login.post("/comptes/connexion/", {"login": "paul@h.example", "password": "une autre phrase à moi"})["Location"] == "/"
    assert login.get("/").status_code == 200


def test_letters_go_to_whom_they_concern_and_say_nothing_of_what(world: World, settings: Any) -> None:
    desk = Client(headers={"host": "bureau.localhost"})
    desk.force_login(world.stage.manager)
    invite_url, act = f"/acteurs/partenaires/{world.landlord.pk}/inviter/", f"/a-rappeler/remontees/{world.feedback.pk}/suite/"
    assert "appelez" in desk.post(act, {"what": "remind"}, follow=True).content.decode()
    with a_mail_server(settings) as letters:
        page = desk.post(invite_url, {"email": "paul@h.example", "kind": "commissioner"}, follow=True).content.decode()
        assert "/invitation/" not in page
        assert "1 personne prévenue" in desk.post(act, {"what": "assign", "owner": world.landlord.pk}, follow=True).content.decode()
    invitation, reminder = (quopri.decodestring(one.encode()).decode() for one in letters)
    assert "To: paul@h.example" in invitation
    link = re.search(r"/invitation/[\w-]+/", invitation)
    assert link
    assert choose(link[0])[1] == 302
    assert f"To: {world.lea.email}" in reminder
    assert "hall" not in reminder
    settings.EMAIL = {"host": "127.0.0.1", "port": 9, "timeout": 1}
    page = desk.post(invite_url, {"email": "zoe@h.example", "kind": "commissioner"}).content.decode()
    assert "ne répond pas" in page
    assert "/invitation/" in page


def test_half_an_hour_without_a_page_closes_the_portal_too(world: World) -> None:
    client = Client(headers=HOST)
    client.force_login(world.lea)
    assert client.get("/").status_code == 200
    session = client.session
    session["seen"] = session["seen"] - 31 * 60
    session.save()
    assert client.get("/").status_code == 302


def test_a_desk_account_is_never_invited(world: World) -> None:
    desk = Client(headers={"host": "bureau.localhost"})
    desk.force_login(world.stage.manager)
    url = f"/acteurs/partenaires/{world.landlord.pk}/inviter/"
    answer = desk.post(url, {"email": world.stage.manager.email, "kind": "commissioner"}, follow=True)
    assert "a déjà un compte au bureau" in answer.content.decode()
    assert "ne se lit pas" in desk.post(url, {"email": "zut", "kind": "funder"}, follow=True).content.decode()


def test_the_desk_keeps_seats_missions_committees_and_ideas(world: World) -> None:
    desk = Client(headers={"host": "bureau.localhost"})
    desk.force_login(world.stage.manager)
    page = desk.get(f"/acteurs/partenaires/{world.town.pk}/").content.decode()
    assert world.karim.email in page
    assert desk.get("/acteurs/partenaires/").status_code == 200
    act = f"/acteurs/partenaires/{world.town.pk}/suite/"
    desk.post(act, {"what": "fund"})
    portal = Client(headers=HOST)
    portal.force_login(world.karim)
    assert portal.get(f"/missions/{world.mission.pk}/").status_code == 404
    typed = {
        "title": "Comité",
        "day": "2099-02-01",
        "begins": "14:00",
        "ends": "16:00",
        "place": "Ici",
        "agenda": "",
        "partner": [world.town.pk],
    }
    assert desk.post(f"/acteurs/comites/{world.committee.pk}/", typed).status_code == 302
    assert desk.post("/acteurs/comites/nouveau/", typed | {"ends": "13:00"}).status_code == 400
    assert "1 février" in portal.get("/agenda/").content.decode() or "1er février" in portal.get("/agenda/").content.decode()
    desk.post(f"/acteurs/comites/{world.committee.pk}/annuler/")
    assert "STATUS:CANCELLED" in portal.get("/agenda.ics").content.decode()
    portal.post("/idees/", {"words": "Les cours de français"})
    idea = world.town.suggestions.get()
    desk.post(f"/acteurs/idees/{idea.pk}/", {"reply": "Oui, au printemps."})
    assert "Oui, au printemps." in portal.get("/idees/").content.decode()
