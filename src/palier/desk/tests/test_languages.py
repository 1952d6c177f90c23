"""The page of languages: everybody reads and takes the workbook, head office alone brings it back."""

import base64
import io
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from palier.languages.api import words_for
from palier.languages.tests.factories import make_words
from palier.people.api import Account
from palier.visits.tests.factories import Stage, an_op, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(settings: Any, tmp_path: Path) -> Stage:
    settings.WORDS = make_words(tmp_path, pt={"back": "Voltar"}, ar={"back": "رجوع"})
    return make_stage()


def signed_in(account: Account) -> Client:
    client = Client(headers={"host": "bureau.localhost"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def head_of(stage: Stage) -> Account:
    return Account.objects.create_user(
        "claire@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
    )


def a_book(client: Client, text: str) -> SimpleUploadedFile:
    book = openpyxl.load_workbook(io.BytesIO(client.get("/langues/classeur.xlsx?langue=pt").content))
    next(row for row in book.worksheets[1].iter_rows() if row[1].value == "back")[5].value = text
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("pt.xlsx", out.getvalue())


def test_a_manager_sees_how_far_and_takes_the_workbook(stage: Stage) -> None:
    client = signed_in(stage.manager)
    text = client.get("/langues/").content.decode()
    assert "portugais" in text
    assert "1 sur 4" in text
    assert 'type="file"' not in text
    detail = client.get("/langues/ar/").content.decode()
    assert "رجوع" in detail
    assert "à relire" in detail
    assert "left (few)" in detail
    assert client.get("/langues/ar/?textes-cherche=retour").content.decode().count("<tr>") == 2
    assert [one.title for one in openpyxl.load_workbook(io.BytesIO(client.get("/langues/classeur.xlsx").content)).worksheets][1:3] == [
        "en anglais", "ar arabe"]  # fmt: skip


def test_what_is_outside(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert client.get("/langues/fr/").status_code == 404
    assert client.get("/langues/klingon/").status_code == 404
    assert client.get("/langues/classeur.xlsx?langue=de").status_code == 404
    assert client.post("/langues/reprendre/", {"file": a_book(client, "x")}).status_code == 403
    assert Client(headers={"host": "bureau.localhost"}).get("/langues/").status_code == 302


def test_head_office_tries_then_brings_it_back(stage: Stage) -> None:
    client = signed_in(head_of(stage))
    tried = client.post("/langues/reprendre/", {"file": a_book(client, "Para trás"), "try": "1"}).content.decode()
    assert "Essai, rien n’est gardé : 1 pris" in tried
    assert words_for("phone", "pt").texts["back"] == "Voltar"
    taken = client.post("/langues/reprendre/", {"file": a_book(client, "Para trás")}).content.decode()
    assert "1 pris" in taken
    assert words_for("phone", "pt").texts["back"] == "Para trás"
    refused = client.post("/langues/reprendre/", {"file": a_book(client, "<b>Voltar</b>")}).content.decode()
    assert "Pas de balise" in refused
    report = base64.b64decode(re.search(r"base64,([^\"]+)", refused)[1]).decode("utf-8-sig")
    assert "téléphone;back;refusé" in report
    assert client.post("/langues/reprendre/", {"file": SimpleUploadedFile("x.xlsx", b"no")}).status_code == 302
    assert client.post("/langues/reprendre/").status_code == 302


def test_what_voisins_read_on_their_phones_is_decided_by_head_office(stage: Stage) -> None:
    stage.phones[0].send(
        an_op("translation", {"lang": "pt", "key": "back", "french": "Retour", "shown": "Voltar"}),
        an_op("translation", {"lang": "pt", "key": "door", "french": "Porte {door}", "text": "Porta {door}"}),
        an_op("translation", {"lang": "pt", "key": "door", "french": "Porte {door}", "text": "Porta"}),
    )
    assert signed_in(stage.manager).get("/langues/propositions/").status_code == 403
    client = signed_in(head_of(stage))
    assert "2 textes relus" in client.get("/langues/").content.decode()
    page = client.get("/langues/propositions/").content.decode()
    assert "Porta {door}" in page
    assert stage.voisins[0].first_name not in page.partition('id="page"')[2]
    client.post("/langues/propositions/pt/", {"one": "right", "take": "1"})
    assert words_for("phone", "pt").vouched == {"back"}
    one = re.search(r'name="one" value="([0-9a-f-]{36})"', page)[1]
    client.post("/langues/propositions/pt/", {"one": one, "take": "1"})
    assert words_for("phone", "pt").texts["door"] == "Porta {door}"
    assert "Rien à décider" in client.get("/langues/propositions/").content.decode()
    assert client.post("/langues/propositions/pt/", {"one": "zut"}).status_code == 404
    assert signed_in(stage.manager).post("/langues/propositions/pt/", {"one": one}).status_code == 403


def test_where_associations_share_a_server_nobody_changes_the_words_of_the_others(stage: Stage) -> None:
    head = head_of(stage)
    make_stage(name="Les Amarres")
    client = signed_in(head)
    assert client.post("/langues/reprendre/", {"file": a_book(client, "x")}).status_code == 403
