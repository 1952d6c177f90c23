"""What residents ask and say, at the desk: found, answered, looked at, taken back; and the number they call."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from palier.desk.tests.test_pages import signed_in
from palier.people.api import Account
from palier.places.api import Door, DoorRequest, Opposition, ask_about_door
from palier.tours.api import BadgeReport, report_visit
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db
LIST = "/habitants/"


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def ask(stage: Stage, kind: str = "stop", **more: Any) -> DoorRequest:
    hall = stage.entrances[0]
    place = {"neighbourhood": hall.building.neighbourhood, "entrance": hall}
    return ask_about_door(kind, timezone.now(), stage.tour.day, **{**place, **more})


def head_of(stage: Stage) -> Account:
    return Account.objects.create_user(
        "claire@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
    )


def test_nothing_asked_nothing_to_do(stage: Stage) -> None:
    text = signed_in(stage.manager).get(LIST).content.decode()
    assert "Aucune demande n’attend" in text
    assert "aucun numéro à appeler" in text  # nobody gave one yet


def test_a_door_to_find_is_found_by_a_tap(stage: Stage) -> None:
    made = ask(stage, typed="3e à gauche")
    client = signed_in(stage.manager)
    text = client.get(LIST).content.decode()
    assert "« 3e à gauche »" in text
    assert "1 demande à traiter" in text
    page = client.get(f"{LIST}{made.pk}/").content.decode()
    assert f'value="{stage.doors[2].pk}">{stage.doors[2].label}</button>' in page
    client.post(f"{LIST}{made.pk}/", {"what": "find", "door": stage.doors[2].pk})
    assert Opposition.objects.get().door == stage.doors[2]
    assert "3e à gauche" not in client.get(LIST).content.decode()
    assert "sur la page publique" in client.get("/lieux/ne-plus-frapper/").content.decode()


def test_a_door_that_is_not_in_the_plan_is_added_with_its_request(stage: Stage) -> None:
    made = ask(stage, typed="4e fond")
    client = signed_in(stage.manager)
    wrong = client.post(f"{LIST}{made.pk}/", {"what": "make", "entrance": stage.entrances[0].pk, "floor": "haut", "label": "4e fond"})
    assert wrong.status_code == 400
    assert "nombre entier" in wrong.content.decode()
    client.post(f"{LIST}{made.pk}/", {"what": "make", "entrance": stage.entrances[0].pk, "floor": "4", "label": "4e fond"})
    door = Door.objects.get(label="4e fond")
    assert door.oppositions.filter(lifted_at=None).exists()


def test_an_address_of_no_entrance_is_looked_for(stage: Stage) -> None:
    made = ask(stage, typed="escalier 2, 1er", entrance=None)
    client = signed_in(stage.manager)
    page = client.get(f"{LIST}{made.pk}/").content.decode()
    assert "Voir ses portes" in page
    chosen = client.get(f"{LIST}{made.pk}/?entree={stage.entrances[1].pk}").content.decode()
    assert str(stage.doors[6].pk) in chosen
    assert client.get(f"{LIST}{made.pk}/?entree=zut").status_code == 200
    client.post(f"{LIST}{made.pk}/", {"what": "answer", "answer": "not_found"})
    made.refresh_from_db()
    assert (made.answer, made.typed) == ("not_found", "")


def test_a_right_is_answered_in_time_with_a_coded_word(stage: Stage) -> None:
    made = ask(stage, "access", door=stage.doors[1])
    DoorRequest.objects.filter(pk=made.pk).update(due_on=date(2020, 1, 1))
    client = signed_in(stage.manager)
    assert "en retard" in client.get(LIST).content.decode()
    assert "La réponse était due" in client.get("/").content.decode()
    page = client.get(f"{LIST}{made.pk}/").content.decode()
    assert "en personne" in page
    assert 'value="erased"' not in page
    assert client.post(f"{LIST}{made.pk}/", {"what": "answer", "answer": "erased"}).status_code == 400
    client.post(f"{LIST}{made.pk}/", {"what": "answer", "answer": "given"})
    made.refresh_from_db()
    assert made.answer == "", "nothing is given before it is known who asks"
    client.post(f"{LIST}{made.pk}/qui/", {"proof": "seen", "asker": "self"})
    client.post(f"{LIST}{made.pk}/", {"what": "answer", "answer": "given"})
    made.refresh_from_db()
    assert made.answer == "given"


def test_somebody_calls_with_a_number(stage: Stage) -> None:
    made = ask(stage, door=stage.doors[1])
    client = signed_in(stage.manager)
    for typed in (made.receipt, f"R-{made.receipt[:4]} {made.receipt[4:]}", f"r{made.receipt.lower()}"):
        assert client.get(f"{LIST}numero/", {"n": typed})["Location"] == f"{LIST}{made.pk}/"
    assert client.get(f"{LIST}numero/", {"n": "zut"})["Location"] == LIST
    client.post(f"{LIST}{made.pk}/", {"what": "withdraw"})
    assert not Opposition.objects.filter(lifted_at=None).exists()


def test_reports_are_shown_and_only_those_seen_are_closed(stage: Stage) -> None:
    report_visit(stage.site, "other_picture", timezone.now(), stage.voisins[0].pk)
    report_visit(stage.site, "asked", timezone.now())
    client = signed_in(stage.manager)
    assert "2 habitants signalent une visite" in client.get("/").content.decode()
    text = client.get(LIST).content.decode()
    assert "badge de Fatou" in text
    seen = [str(one.pk) for one in BadgeReport.objects.all()]
    late = report_visit(stage.site, "insisted", timezone.now())
    client.post(f"{LIST}signalements/", {"report": seen})
    assert list(BadgeReport.objects.filter(closed_at=None)) == [late]


def test_many_doors_of_one_hall_in_a_day_are_flagged(stage: Stage) -> None:
    client = signed_in(stage.manager)
    for door in stage.doors[:4]:
        assert "portes refusent" not in client.get("/").content.decode()
        ask(stage, door=door)
    assert 'data-testid="unusual"' in client.get(LIST).content.decode()
    assert "4 portes refusent" in client.get("/").content.decode()
    DoorRequest.objects.update(made_at=timezone.now() - timedelta(days=2))
    assert "portes refusent" not in client.get("/").content.decode()


def test_another_site_sees_and_changes_nothing(stage: Stage) -> None:
    made = ask(stage, typed="3e à gauche")
    report = report_visit(stage.site, "asked", timezone.now())
    other = make_stage(name="Les Amarres")
    client = signed_in(other.manager)
    assert "3e à gauche" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}{made.pk}/").status_code == 404
    assert client.post(f"{LIST}{made.pk}/", {"what": "withdraw"}).status_code == 404
    assert client.get(f"{LIST}numero/", {"n": made.receipt})["Location"] == LIST
    client.post(f"{LIST}signalements/", {"report": str(report.pk) if report else ""})
    assert BadgeReport.objects.filter(closed_at=None).count() == 1
    mine = ask(other, typed="ici")
    assert client.post(f"{LIST}{mine.pk}/", {"what": "find", "door": stage.doors[0].pk}).status_code == 404
    assert (
        client.post(f"{LIST}{mine.pk}/", {"what": "make", "entrance": stage.entrances[0].pk, "floor": "1", "label": "x"}).status_code == 404
    )


def test_the_number_residents_call_is_the_head_office_s_to_change(stage: Stage) -> None:
    page = f"{LIST}association/"
    assert signed_in(stage.manager).get(page).status_code == 403
    assert signed_in(stage.manager).post(page, {"number": "06"}).status_code == 403
    client = signed_in(head_of(stage))
    assert client.get(page).status_code == 200
    for wrong in ({"number": "appelez-moi"}, {"number": "01 99 00 12 34", "opens": "20:00", "closes": "09:00"},
                  {"number": "01 99 00 12 34", "opens": "09:00"}, {"number": "01 99 00 12 34", "opens": "zut", "closes": "20:00"}):  # fmt: skip
        refused = client.post(page, wrong)
        assert refused.status_code == 400, wrong
        assert wrong["number"] in refused.content.decode()
    client.post(page, {"number": "  01 99  00 12 34 ", "opens": "09:00", "closes": "20:00"})
    stage.organisation.refresh_from_db()
    assert stage.organisation.call_number == "01 99 00 12 34"
    client.post(page, {"number": ""})
    stage.organisation.refresh_from_db()
    assert (stage.organisation.call_number, stage.organisation.call_from) == ("", None)


def test_requests_are_searched_and_exported(stage: Stage) -> None:
    ask(stage, door=stage.doors[0])
    ask(stage, typed="la porte bleue")
    client = signed_in(stage.manager)
    found = client.get(LIST, {"demandes-cherche": "bleue"}).content.decode()
    assert "1 sur 2" in found or "la porte bleue" in found
    assert client.get(LIST, {"demandes-export": "csv"}).content.decode("utf-8-sig").count("R-") == 2
