"""Recommending somebody without an account: her agreement first, sealed at once, kept once, slowed down."""

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from palier.doorway import networks
from palier.teams.api import Candidate, who_is
from palier.visits.tests.factories import make_stage

pytestmark = pytest.mark.django_db
HOST = {"host": "bonjour.localhost"}
FORM = {
    "first_name": "Ionela", "last_name": "Canarescu", "phone": "06 39 98 00 51", "languages": ["ro", "fr", "xx"], "why": "Elle aide les familles.",
    "by": "Mme Bailly", "by_where": "École Prévert", "by_reach": "01 99 00 12 01", "agreed": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    networks.forget_everything()
    make_stage()
    yield
    networks.forget_everything()


def send(**over: object) -> tuple[int, str]:
    form = {name: value for name, value in {**FORM, "once": str(uuid.uuid4()), **over}.items() if value is not None}
    answer = Client(headers=HOST).post("/recommander/", form)
    assert not answer.cookies
    assert "script" not in answer["Content-Security-Policy"]
    return answer.status_code, answer.content.decode()


def test_a_recommendation_is_sealed_and_kept_once() -> None:
    once = str(uuid.uuid4())
    assert send(once=once)[0] == send(once=once)[0] == 303
    candidate = Candidate.objects.get()
    assert (candidate.way, candidate.languages, who_is(candidate).by, who_is(candidate).why) == (
        "form",
        ["ro", "fr"],
        "Mme Bailly",
        "Elle aide les familles.",
    )
    assert "Ionela" not in candidate.secret
    thanks = Client(headers=HOST).get("/recommander/merci/").content.decode()
    assert "deux ans" in thanks
    assert "Ionela" not in thanks


@pytest.mark.parametrize(("over", "said"), [
    ({"agreed": None}, "Demandez d’abord"), ({"by": ""}, "qui vous êtes"), ({"why": "Elle est musulmane"}, "ni religion"),
    ({"phone": "au secrétariat"}, "ne se compose pas"), ({"first_name": " "}, "prénom"),
])  # fmt: skip
def test_what_may_not_be_is_said_and_what_was_typed_stays(over: dict[str, object], said: str) -> None:
    status, page = send(**over)
    assert status == 400
    assert said in page
    assert "École Prévert" in page
    assert not Candidate.objects.exists()


def test_the_form_tells_for_how_long_and_other_sites_are_refused() -> None:
    page = Client(headers=HOST).get("/recommander/").content.decode()
    assert "tout s’efface deux ans après le dernier contact" in page
    assert "<script" not in page
    assert Client(headers={**HOST, "sec-fetch-site": "cross-site"}).post("/recommander/", FORM).status_code == 403
    assert Client(headers=HOST).get("/ar/recommander/").status_code == 200


def test_a_flood_of_recommendations_is_slowed_down() -> None:
    answers = [send()[0] for _ in range(8)]
    assert answers[:4] == [303] * 4
    assert 429 in answers
    assert Candidate.objects.count() < 8


def test_two_sites_must_be_told_apart() -> None:
    other = make_stage(name="Les Amarres")
    assert send()[0] == 400
    assert send(site=str(other.site.pk))[0] == 303
    assert Candidate.objects.get().site == other.site
