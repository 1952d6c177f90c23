"""The page of safety, the bell of every page, the settings; refusals; what a desk asleep still says."""

import re
import socketserver
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.common.jobs import run_due
from palier.common.models import JobState
from palier.desk.letters import mail_alarms
from palier.desk.tests.test_pages import HOST, signed_in
from palier.people.api import Account, Voisin
from palier.safety.api import Alarm, AvoidedEntrance, SiteSafety
from palier.visits.tests.factories import Stage, an_op, make_stage
from palier.visits.tests.test_actions_calls import an_alert, an_sos, begin, fine

pytestmark = pytest.mark.django_db
BELL, PAGE, OUT = "/securite/sonnette/", "/securite/", "/securite/dehors/"


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    Voisin.objects.filter(pk=stage.voisins[0].pk).update(phone="0639980011")
    Voisin.objects.filter(pk=stage.voisins[1].pk).update(phone="0639980022", phone_shared=True)
    return stage


def text_of(client: Client, url: str = PAGE) -> str:
    return client.get(url).content.decode().replace("\u00a0", " ")


def act(client: Client, **what: str) -> Any:
    return client.post(f"/securite/alerte/{Alarm.objects.get().pk}/", what, follow=True)


def test_an_sos_is_on_top_with_whom_to_call_where_and_what_to_do(stage: Stage) -> None:
    stage.phones[0].send(an_sos(stage))
    text = text_of(signed_in(stage.manager))
    assert "<h1>1 SOS</h1>" in text
    assert "SOS de Fatou" in text
    assert "Bâtiment C, escalier 2" in text
    calls = re.findall(r'href="tel:([^"]+)"', text.split("</article>")[0])
    assert calls == ["0639980011", "0639980022", "17", "112"]
    assert "Je m’en occupe" in text


def test_every_page_of_the_desk_rings_until_somebody_takes_it(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert 'data-rings=""' in text_of(client, "/missions/")
    stage.phones[0].send(an_alert(stage, "child"))
    text = text_of(client, "/missions/")
    assert "Alerte de Fatou : un enfant en danger" in text
    assert '<span class="nb">1</span>' in text
    act(client, what="take")
    text = text_of(client, "/missions/")
    assert 'data-rings=""' in text
    assert '<span class="nb">1</span>' in text
    assert "Nadia s’en occupe" in text_of(client)


def test_the_first_who_takes_it_keeps_it(stage: Stage) -> None:
    other = Account.objects.create_user("sami@t.example", "x", organisation=stage.organisation, first_name="Sami", role="manager")
    other.sites.add(stage.site)
    stage.phones[0].send(an_sos(stage))
    act(signed_in(stage.manager), what="take")
    assert "Nadia s’en occupe déjà" in act(signed_in(other), what="take").content.decode()
    assert Alarm.objects.get().taken_by == stage.manager


def test_it_is_closed_with_an_outcome_and_may_be_opened_again(stage: Stage) -> None:
    client = signed_in(stage.manager)
    stage.phones[0].send(an_sos(stage))
    assert "comment cela s’est terminé" in act(client, what="close", outcome="back").content.decode()
    assert Alarm.objects.get().closed_at is None
    act(client, what="close", outcome="fine")
    text = text_of(client)
    assert "<article" not in text
    assert "Tout va bien" in text or "tout va bien" in text
    act(client, what="reopen")
    assert "<article" in text_of(client)


def test_another_site_s_alarms_do_not_exist(stage: Stage) -> None:
    elsewhere = signed_in(make_stage(name="Les Amarres").manager)
    stage.phones[0].send(an_sos(stage))
    alarm = Alarm.objects.get()
    assert "SOS" not in text_of(elsewhere)
    assert 'data-rings=""' in text_of(elsewhere, "/missions/")
    for url in (f"/securite/alerte/{alarm.pk}/", f"/securite/alerte/{uuid.uuid4()}/", f"/securite/eviter/{uuid.uuid4()}/lever/"):
        assert elsewhere.post(url, {"what": "take"}).status_code == 404
        assert elsewhere.get(url).status_code == 405
    alarm.refresh_from_db()
    assert alarm.taken_at is None


def test_nobody_acts_without_signing_in_nor_without_a_token(stage: Stage) -> None:
    stage.phones[0].send(an_sos(stage))
    url = f"/securite/alerte/{Alarm.objects.get().pk}/"
    assert Client(headers=HOST).post(url, {"what": "take"}).status_code == 302
    strict = Client(headers=HOST, enforce_csrf_checks=True)
    strict.force_login(stage.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert strict.post(url, {"what": "take"}).status_code == 403


def test_head_office_hears_every_site_of_its_association(stage: Stage) -> None:
    head = Account.objects.create_user("c@a.example", "x", organisation=stage.organisation, first_name="Claire", role="head_office")
    stage.phones[0].send(an_sos(stage))
    other = make_stage(name="Les Amarres")
    other.phones[0].send(an_sos(other))
    assert text_of(signed_in(head)).count("<article") == 1


def test_the_bell_answers_nothing_when_nothing_changed_in_three_statements(stage: Stage, django_assert_num_queries: Any) -> None:
    client = signed_in(stage.manager)
    first = client.get(BELL)
    seen = re.search(r"vu=(\w+)", first.content.decode())[1]
    for _ in range(3):
        client.get(BELL, {"vu": seen})
    with django_assert_num_queries(3):  # the session, the account, what is open
        assert client.get(BELL, {"vu": seen}).status_code == 204
    stage.phones[0].send(an_sos(stage))
    again = client.get(BELL, {"vu": seen})
    assert again.status_code == 200
    assert again["HX-Trigger"] == "palier-alarm"
    assert "SOS de Fatou" in again.content.decode()


def move_session(client: Client, **back: int) -> None:
    session = client.session
    now = int(timezone.now().timestamp())
    for name, seconds in back.items():
        session[name] = now - seconds
    session.save()


def test_an_open_page_never_keeps_a_desk_awake_and_asleep_it_still_rings_without_detail(stage: Stage) -> None:
    client = signed_in(stage.manager)
    client.get("/missions/")
    move_session(client, begun=3600, seen=29 * 60)
    for url in (BELL, OUT):
        assert client.get(url).status_code == 200
    assert int(timezone.now().timestamp()) - client.session["seen"] >= 29 * 60
    move_session(client, begun=3600, seen=31 * 60)
    stage.phones[0].send(an_sos(stage))
    asleep = client.get(BELL)
    assert "1 alerte attend" in asleep.content.decode().replace("\u00a0", " ")
    assert "Fatou" not in asleep.content.decode()
    assert "HX-Trigger" not in asleep
    assert client.get(OUT).status_code == 204
    assert client.get(PAGE).status_code == 302
    assert "s’est fermé" in client.get(BELL).content.decode()


def test_after_twelve_hours_and_without_an_account_the_bell_says_that_it_is_closed(stage: Stage) -> None:
    client = signed_in(stage.manager)
    client.get("/missions/")
    move_session(client, begun=13 * 3600, seen=10)
    assert "s’est fermé" in client.get(BELL).content.decode()
    stranger = Client(headers=HOST).get(BELL)
    assert stranger.status_code == 200
    assert "s’est fermé" in stranger.content.decode()
    assert Client(headers=HOST).get(OUT).status_code == 204
    assert Client(headers=HOST).post(BELL).status_code == 405


def test_who_is_out_is_told_in_states_and_moments(stage: Stage) -> None:
    begin(stage, 0, timezone.now())
    stage.phones[0].send(fine(stage, timezone.now(), until="23:50"))
    text = text_of(signed_in(stage.manager))
    assert "1 personne est dehors, rien à signaler" in text
    assert "retour prévu 23 h 50" in text
    assert "tout va bien à" in text
    assert "avec</span>" not in text
    assert text_of(signed_in(stage.manager), OUT).count("<li") == 2


def test_an_awaited_return_names_the_hour_and_the_numbers(stage: Stage) -> None:
    begin(stage)
    from palier.safety.api import raise_overdue

    raise_overdue(timezone.now() + timedelta(days=1))
    text = text_of(signed_in(stage.manager))
    assert re.search(r"Fatou n’a pas terminé, prévu (hier, )?20 h", text)
    assert 'href="tel:0639980011"' in text


def test_an_entrance_is_avoided_shown_on_phones_without_its_reason_and_warned_of(stage: Stage) -> None:
    client = signed_in(stage.manager)
    entrance, until = stage.entrances[0], stage.tour.day + timedelta(days=9)
    for typed, word in (({"reason": "tension", "until": str(until)}, "Choisissez une entrée"),
                        ({"entrance": entrance.pk, "reason": "x", "until": str(until)}, "Choisissez une raison"),
                        ({"entrance": entrance.pk, "reason": "tension", "until": ""}, "Donnez une date")):  # fmt: skip
        answer = client.post(PAGE, typed)
        assert (answer.status_code, word in answer.content.decode()) == (400, True)
    assert client.post(PAGE, {"entrance": entrance.pk, "reason": "tension", "until": str(until)}).status_code == 302
    client.post(PAGE, {"entrance": entrance.pk, "reason": "works", "until": str(until)})
    assert AvoidedEntrance.objects.get().reason == "works"
    carried = stage.phones[0].tours()
    entrances = carried.json()["changed"][0]["entrances"]
    assert [one["avoid_until"] for one in entrances] == [str(until), None]
    assert "works" not in carried.content.decode()
    plan = {"mission": stage.mission.pk, "day": str(stage.tour.day + timedelta(days=5)), "starts_at": "10:00", "ends_at": "12:00",
            "voisin": [stage.voisins[0].pk], "entrance": [entrance.pk]}  # fmt: skip
    warned = client.post("/tournees/nouvelle/", plan).content.decode()
    assert "est à éviter jusqu’au" in warned
    elsewhere = signed_in(make_stage(name="Les Amarres").manager)
    lift = f"/securite/eviter/{AvoidedEntrance.objects.get().pk}/lever/"
    assert elsewhere.post(lift).status_code == 404
    assert elsewhere.post(PAGE, {"entrance": entrance.pk, "reason": "works", "until": str(until)}).status_code == 400
    client.post(lift)
    assert stage.phones[0].tours().json()["changed"][0]["entrances"][0]["avoid_until"] is None


def test_settings_reach_the_phones_and_a_refused_form_keeps_what_was_typed(stage: Stage) -> None:
    client = signed_in(stage.manager)
    bad = client.post("/securite/reglages/", {"manager_phone": "demain", "grace": "2", "name": ["Gaz"], "number": ["x"]})
    assert bad.status_code == 400
    assert bad.content.decode().count("<li>") == 3
    assert 'value="demain"' in bad.content.decode()
    assert not SiteSafety.objects.exists()
    client.post(
        "/securite/reglages/",
        {"manager_phone": "06 39 98 00 01", "grace": "45", "name": ["Astreinte", ""], "number": ["01 99 00 00 11", ""]},
    )
    carried = stage.phones[0].tours().json()["safety"]
    assert (carried["manager_phone"], carried["grace_minutes"]) == ("0639980001", 45)
    assert carried["numbers"] == [{"name": "Astreinte", "number": "0199000011"}]
    assert make_stage(name="Les Amarres").phones[0].tours().json()["safety"]["manager_phone"] == ""


def test_a_colleague_s_number_is_carried_only_when_agreed_and_on_the_day(stage: Stage) -> None:
    assert stage.phones[0].tours().json()["changed"][0]["with"]["phone"] == "0639980022"
    assert stage.phones[1].tours().json()["changed"][0]["with"]["phone"] == ""
    stage.tour.day += timedelta(days=2)
    stage.tour.save()
    assert stage.phones[0].tours().json()["changed"][0]["with"]["phone"] == ""


def test_a_lone_tour_has_somebody_who_watches(stage: Stage) -> None:
    client, alone = signed_in(stage.manager), stage.voisins[0]
    plan = {"mission": stage.mission.pk, "day": str(stage.tour.day), "starts_at": "10:00", "ends_at": "12:00", "voisin": [alone.pk],
            "entrance": [stage.entrances[0].pk], "anyway": "1"}  # fmt: skip
    assert "ne veille pas sur soi-même" in client.post("/tournees/nouvelle/", {**plan, "buddy": alone.pk}).content.decode()
    both = {**plan, "voisin": [one.pk for one in stage.voisins], "buddy": alone.pk}
    assert "Un binôme veille" in client.post("/tournees/nouvelle/", both).content.decode()
    assert client.post("/tournees/nouvelle/", {**plan, "buddy": stage.voisins[1].pk}).status_code == 302
    mine = next(one for one in stage.phones[0].tours().json()["changed"] if one["starts_at"] == "10:00")
    assert mine["buddy"] == {"first_name": "Ahmed", "picture": "", "phone": "0639980022"}
    assert mine["with"] is None
    watching = stage.phones[1].tours().json()["safety"]["watching"]
    assert [(one["first_name"], one["phone"]) for one in watching] == [("Fatou", "")]
    assert "Ahmed veille" in client.get(f"/tournees/{mine['id']}/").content.decode()


def test_a_voisin_s_number_is_given_and_corrected_on_her_page(stage: Stage) -> None:
    client, voisin = signed_in(stage.manager), stage.voisins[0]
    typed = {"first_name": "Fatou", "languages": ["fr"], "hours": "15"}
    assert "ne se compose pas" in client.post(f"/equipe/{voisin.pk}/", {**typed, "phone": "bonjour"}).content.decode()
    client.post(f"/equipe/{voisin.pk}/", {**typed, "phone": "06 39 98 00 77", "shared": "on"})
    voisin.refresh_from_db()
    assert (voisin.phone, voisin.phone_shared) == ("0639980077", True)
    client.post(f"/equipe/{voisin.pk}/", {**typed, "phone": "", "shared": "on"})
    voisin.refresh_from_db()
    assert (voisin.phone, voisin.phone_shared) == ("", False)


class Letters(socketserver.StreamRequestHandler):
    """A mail server: enough of SMTP to receive, nothing of what an alarm says."""

    def handle(self) -> None:
        self.wfile.write(b"220 ici\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.wfile.write(b"354 allez\r\n")
                body = b""
                while (one := self.rfile.readline()) != b".\r\n":
                    body += one
                self.server.letters.append(body.decode())  # type: ignore[attr-defined]
            elif word == b"QUIT":
                self.wfile.write(b"221 au revoir\r\n")
                return
            self.wfile.write(b"250 bien\r\n")


@contextmanager
def a_mail_server(settings: Any) -> Iterator[list[str]]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Letters) as server:
        server.letters = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL = {"host": "127.0.0.1", "port": server.server_address[1], "timeout": 10}
        yield server.letters  # type: ignore[attr-defined]
        server.shutdown()


def test_managers_are_written_to_once_and_never_told_what(stage: Stage, settings: Any) -> None:
    stage.phones[0].send(an_sos(stage), an_alert(stage, "violence"))
    now = timezone.now()
    assert "aucun courriel" in mail_alarms(now)
    with a_mail_server(settings) as letters:
        assert mail_alarms(now) == "2 alertes dites"
        assert mail_alarms(now) == "0 alertes dites"
    assert len(letters) == 1
    assert f"To: {stage.manager.email}" in letters[0]
    assert "http://bureau.localhost:8400/securite/" in letters[0]
    for word in ("SOS", "Fatou", "violence", "Escalier", "Terrasses"):
        assert word not in letters[0]


def test_a_mail_server_that_is_dead_is_tried_again(stage: Stage, settings: Any) -> None:
    stage.phones[0].send(an_sos(stage))
    settings.EMAIL = {"host": "127.0.0.1", "port": 9, "timeout": 1}
    with pytest.raises(OSError):  # noqa: PT011 (whichever the system gives)
        mail_alarms(timezone.now())
    assert Alarm.objects.get().mailed_at is None
    with a_mail_server(settings) as letters:
        mail_alarms(timezone.now())
    assert len(letters) == 1


@pytest.mark.django_db(transaction=True)
def test_a_new_alarm_makes_the_letters_due_at_the_next_beat() -> None:
    stage = make_stage()
    JobState.objects.create(name="mail_alarms", last_started_at=timezone.now())
    assert "mail_alarms" not in run_due(timezone.now())
    stage.phones[0].send(an_op("sos", {"at": timezone.now().isoformat(timespec="seconds")}))
    assert "mail_alarms" in run_due(timezone.now())


def test_the_page_says_honestly_who_is_warned(stage: Stage, settings: Any) -> None:
    client = signed_in(stage.manager)
    assert "Aucun courriel n’est réglé" in client.get(PAGE).content.decode()
    settings.EMAIL = {"host": "127.0.0.1"}
    assert "Aucun courriel n’est réglé" not in client.get(PAGE).content.decode()
