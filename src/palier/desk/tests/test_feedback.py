"""The register of field feedback, through HTTP: from a seminar's line to the public page; outside the site nothing exists."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from palier.partners.api import FieldFeedback, add_partner, open_feedback
from palier.partners.tests.factories import make_manager, make_site
from palier.people.api import Account
from palier.teams.api import minute, plan_seminar

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
PUBLIC = {"host": "bonjour.localhost"}


def desk(account: Account) -> Client:
    client = Client(headers={"host": "bureau.localhost"})
    client.force_login(account)
    return client


def test_a_line_of_the_minutes_becomes_a_page_that_everybody_reads() -> None:
    site = make_site()
    manager, place = make_manager(site), site.neighbourhoods.get()
    owner = add_partner("t", site.organisation, name="Habitat des Prés", kind="landlord")
    seminar = plan_seminar(
        manager, site, day=NOW.date(), starts_at=NOW.time(), ends_at=NOW.time().replace(hour=12), title="Novembre", place=""
    )
    line = minute(manager, seminar, kind="theme", text="Le hall du bâtiment C est dans le noir", owner="", due_on=None)
    client = desk(manager)
    assert "dans le noir" in client.get(f"/a-rappeler/remontees/nouvelle/?ligne={line.pk}").content.decode()
    typed = {"ligne": line.pk, "theme": "quiet", "neighbourhood": place.pk, "heard_in": "seminar", "heard_on": "2026-11-24"}
    refused = client.post("/a-rappeler/remontees/nouvelle/", typed | {"text": "Mme Diallo est dans le noir"})
    assert refused.status_code == 400
    assert "le nom d’une personne" in refused.content.decode()
    assert client.post("/a-rappeler/remontees/nouvelle/", typed | {"text": line.text}).status_code == 302
    made = FieldFeedback.objects.get()
    page, act = f"/a-rappeler/remontees/{made.pk}/", f"/a-rappeler/remontees/{made.pk}/suite/"
    public = f"/entendu/{place.code}/"
    assert "Rien n’est encore écrit" in Client(headers=PUBLIC).get(public).content.decode()
    client.post(act, {"what": "assign", "owner": owner.pk, "due_on": "2099-01-01"})
    client.post(act, {"what": "answer", "answer": "Les lampes arrivent lundi."})
    client.post(act, {"what": "publish"})
    client.post(act, {"what": "close", "changed": "Les lampes sont neuves.", "told": "1", "told_how": "affiche"})
    shown = client.get(page).content.decode()
    assert "Les lampes sont neuves." in shown
    assert "Novembre" not in Client(headers=PUBLIC).get(public).content.decode()
    told = Client(headers=PUBLIC).get(public).content.decode()
    for words in ("dans le noir", "Habitat des Prés", "Les lampes arrivent lundi.", "Les lampes sont neuves."):
        assert words in told
    assert public in Client(headers=PUBLIC).get("/entendu/").content.decode()
    client.post(act, {"what": "unpublish"})
    assert "dans le noir" not in Client(headers=PUBLIC).get(public).content.decode()


def test_the_register_searches_filters_and_exports() -> None:
    site = make_site()
    manager = make_manager(site)
    for text in ("Le hall est dans le noir", "Le bus ne passe plus le soir"):
        open_feedback(
            manager, site, neighbourhood=site.neighbourhoods.get(), theme="quiet", text=text, heard_in="doors", heard_on=NOW.date(), now=NOW,
            today=NOW.date(),
        )  # fmt: skip
    client = desk(manager)
    found = client.get("/a-rappeler/remontees/?remontees-cherche=bus").content.decode()
    assert "Le bus ne passe plus" in found
    assert "dans le noir" not in found
    assert "Rien ici" in client.get("/a-rappeler/remontees/?etat=closed").content.decode()
    book = load_workbook(BytesIO(client.get("/a-rappeler/remontees/?remontees-export=xlsx").content))
    assert book.active.max_row == 3


def test_outside_the_site_nothing_exists_and_head_office_only_reads() -> None:
    site, other = make_site(), make_site("Les Amarres", west=2.5, code="QN09801M")
    manager, stranger = make_manager(site), make_manager(other, "sami@a.example")
    head = Account.objects.create_user(
        "c@a.example", "une-phrase-de-passe", organisation=site.organisation, first_name="C", role="head_office"
    )
    made = open_feedback(
        manager, site, neighbourhood=site.neighbourhoods.get(), theme="quiet", text="Le hall est noir", heard_in="doors", heard_on=NOW.date(),
        now=NOW, today=NOW.date(),
    )  # fmt: skip
    page, act = f"/a-rappeler/remontees/{made.pk}/", f"/a-rappeler/remontees/{made.pk}/suite/"
    assert desk(stranger).get(page).status_code == 404
    assert desk(stranger).post(act, {"what": "remove"}).status_code == 404
    assert desk(head).get(page).status_code == 200
    assert desk(head).post(act, {"what": "remove"}).status_code == 403
    assert desk(head).get("/a-rappeler/remontees/nouvelle/").status_code == 403
    assert desk(manager).post(act, {"what": "dance"}).status_code == 404
    assert desk(manager).get("/a-rappeler/remontees/nouvelle/?ligne=zut").status_code == 404
    assert Client(headers=PUBLIC).get("/entendu/QN00000M/").status_code == 404
