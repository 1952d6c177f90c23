"""Seminars: prepared from what arrived, words with their author's yes, hours for who was there, promises that come back."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone

from palier.common.models import JournalLine
from palier.desk.tests.test_pages import signed_in
from palier.people.api import Account
from palier.places.api import Door, Entrance
from palier.teams.api import DeclaredHours, Seminar, SeminarPoint, Verbatim, forget_verbatims, plan_seminar, set_contract
from palier.visits.api import Visit
from palier.visits.tests.factories import a_visit, an_op, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOTE = "Trois mois sans ascenseur, on monte les courses à deux."


@pytest.fixture
def stage():
    stage = make_stage()
    met = a_visit(stage.tour, stage.doors[0], "met")
    met["body"]["note"] = NOTE
    stage.phones[0].send(met, *[a_visit(stage.tour, door, "absent") for door in stage.doors[1:4]])
    stage.phones[0].send(an_op("impression", {"tour": str(stage.tour.pk), "mood": "hard", "heard": ["charges"]}))
    stage.phones[1].send(an_op("impression", {"tour": str(stage.tour.pk), "mood": "good"}))
    return stage


def planned(stage, days: int = 0) -> Seminar:
    day = timezone.localdate() + timedelta(days=days)
    from datetime import time

    return plan_seminar(stage.manager, stage.site, day=day, starts_at=time(9, 30), ends_at=time(11, 30), title="Les ascenseurs")


def test_it_is_planned_with_words_that_help(stage) -> None:
    client = signed_in(stage.manager)
    typed = {"title": "Les charges", "day": "2026-12-05", "starts_at": "11:00", "ends_at": "09:00", "place": "Maison du projet"}
    page = client.post("/equipe/seminaires/nouveau/", typed).content.decode()
    assert "La fin vient avant le début" in page
    assert "Les charges" in page  # nothing typed is lost
    assert client.post("/equipe/seminaires/nouveau/", {**typed, "ends_at": "13:00"}).status_code == 302
    assert "Les charges" in client.get("/equipe/seminaires/").content.decode()


def test_it_reads_what_arrived_and_says_no_door(stage) -> None:
    seminar = planned(stage)
    Door.objects.update(label="Canarette 7")
    Entrance.objects.update(name="Hall Canarette")
    page = signed_in(stage.manager).get(f"/equipe/seminaires/{seminar.pk}/").content.decode()
    assert NOTE in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert "4 logements" in page.replace("\u00a0", " ")
    assert "1 bonne, 1 difficile" in page.replace("\u00a0", " ")
    assert "Canarette" not in page


def test_words_leave_the_team_with_their_author_s_yes_only(stage) -> None:
    seminar, client = planned(stage), signed_in(stage.manager)
    visit = Visit.objects.exclude(note="").get()
    client.post(
        f"/equipe/seminaires/{seminar.pk}/parole/",
        {"visit": str(visit.pk), "text": "Sans ascenseur depuis trois mois", "theme": "logement"},
    )
    words = Verbatim.objects.get()
    assert (words.author, words.consent) == (visit.voisin, "asked")
    assert "visit" not in {field.name for field in Verbatim._meta.get_fields()}
    assert "Sans ascenseur" not in text_of(client, seminar)
    client.post(f"/equipe/seminaires/paroles/{words.pk}/", {"what": "yes"})
    assert "Sans ascenseur" in text_of(client, seminar)
    # Other words: another question.
    client.post(f"/equipe/seminaires/paroles/{words.pk}/", {"what": "words", "text": "Toujours sans ascenseur", "theme": ""})
    assert "ascenseur" not in text_of(client, seminar).replace("Les ascenseurs", "")
    Seminar.objects.update(day=timezone.localdate() - timedelta(days=366))
    assert forget_verbatims(timezone.now()) == "1 parole effacée"


def text_of(client, seminar: Seminar) -> str:
    import pikepdf

    raw = client.get(f"/equipe/seminaires/{seminar.pk}/feuille.pdf").content
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        assert pdf.Root.MarkInfo.Marked
    import subprocess

    return subprocess.run(["pdftotext", "-", "-"], input=raw, capture_output=True, check=True).stdout.decode()


def test_held_it_gives_the_hours_and_keeps_the_figures(stage) -> None:
    seminar, client = planned(stage), signed_in(stage.manager)
    for voisin in stage.voisins:
        set_contract(stage.manager, voisin, starts_on=timezone.localdate() - timedelta(days=30), monthly_minutes=900)
    url = f"/equipe/seminaires/{seminar.pk}/tenu/"
    client.post(url, {"present": [str(stage.voisins[0].pk)]})
    client.post(url, {"present": [str(stage.voisins[0].pk)]})
    (hours,) = DeclaredHours.objects.filter(sort="meeting")
    assert (hours.voisin, hours.starts_at.hour) == (stage.voisins[0], 9)
    seminar.refresh_from_db()
    assert seminar.held_at
    assert any("logements" in one for one in seminar.shown)
    stage.phones[0].send(a_visit(stage.tour, stage.doors[5], "absent"))
    assert seminar.shown[0].replace("\u00a0", " ") in client.get(f"/equipe/seminaires/{seminar.pk}/").content.decode().replace(
        "\u00a0", " "
    )


def test_a_day_to_come_is_not_held(stage) -> None:
    seminar = planned(stage, 3)
    signed_in(stage.manager).post(f"/equipe/seminaires/{seminar.pk}/tenu/", {})
    seminar.refresh_from_db()
    assert seminar.held_at is None


def test_a_promise_has_an_owner_and_comes_back_until_it_is_settled(stage) -> None:
    first, second, client = planned(stage, -40), planned(stage), signed_in(stage.manager)
    url = f"/equipe/seminaires/{first.pk}/ligne/"
    client.post(url, {"kind": "action", "text": "Écrire au bailleur pour l’ascenseur", "owner": ""})
    assert not SeminarPoint.objects.exists()
    client.post(url, {"kind": "action", "text": "Écrire au bailleur pour l’ascenseur", "owner": "Nadia", "due_on": "2026-01-02"})
    client.post(url, {"kind": "theme", "text": "On se sent oublié", "owner": "Nadia"})
    point = SeminarPoint.objects.get(kind="action")
    assert SeminarPoint.objects.get(kind="theme").owner == ""
    assert "Écrire au bailleur" in client.get(f"/equipe/seminaires/{second.pk}/").content.decode()
    settle = f"/equipe/seminaires/lignes/{point.pk}/"
    client.post(settle, {"what": "dropped", "from": str(second.pk)})
    point.refresh_from_db()
    assert point.state == "open"  # dropped without a reason
    answer = client.post(settle, {"what": "done", "said": "réparé le 12", "from": str(second.pk)})
    assert answer["Location"].endswith(f"{second.pk}/")
    assert "Écrire au bailleur" not in client.get("/equipe/seminaires/").content.decode()
    client.post(settle, {"what": "remove"})
    assert SeminarPoint.objects.filter(pk=point.pk).exists()
    assert JournalLine.objects.filter(verb="settle_point").count() == 1


def test_another_site_sees_nothing_and_head_office_changes_nothing(stage) -> None:
    seminar, other = planned(stage), make_stage(name="Ailleurs")
    client = signed_in(other.manager)
    assert client.get(f"/equipe/seminaires/{seminar.pk}/").status_code == 404
    visit = Visit.objects.exclude(note="").get()
    mine = planned(other)
    assert client.post(f"/equipe/seminaires/{mine.pk}/parole/", {"visit": str(visit.pk)}).status_code == 404
    assert client.post(f"/equipe/seminaires/{mine.pk}/parole/", {"visit": "zut"}).status_code == 404
    head = signed_in(
        Account.objects.create_user("tete@exemple.org", "x", organisation=stage.organisation, first_name="Claire", role="head_office")
    )
    assert head.get(f"/equipe/seminaires/{seminar.pk}/").status_code == 200
    assert head.post(f"/equipe/seminaires/{seminar.pk}/ligne/", {"kind": "theme", "text": "mot"}).status_code == 403
