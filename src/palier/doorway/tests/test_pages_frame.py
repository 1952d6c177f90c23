"""Every public page: no cookie, no script, no other host, nothing kept by the browser that should not be, each language."""

import re
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from palier.doorway import networks
from palier.doorway.pages.frame import stylesheet
from palier.doorway.rules.tongues import LANGUAGES
from palier.doorway.urls import PAGES
from palier.people.api import Organisation
from palier.places.api import ask_about_door
from palier.tours.api import Tour, badges_of
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db
HOST = {"host": "bonjour.localhost"}


@pytest.fixture
def stage() -> Stage:
    networks.forget_everything()
    stage = make_stage()
    Tour.objects.filter(pk=stage.tour.pk).update(starts_at="00:00", ends_at="23:59")
    Organisation.objects.filter(pk=stage.organisation.pk).update(call_number="01 99 00 12 34", call_from="09:00", call_to="20:00")
    return stage


def addresses(stage: Stage) -> dict[str, str]:
    """Every page, with something to show."""
    from django.utils import timezone

    hall = stage.entrances[0]
    made = ask_about_door(
        "stop", timezone.now(), stage.tour.day, neighbourhood=hall.building.neighbourhood, entrance=hall, door=stage.doors[5]
    )
    return {
        "home": "/", "typed": "/v/?code=ZZZ", "badge": f"/v/{badges_of(stage.voisins[0], stage.tour.day)[0].code}", "report": "/signaler/",
        "search": "/stop/?q=batiment", "elsewhere": "/stop/ailleurs/", "hall": f"/h/{hall.pk}/", "ask": f"/h/{hall.pk}/stop/", "follow": "/r/",
        "receipt": f"/r/{made.receipt}/", "heard_places": "/entendu/",
        "heard": f"/entendu/{hall.building.neighbourhood.code}/", "about": "/nous/", "rights": "/droits/", "languages": "/langues/", "recommend": "/recommander/", "recommended": "/recommander/merci/",
    }  # fmt: skip


def test_every_page_is_here(stage: Stage) -> None:
    assert {name for _, _, name in PAGES} - set(addresses(stage)) == {"withdraw"}


def test_no_page_sets_a_cookie_runs_a_script_or_asks_another_host(stage: Stage) -> None:
    for name, url in {**addresses(stage), "lost": "/zut", "deep": "/h/zut/"}.items():
        answer = Client(headers=HOST).get(url)
        text = answer.content.decode()
        assert not answer.cookies, name
        assert "Set-Cookie" not in answer, name
        assert "Cookie" not in answer.get("Vary", ""), name
        policy = answer["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'"), name
        assert "script-src" not in policy, name
        assert "unsafe" not in policy, name
        assert "<script" not in text, name
        assert not re.search(r"\son\w+=|\sstyle=|javascript:", text), name
        found = set(re.findall(r'(?:src|href|action)="(?:https?:)?//([^/"]+)', text))
        assert not found, (name, found)
        assert answer["Referrer-Policy"] == "no-referrer", name
        assert answer["X-Content-Type-Options"] == "nosniff", name
        assert "geolocation=()" in answer["Permissions-Policy"], name
        assert f"<style>{stylesheet()}</style>" in text, name


def test_only_what_is_the_same_for_everybody_is_kept(stage: Stage) -> None:
    for name, url in addresses(stage).items():
        kept = Client(headers=HOST).get(url)["Cache-Control"]
        assert kept == (
            "public, max-age=300" if name in ("home", "about", "rights", "languages", "heard", "heard_places") else "no-store"
        ), name


def test_every_page_speaks_every_language_in_the_right_direction(stage: Stage) -> None:
    for url in addresses(stage).values():
        for code in LANGUAGES:
            answer = Client(headers=HOST).get(f"/{code}{url}")
            assert answer.status_code in (200, 404), (code, url)
            text = answer.content.decode()
            assert f'<html lang="{code}" dir="{"rtl" if code in ("ar", "ur") else "ltr"}"' in text, (code, url)
            assert f'href="/{code}/langues/"' in text, (code, url)
            assert "{" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S), (code, url)


def test_the_browser_s_language_is_taken_and_a_choice_by_hand_wins(stage: Stage) -> None:
    assert "من طرق بابي" in Client(headers={**HOST, "accept-language": "ar-DZ,fr;q=0.5"}).get("/").content.decode()
    assert "Qui a frappé" in Client(headers={**HOST, "accept-language": "ar"}).get("/fr/").content.decode()
    assert "Qui a frappé" in Client(headers={**HOST, "accept-language": "snk"}).get("/").content.decode()
    assert Client(headers=HOST).get("/")["Vary"].startswith("Accept-Language")


def test_what_is_not_vouched_for_is_said_once_in_the_foot(stage: Stage) -> None:
    assert "à relire" not in Client(headers=HOST).get("/").content.decode()
    assert "to be reread" in Client(headers=HOST).get("/en/").content.decode()
    text = Client(headers=HOST).get("/snk/").content.decode()
    assert "Pas encore traduit" in text
    assert 'class="large"' in text


def test_only_the_right_verbs_and_never_from_another_site(stage: Stage) -> None:
    url = f"/h/{stage.entrances[0].pk}/stop/"
    client = Client(headers=HOST)
    assert client.post("/").status_code == 405
    assert client.put(url).status_code == 405
    assert client.get(f"/r/{'A' * 7}/annuler/").status_code == 405
    data = {"kind": "stop", "door": stage.doors[0].pk}
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "https://ailleurs.example"}):
        assert Client(headers={**HOST, **headers}).post(url, data).status_code == 403
    for headers in ({"sec-fetch-site": "same-origin"}, {"origin": "http://bonjour.localhost"}, {"origin": "null"}, {}):
        assert Client(headers={**HOST, **headers}).post(url, data).status_code == 303


def test_the_three_names_are_three_houses(stage: Stage) -> None:
    assert Client(headers=HOST).get("/missions/").status_code == 404
    assert Client(headers=HOST).get("/api/field/v1/tours").status_code == 404
    assert Client(headers={"host": "bureau.localhost"}).get("/droits/").status_code == 404
    assert Client(headers={"host": "terrain.localhost"}).get("/droits/").status_code == 404
    assert Client(headers={"host": "ailleurs.example"}).get("/").status_code == 400
    assert Client(headers={"host": "BONJOUR.localhost:8400"}).get("/").status_code == 200
    assert settings.PUBLIC_ADDRESS.startswith("http://bonjour.localhost")


def test_pages_are_light(stage: Stage) -> None:
    """One answer with everything in it; the only other file is the letters of the titles."""
    for name, url in addresses(stage).items():
        packed = Client(headers={**HOST, "accept-encoding": "gzip"}).get(url)
        assert packed["Content-Encoding"] == "gzip", name
        assert len(packed.content) < 10_000, (name, len(packed.content))
    font = Client(headers=HOST).get("/lettres/bricolage-800-latin.woff2")
    assert font["Content-Type"] == "font/woff2"
    assert len(b"".join(font.streaming_content)) < 16_000


def test_machines_are_told_to_keep_out_of_halls_and_receipts(stage: Stage) -> None:
    text = Client(headers=HOST).get("/robots.txt").content.decode()
    for way in ("/v/", "/h/", "/r/", "/stop/"):
        assert f"Disallow: {way}" in text


def test_what_breaks_says_nothing_of_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("palier.doorway.pages.check.badge_by_code", lambda *_: 1 / 0)
    client = Client(headers=HOST, raise_request_exception=False)
    answer = client.get(f"/v/{badges_of(stage.voisins[0], stage.tour.day)[0].code}")
    assert answer.status_code == 500
    assert "Quelque chose ne marche pas" in answer.content.decode()
    assert "ZeroDivision" not in answer.content.decode()


def test_a_house_without_number_or_name_still_answers(db: None) -> None:
    for url in ("/", "/droits/", "/stop/", "/signaler/", "/stop/ailleurs/", f"/h/{uuid4()}/"):
        assert Client(headers=HOST).get(url).status_code in (200, 404), url
