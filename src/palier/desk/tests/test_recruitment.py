"""Recruitment at the desk: a whole way from word of mouth to a contract; whom it does not exist for; what may not be written."""

import pytest

from palier.common.models import JournalLine
from palier.desk.tests.test_pages import signed_in
from palier.people.api import Account, Voisin
from palier.teams.api import GRID, Candidate, Interview, TeamFact
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db
FORM = {"first_name": "Ionela", "last_name": "Canarescu", "phone": "06 39 98 00 51", "languages": ["ro", "fr"], "age_band": "30_44", "agreed": "1",
        "why": "Elle accompagne les nouvelles familles à l’école."}  # fmt: skip
SEEN = {code: choices[0][0] for code, (_, _, choices) in GRID.items()}


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def test_from_word_of_mouth_to_a_contract(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert client.post("/equipe/recrutement/nouveau/", {**FORM, "agreed": ""}).status_code == 400
    client.post("/equipe/recrutement/nouveau/", FORM)
    candidate = Candidate.objects.get()
    url = f"/equipe/recrutement/{candidate.pk}/"
    assert "Ionela C." in client.get("/equipe/recrutement/").content.decode()
    client.post(f"{url}candidature/")
    client.post(f"{url}entretien/", {"number": "1", "who": f"account:{stage.manager.pk}", "at": "2026-03-17T14:00"})
    first = Interview.objects.get()
    assert "mardi 17" in client.get("/equipe/recrutement/").content.decode()
    grid = f"/equipe/recrutement/entretiens/{first.pk}/"
    assert client.post(grid, {**SEEN, "note": "Elle est malade du diabète"}).status_code == 400
    assert client.post(grid, {"speech": "easy"}).status_code == 400
    client.post(grid, {**SEEN, "note": "Elle sait attendre la réponse."})
    same = client.post(f"{url}entretien/", {"number": "2", "who": f"account:{stage.manager.pk}"}, follow=True).content.decode()
    assert "autre personne" in same
    client.post(f"{url}entretien/", {"number": "2", "who": f"voisin:{stage.voisins[0].pk}"})
    client.post(f"/equipe/recrutement/entretiens/{Interview.objects.get(number=2).pk}/", SEEN)
    client.post(f"{url}decision/", {"decision": "hired:languages", "said": "Le roumain manquait."})
    page = client.get(url).content.decode()
    assert "Bonjour Ionela," in page
    assert "Elle sait attendre la réponse." in page
    client.post(f"{url}reponse/", {"how": "phone"})
    hired = client.post(f"{url}embaucher/", {"starts_on": "2026-04-01", "hours": "15"})
    voisin = Voisin.objects.get(first_name="Ionela")
    assert hired["Location"] == f"/equipe/{voisin.pk}/dossier/"
    assert TeamFact.objects.get(voisin=voisin).age_band == "30_44"
    dossier = client.get(hired["Location"]).content.decode()
    assert "15 h par mois" in dossier.replace("\u00a0", " ")
    assert "Canarescu" not in str(list(JournalLine.objects.values()))
    board = client.get("/equipe/recrutement/").content.decode()
    assert "30 à 44 ans" in board
    client.post(f"/equipe/{voisin.pk}/image/", {"age_band": "", "building": str(stage.entrances[0].building_id)})
    assert TeamFact.objects.get(voisin=voisin).building == stage.entrances[0].building


def test_who_is_turned_down_gets_an_answer_and_may_be_erased(stage: Stage) -> None:
    client = signed_in(stage.manager)
    client.post("/equipe/recrutement/nouveau/", FORM)
    candidate = Candidate.objects.get()
    url = f"/equipe/recrutement/{candidate.pk}/"
    assert (
        "ni religion"
        in client.post(f"{url}decision/", {"decision": "declined:no_place", "said": "trop musulmane"}, follow=True).content.decode()
    )
    client.post(f"{url}decision/", {"decision": "declined:no_place"})
    assert "à répondre" in client.get("/equipe/recrutement/").content.decode()
    assert "Nous n’avons pas de place en ce moment." in client.get(url).content.decode()
    client.post(f"{url}defaire/")
    client.post(f"{url}decision/", {"decision": "withdrawn:erase"})
    client.post(f"{url}changer/", {**FORM, "first_name": "Ioana"})
    assert "Ioana" in client.get(url).content.decode()
    client.post(f"{url}effacer/")
    assert not Candidate.objects.exists()
    assert client.get(url).status_code == 404


def test_another_site_does_not_know_her_and_head_office_sees_how_many(stage: Stage) -> None:
    signed_in(stage.manager).post("/equipe/recrutement/nouveau/", FORM)
    candidate = Candidate.objects.get()
    url = f"/equipe/recrutement/{candidate.pk}/"
    other = make_stage(name="Les Amarres")
    stranger = signed_in(other.manager)
    assert stranger.get(url).status_code == 404
    assert stranger.get(f"{url}changer/").status_code == 404
    for verb in ("candidature", "entretien", "decision", "defaire", "reponse", "embaucher", "effacer"):
        assert stranger.post(f"{url}{verb}/").status_code == 404, verb
    assert "Ionela" not in stranger.get("/equipe/recrutement/").content.decode()
    assert stranger.post(f"/equipe/{stage.voisins[0].pk}/image/").status_code == 404
    head = Account.objects.create_user(
        "claire@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
    )
    client = signed_in(head)
    board = client.get("/equipe/recrutement/").content.decode()
    assert "<span>Recommandés</span><em>1</em>" in board
    assert "Ionela" not in board
    assert client.get(url).status_code == 403
    assert client.get("/equipe/recrutement/nouveau/").status_code == 403
    assert Candidate.objects.count() == 1
