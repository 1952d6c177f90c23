"""Slots at the desk: who can is shown, what would break is said before, a tour comes out without typing twice."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from palier.desk.tests.test_pages import HOST, signed_in
from palier.people.api import Account, Voisin
from palier.teams.api import (
    SchoolHoliday,
    Slot,
    SlotAsk,
    keep_school_holidays,
    offer_slot,
    say_usual_week,
    school_holidays,
    set_contract,
    settle_calendar,
)
from palier.tours.api import Tour
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    found = make_stage()
    for one in found.voisins:
        set_contract(found.manager, one, starts_on=date(2024, 1, 1), monthly_minutes=900)
    return found


def a_weekday(after: int = 20) -> date:
    """A Wednesday."""
    day = timezone.now().date() + timedelta(days=after)
    return day + timedelta(days=(2 - day.weekday()) % 7)


def form(stage: Stage, day: date, **more: Any) -> dict[str, Any]:
    return {
        "sort": "field", "title": "Porte-à-porte, bâtiment C", "place": "devant la loge", "jour": day.isoformat(), "de": "17:30", "a": "19:30",
        "places": "2", "voisin": [str(one.pk) for one in stage.voisins], **more,
    }  # fmt: skip


def text_of(response: Any) -> str:
    found: str = response.content.decode().replace("\u00a0", " ")
    return found


def test_the_week_asks_the_database_as_often_for_ten_as_for_two(stage: Stage, django_assert_max_num_queries: Any) -> None:
    client, day = signed_in(stage.manager), a_weekday()
    for number in range(8):
        one = Voisin.objects.create(site=stage.site, first_name=f"V{number}", languages=["fr"])
        set_contract(stage.manager, one, starts_on=date(2024, 1, 1), monthly_minutes=900)
        say_usual_week("test", one, op=one.pk, rev=1, windows=[{"day": 3, "from": "17:00", "to": "21:00"}])
    with django_assert_max_num_queries(45):
        assert client.get(f"/creneaux/?jour={day}").status_code == 200


def test_a_slot_is_offered_answered_by_voice_and_becomes_a_tour(stage: Stage) -> None:
    client, day = signed_in(stage.manager), a_weekday()
    say_usual_week("test", stage.voisins[0], op=stage.site.pk, rev=1, windows=[{"day": 3, "from": "17:00", "to": "21:00"}])
    grid = text_of(client.get(f"/creneaux/?jour={day}"))
    assert "peut : soir" in grid
    assert "pas encore dit" in grid
    who = text_of(client.post("/creneaux/proposer/", form(stage, day, voir="1"), headers={"HX-Request": "true"}))
    assert (who.index("Fatou") < who.index("Ahmed"), "n’a rien dit" in who, "<html" in who) == (True, True, False)
    assert Slot.objects.count() == 0
    answer = client.post("/creneaux/proposer/", form(stage, day))
    slot = Slot.objects.get()
    assert answer["Location"] == f"/creneaux/{slot.pk}/"
    for ask in slot.asks.all():
        client.post(f"/creneaux/reponses/{ask.pk}/", {"answer": "yes"})
    page = text_of(client.get(f"/creneaux/{slot.pk}/"))
    assert "2 personnes viennent · complet" in page
    # The tour takes the day, the hours and the people; only the place is left to choose. No notice is due for what they chose.
    plan = text_of(client.get(f"/tournees/nouvelle/?creneau={slot.pk}"))
    assert plan.count(" checked") >= 3
    assert "peut · reste 13 h" in plan
    who = text_of(
        client.post(
            "/tournees/nouvelle/", {"day": day.isoformat(), "starts_at": "08:00", "ends_at": "09:00"}, headers={"HX-Request": "true"}
        )
    )
    assert ("pas à ce moment" in who, "<html" in who) == (True, False)
    posted = {"mission": str(stage.mission.pk), "slot": str(slot.pk), "day": day.isoformat(), "starts_at": "17:30", "ends_at": "19:30", "agreed": "on", "anyway": "1",
              "voisin": [str(one.pk) for one in stage.voisins], "entrance": str(stage.entrances[0].pk)}  # fmt: skip
    assert client.post("/tournees/nouvelle/", posted).status_code == 302
    assert Tour.objects.get(slot=slot).voisins.count() == 2
    assert "Prévoir la tournée" not in text_of(client.get(f"/creneaux/{slot.pk}/"))
    assert "17 h 30 tournée" in text_of(client.get(f"/creneaux/?jour={day}"))
    # From then on the tour is what is changed; who gives up is said, and stays in it until a person decides.
    assert client.get(f"/creneaux/{slot.pk}/changer/").status_code == 302
    client.post(f"/creneaux/reponses/{slot.asks.first().pk}/", {"answer": "no"})
    assert "dans la tournée, mais ne vient plus" in text_of(client.get(f"/creneaux/{slot.pk}/"))


def test_what_an_offer_would_break_is_said_before_and_the_others_may_be_asked(stage: Stage) -> None:
    client, day = signed_in(stage.manager), a_weekday()
    set_contract(stage.manager, stage.voisins[1], starts_on=date(2025, 1, 1), monthly_minutes=60)
    answer = client.post("/creneaux/proposer/", form(stage, day))
    assert answer.status_code == 400
    assert "<b>Ahmed</b> : Cela ferait 2 h ce mois-ci, pour un contrat de 1 h." in text_of(answer)
    assert Slot.objects.count() == 0
    assert client.post("/creneaux/proposer/", form(stage, day, others="1")).status_code == 302
    assert [one.voisin.first_name for one in SlotAsk.objects.all()] == ["Fatou"]
    # Nor later, one by one.
    slot = Slot.objects.get()
    page = client.post(f"/creneaux/{slot.pk}/agir/", {"what": "more", "voisin": str(stage.voisins[1].pk)}, follow=True)
    assert "Ahmed : Cela ferait" in text_of(page)
    assert slot.asks.count() == 1


def test_the_hours_of_the_commune_hold_for_offers_and_for_tours(stage: Stage) -> None:
    client, day = signed_in(stage.manager), a_weekday()
    saved = client.post(
        "/creneaux/reglages/", {"door_from": "09:00", "door_to": "19:00", "day": ["1", "2", "3"], "order": "arrêté du 3 mars"}
    )
    assert saved.status_code == 302
    answer = client.post("/creneaux/proposer/", form(stage, day, anyway="1"))
    assert (answer.status_code, "De 9 h à 19 h. <small>(arrêté du 3 mars)" in text_of(answer)) == (400, True)
    # A training is no knocking at doors.
    assert client.post("/creneaux/proposer/", form(stage, day, sort="training")).status_code == 302
    before = Tour.objects.count()
    posted = {"mission": str(stage.mission.pk), "day": day.isoformat(), "starts_at": "17:30", "ends_at": "19:30", "agreed": "on", "anyway": "1",
              "voisin": str(stage.voisins[0].pk), "entrance": str(stage.entrances[0].pk)}  # fmt: skip
    assert "arrêté du 3 mars" in text_of(client.post("/tournees/nouvelle/", posted))
    assert Tour.objects.count() == before
    assert client.post("/creneaux/reglages/", {"day": []}).status_code == 400


def test_short_notice_and_days_off_are_said_while_one_types(stage: Stage) -> None:
    client = signed_in(stage.manager)
    settle_calendar(
        stage.manager, stage.site, door_from=None, door_to=None, door_days=range(1, 8), door_holidays=True, order="", school_zone="C"
    )
    soon = text_of(client.get(f"/creneaux/proposer/?jour={timezone.now().date() + timedelta(days=2)}"))
    assert "Moins de 7 jours ouvrés : chacun peut refuser" in soon
    christmas = text_of(client.get("/creneaux/proposer/?jour=2027-12-25"))
    assert "Ce jour est férié (Noël)." in christmas
    assert "Vacances de Noël, jusqu’au 2 janvier." in christmas


def test_an_imported_holiday_stands_instead_of_the_one_that_it_touches(stage: Stage) -> None:
    settle_calendar(
        stage.manager, stage.site, door_from=None, door_to=None, door_days=range(1, 8), door_holidays=True, order="", school_zone="C"
    )
    moved = SchoolHoliday("C", date(2027, 12, 22), date(2028, 1, 4), "Noël déplacé")
    assert keep_school_holidays("operator", [moved, moved]) == (1, 1)
    assert keep_school_holidays("operator", [moved]) == (0, 1)
    found = school_holidays(stage.site, date(2027, 10, 1), date(2028, 1, 31))
    assert [one.name for one in found] == ["Vacances de la Toussaint", "Noël déplacé"]


def test_a_slot_is_changed_cancelled_and_put_back(stage: Stage) -> None:
    client, day = signed_in(stage.manager), a_weekday()
    client.post("/creneaux/proposer/", form(stage, day))
    slot = Slot.objects.get()
    ask = slot.asks.get(voisin=stage.voisins[0])
    client.post(f"/creneaux/reponses/{ask.pk}/", {"answer": "yes"})
    # Into the night: said, and nothing is changed.
    assert client.post(f"/creneaux/{slot.pk}/changer/", form(stage, day, de="20:00", a="22:00")).status_code == 400
    assert client.post(f"/creneaux/{slot.pk}/changer/", form(stage, day, de="18:00", a="20:00")).status_code == 302
    ask.refresh_from_db()
    assert ask.state == "waiting"
    client.post(f"/creneaux/{slot.pk}/agir/", {"what": "cancel"})
    assert "Le remettre" in text_of(client.get(f"/creneaux/{slot.pk}/"))
    client.post(f"/creneaux/{slot.pk}/agir/", {"what": "restore"})
    assert "M’a dit oui" in text_of(client.get(f"/creneaux/{slot.pk}/"))


def test_what_needs_a_person_is_on_the_first_page(stage: Stage) -> None:
    day = timezone.now().date() + timedelta(days=2)
    slot = offer_slot(stage.manager, stage.site, sort="meeting", title="Équipe", place="", day=day, starts_at=time(10), ends_at=time(11), places=1, voisins=stage.voisins, now=timezone.now())  # fmt: skip
    client = signed_in(stage.manager)
    assert "Équipe : 1 place à pourvoir" in text_of(client.get("/"))
    SlotAsk.objects.filter(slot=slot, voisin=stage.voisins[0]).update(state="swapping")
    assert "Équipe : quelqu’un cherche un remplaçant" in text_of(client.get("/"))


def test_a_week_said_by_voice_is_noted(stage: Stage) -> None:
    client, who = signed_in(stage.manager), stage.voisins[0]
    address, day = f"/equipe/{who.pk}/disponibilites/", a_weekday()
    client.post(address, {"what": "week", "2-morning": "on", "2-afternoon": "on"})
    client.post(address, {"what": "days", "first": day.isoformat(), "last": (day + timedelta(days=3)).isoformat(), "free": "0"})
    rota = stage.phones[0].tours().json()["rota"]
    assert [one["day"] for one in rota["week"]["windows"]] == [2, 2]
    assert (rota["differences"][0]["first"], rota["differences"][0]["free"]) == (day.isoformat(), False)
    assert client.post(address, {"what": "days", "first": day.isoformat(), "last": "2020-01-01"}).status_code == 400
    client.post(address, {"what": "back", "difference": rota["differences"][0]["id"]})
    assert stage.phones[0].tours().json()["rota"]["differences"] == []


def test_a_manager_s_agenda_is_read_without_a_session_until_it_is_closed(stage: Stage) -> None:
    client = signed_in(stage.manager)
    page = text_of(client.post("/creneaux/agenda/", {"what": "make"}))
    path = page.partition("/agenda/")[2].partition('"')[0]
    path = f"/agenda/{path}"
    stranger = type(client)(headers=HOST)
    answer = stranger.get(path)
    assert answer.status_code == 200
    assert "Tournée · " in answer.content.decode()
    assert stage.mission.title not in answer.content.decode()
    client.post("/creneaux/agenda/", {"what": "close"})
    assert stranger.get(path).status_code == 404
    assert path not in text_of(client.get("/creneaux/agenda/"))


def test_other_sites_see_nothing_and_head_office_only_reads(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    slot = offer_slot(stage.manager, stage.site, sort="meeting", title="Équipe", place="", day=a_weekday(), starts_at=time(10), ends_at=time(11), places=2, voisins=stage.voisins, now=timezone.now())  # fmt: skip
    ask = slot.asks.first()
    assert ask is not None
    stranger = signed_in(other.manager)
    for url in (
        f"/creneaux/{slot.pk}/",
        f"/creneaux/{slot.pk}/changer/",
        f"/equipe/{stage.voisins[0].pk}/disponibilites/",
        f"/tournees/nouvelle/?creneau={slot.pk}",
    ):
        assert stranger.get(url).status_code == 404, url
    assert stranger.post(f"/creneaux/reponses/{ask.pk}/", {"answer": "yes"}).status_code == 404
    head = Account.objects.create_user("claire@x.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role=Account.Role.HEAD_OFFICE)  # fmt: skip
    reader = signed_in(head)
    assert "Proposer un créneau" not in text_of(reader.get("/creneaux/"))
    assert reader.get(f"/creneaux/{slot.pk}/").status_code == 200
    for url, body in (
        (f"/creneaux/{slot.pk}/agir/", {"what": "cancel"}),
        (f"/creneaux/reponses/{ask.pk}/", {"answer": "yes"}),
        ("/creneaux/reglages/", {"day": "1"}),
    ):
        assert reader.post(url, body).status_code == 403, url
    assert reader.get("/creneaux/proposer/").status_code == 403
