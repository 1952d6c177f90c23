"""The badges that a phone carries: a week ahead, complete without network, sent again only when they changed."""

import base64
from datetime import timedelta

import pytest
import segno

from palier.people.api import Organisation
from palier.tours.api import badges_of, cancel_tour
from palier.visits.tests.factories import Stage, make_stage, make_tour

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def test_the_badge_is_whole(stage: Stage) -> None:
    Organisation.objects.filter(pk=stage.organisation.pk).update(call_number="01 99 00 12 34")
    found = stage.phones[0].tours().json()["badge"]
    badge = badges_of(stage.voisins[0], stage.tour.day)[0]
    assert set(found) == {"association", "address", "call", "portrait", "shifts"}
    assert found["call"] == "01 99 00 12 34"
    assert found["address"].startswith("bonjour.localhost")
    assert found["portrait"].startswith("<svg xmlns=")
    shift = found["shifts"][0]
    assert (shift["tour"], shift["code"], shift["tile"]) == (str(stage.tour.pk), badge.code, badge.tile)


def test_the_square_says_the_public_address(stage: Stage) -> None:
    found = stage.phones[0].tours().json()["badge"]
    bits = "".join(f"{byte:08b}" for byte in base64.b64decode(found["shifts"][0]["qr"]))
    code = segno.make(f"http://{found['address']}/v/{found['shifts'][0]['code']}", error="m", micro=False, boost_error=False)
    assert bits[: len(code.matrix) ** 2] == "".join(str(int(bool(one))) for row in code.matrix for one in row)
    assert len(found["shifts"][0]["qr"]) < 200


def test_it_is_sent_again_only_when_it_changed(stage: Stage) -> None:
    phone = stage.phones[0]
    first = phone.tours().json()
    assert phone.tours(first["cursor"]).json()["badge"] is None
    make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day + timedelta(days=9), stage.voisins, stage.entrances)
    assert phone.tours(first["cursor"]).json()["badge"] is None  # beyond a week
    make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day + timedelta(days=3), stage.voisins, stage.entrances)
    second = phone.tours(first["cursor"]).json()
    assert len(second["badge"]["shifts"]) == 2
    cancel_tour("nadia", stage.tour)
    assert phone.tours(second["cursor"]).json()["badge"] is None  # the code stays the same; the page says no


def test_a_cursor_of_an_older_server_gets_the_badge(stage: Stage) -> None:
    import json

    first = stage.phones[0].tours().json()["cursor"]
    seen = json.loads(base64.urlsafe_b64decode(first + "=="))
    del seen["badge"]
    old = base64.urlsafe_b64encode(json.dumps(seen).encode()).decode().rstrip("=")
    answer = stage.phones[0].tours(old).json()
    assert answer["badge"] is not None
    assert answer["changed"] == []


def test_only_one_s_own_badge(stage: Stage) -> None:
    mine, other = badges_of(stage.voisins[0], stage.tour.day)[0], badges_of(stage.voisins[1], stage.tour.day)[0]
    text = stage.phones[0].tours().content.decode()
    assert mine.code in text
    assert other.code not in text
