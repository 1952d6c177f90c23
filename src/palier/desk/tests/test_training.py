"""The pages of training: planned, noted, thought of in words; what is outside one's scope does not exist."""

import re
import uuid
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone

from palier.people.api import Account
from palier.teams.api import Attendance, TrainingModule, TrainingSession, month_totals, set_contract
from palier.teams.models import TrainingOpinion
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    found = make_stage()
    for one in found.voisins:
        set_contract(found.manager, one, starts_on=date(2024, 1, 1), monthly_minutes=900)
    return found


def signed_in(account: Account) -> Client:
    client = Client(headers={"host": "bureau.localhost"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def head_of(stage: Stage) -> Account:
    return Account.objects.create_user(
        "claire@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
    )


def in_days(days: int) -> str:
    return (timezone.now().astimezone(ZoneInfo("Europe/Paris")).date() + timedelta(days=days)).isoformat()


def a_module(client: Client, title: str = "Lire une facture", **more: object) -> TrainingModule:
    sent = {"title": title, "hours": "2", "skills": ["rights"], **more}
    assert client.post("/equipe/formation/modules/nouveau/", sent).status_code == 302
    return TrainingModule.objects.get(title=title)


def a_session(client: Client, module: TrainingModule, stage: Stage, day: str) -> TrainingSession:
    sent = {
        "module": str(module.pk),
        "day": day,
        "starts_at": "09:30",
        "ends_at": "11:30",
        "voisins": [str(one.pk) for one in stage.voisins],
    }
    response = client.post("/equipe/formation/nouvelle/", {**sent, "trainer": "Samia", "anyway": "1"})
    assert response.status_code == 302, response.content.decode()
    return TrainingSession.objects.latest("made_at")


def test_a_module_a_plan_a_session_noted_and_its_papers(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert "Écrire une première formation" in client.get("/equipe/formation/").content.decode()
    assert client.post("/equipe/formation/modules/nouveau/", {"title": "x", "hours": "deux", "skills": ["rights"]}).status_code == 400
    module = a_module(client)
    client.post(f"/equipe/formation/missions/{stage.mission.pk}/", {"modules": [str(module.pk)]})
    page = client.get("/equipe/formation/").content.decode()
    assert "2 personnes attendent une formation" in page
    # Who lacks it is chosen already.
    assert client.get(f"/equipe/formation/nouvelle/?module={module.pk}").content.decode().count(" checked") == 2
    session = a_session(client, module, stage, in_days(-1))
    page = client.get(f"/equipe/formation/{session.pk}/").content.decode()
    assert "0 sur 2 personnes attendues" in page
    one = Attendance.objects.get(voisin=stage.voisins[0])
    assert client.get(f"/equipe/formation/presences/{one.pk}/attestation.pdf").status_code == 404
    client.post(f"/equipe/formation/presences/{one.pk}/", {"there": "1"})
    assert month_totals([stage.voisins[0]], session.day)[stage.voisins[0].pk] == {"training": 120}
    assert client.get(f"/equipe/formation/presences/{one.pk}/attestation.pdf").content.startswith(b"%PDF")
    assert client.get(f"/equipe/{stage.voisins[0].pk}/livret.pdf").content.startswith(b"%PDF")
    person = client.get(f"/equipe/{stage.voisins[0].pk}/formation/").content.decode()
    assert "Tout ce qui est demandé est suivi" in person
    assert "Ahmed" in client.get("/equipe/formation/?seances-format=csv").content.decode()


def test_what_hours_forbid_is_said_before_it_is_planned(stage: Stage) -> None:
    client = signed_in(stage.manager)
    module = a_module(client)
    sunday = date.fromisoformat(in_days(20))
    sunday += timedelta(days=6 - sunday.weekday())
    sent = {
        "module": str(module.pk),
        "day": sunday.isoformat(),
        "starts_at": "09:30",
        "ends_at": "11:30",
        "voisins": [str(stage.voisins[0].pk)],
    }
    refused = client.post("/equipe/formation/nouvelle/", sent)
    assert refused.status_code == 400
    assert "dimanche" in refused.content.decode()
    assert client.post("/equipe/formation/nouvelle/", {**sent, "anyway": "1"}).status_code == 400
    assert not TrainingSession.objects.exists()
    session = a_session(client, module, stage, in_days(15 if (sunday - timedelta(days=5)).weekday() != 6 else 16))
    client.post(
        f"/equipe/formation/{session.pk}/changer/", {"verb": "move", "day": sunday.isoformat(), "starts_at": "09:30", "ends_at": "11:30"}
    )
    session.refresh_from_db()
    assert session.day != sunday
    client.post(f"/equipe/formation/{session.pk}/changer/", {"verb": "cancel"})
    assert "est annulée" in client.get(f"/equipe/formation/{session.pk}/").content.decode()
    client.post(f"/equipe/formation/{session.pk}/changer/", {"verb": "restore"})
    session.refresh_from_db()
    assert session.cancelled_at is None


def test_opinions_are_read_from_five_on(stage: Stage) -> None:
    client = signed_in(stage.manager)
    session = a_session(client, a_module(client), stage, in_days(-1))
    for number in range(5):
        TrainingOpinion.objects.create(id=uuid.uuid4(), session=session, useful=3, clear=1, ready=2)
        page = client.get(f"/equipe/formation/{session.pk}/").content.decode()
        assert ("presque tout le monde dit oui" in page) == (number == 4)


def test_a_plan_of_ones_own(stage: Stage) -> None:
    client = signed_in(stage.manager)
    module, who = a_module(client), stage.voisins[0]
    client.post(f"/equipe/{who.pk}/formation/plan/", {"module": str(module.pk)})
    assert re.search(r"<b>Lire une facture</b>", client.get(f"/equipe/{who.pk}/formation/").content.decode())
    client.post(f"/equipe/{who.pk}/formation/plan/", {"module": str(module.pk), "drop": "1"})
    assert "Tout ce qui est demandé est suivi" in client.get(f"/equipe/{who.pk}/formation/").content.decode()
    assert client.post(f"/equipe/{who.pk}/formation/plan/", {"module": "zut"}).status_code == 404


def test_outside_ones_scope_nothing_is_there_and_head_office_reads(stage: Stage) -> None:
    client = signed_in(stage.manager)
    module = a_module(client)
    session = a_session(client, module, stage, in_days(-1))
    one = Attendance.objects.first()
    assert one is not None
    stranger = signed_in(make_stage(name="Les Amarres").manager)
    for address in (
        f"/equipe/formation/{session.pk}/", f"/equipe/formation/modules/{module.pk}/", f"/equipe/{stage.voisins[0].pk}/formation/",
        f"/equipe/{stage.voisins[0].pk}/livret.pdf", f"/equipe/formation/presences/{one.pk}/attestation.pdf",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404
    assert stranger.post(f"/equipe/formation/presences/{one.pk}/", {"there": "1"}).status_code == 404
    assert client.get("/reseau/formation/").status_code == 403
    head = signed_in(head_of(stage))
    assert "1 séance tenue" in head.get("/reseau/formation/").content.decode()
    assert head.get("/equipe/formation/").status_code == 200
    assert head.get("/equipe/formation/nouvelle/").status_code == 403
    assert head.post(f"/equipe/formation/presences/{one.pk}/", {"there": "1"}).status_code == 403
