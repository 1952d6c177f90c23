"""Who is at my door: yes, not now, no; a slip of the finger is not a forged badge; guesses are slowed; nothing is kept."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from palier.common.codes import ALPHABET, is_whole, letters_of
from palier.doorway import networks
from palier.doorway.pictures import tile_cells
from palier.people.api import Organisation
from palier.tours.api import BadgeReport, Tour, badges_of, cancel_tour
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db
HOST = {"host": "bonjour.localhost"}


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    networks.forget_everything()
    yield
    networks.forget_everything()


@pytest.fixture
def stage() -> Stage:
    """A tour that goes on now, whatever the hour."""
    stage = make_stage()
    Tour.objects.filter(pk=stage.tour.pk).update(starts_at="00:00", ends_at="23:59")
    Organisation.objects.filter(pk=stage.organisation.pk).update(call_number="01 99 00 12 34", call_from="09:00", call_to="20:00")
    return stage


def code_of(stage: Stage, who: int = 0) -> str:
    return badges_of(stage.voisins[who], stage.tour.day)[0].code


def get(url: str, **more: str) -> tuple[int, str]:
    answer = Client(headers={**HOST, **more}).get(url)
    return answer.status_code, answer.content.decode()


def unknown(number: int = 0) -> str:
    return letters_of(987_654_321 + number, 7)


def test_yes_with_who_until_when_the_tile_and_the_rules(stage: Stage) -> None:
    badge = badges_of(stage.voisins[0], stage.tour.day)[0]
    status, text = get(f"/v/{badge.code}")
    assert status == 200
    assert "Oui, c’est Fatou." in text
    assert "jusqu’à 23\u00a0h\u00a059" in text
    assert "Avec Ahmed, qui a aussi son badge" in text
    assert stage.organisation.name in text
    assert "01 99 00 12 34" in text
    assert "ni d’argent" in text
    drawn = re.findall(r'<path d="([^"]+)" fill="([^"]+)" transform="translate\((\d+) (\d+)\) rotate\((\d+)\)"/>', text)
    assert [(d, c, int(x), int(y), int(t)) for d, c, x, y, t in drawn] == [tuple(one) for one in tile_cells(badge.tile)[1]]


@pytest.mark.parametrize("written", ["{a}{b}", "{a} {b}", "{a}-{b}", " {a}  {b} ", "{A}{B}"])
def test_a_code_is_typed_as_one_likes(stage: Stage, written: str) -> None:
    code = code_of(stage)
    typed = written.format(a=code[:4], b=code[4:], A=code[:4].lower(), B=code[4:].lower())
    answer = Client(headers=HOST).get("/v/", {"code": typed})
    assert "Oui, c’est Fatou." in answer.content.decode()


def test_the_theme_that_could_mark_a_home_is_never_said(stage: Stage) -> None:
    stage.mission.theme, stage.mission.title = "health", "Dépistage du cancer du sein"
    stage.mission.save()
    _, text = get(f"/v/{code_of(stage)}")
    assert "Oui, c’est Fatou." in text
    assert "vie dans le quartier" in text
    for word in ("santé", "Dépistage", "cancer", "health"):
        assert word not in text.replace("ni votre santé", "")
    assert stage.mission.title not in get(f"/h/{stage.entrances[0].pk}/")[1]
    assert stage.mission.title not in get(f"/h/{stage.entrances[0].pk}/stop/")[1]


def test_outside_the_slot_or_cancelled_the_door_stays_shut(stage: Stage) -> None:
    code = code_of(stage)
    cancel_tour("nadia", stage.tour)
    status, text = get(f"/v/{code}")
    assert status == 200
    assert "Fatou n’est pas en visite" in text
    assert "Gardez la porte fermée" in text
    assert "Oui, c’est" not in text
    assert 'class="tile"' not in text


def test_an_unknown_code_and_a_slip_of_the_finger_are_told_apart(stage: Stage) -> None:
    status, text = get(f"/v/{unknown()}")
    assert status == 404
    assert "Nous ne connaissons pas ce code" in text
    code = code_of(stage)
    other = next(one for one in ALPHABET if one != code[2])
    status, text = get(f"/v/{code[:2]}{other}{code[3:]}")
    assert status == 404
    assert "Il y a une erreur dans ce code" in text
    assert "Gardez la porte fermée" in text
    assert "Oui" not in text


@pytest.mark.parametrize(
    "hostile",
    ["%3Cscript%3Ealert(1)%3C/script%3E", "..%2F..%2Fetc", "%00", "é" * 60, "a" * 500, "%F0%9F%9A%AA", "' OR 1=1 --", "{name}", "%s%n"],
)
def test_anything_else_is_a_code_with_a_mistake(stage: Stage, hostile: str) -> None:
    status, text = get(f"/v/?code={hostile}")
    assert status in (302, 404)
    assert "<script" not in text
    status, text = get(f"/v/{hostile}")
    assert status in (302, 404)
    assert "<script" not in text


def test_an_empty_code_leads_back_to_the_question(stage: Stage) -> None:
    assert Client(headers=HOST).get("/v/?code=")["Location"] == "/"
    assert Client(headers=HOST).get("/ar/v/")["Location"] == "/ar/"


def test_guesses_are_slowed_slips_are_not_and_other_networks_feel_nothing(stage: Stage) -> None:
    def ask(address: str, code: str) -> int:
        return Client(headers=HOST, REMOTE_ADDR=address).get(f"/v/{code}").status_code

    for _ in range(30):
        assert ask("192.0.2.1", "AAAAAAAA") == 404  # a mistake is no guess
    answers = [ask("192.0.2.1", unknown(number)) for number in range(12)]
    assert answers == [404] * 8 + [429] * 4
    page = Client(headers=HOST, REMOTE_ADDR="192.0.2.1").get(f"/v/{code_of(stage)}")
    assert page.status_code == 429
    assert 0 < int(page["Retry-After"]) <= 60
    assert f'content="{page["Retry-After"]};url=/v/' in page.content.decode()  # it tries again by itself, without script
    assert "01 99 00 12 34" in page.content.decode()
    assert ask("192.0.2.2", code_of(stage)) == 200
    assert ask("2001:db8::1", code_of(stage)) == 200
    networks.forget_everything()
    assert ask("192.0.2.1", code_of(stage)) == 200


def test_one_ipv6_home_is_one_network(stage: Stage) -> None:
    for number in range(9):
        Client(headers=HOST, REMOTE_ADDR=f"2001:db8:0:1::{number}").get(f"/v/{unknown(number)}")
    assert Client(headers=HOST, REMOTE_ADDR="2001:db8:0:1::ffff").get(f"/v/{unknown(99)}").status_code == 429
    assert Client(headers=HOST, REMOTE_ADDR="2001:db8:0:2::1").get(f"/v/{unknown(99)}").status_code == 404


def test_no_network_address_is_written_anywhere(stage: Stage) -> None:
    from django.apps import apps

    client = Client(headers=HOST, REMOTE_ADDR="203.0.113.77")
    for number in range(10):
        client.get(f"/v/{unknown(number)}")
    client.post("/signaler/", {"reason": "asked", "site": stage.site.pk})
    client.post(f"/h/{stage.entrances[0].pk}/stop/", {"kind": "stop", "door": stage.doors[0].pk})
    for model in apps.get_models():
        for row in model.objects.all().values() if hasattr(model, "objects") else []:
            assert "203.0.113.77" not in str(row), model


def test_what_is_typed_is_not_written_to_the_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    for url in (f"/v/{unknown()}", "/v/?code=ma+voisine", "/r/AAAAAAA/", "/zut"):
        assert get(url)[0] == 404
    assert not caplog.records


def test_a_report_reaches_the_manager_without_a_word_of_who(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    page = get("/signaler/?reason=unknown_code")[1]
    assert "Les Terrasses" in page
    assert 'value="unknown_code" required checked' in page
    client = Client(headers=HOST)
    assert client.post("/signaler/", {"reason": "unknown_code"}).status_code == 400  # which neighbourhood?
    assert client.post("/signaler/", {"reason": "zut", "site": other.site.pk}).status_code == 400
    assert client.post("/signaler/", {"reason": "asked", "site": other.site.pk}).status_code == 200
    made = BadgeReport.objects.get()
    assert (made.site, made.reason, made.voisin) == (other.site, "asked", None)


def test_another_picture_than_the_badge_s_says_whose_badge_was_copied(stage: Stage) -> None:
    make_stage(name="Les Amarres")
    code = code_of(stage)
    assert f"/signaler/?reason=other_picture&amp;code={code}" in get(f"/v/{code}")[1]
    page = get(f"/signaler/?reason=other_picture&code={code}")[1]
    assert "Dans quel quartier" not in page  # the code says it
    Client(headers=HOST).post("/signaler/", {"reason": "other_picture", "code": code})
    made = BadgeReport.objects.get()
    assert (made.site, made.voisin) == (stage.site, stage.voisins[0])


def test_reports_are_not_a_hammer_and_nobody_afraid_is_told_to_wait(stage: Stage) -> None:
    client = Client(headers=HOST)
    answers = [client.post("/signaler/", {"reason": "other", "site": stage.site.pk}).status_code for _ in range(8)]
    assert answers == [200] * 8
    assert BadgeReport.objects.count() == 3


def test_a_code_of_yesterday_is_known_and_says_no(stage: Stage) -> None:
    Tour.objects.filter(pk=stage.tour.pk).update(day=timezone.localdate() - timedelta(days=2))
    stage.tour.refresh_from_db()
    assert "n’est pas en visite" in get(f"/v/{code_of(stage)}")[1]
    assert is_whole(code_of(stage), 8)
