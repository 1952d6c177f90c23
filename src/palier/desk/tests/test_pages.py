"""Every page of the desk, and its refusals: signed out → the door, another site → 404."""

import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client

from palier.common.sheets import harmless
from palier.desk.tables import Column, Table
from palier.people.api import Account
from palier.visits.api import Operation, Visit
from palier.visits.tests.factories import Stage, a_visit, an_op, make_stage

pytestmark = pytest.mark.django_db
HOST = {"host": "bureau.localhost"}


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    stage.phones[0].send(
        *[a_visit(stage.tour, door, outcome) for door, outcome in zip(stage.doors, ["met", "absent", "not_interested"], strict=False)]
    )
    return stage


def signed_in(account: Account) -> Client:
    client = Client(headers=HOST)
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def pages_of(stage: Stage) -> dict[str, str]:
    mission, tour = stage.mission.pk, stage.tour.pk
    entrance, door = stage.entrances[0], stage.doors[0]
    return {
        "home": "/", "missions": "/missions/", "mission": f"/missions/{mission}/", "edit": f"/missions/{mission}/changer/",
        "perimeter": f"/missions/{mission}/perimetre/", "needs": "/missions/besoins/", "kits": "/missions/kits/", "refused": "/missions/refus/",
        "selection": f"/missions/{mission}/choix/", "workspace": f"/missions/{mission}/construire/", "history": f"/missions/{mission}/construire/message/",
        "convention": f"/missions/{mission}/convention/", "price": f"/missions/{mission}/prix/", "readiness": f"/missions/{mission}/avant-de-partir/", "questions": f"/missions/{mission}/questions/", "guide": f"/missions/{mission}/guide/",
        "bilan": f"/missions/{mission}/bilan/", "pdf": f"/missions/{mission}/bilan/interne.pdf", "figures": f"/missions/{mission}/chiffres/", "xlsx": f"/missions/{mission}/bilan/interne.xlsx",
        "tours": "/tournees/", "plan": f"/tournees/nouvelle/?mission={mission}", "tour": f"/tournees/{tour}/", "change": f"/tournees/{tour}/changer/",
        "team": "/equipe/", "seminars": "/equipe/seminaires/", "plan_seminar": "/equipe/seminaires/nouveau/", "new_voisin": "/equipe/nouveau/", "voisin": f"/equipe/{stage.voisins[0].pk}/", "hours": "/heures/", "agreement": "/heures/accord/", "hours_of": f"/heures/{stage.voisins[0].pk}/", "statement": f"/heures/{stage.voisins[0].pk}/releve.pdf",
        "employment": f"/equipe/{stage.voisins[0].pk}/dossier/", "phone": f"/equipe/{stage.voisins[0].pk}/telephone/",
        "ready": f"/equipe/{stage.voisins[0].pk}/telephone/pret/", "oppositions": "/lieux/ne-plus-frapper/", "safety": "/securite/", "safety_settings": "/securite/reglages/", "phones": "/telephones/", "quarantine": "/a-regarder/", "sites": "/sites/", "places": "/lieux/",
        "building": f"/lieux/batiment/{entrance.building_id}/", "entrance": f"/lieux/entree/{entrance.pk}/", "door": f"/lieux/porte/{door.pk}/",
        "follow_ups": "/a-rappeler/", "referrals": "/a-rappeler/orientations/", "directory": "/a-rappeler/annuaire/", "recruitment": "/equipe/recrutement/", "new_candidate": "/equipe/recrutement/nouveau/", "local_actors": "/acteurs/", "new_actor": "/acteurs/nouveau/",
        "residents": "/habitants/", "note_request": "/habitants/noter/", "new_mission": "/missions/nouvelle/", "languages": "/langues/", "language": "/langues/ar/", "workbook": "/langues/classeur.xlsx?langue=zh",
        "mission_voices": f"/missions/{mission}/voix/?langue=ar", "voices": "/voix/",
        "slots": "/creneaux/", "offer_slot": "/creneaux/proposer/", "calendar": "/creneaux/reglages/", "my_agenda": "/creneaux/agenda/",
        "voisin_week": f"/equipe/{stage.voisins[0].pk}/disponibilites/",
        "own_voice": "/voix/la-mienne/", "voisin_voice": f"/equipe/{stage.voisins[0].pk}/voix/",
    }  # fmt: skip


def test_every_page_answers_its_manager(stage: Stage) -> None:
    client = signed_in(stage.manager)
    for name, url in pages_of(stage).items():
        response = client.get(url)
        assert response.status_code == 200, (name, response.status_code)
        assert "no-store" in response["Cache-Control"]
        assert "script-src 'self'" in response["Content-Security-Policy"]


def test_nobody_enters_without_signing_in(stage: Stage) -> None:
    for name, url in pages_of(stage).items():
        response = Client(headers=HOST).get(url)
        assert response.status_code == 302, name
        assert "/comptes/connexion/" in response["Location"]


def test_another_site_does_not_exist(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    client = signed_in(other.manager)
    for name, url in pages_of(stage).items():
        if str(stage.mission.pk) in url or name in (
            "tour",
            "change",
            "voisin",
            "voisin_voice",
            "phone",
            "ready",
            "building",
            "entrance",
            "door",
        ):
            assert client.get(url).status_code == 404, name
    for url in (f"/missions/{stage.mission.pk}/etape/", f"/tournees/{stage.tour.pk}/annuler/", f"/telephones/{stage.phones[0].device.pk}/fermer/",
                f"/lieux/porte/{stage.doors[0].pk}/remettre/"):  # fmt: skip
        assert client.post(url).status_code == 404, url
    assert stage.mission.title not in client.get("/missions/").content.decode()


def test_head_office_sees_every_site_of_its_association(stage: Stage) -> None:
    head = Account.objects.create_user(
        "claire@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
    )
    other = make_stage(name="Les Amarres")
    client = signed_in(head)
    assert client.get(f"/missions/{stage.mission.pk}/").status_code == 200
    assert client.get(f"/missions/{other.mission.pk}/").status_code == 404
    assert "Les Terrasses" in client.get("/sites/").content.decode()


def test_reading_never_writes_and_posting_needs_its_token(stage: Stage) -> None:
    client = Client(headers=HOST, enforce_csrf_checks=True)
    client.force_login(stage.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/missions/{stage.mission.pk}/etape/", {"stage": "report"}).status_code == 403
    assert client.get(f"/missions/{stage.mission.pk}/etape/").status_code == 405


def test_the_mission_page_costs_the_same_whatever_the_visits(stage: Stage, django_assert_max_num_queries: Any) -> None:
    client = signed_in(stage.manager)
    client.get(f"/missions/{stage.mission.pk}/")
    with django_assert_max_num_queries(32):
        text = client.get(f"/missions/{stage.mission.pk}/").content.decode()
    assert re.search(r"3</span><small>logements où l’on a frappé", text)


def test_no_page_ranks_voisins_or_shows_what_a_home_answered(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[4], note="parle de la chaudière", needs=["charges"]))
    client = signed_in(stage.manager)
    for name, url in pages_of(stage).items():
        if name not in ("pdf", "xlsx", "workbook", "statement"):
            assert "chaudière" not in client.get(url).content.decode(), name


def test_a_refused_form_keeps_what_was_typed(stage: Stage) -> None:
    client = signed_in(stage.manager)
    answer = client.post(
        "/missions/nouvelle/", {"title": "Bien vivre ici", "theme": "housing", "starts_on": "2026-05-01", "ends_on": "2026-04-01"}
    )
    assert answer.status_code == 400
    assert "Bien vivre ici" in answer.content.decode()
    assert "finit avant de commencer" in answer.content.decode()
    plan = client.post("/tournees/nouvelle/", {"mission": stage.mission.pk, "day": "pas un jour", "starts_at": "17:30", "ends_at": "20:00"})
    assert plan.status_code == 400


def test_a_phone_is_paired_and_revoked_from_the_desk(stage: Stage) -> None:
    client = signed_in(stage.manager)
    page = client.post(f"/equipe/{stage.voisins[0].pk}/telephone/").content.decode()
    code = re.search(r'data-testid="code">([A-Z0-9 ]+)<', page)[1].replace(" ", "")
    assert "<svg" in page
    made = Client().post("/api/field/v1/pair", {"code": code, "install": "6d1c0b6e-8f0a-4a51-9d0b-0d2f5f3b7a21"}, content_type="application/json",
                         headers={"host": "terrain.localhost"})  # fmt: skip
    assert made.status_code == 200
    client.post(f"/telephones/{made.json()['device']}/fermer/")
    assert (
        Client()
        .get("/api/field/v1/tours", headers={"host": "terrain.localhost", "authorization": f"Bearer {made.json()['token']}"})
        .status_code
        == 401
    )


def test_what_is_aside_is_decided(stage: Stage) -> None:
    client = signed_in(stage.manager)
    stage.phones[0].send(an_op("teleport", {"to": "roof"}))
    stage.phones[1].send(a_visit(stage.tour, stage.doors[0], "absent"))
    page = client.get("/a-regarder/").content.decode()
    assert "ne connaît pas encore" in page
    assert "Deux notes pour une porte" in page
    late = Visit.objects.get(counted=False)
    client.post(f"/a-regarder/note/{late.pk}/")
    late.refresh_from_db()
    assert late.counted
    operation = Operation.objects.get(status="quarantined")
    client.post(f"/a-regarder/{operation.pk}/", {"decision": "accepted"})
    operation.refresh_from_db()
    assert operation.decided_at is None  # what cannot be understood cannot be let in
    client.post(f"/a-regarder/{operation.pk}/", {"decision": "set_aside"})
    operation.refresh_from_db()
    assert operation.decision == "set_aside"


def test_signing_in_by_the_form_and_slowing_down_guesses(stage: Stage) -> None:
    client = Client(headers=HOST)
    good = client.post("/comptes/connexion/", {"login": stage.manager.email, "password": "une-phrase-de-passe"})
    assert good.status_code == 302
    guess = Client(headers=HOST)
    answers = [guess.post("/comptes/connexion/", {"login": stage.manager.email, "password": f"faux {n}"}) for n in range(9)]
    assert any(one.status_code == 429 or "Trop d’essais" in one.content.decode() for one in answers)


HOSTILE = ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", "<script>alert(1)</script>", '"; DROP TABLE', "é" * 50, "a;b", "a\nb"]


def test_tables_search_sort_and_export_without_formulas(rf: Any) -> None:
    rows = [(text * (1 + n % 3), n) for n in range(100) for text in HOSTILE]
    columns = [Column("Texte", lambda row: row[0]), Column("Nombre", lambda row: row[1], number=True)]
    exported = Table(rf.get("/?t-export=xlsx"), "t", columns, rows).export
    sheet = openpyxl.load_workbook(io.BytesIO(exported.content)).active
    for (text, number), (cell, figure) in zip(rows, sheet.iter_rows(min_row=2), strict=True):
        assert cell.data_type == "s"
        assert figure.value == number
        assert str(cell.value).replace("_x000D_", "\r").lstrip("'").strip() == text.lstrip("'").strip()
    csv_text = Table(rf.get("/?t-export=csv"), "t", columns, rows).export.content.decode("utf-8-sig")
    assert not re.search(r"(^|;|\n\"?)[=@]", csv_text.replace("a\nb", ""))
    assert harmless("=1") == "'=1"
    ordered = Table(rf.get("/?t-tri=-1&t-cherche=e"), "t", columns, [("É", 1), ("b", 2), ("e", 3)])
    assert [row[1].text for row in ordered.rows] == [3, 1]
    for bad in ("t-page=999", "t-page=x", "t-tri=99", "t-tri=zut", "t-page=²"):
        assert Table(rf.get(f"/?{bad}"), "t", columns, rows).rows
