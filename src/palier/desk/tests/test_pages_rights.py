"""Rights at the desk: noted, proven, shown, printed, corrected, erased with a receipt; by the site's manager only."""

import io
from typing import Any

import pikepdf
import pytest

from palier.common.models import JournalLine
from palier.desk.tests.test_pages import signed_in
from palier.people.api import Account
from palier.places.api import DoorRequest
from palier.privacy.api import Erasure
from palier.visits.api import Operation, Visit
from palier.visits.tests.factories import Stage, a_visit, make_stage

pytestmark = pytest.mark.django_db
NOTE = "parle de la chaudière"


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], note=NOTE, answers={"facture": "non", "mot": "trop cher"}, needs=["charges"]))
    return stage


def asked(stage: Stage, kind: str = "access") -> tuple[Any, DoorRequest, str]:
    client = signed_in(stage.manager)
    answer = client.post(f"/habitants/noter/?porte={stage.doors[0].pk}", {"kind": kind, "way": "office"})
    assert answer.status_code == 302
    made = DoorRequest.objects.get()
    return client, made, f"/habitants/{made.pk}/"


def test_it_is_noted_without_a_name_and_due_in_a_month(stage: Stage) -> None:
    client, made, here = asked(stage)
    assert (made.way, made.kind, made.door) == ("office", "access", stage.doors[0])
    page = client.get(here).content.decode()
    assert "Qui demande" in page
    assert "Voir ce qui est gardé" not in page
    assert client.post("/habitants/noter/", {"kind": "zut"}).status_code == 400


def test_nothing_is_shown_before_it_is_known_who_asks(stage: Stage) -> None:
    client, _, here = asked(stage)
    for proof in (None, "none"):
        if proof:
            client.post(f"{here}qui/", {"proof": proof, "asker": "self"})
        for page in ("garde/", "garde.pdf"):
            assert client.get(here + page).status_code == 404
        assert client.post(f"{here}effacer/", {"sure": "yes"}).status_code == 404
    assert not JournalLine.objects.filter(verb="read_held").exists()


def test_what_is_held_is_read_in_plain_words_and_printed(stage: Stage) -> None:
    client, made, here = asked(stage)
    client.post(f"{here}qui/", {"proof": "seen", "asker": "self"})
    page = client.get(f"{here}garde/").content.decode()
    for words in (NOTE, "Vous comprenez votre facture\u00a0: Non", "trop cher", "on a frappé une fois", "on s’est parlé"):
        assert words in page, words
    # Those who work here have rights too.
    assert "Fatou" not in page.split('id="page"')[1]
    with pikepdf.open(io.BytesIO(client.get(f"{here}garde.pdf").content)) as document:
        assert document.Root.MarkInfo.Marked
    assert JournalLine.objects.filter(verb="read_held", subject=f"doorrequest:{made.pk}").count() == 2


def test_a_wrong_word_is_corrected_and_the_old_one_is_nowhere(stage: Stage) -> None:
    client, _, here = asked(stage, "rectify")
    client.post(f"{here}qui/", {"proof": "at_door", "asker": "self"})
    client.post(f"{here}corriger/", {"visit": Visit.objects.get().pk, "note": "parle du chauffage"})
    assert Visit.objects.get().note == "parle du chauffage"
    assert NOTE not in Operation.objects.get().body
    client.post(here, {"what": "answer", "answer": "rectified"})
    assert DoorRequest.objects.get().answer == "rectified"


def test_erasing_answers_and_leaves_a_receipt_without_content(stage: Stage) -> None:
    client, made, here = asked(stage, "erase")
    client.post(f"{here}qui/", {"proof": "seen", "asker": "for"})
    assert client.post(f"{here}effacer/").status_code == 404  # nobody said that they are sure
    assert client.get(f"{here}recu.pdf").status_code == 404
    client.post(f"{here}effacer/", {"sure": "yes"})
    assert not Visit.objects.exists()
    made.refresh_from_db()
    assert (made.answer, made.is_waiting) == ("erased", False)
    page = client.get(here).content.decode()
    assert "1 passage" in page
    assert NOTE not in page
    assert client.get(f"{here}recu.pdf").content.startswith(b"%PDF")
    assert Erasure.objects.get().about == f"R-{made.receipt}"
    assert client.post(f"{here}effacer/", {"sure": "yes"}).status_code == 404  # once


def test_another_site_and_head_office_read_nothing(stage: Stage) -> None:
    client, _, here = asked(stage)
    client.post(f"{here}qui/", {"proof": "seen", "asker": "self"})
    stranger = signed_in(make_stage(name="Les Amarres").manager)
    head = signed_in(
        Account.objects.create_user(
            "claire@a.example", "une-phrase-de-passe", organisation=stage.organisation, first_name="Claire", role="head_office"
        )
    )
    for page in ("garde/", "garde.pdf"):
        assert stranger.get(here + page).status_code == 404
        assert head.get(here + page).status_code == 403
    assert stranger.get(f"{here}recu.pdf").status_code == 404
    assert stranger.post(f"{here}effacer/", {"sure": "yes"}).status_code == 404
    assert head.post(f"{here}effacer/", {"sure": "yes"}).status_code == 403
    assert Visit.objects.exists()
