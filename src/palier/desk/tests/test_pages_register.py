"""The register of processing: head office only, every activity, every table; nothing of anybody."""

import io

import openpyxl
import pikepdf
import pytest
from django.utils import timezone

from palier.desk.tests.test_pages import signed_in
from palier.people.api import Account
from palier.privacy.api import Erasure, activities, fields_of_models, note_erasure
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db
ADDRESSES = ("/registre/", "/registre/registre.pdf", "/registre/registre.xlsx")


@pytest.fixture
def stage() -> Stage:
    return make_stage()


@pytest.fixture
def head(stage: Stage) -> Account:
    return Account.objects.create_user(
        "claire@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
    )


def test_a_manager_may_not_and_a_stranger_signs_in(stage: Stage) -> None:
    for address in ADDRESSES:
        assert signed_in(stage.manager).get(address).status_code == 403


def test_the_page_says_everything_and_what_is_open(head: Account) -> None:
    note_erasure("server", "time", {"visits": 12, "notes": 1}, timezone.now())
    page = signed_in(head).get("/registre/").content.decode()
    for one in activities():
        assert one.title.replace("’", "’") in page, one.title
    assert "délégué à la protection des données" in page
    assert "12 passages, 1 mot libre" in page
    assert "changés ou retirés" not in page
    Erasure.objects.update(counts={})
    assert "changés ou retirés" in signed_in(head).get("/registre/").content.decode()


def test_the_pdf_is_tagged_and_the_workbook_has_every_field(head: Account) -> None:
    client = signed_in(head)
    with pikepdf.open(io.BytesIO(client.get("/registre/registre.pdf").content)) as document:
        assert document.Root.MarkInfo.Marked
        assert str(document.Root.Lang).startswith("fr")
    book = openpyxl.load_workbook(io.BytesIO(client.get("/registre/registre.xlsx").content))
    fields = {(row[0].value, field) for row in book["Champs"].iter_rows(min_row=2) for field in row[1].value.split()}
    assert fields == set(fields_of_models())
    assert {row[0].value for row in book["Activités"].iter_rows(min_row=2)} == {one.number for one in activities()}
