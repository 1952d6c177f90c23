"""The phones' page: what they say of themselves, what may be lost, files brought by hand."""

import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from palier.desk.tests.test_pages import signed_in
from palier.people.api import Device, PhoneAlert, make_pairing_code
from palier.visits.api import Visit
from palier.visits.tests.factories import Phone, Stage, a_visit, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def report(**changes: object) -> dict[str, object]:
    return {"unsent": 3, "oldest": "2026-11-20T18:00:00+01:00", "counter": 40, "version": "0.2.0", "persisted": False, **changes}


def pair(stage: Stage, code: str, install: uuid.UUID) -> dict[str, object]:
    response = Client().post(
        "/api/field/v1/pair", json.dumps({"code": code, "install": str(install)}), content_type="application/json",
        headers={"host": "terrain.localhost"},
    )  # fmt: skip
    assert response.status_code == 200
    return response.json()


def bring(client: Client, data: object) -> str:
    raw = data if isinstance(data, bytes) else json.dumps(data).encode()
    return client.post("/telephones/reprendre/", {"file": SimpleUploadedFile("f.palier", raw)}, follow=True).content.decode()


def a_file(phone: Phone, *ops: object) -> dict[str, object]:
    return {"palier": "outbox", "format": 1, "device": str(phone.device.pk), "ops": list(ops)}


def test_a_phone_says_what_it_still_holds(stage: Stage) -> None:
    stage.phones[0].post(a_visit(stage.tour, stage.doors[0]), phone=report())
    text = signed_in(stage.manager).get("/telephones/").content.decode()
    assert "3, depuis le 20/11" in text
    assert "écran d’accueil" in text
    assert "0.2.0" in text


@pytest.mark.parametrize(
    "strange", ["x", 3, [], {}, {"unsent": -1, "counter": 1}, {"unsent": True, "counter": 1}, report(oldest="hier", version=7)]
)
def test_a_strange_report_never_stops_a_visit(stage: Stage, strange: object) -> None:
    assert stage.phones[0].post(a_visit(stage.tour, stage.doors[0]), phone=strange).status_code == 200
    assert Visit.objects.count() == 1


def test_a_phone_that_comes_back_empty_is_told_to_the_manager_who_closes_it(stage: Stage) -> None:
    stage.phones[0].post(phone=report(unsent=5))
    code, install = make_pairing_code("test", stage.voisins[0], timezone.now()), uuid.uuid4()
    # The phone itself is told as well, even when the first answer was lost; the desk once.
    assert pair(stage, code, install)["emptied"] is True
    assert pair(stage, code, install)["emptied"] is True
    alert = PhoneAlert.objects.get()
    assert (alert.kind, alert.perhaps_lost) == ("emptied", 5)
    client = signed_in(stage.manager)
    assert "Peut-être perdu" in client.get("/telephones/").content.decode()
    assert "manquent peut-être" in client.get("/").content.decode()
    elsewhere = signed_in(make_stage(name="Les Amarres").manager)
    assert elsewhere.post(f"/telephones/alertes/{alert.pk}/").status_code == 404
    client.post(f"/telephones/alertes/{alert.pk}/")
    assert "Peut-être perdu" not in client.get("/telephones/").content.decode()


def test_the_same_install_or_a_closed_phone_raises_no_alert(stage: Stage) -> None:
    stage.phones[0].post(phone=report())
    answer = pair(stage, make_pairing_code("test", stage.voisins[0], timezone.now()), stage.phones[0].device.install)
    assert answer["emptied"] is False
    Device.objects.filter(voisin=stage.voisins[0]).update(revoked_at=timezone.now())
    pair(stage, make_pairing_code("test", stage.voisins[0], timezone.now()), uuid.uuid4())
    assert not PhoneAlert.objects.exists()


def test_a_counter_that_goes_back_is_noticed(stage: Stage) -> None:
    stage.phones[0].post(phone=report(counter=40))
    stage.phones[0].post(phone=report(counter=41))
    stage.phones[0].post(phone=report(counter=12))
    assert PhoneAlert.objects.get().kind == "went_back"


def test_what_a_phone_says_it_lost_is_told_once(stage: Stage) -> None:
    """Written without network, then gone: the server never saw the counter go up."""
    phone = stage.phones[0]
    phone.post(phone=report(unsent=2, counter=40))
    for _ in range(2):  # the first answer may be lost
        phone.post(phone=report(unsent=0, counter=41, lost=6))
    alert = PhoneAlert.objects.get()
    assert (alert.kind, alert.perhaps_lost) == ("went_back", 6)
    phone.post(phone=report(unsent=0, counter=41))
    phone.post(phone=report(unsent=0, counter=41, lost="x"))
    assert PhoneAlert.objects.count() == 1


def test_a_file_is_taken_in_as_often_as_one_likes(stage: Stage) -> None:
    client = signed_in(stage.manager)
    ops = [a_visit(stage.tour, door) for door in stage.doors]
    many = ops * 6  # more than one post can carry
    first = bring(client, a_file(stage.phones[0], *many))
    assert f"{len(ops)} écritures reprises" in first
    for _ in range(2):
        assert f"0 écriture reprise, {len(many)} déjà là" in bring(client, a_file(stage.phones[0], *many))
    stage.phones[0].send(*ops)
    assert Visit.objects.count() == len(ops)


def test_other_files_are_refused_with_a_sentence(stage: Stage) -> None:
    client = signed_in(stage.manager)
    for raw in (b"", b"\xff\xfe", b"[]", b"{}", b'{"palier": "outbox", "device": "x", "ops": []}', b"[" * 5000):
        assert "abîmé" in bring(client, raw) or "Choisissez" in bring(client, raw)
    elsewhere = make_stage(name="Les Amarres")
    assert "autre site" in bring(client, a_file(elsewhere.phones[0], a_visit(elsewhere.tour, elsewhere.doors[0])))
    assert "ops" in bring(client, a_file(stage.phones[0], "x"))
    assert Visit.objects.count() == 0


def test_without_a_backup_the_desk_says_so(stage: Stage) -> None:
    assert "Aucune sauvegarde" in signed_in(stage.manager).get("/telephones/").content.decode()
