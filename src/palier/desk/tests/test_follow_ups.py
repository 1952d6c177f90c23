"""« À rappeler »: names under their seal, opened one by one by the site's own manager, written in the journal, then forgotten."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.common.models import JournalLine
from palier.desk.tests.test_pages import signed_in
from palier.partners.api import Appointment, PersonalFollowUp, Referral, Service, forget_follow_ups, open_service
from palier.people.api import Account
from palier.visits.tests.factories import Stage, an_ask, make_stage

pytestmark = pytest.mark.django_db
NAME, NUMBER, SHOWN = "Canariname", "+33199007731", "01\u00a099\u00a000\u00a077\u00a031"


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    open_service("test", stage.site, name="CCAS", phone="0199001200", books=True)
    stage.phones[0].send(
        an_ask("follow_up", stage.tour, first_name=NAME, phone=NUMBER, what="repair", moment="evening"),
        an_ask("follow_up", stage.tour, way="visit", door=str(stage.doors[0].pk), language="tr", what="go_with"),
    )
    return stage


def call() -> PersonalFollowUp:
    return PersonalFollowUp.objects.get(way="call")


def read(client: Client, row: PersonalFollowUp, **headers: str) -> Any:
    return client.post(f"/a-rappeler/{row.pk}/voir/", headers=headers)


def act(client: Client, row: PersonalFollowUp, what: str) -> str:
    return client.post(f"/a-rappeler/{row.pk}/", {"what": what}, follow=True).content.decode()


def head_of(stage: Stage) -> Account:
    return Account.objects.create_user(
        f"{uuid.uuid4().hex[:6]}@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
    )


def reads() -> int:
    return JournalLine.objects.filter(verb="read_follow_up").count()


def test_the_list_says_what_waits_and_never_who(stage: Stage) -> None:
    text = signed_in(stage.manager).get("/a-rappeler/").content.decode()
    assert "2 personnes attendent" in text
    assert "Savoir où en est une réparation" in text
    assert "turc" in text
    assert not [one for one in (NAME, NUMBER, SHOWN, f"Porte {stage.doors[0].label}") if one in text]
    assert reads() == 0


def test_opening_one_is_a_click_a_line_in_the_journal_and_only_that_answer(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert client.get(f"/a-rappeler/{call().pk}/voir/").status_code == 405
    answer = read(client, call())
    text = answer.content.decode()
    assert NAME in text
    assert SHOWN in text
    assert "no-store" in answer["Cache-Control"]
    line = JournalLine.objects.get(verb="read_follow_up")
    assert (line.actor, line.subject, line.detail) == (stage.manager.email, f"personalfollowup:{call().pk}", {})
    assert NAME not in client.get("/a-rappeler/").content.decode()
    part = read(client, call(), **{"HX-Request": "true"}).content.decode()
    assert SHOWN in part
    assert "<html" not in part
    assert reads() == 2


def test_a_return_visit_opens_on_its_door(stage: Stage) -> None:
    text = read(signed_in(stage.manager), PersonalFollowUp.objects.get(way="visit")).content.decode()
    assert f"Porte {stage.doors[0].label}" in text
    assert "Bâtiment C, escalier 1" in text


def test_done_no_answer_and_given_up(stage: Stage) -> None:
    client, row = signed_in(stage.manager), call()
    assert "pas de réponse" in act(client, row, "no_answer")
    assert "1 essai" in client.get("/a-rappeler/").content.decode()
    assert "effacés dans un mois" in act(client, row, "done")
    row.refresh_from_db()
    assert (row.state, row.handled_by, row.tries) == ("done", stage.manager, 1)
    page = client.get("/a-rappeler/").content.decode()
    assert "1 personne attend" in page
    assert "Fermés, pas encore effacés" in page
    # Twice changes nothing; a mistake is undone.
    act(client, row, "given_up")
    assert call().state == "done"
    assert "de nouveau à faire" in act(client, row, "reopen")
    assert call().state == "to_do"
    act(client, row, "given_up")
    assert call().state == "given_up"
    act(client, row, "dance")
    assert call().state == "given_up"


def test_a_return_closed_by_mistake_finds_its_door_again(stage: Stage) -> None:
    client, row = signed_in(stage.manager), PersonalFollowUp.objects.get(way="visit")
    act(client, row, "done")
    row.refresh_from_db()
    assert (row.door, row.language) == (None, "")
    act(client, row, "reopen")
    row.refresh_from_db()
    assert (row.door, row.language) == (stage.doors[0], "tr")


def test_who_changes_her_mind_is_forgotten_at_once(stage: Stage) -> None:
    client, row = signed_in(stage.manager), call()
    assert "effacé, à l’instant" in act(client, row, "withdrawn")
    row.refresh_from_db()
    assert (row.state, row.secret) == ("withdrawn", "")
    assert "plus rien à lire" in client.post(f"/a-rappeler/{row.pk}/voir/", follow=True).content.decode()
    assert "On ne peut plus" in act(client, row, "reopen")


def test_what_was_forgotten_stays_in_the_table_without_a_name(stage: Stage) -> None:
    client, row = signed_in(stage.manager), call()
    act(client, row, "done")
    forget_follow_ups(timezone.now() + timedelta(days=40))
    text = client.get("/a-rappeler/").content.decode()
    assert "<td>effacé</td>" in text
    assert "Fermés, pas encore effacés" not in text
    for kind in ("csv", "xlsx"):
        file = client.get(f"/a-rappeler/?rappels-export={kind}")
        assert file.status_code == 200
    csv = client.get("/a-rappeler/?rappels-export=csv").content.decode("utf-8-sig")
    assert csv.count("\n") == 3
    assert not [one for one in (NAME, NUMBER, SHOWN, "199007731", stage.doors[0].label) if one in csv]


def test_filters_and_an_empty_page(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert "Être accompagné" not in client.get("/a-rappeler/?comment=call").content.decode().partition("Tous les rappels")[0]
    assert "Savoir où en est" not in client.get("/a-rappeler/?langue=tr").content.decode().partition("Tous les rappels")[0]
    assert "Rien avec ce filtre" in client.get("/a-rappeler/?retard=1").content.decode()
    empty = signed_in(make_stage(name="Les Amarres").manager).get("/a-rappeler/").content.decode()
    assert "Personne n’attend" in empty
    assert "Rien à faire ici" in empty


def test_the_home_page_speaks_after_three_days(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert "revienne vers" not in client.get("/").content.decode()
    PersonalFollowUp.objects.update(asked_on=stage.tour.day - timedelta(days=4))
    text = client.get("/").content.decode()
    assert "2 personnes attendent qu’on revienne vers elles" in text
    assert 'href="/a-rappeler/?retard=1"' in text
    assert re.search(r'À rappeler<span class="nb">2</span>', text)
    act(client, call(), "no_answer")
    assert "1 personne attend qu’on revienne vers elle" in client.get("/").content.decode()


def test_another_site_s_manager_finds_nothing(stage: Stage) -> None:
    row, other = call(), signed_in(make_stage(name="Les Amarres").manager)
    assert read(other, row).status_code == 404
    assert other.post(f"/a-rappeler/{row.pk}/", {"what": "done"}).status_code == 404
    assert "réparation" not in other.get("/a-rappeler/").content.decode()
    assert call().state == "to_do"
    assert reads() == 0


def test_head_office_sees_counts_and_cannot_open(stage: Stage) -> None:
    head = head_of(stage)
    client, row = signed_in(head), call()
    text = client.get("/a-rappeler/").content.decode()
    assert "site par site" in text
    assert "Les Terrasses" in text
    assert "réparation" not in text
    assert read(client, row).status_code == 403
    assert client.post(f"/a-rappeler/{row.pk}/", {"what": "withdrawn"}).status_code == 403
    assert call().secret
    assert JournalLine.objects.filter(verb="refused_follow_up", actor=head.email).count() == 2
    assert reads() == 0
    assert "réparation" not in client.get("/a-rappeler/?rappels-export=csv").content.decode("utf-8-sig")
    assert "revienne vers" not in client.get("/").content.decode()


def test_signed_out_there_is_nothing(stage: Stage) -> None:
    client = Client(headers={"host": "bureau.localhost"})
    for url in (f"/a-rappeler/{call().pk}/voir/", f"/a-rappeler/{call().pk}/"):
        assert client.post(url).status_code == 302
    assert reads() == 0


# Referrals and appointments.


def one_referral(stage: Stage) -> Referral:
    stage.phones[0].send(an_ask("referral", stage.tour))
    return Referral.objects.get()


def step(client: Client, row: Referral | Appointment, **data: str) -> str:
    kind = "orientations" if isinstance(row, Referral) else "rendez-vous"
    return client.post(f"/a-rappeler/{kind}/{row.pk}/", data, follow=True).content.decode()


def test_each_mission_shows_where_its_referrals_are_lost(stage: Stage) -> None:
    row, client = one_referral(stage), signed_in(stage.manager)
    assert row.mission == stage.mission.pk
    Referral.objects.update(asked_on="2026-01-02")
    page = client.get("/a-rappeler/orientations/").content.decode()
    assert "à transmettre depuis plus de trois jours" in page
    export = client.get("/a-rappeler/orientations/?par-mission-export=csv").content.decode("utf-8-sig").splitlines()
    assert export[1] == f"{stage.mission.title};1;0;1;0;0;0;0;1"


def test_a_referral_is_followed_by_its_slip_to_its_end_and_back(stage: Stage) -> None:
    row, client = one_referral(stage), signed_in(stage.manager)
    page = client.get("/a-rappeler/orientations/").content.decode()
    assert row.slip in page
    assert "CCAS" in page
    step(client, row, what="sent")
    row.refresh_from_db()
    assert (row.state, row.handled_by) == ("sent", stage.manager)
    step(client, row, what="solved")  # the service tells at once: seen too
    row.refresh_from_db()
    assert row.state == "solved"
    assert row.sent_at
    assert row.seen_at == row.closed_at
    assert "1 sur 1 orientation a abouti" in client.get("/a-rappeler/orientations/").content.decode()
    assert "a déjà changé" in step(client, row, what="sent")
    step(client, row, what="back")
    row.refresh_from_db()
    assert (row.state, row.seen_at, row.closed_at) == ("sent", None, None)
    step(client, row, what="back")
    row.refresh_from_db()
    assert (row.state, row.sent_at) == ("agreed", None)
    assert "rien à défaire" in step(client, row, what="back")


def test_what_was_undone_at_the_door_is_not_taken_back(stage: Stage) -> None:
    one = uuid.uuid4()
    stage.phones[0].send(an_ask("referral", stage.tour, op_id=one))
    client = signed_in(stage.manager)
    step(client, Referral.objects.get(), what="sent")
    stage.phones[0].send(an_ask("referral", stage.tour, op_id=one, rev=2, void=True))
    assert "rien à défaire" in step(client, Referral.objects.get(), what="back")
    assert Referral.objects.get().state == "withdrawn"


def test_drop_off_is_counted_from_a_yes(stage: Stage) -> None:
    stage.phones[0].send(*[an_ask("referral", stage.tour) for _ in range(5)], an_ask("referral", stage.tour, void=True))
    client = signed_in(stage.manager)
    rows = list(Referral.objects.filter(state="agreed"))
    for row, states in zip(rows, (["sent"], ["sent", "seen"], ["seen", "solved"], ["unsolved"]), strict=False):
        for state in states:
            step(client, row, what=state)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/a-rappeler/orientations/").content.decode()))
    assert "5 d’accord" in text
    assert "3 transmises 2 de moins" in text
    assert "2 reçues au service 1 de moins" in text
    assert "1 abouties 1 de moins" in text


def test_all_those_of_one_service_are_passed_on_at_once(stage: Stage) -> None:
    stage.phones[0].send(*[an_ask("referral", stage.tour) for _ in range(3)], an_ask("referral", stage.tour, to="elsewhere"))
    client = signed_in(stage.manager)
    text = client.post("/a-rappeler/orientations/transmettre/", {"to": "ccas", "etat": "agreed"}, follow=True).content.decode()
    assert "3 orientations transmises" in text
    assert sorted(Referral.objects.values_list("state", flat=True)) == ["agreed", "sent", "sent", "sent"]


def test_an_appointment_is_confirmed_kept_and_corrected(stage: Stage) -> None:
    stage.phones[0].send(an_ask("appointment", stage.tour))
    row, client = Appointment.objects.get(), signed_in(stage.manager)
    assert "Donnez le jour" in step(client, row, what="booked", day="jeudi", hour="dix heures")
    step(client, row, what="booked", day="2026-12-03", hour="10:30")
    row.refresh_from_db()
    assert (row.state, row.at and row.at.isoformat()) == ("booked", "2026-12-03T09:30:00+00:00")
    assert "10\u00a0h\u00a030" in client.get("/a-rappeler/orientations/").content.decode()
    step(client, row, what="missed")
    step(client, row, what="back")
    step(client, row, what="kept")
    row.refresh_from_db()
    assert row.state == "kept"
    step(client, row, what="back")
    step(client, row, what="back")
    row.refresh_from_db()
    assert (row.state, row.at) == ("asked", None)


def test_an_hour_taken_at_the_door_is_cancelled_not_taken_back(stage: Stage) -> None:
    stage.phones[0].send(an_ask("appointment", stage.tour, at="2026-12-03T10:00:00+01:00"))
    client = signed_in(stage.manager)
    assert "prise à la porte" in step(client, Appointment.objects.get(), what="back")
    step(client, Appointment.objects.get(), what="cancelled")
    assert Appointment.objects.get().state == "cancelled"


def test_referrals_of_another_site_do_not_exist_and_head_office_only_counts(stage: Stage) -> None:
    row = one_referral(stage)
    stage.phones[0].send(an_ask("appointment", stage.tour))
    meeting = Appointment.objects.get()
    other, head = signed_in(make_stage(name="Les Amarres").manager), signed_in(head_of(stage))
    for url, expected in ((f"/a-rappeler/orientations/{row.pk}/", "sent"), (f"/a-rappeler/rendez-vous/{meeting.pk}/", "cancelled")):
        assert other.post(url, {"what": expected}).status_code == 404
        assert head.post(url, {"what": expected}).status_code == 403
    assert head.post("/a-rappeler/orientations/transmettre/", {"to": "ccas"}).status_code == 403
    assert other.post("/a-rappeler/orientations/transmettre/", {"to": "ccas"}).status_code == 302
    assert (Referral.objects.get().state, Appointment.objects.get().state) == ("agreed", "asked")
    page = head.get("/a-rappeler/orientations/").content.decode()
    assert "site par site" in page
    assert row.slip not in page


def test_exports_are_files_without_formulas(stage: Stage) -> None:
    one_referral(stage)
    client = signed_in(stage.manager)
    assert client.get("/a-rappeler/orientations/?orientations-export=csv").content.decode("utf-8-sig").count("\n") == 2
    assert client.get("/a-rappeler/orientations/?rendez-vous-export=xlsx").status_code == 200


# The directory.


def test_the_directory_is_filled_at_the_desk_and_reaches_the_phones(stage: Stage) -> None:
    client = signed_in(stage.manager)
    answer = client.post("/a-rappeler/annuaire/", {
        "name": "Mission locale", "what": "Emploi", "needs": ["job", "nonsense"], "place": "gare", "opening": "le matin", "phone": "39 49",
        "books": "1",
    }, follow=True)  # fmt: skip
    assert "est dans l’annuaire" in answer.content.decode()
    carried = {one["code"]: one for one in stage.phones[0].tours().json()["directory"]}
    assert carried["mission_locale"] == {
        "code": "mission_locale", "name": "Mission locale", "what": "Emploi", "needs": ["job"], "place": "gare", "opening": "le matin",
        "phone": "3949", "books": True,
    }  # fmt: skip
    made = Service.objects.get(code="mission_locale")
    client.post(f"/a-rappeler/annuaire/{made.pk}/", {"name": "Mission locale du Nord", "phone": "01 99 00 14 14"})
    carried = {one["code"]: one for one in stage.phones[0].tours().json()["directory"]}
    assert (carried["mission_locale"]["name"], carried["mission_locale"]["phone"], carried["mission_locale"]["books"]) == (
        "Mission locale du Nord", "0199001414", False,
    )  # fmt: skip
    client.post(f"/a-rappeler/annuaire/{made.pk}/retirer/")
    assert "mission_locale" not in {one["code"] for one in stage.phones[0].tours().json()["directory"]}
    assert "Retirés" in client.get("/a-rappeler/annuaire/").content.decode()
    client.post(f"/a-rappeler/annuaire/{made.pk}/retirer/", {"what": "back"})
    assert "mission_locale" in {one["code"] for one in stage.phones[0].tours().json()["directory"]}


def test_a_service_that_cannot_be_is_refused_and_what_was_typed_stays(stage: Stage) -> None:
    client = signed_in(stage.manager)
    for data, said in (
        ({"name": " "}, "Donnez un nom"),
        ({"name": "CCAS"}, "déjà dans l’annuaire"),
        ({"name": "X", "phone": "demander"}, "ne se lit pas"),
    ):
        answer = client.post("/a-rappeler/annuaire/", {**data, "what": "Mes mots restent"})
        assert answer.status_code == 400
        assert said in answer.content.decode()
        assert "Mes mots restent" in answer.content.decode()
    other = open_service("test", stage.site, name="Autre")
    assert client.post(f"/a-rappeler/annuaire/{other.pk}/", {"name": "CCAS"}).status_code == 400
    # Two services of one name, one after the other: two codes, since phones know them by it.
    client.post(f"/a-rappeler/annuaire/{other.pk}/retirer/")
    assert open_service("test", stage.site, name="Autre").code == "autre_2"


def test_the_directory_of_another_site_does_not_exist(stage: Stage) -> None:
    other, mine = signed_in(make_stage(name="Les Amarres").manager), Service.objects.get(code="ccas")
    assert other.get(f"/a-rappeler/annuaire/{mine.pk}/").status_code == 404
    assert other.post(f"/a-rappeler/annuaire/{mine.pk}/retirer/").status_code == 404
