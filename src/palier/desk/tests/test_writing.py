"""The bilan written at the desk: begun on frozen figures, kept as it is typed, approved by two people, taken as files."""

import re
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from palier.common.models import JournalLine
from palier.desk.tests.test_pages import signed_in
from palier.impact.api import Bilan, Words, freeze_release, funnel_of, last_release
from palier.impact.tests.population import make_played
from palier.partners.api import Partner, call_committee
from palier.people.api import Account, Organisation, Site
from palier.visits.api import Visit
from palier.visits.tests.factories import Stage

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
SAID = "Personne ne m’avait expliqué la ligne eau chaude."


@pytest.fixture
def stage() -> Stage:
    stage = make_played()
    freeze_release(stage.manager, stage.mission, "final", NOW)
    return stage


def another(stage: Stage, email: str = "claire@example.org", organisation: Organisation | None = None) -> Account:
    return Account.objects.create_user(email, "une phrase assez longue", organisation=organisation or stage.organisation,
                                       first_name="Claire", role=Account.Role.HEAD_OFFICE)  # fmt: skip


def begun(stage: Stage) -> tuple[Client, str, Bilan]:
    client, address = signed_in(stage.manager), f"/missions/{stage.mission.pk}/bilan/ecrire/1/"
    assert "Commencer à écrire" in client.get(address).content.decode()
    assert client.post(address).status_code == 302
    return client, address, Bilan.objects.get()


def test_from_the_first_word_to_the_second_approval(stage: Stage) -> None:
    client, address, bilan = begun(stage)
    assert "Écrivez « L’essentiel »" in client.get(address).content.decode().replace("\u00a0", " ")
    for code in ("essential", "analysis", "proposals"):
        kept = client.post(f"/bilan/{bilan.pk}/partie/{code}/", {"text": "Réécrire la quittance."}, headers={"HX-Request": "true"})
        assert "Gardé à" in kept.content.decode()
        assert kept["HX-Trigger"] == "bilan-ecrit"
    client.post(f"/bilan/{bilan.pk}/envoyer/")
    client.post(f"/bilan/{bilan.pk}/approuver/")
    assert "Vous l’avez déjà approuvé" in client.post(f"/bilan/{bilan.pk}/approuver/", follow=True).content.decode()
    assert "J’approuve" not in client.get(address).content.decode()
    claire = signed_in(another(stage))
    assert "J’approuve" in claire.get(address).content.decode()
    assert "Bilan approuvé" in claire.post(f"/bilan/{bilan.pk}/approuver/", follow=True).content.decode()
    bilan.refresh_from_db()
    assert {bilan.first_approver_id, bilan.second_approver_id} == {stage.manager.pk, Account.objects.get(email="claire@example.org").pk}
    page = client.get(address).content.decode()
    assert "<textarea" not in page
    assert "Nouvelle version" in page


def test_what_is_refused_stays_typed(stage: Stage) -> None:
    client, _, bilan = begun(stage)
    long = "Une phrase qui compte. " * 40
    page = client.post(f"/bilan/{bilan.pk}/partie/essential/", {"text": long}).content.decode()
    assert long.strip() in page
    assert "trop long" in page
    assert (
        "trop long" in client.post(f"/bilan/{bilan.pk}/partie/essential/", {"text": long}, headers={"HX-Request": "true"}).content.decode()
    )
    page = client.post(f"/bilan/{bilan.pk}/paroles/", {"text": "Mme Traoré attend.", "theme": "charges"}, follow=True).content.decode()
    assert "Mme Traoré attend." in page
    assert "un nom" in page
    assert not Words.objects.exists()
    # What was refused is on the screen and nowhere else: a session is a table, and is backed up.
    assert "Traoré" not in str(dict(client.session.items()))


def test_the_second_one_is_frozen_once(stage: Stage) -> None:
    client, address = signed_in(stage.manager), f"/missions/{stage.mission.pk}/bilan/ecrire/2/"
    assert "Aucune visite n’est relue" in client.get(address).content.decode()
    for _ in range(2):
        assert client.post(address).status_code == 302
    assert [one.kind for one in stage.mission.releases.order_by("number")] == ["final", "follow_up"]
    assert Bilan.objects.get().number == 2


def test_words_come_from_notes_without_door_and_wait_for_somebody_else(stage: Stage) -> None:
    Visit.objects.filter(outcome="met").update(note="", note_read=True)
    first = Visit.objects.filter(outcome="met", needs=["charges"]).first()
    Visit.objects.filter(pk=first.pk).update(note=SAID)
    client, address, bilan = begun(stage)
    page = client.get(address).content.decode()
    assert "1 note à réécrire" in page
    assert str(first.pk) not in page
    assert str(first.door_id) not in page
    client.post(f"/bilan/{bilan.pk}/paroles/", {"text": SAID, "theme": "charges"})
    words = Words.objects.get()
    assert "On ne reconnaît personne" not in client.get(address).content.decode()
    claire = signed_in(another(stage))
    assert "On ne reconnaît personne" in claire.get(address).content.decode()
    claire.post(f"/paroles/{words.pk}/", {"what": "relue"})
    words.refresh_from_db()
    assert words.state == "checked"
    claire.post(f"/paroles/{words.pk}/", {"what": "oublier"})
    assert not Words.objects.exists()


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("docx", b"PK"), ("pptx", b"PK"), ("xlsx", b"PK")])
def test_a_file_is_taken_and_the_journal_says_so(stage: Stage, kind: str, begins: bytes) -> None:
    client, _, bilan = begun(stage)
    answer = client.get(f"/bilan/{bilan.pk}/bailleur.{kind}")
    assert answer.content.startswith(begins)
    assert answer["Cache-Control"] == "private, no-store"
    assert JournalLine.objects.get(verb="export_bilan").detail == {"reader": "landlord", "kind": kind, "release": 1}


def test_the_preview_is_a_picture_of_the_page(stage: Stage) -> None:
    client, _, bilan = begun(stage)
    assert client.get(f"/bilan/{bilan.pk}/page-1.png").content.startswith(b"\x89PNG")
    assert client.get(f"/bilan/{bilan.pk}/page-90.png").status_code == 404


def test_elsewhere_it_does_not_exist(stage: Stage) -> None:
    _, address, bilan = begun(stage)
    words = Words.objects.create(mission=stage.mission, theme="charges", text=SAID, rewritten_by=stage.manager)
    other = Organisation.objects.create(name="Autre association")
    Site.objects.create(organisation=other, name="Ailleurs", department="99", time_zone="Europe/Paris")
    stranger = signed_in(another(stage, "ailleurs@example.org", other))
    for path in (address, f"/bilan/{bilan.pk}/commanditaire.pdf", f"/bilan/{bilan.pk}/page-1.png"):
        assert stranger.get(path).status_code == 404, path
        assert Client(headers={"host": "bureau.localhost"}).get(path).status_code == 302, path
    for path in (
        f"/bilan/{bilan.pk}/approuver/",
        f"/bilan/{bilan.pk}/partie/essential/",
        f"/bilan/{bilan.pk}/paroles/",
        f"/paroles/{words.pk}/",
    ):
        assert stranger.post(path).status_code == 404, path
    client = signed_in(stage.manager)
    assert client.post(f"/bilan/{bilan.pk}/publier/").status_code == 404
    assert client.get(f"/bilan/{bilan.pk}/prefet.pdf").status_code == 404
    assert client.get(f"/bilan/{bilan.pk}/envoyer/").status_code == 405


@pytest.mark.parametrize(("kind", "begins"), [("pdf", b"%PDF"), ("pptx", b"PK")])
def test_a_committee_has_its_pack_with_only_what_is_out(stage: Stage, kind: str, begins: bytes) -> None:
    begin = datetime(2026, 4, 10, 12, 0, tzinfo=UTC)
    partner = Partner.objects.create(organisation=stage.organisation, name="Habitat des Prés", kind="landlord")
    committee = call_committee(stage.manager, stage.site, title="Comité", begins_at=begin, ends_at=begin + timedelta(hours=2), place="Maison du projet",
                               agenda="", partners=[partner])  # fmt: skip
    answer = signed_in(stage.manager).get(f"/comites/{committee.pk}/dossier.{kind}")
    assert answer.content.startswith(begins)
    assert JournalLine.objects.filter(verb="export_committee").count() == 1
    if kind == "pdf":
        text = subprocess.run(["pdftotext", "-", "-"], input=answer.content, capture_output=True, check=True).stdout.decode()
        shown = {str(value) for value in funnel_of(last_release(stage.mission).content).values() if value}
        assert stage.mission.title in text
        assert set(re.findall(r"\b\d{2,3}\b(?!/)", text.split("Ce qui a été fait")[1].split("Chiffres figés")[0])) <= shown
    other = Organisation.objects.create(name="Autre association")
    stranger = signed_in(another(stage, "ailleurs@example.org", other))
    assert stranger.get(f"/comites/{committee.pk}/dossier.{kind}").status_code == 404
