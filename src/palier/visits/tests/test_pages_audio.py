"""The phone's entrance for sounds: what is fetched, what is sent, and its refusals."""

import base64
import hashlib
import json
import random
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.missions.api import set_guide
from palier.people.api import revoke_device
from palier.visits.contract import CONTRACT, voice_validator
from palier.visits.tests.factories import Stage, make_stage
from palier.visits.tests.test_pages_contract import _mutate
from palier.voices.api import Recording, approve_recording, read_voice
from palier.voices.tests.factories import BEEP, GUIDE, a_sound, kept, with_guide

pytestmark = pytest.mark.django_db
BASE = "/api/field/v1/audio"


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    with_guide(stage)
    return stage


def headers(stage: Stage, phone: int = 0) -> dict[str, str]:
    return {"host": "terrain.localhost", "authorization": f"Bearer {stage.phones[phone].token}"}


def fetch(stage: Stage, sha256: str, phone: int = 0) -> Any:
    return Client().get(f"{BASE}/{sha256}", headers=headers(stage, phone))


def post(stage: Stage, data: Any, path: str = BASE, phone: int = 0) -> Any:
    return Client().post(path, json.dumps(data), content_type="application/json", headers=headers(stage, phone))


def a_voice(stage: Stage, sent: bytes = BEEP, **changes: Any) -> dict[str, Any]:
    return {
        "id": str(uuid.uuid4()), "format": 1, "mission": str(stage.mission.pk), "key": "guide/bonjour", "language": "fr",
        "text": GUIDE["steps"][0]["text"]["fr"], "agreed_at": timezone.now().isoformat(), "sha256": hashlib.sha256(sent).hexdigest(),
        "data": base64.b64encode(sent).decode(), **changes,
    }  # fmt: skip


def test_the_download_names_every_sound_and_each_can_be_fetched(stage: Stage) -> None:
    made = kept(stage, sent=BEEP)
    mission = stage.phones[0].tours().json()["missions"][0]
    assert mission["sounds"] == [{"key": "guide/bonjour", "lang": "fr", "sha256": made.sound_id, "bytes": made.sound.size, "ms": 3000}]
    found = fetch(stage, made.sound_id)
    assert found.status_code == 200
    assert hashlib.sha256(found.content).hexdigest() == made.sound_id
    assert found.content == read_voice(BEEP).data
    assert found["Content-Type"] == "audio/ogg"
    assert found["Content-Disposition"].startswith("attachment")
    assert (found["X-Content-Type-Options"], found["Cache-Control"]) == ("nosniff", "no-store")
    assert not found.cookies


def test_a_guide_rewritten_reaches_a_phone_whose_tours_did_not_change(stage: Stage) -> None:
    kept(stage)
    phone = stage.phones[0]
    cursor = phone.tours().json()["cursor"]
    assert phone.tours(cursor).json()["missions"] == []
    set_guide(stage.manager, stage.mission, {**GUIDE, "steps": [{**GUIDE["steps"][0], "text": {"fr": "Autre."}}]})
    again = phone.tours(cursor).json()
    assert again["changed"] == []
    assert again["missions"][0]["guide"]["steps"][0]["text"] == {"fr": "Autre."}
    assert again["missions"][0]["sounds"] == []


def test_a_cursor_of_the_first_version_still_works(stage: Stage) -> None:
    phone = stage.phones[0]
    cursor = phone.tours().json()["cursor"]
    held = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    del held["missions"]
    old = base64.urlsafe_b64encode(json.dumps(held).encode()).decode().rstrip("=")
    found = phone.tours(old).json()
    assert found["changed"] == []
    assert len(found["missions"]) == 1


def test_a_sound_of_another_site_an_erased_or_an_unknown_one_is_404(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    with_guide(other)
    theirs, ours = kept(other, sent=a_sound(1)), kept(stage, sent=a_sound(2))
    sha256 = ours.sound_id
    assert fetch(stage, theirs.sound_id).status_code == 404
    assert fetch(stage, "../../etc/passwd").status_code == 404
    assert fetch(stage, "f" * 64).status_code == 404
    post(stage, {"id": str(ours.pk)}, f"{BASE}/erase")
    assert fetch(stage, sha256).status_code == 404


def test_without_a_good_token_nothing(stage: Stage) -> None:
    made = kept(stage)
    for method, path in (("get", f"{BASE}/{made.sound_id}"), ("post", BASE), ("post", f"{BASE}/erase")):
        found = getattr(Client(), method)(path, headers={"host": "terrain.localhost", "authorization": "Bearer non"})
        assert found.status_code == 401, path
    revoke_device(stage.manager, stage.phones[0].device, timezone.now())
    assert fetch(stage, made.sound_id).status_code == 401
    assert post(stage, a_voice(stage)).status_code == 401
    assert Client().post(f"{BASE}/{made.sound_id}", headers=headers(stage, 1)).status_code == 405
    assert Client().get(f"{BASE}/{made.sound_id}", headers={"host": "bureau.localhost"}).status_code == 404


def test_a_voice_travels_from_one_phone_to_another_by_the_desk(stage: Stage) -> None:
    voice = a_voice(stage)
    answer = post(stage, voice)
    assert answer.json() == {"epoch": str(stage.organisation.epoch), "id": voice["id"], "state": "waiting", "message": ""}
    told = stage.phones[0].tours().json()["voices"]
    assert told == [
        {"id": voice["id"], "state": "waiting", "why": "", "mission": str(stage.mission.pk), "key": "guide/bonjour", "lang": "fr"}
    ]
    assert stage.phones[1].tours().json()["voices"] == []
    sha256 = read_voice(BEEP).sha256
    assert fetch(stage, sha256).status_code == 200  # her own voice, which waits
    assert fetch(stage, sha256, phone=1).status_code == 404  # nobody else's yet
    approve_recording(stage.manager, Recording.objects.get(), timezone.now())
    assert stage.phones[1].tours().json()["missions"][0]["sounds"][0]["sha256"] == sha256
    assert fetch(stage, sha256, phone=1).status_code == 200
    assert post(stage, {"id": voice["id"]}, f"{BASE}/erase").json()["state"] == "erased"
    assert stage.phones[1].tours().json()["missions"][0]["sounds"] == []


def test_what_cannot_be_taken_is_said_and_what_is_malformed_is_400(stage: Stage) -> None:
    refusal = post(stage, a_voice(stage, b"%PDF-1.7 not a sound"))
    assert (refusal.status_code, refusal.json()["state"]) == (200, "not_taken")
    assert "PDF" in refusal.json()["message"]
    good = a_voice(stage)
    for wrong in (
        {**good, "sha256": "0" * 64}, {**good, "data": "é"}, {**good, "data": good["data"][:-1]}, {**good, "agreed_at": "hier soir, à vingt heures"},
        {**good, "agreed_at": "2026-03-11T19:02:00+25:00"}, {**good, "agreed_at": "2026-03-11T19:02:00.000"}, {**good, "key": "guide/../../etc"},
        {**good, "key": "<script>"}, {**good, "language": "../fr"}, {**good, "mission": "x"}, {**good, "id": "x"}, {**good, "more": 1},
        {**good, "format": 2}, {key: value for key, value in good.items() if key != "text"}, [], None, "x",
    ):  # fmt: skip
        assert post(stage, wrong).status_code == 400, wrong
    assert post(stage, {}, f"{BASE}/erase").status_code == 400
    assert post(stage, {**good, "data": "A" * 1_100_000}).status_code == 413
    assert not Recording.objects.exists()


def test_two_thousand_odd_bodies_never_break_it(stage: Stage) -> None:
    dice, seen = random.Random(5), set()
    for _ in range(2000):
        seen.add(post(stage, _mutate(a_voice(stage, a_sound()), dice)).status_code // 100)
    assert seen <= {2, 4}


def test_the_example_of_the_contract_is_valid_and_taken(stage: Stage) -> None:
    example = json.loads((CONTRACT / "examples" / "voice.json").read_text("utf-8"))
    assert voice_validator().is_valid(example)
    assert post(stage, {**example, "mission": str(stage.mission.pk)}).json()["state"] == "waiting"
    assert Path(CONTRACT / "words" / "said.json").exists()
