"""Voices at the desk: kept with an agreement, listened to before the others hear, taken back; and the microphone's one door."""

import io
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.common.permissions import NOTHING, VOICE
from palier.desk.tests.test_pages import HOST, pages_of, signed_in
from palier.missions.api import set_guide
from palier.people.api import Account
from palier.visits.tests.factories import Stage, make_stage
from palier.voices.api import Recording, Sent, Sound, mission_board, take_recording, words_of
from palier.voices.tests.factories import BEEP, GUIDE, a_sound, kept, with_guide

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    with_guide(stage)
    return stage


def file_of(data: bytes = BEEP, name: str = "voix.webm") -> io.BytesIO:
    file = io.BytesIO(data)
    file.name = name
    return file


def form(stage: Stage, **changes: Any) -> dict[str, Any]:
    text = GUIDE["steps"][0]["text"]["fr"]
    return {"key": "guide/bonjour", "language": "fr", "words": words_of(text), "speaker": str(stage.voisins[0].pk), "agreed": "1",
            "file": file_of(), **changes}  # fmt: skip


def url(stage: Stage, end: str = "") -> str:
    return f"/missions/{stage.mission.pk}/voix/{end}"


def sent_by_a_phone(stage: Stage, phone: int = 0, **changes: Any) -> Recording:
    values = {"id": uuid.uuid4(), "mission": stage.mission.pk, "key": "guide/bonjour", "language": "snk",
              "text": GUIDE["steps"][0]["text"]["fr"], "agreed_at": timezone.now(), "data": a_sound(phone), **changes}  # fmt: skip
    take_recording(stage.phones[phone].device, Sent(**values), timezone.now())
    return Recording.objects.get(pk=values["id"])


def test_a_voice_is_kept_and_its_line_says_whose(stage: Stage) -> None:
    client = signed_in(stage.manager)
    assert client.post(url(stage, "garder/"), form(stage)).status_code == 302
    page = client.get(url(stage)).content.decode()
    assert "Fatou · 3" in page
    assert "1 sur 5" in page
    made = Recording.objects.get()
    found = client.get(f"/voix/{made.pk}/son/")
    assert found.content == bytes(made.sound.data)
    assert (found["Content-Type"], found["X-Content-Type-Options"]) == ("audio/ogg", "nosniff")
    assert found["Content-Disposition"].startswith("attachment")
    assert "La voix de Fatou" in client.get(f"/missions/{stage.mission.pk}/guide/").content.decode()


def test_the_recorder_gets_the_new_line_or_a_sentence(stage: Stage) -> None:
    client = signed_in(stage.manager)
    good = client.post(url(stage, "garder/"), form(stage), headers={"accept": "text/x-voice"})
    assert good.content.decode().strip().startswith("<li")
    bad = client.post(url(stage, "garder/"), form(stage, file=file_of(b"ID3\4")), headers={"accept": "text/x-voice"})
    assert (bad.status_code, bad["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert "MP3" in bad.content.decode()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"agreed": ""}, "d’accord"), ({"file": ""}, "Enregistrez"), ({"file": file_of(b"<svg onload=alert(1)>", "x.svg")}, "Opus"),
        ({"file": file_of(b"x" * 200_000, "../../../etc/passwd")}, "pèse"), ({"words": "0" * 64}, "vient de changer"), ({"language": "xx"}, "langue"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_said(stage: Stage, change: dict[str, Any], word: str) -> None:
    client = signed_in(stage.manager)
    assert word in client.post(url(stage, "garder/"), form(stage, **change), follow=True).content.decode()
    assert not Sound.objects.exists()


def test_the_name_of_a_file_is_never_kept(stage: Stage) -> None:
    signed_in(stage.manager).post(url(stage, "garder/"), form(stage, file=file_of(BEEP, "../../evil\r\nX: 1<b>.webm")))
    made = Recording.objects.get()
    assert "evil" not in repr(vars(made))
    assert b"evil" not in bytes(made.sound.data)


def test_outside_the_site_nothing_exists(stage: Stage) -> None:
    made, other = kept(stage), make_stage(name="Les Amarres")
    with_guide(other)
    client = signed_in(other.manager)
    for path in (f"/voix/{made.pk}/son/", url(stage), f"/equipe/{stage.voisins[0].pk}/voix/"):
        assert client.get(path).status_code == 404, path
    for path in (f"/voix/{made.pk}/", url(stage, "garder/"), f"/equipe/{stage.voisins[0].pk}/voix/"):
        assert client.post(path, {"what": "erase"}).status_code == 404, path
    # Somebody of another site cannot be made to speak here.
    assert client.post(url(other, "garder/"), form(stage)).status_code == 404
    assert client.post(url(other, "garder/"), form(other, key="guide/../x")).status_code == 404
    assert Recording.objects.get().state == "heard"


def test_reading_a_sound_needs_to_be_signed_in_and_deciding_a_token(stage: Stage) -> None:
    made = kept(stage)
    assert Client(headers=HOST).get(f"/voix/{made.pk}/son/").status_code == 302
    assert Client(headers=HOST).post(f"/voix/{made.pk}/", {"what": "erase"}).status_code == 302
    strict = Client(headers=HOST, enforce_csrf_checks=True)
    strict.force_login(stage.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in (f"/voix/{made.pk}/", url(stage, "garder/"), "/voix/garder/", "/voix/la-mienne/"):
        assert strict.post(path, {"what": "erase"}).status_code == 403, path
    assert strict.get(f"/voix/{made.pk}/").status_code == 405
    assert Recording.objects.get().state == "heard"


def test_what_a_phone_sent_is_listened_to_then_heard_or_said_again(stage: Stage) -> None:
    client, first, second = signed_in(stage.manager), sent_by_a_phone(stage), sent_by_a_phone(stage, phone=1)
    assert "2 voix à écouter" in client.get("/").content.decode()
    page = client.get("/voix/").content.decode()
    assert page.count("Elle est bonne") == 2
    client.post(f"/voix/{first.pk}/", {"what": "approve", "from": "site"})
    client.post(f"/voix/{second.pk}/", {"what": "refuse", "why": "noise"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state, second.why) == ("heard", "refused", "noise")
    assert "à écouter</" not in client.get("/").content.decode()


def test_a_text_rewritten_since_is_said_on_its_line(stage: Stage) -> None:
    kept(stage)
    waiting = sent_by_a_phone(stage)
    step = {**GUIDE["steps"][0], "text": {"fr": "Bonsoir à vous."}}
    set_guide(stage.manager, stage.mission, {**GUIDE, "steps": [step]})
    client = signed_in(stage.manager)
    assert "texte changé" in client.get(url(stage)).content.decode()
    assert "a changé depuis" in client.post(f"/voix/{waiting.pk}/", {"what": "approve"}, follow=True).content.decode()


def test_a_voisin_takes_her_voice_back_and_her_page_is_empty(stage: Stage) -> None:
    kept(stage)
    client, page = signed_in(stage.manager), f"/equipe/{stage.voisins[0].pk}/voix/"
    assert "j’habite le quartier" in client.get(page).content.decode()
    client.post(page)
    assert "Aucune phrase gardée" in client.get(page).content.decode()
    assert not Sound.objects.exists()


def test_who_signs_in_has_a_voice_too(stage: Stage) -> None:
    client = signed_in(stage.manager)
    client.post(url(stage, "garder/"), form(stage, speaker="me"))
    assert Recording.objects.get().account == stage.manager
    assert "Nadia" in client.get("/voix/").content.decode()
    client.post("/voix/la-mienne/")
    assert Recording.objects.get().state == "erased"


def test_a_sentence_of_every_mission(stage: Stage) -> None:
    client = signed_in(stage.manager)
    from palier.voices.api import common_sentences

    one = common_sentences()[0]
    client.post("/voix/garder/", form(stage, key=one.key, words=words_of(one.texts["fr"]), language="snk"))
    assert stage.phones[0].tours().json()["said"]["sounds"][0]["lang"] == "snk"


def test_nobody_is_counted(stage: Stage) -> None:
    for number, key in enumerate(("guide/bonjour", "guide/sujet", "answer/temps")):
        kept(stage, key=key, sent=a_sound(number))
    csv = signed_in(stage.manager).get("/voix/?personnes-export=csv").content.decode("utf-8-sig")
    assert csv.splitlines() == ["Prénom;Langues", "Fatou;français"]


def test_the_microphone_is_offered_where_one_records_and_nowhere_else(stage: Stage) -> None:
    client, recording = signed_in(stage.manager), {"mission_voices", "voices"}
    for name, path in pages_of(stage).items():
        assert client.get(path)["Permissions-Policy"] == (VOICE if name in recording else NOTHING), name
    assert Client(headers=HOST).get("/comptes/connexion/")["Permissions-Policy"] == NOTHING
    phone = Client(headers={"host": "terrain.localhost"})
    assert phone.get("/")["Permissions-Policy"] == VOICE
    for path in ("/sw.js", "/manifest.webmanifest", "/icon.svg", "/api/field/v1/tours"):
        assert phone.get(path)["Permissions-Policy"] == NOTHING, path
    assert "geolocation=(), camera=()" in VOICE


def test_a_head_office_without_a_site_sees_a_404(stage: Stage) -> None:
    head = Account.objects.create_user(
        "seule@a.example", "une-phrase-de-passe", organisation=make_stage(name="Vide").organisation, first_name="Seule", role="manager"
    )
    client = signed_in(head)
    assert client.get("/voix/").status_code == 404
    assert client.post("/voix/garder/", {}).status_code == 404


def test_the_board_costs_the_same_whatever_the_voices(stage: Stage, django_assert_max_num_queries: Any) -> None:
    for number, key in enumerate(("guide/bonjour", "guide/sujet", "answer/temps", "question/facture")):
        kept(stage, key=key, sent=a_sound(number))
    board = mission_board(stage.mission)
    with django_assert_max_num_queries(0):
        assert [one.state for one in board.spots("fr")] == ["heard"] * 4 + ["missing"]
