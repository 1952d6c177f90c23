"""The phone's entrance through HTTP, with its refusals (`house` §5.2)."""

import gzip
import json
import random
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from palier.people.api import make_pairing_code, revoke_device
from palier.people.models import Device
from palier.tours.api import cancel_tour
from palier.visits.api import Operation, Visit, decide_operation
from palier.visits.contract import validators
from palier.visits.tests.factories import Phone, Stage, a_visit, an_ask, an_op, make_stage, make_tour

pytestmark = pytest.mark.django_db
EXAMPLES = Path(__file__).parents[2] / "contract" / "examples"


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def pair(code: str, install: str, **headers: str) -> Any:
    return Client().post(
        "/api/field/v1/pair", {"code": code, "install": install}, content_type="application/json",
        headers={"host": "terrain.localhost", **headers},
    )  # fmt: skip


def test_a_code_pairs_a_phone_once(stage: Stage) -> None:
    code = make_pairing_code(stage.manager, stage.voisins[0], timezone.now())
    install = str(uuid.uuid4())
    first = pair(f" {code[:4].lower()} {code[4:]}", install)
    assert first.status_code == 200
    assert set(first.json()) == {"device", "token", "emptied", "epoch", "server_keys", "kid"}
    again = pair(code, install)
    assert again.json()["device"] == first.json()["device"]
    assert pair(code, str(uuid.uuid4())).status_code == 400
    assert Device.objects.filter(install=install).count() == 1


def test_a_code_is_good_for_ten_minutes(stage: Stage) -> None:
    code = make_pairing_code(stage.manager, stage.voisins[0], timezone.now() - timedelta(minutes=11))
    assert pair(code, str(uuid.uuid4())).json()["error"] == "unknown_code"


def test_five_wrong_codes_and_the_network_waits(stage: Stage) -> None:
    answers = [pair("AAAAAAAAAA", str(uuid.uuid4())).status_code for _ in range(6)]
    assert answers == [400] * 5 + [429]
    code = make_pairing_code(stage.manager, stage.voisins[0], timezone.now())
    assert pair(code, str(uuid.uuid4())).headers["Retry-After"]


def test_behind_a_proxy_one_guesser_does_not_stop_the_others(stage: Stage, settings: Any) -> None:
    settings.SCHEME = "https"
    for _ in range(6):
        pair("AAAAAAAAAA", str(uuid.uuid4()), **{"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
    code = make_pairing_code(stage.manager, stage.voisins[0], timezone.now())
    assert pair(code, str(uuid.uuid4()), **{"x-forwarded-for": "198.51.100.7"}).status_code == 429
    assert pair(code, str(uuid.uuid4()), **{"x-forwarded-for": "198.51.100.8"}).status_code == 200


@pytest.mark.parametrize("body", [" ", "[]", "{}", '{"code": 3, "install": "x"}', '{"code": "A", "install": []}'])
def test_a_malformed_pairing_is_refused(stage: Stage, body: str) -> None:
    response = Client().post("/api/field/v1/pair", body, content_type="application/json", headers={"host": "terrain.localhost"})
    assert response.status_code == 400


def test_without_a_token_401_and_nothing_is_said(stage: Stage) -> None:
    stranger = Phone(stage.phones[0].device, "wrong")
    assert stranger.post(a_visit(stage.tour, stage.doors[0])).status_code == 401
    assert stranger.tours().status_code == 401
    assert Operation.objects.count() == 0


def test_another_phone_s_device_is_403(stage: Stage) -> None:
    assert stage.phones[0].post(device=str(stage.phones[1].device.pk)).status_code == 403


def test_a_revoked_phone_may_only_hand_over(stage: Stage) -> None:
    revoke_device(stage.manager, stage.phones[0].device, timezone.now())
    assert stage.phones[0].tours().status_code == 401
    assert stage.phones[0].post(a_visit(stage.tour, stage.doors[0])).status_code == 200


def test_a_token_is_renewed_and_the_old_one_ends(stage: Stage) -> None:
    phone = stage.phones[0]
    response = Client().post(
        "/api/field/v1/token", {}, content_type="application/json",
        headers={"host": "terrain.localhost", "authorization": f"Bearer {phone.token}"},
    )  # fmt: skip
    assert response.status_code == 200
    assert phone.tours().status_code == 401
    phone.token = response.json()["token"]
    assert phone.tours().status_code == 200


def test_a_token_unused_for_a_month_is_old(stage: Stage) -> None:
    old = timezone.now() - timedelta(days=31)
    Device.objects.filter(pk=stage.phones[0].device.pk).update(last_seen_at=old, token_issued_at=old, paired_at=old)
    assert stage.phones[0].tours().json()["error"] == "old_token"


def test_a_wrong_count_is_refused_whole(stage: Stage) -> None:
    assert stage.phones[0].post(a_visit(stage.tour, stage.doors[0]), count=2).status_code == 400
    assert Operation.objects.count() == 0


def test_more_than_fifty_is_413_with_the_size(stage: Stage) -> None:
    response = stage.phones[0].post(*[a_visit(stage.tour, stage.doors[0]) for _ in range(51)])
    assert response.status_code == 413
    assert response.json()["max_ops"] == 50


def test_more_than_a_megabyte_is_413_even_when_squeezed(stage: Stage) -> None:
    bomb = gzip.compress(b" " * 30_000_000)
    response = stage.phones[0].post_raw(bomb, **{"content-encoding": "gzip"})
    assert response.status_code == 413
    assert stage.phones[0].post_raw(b" " * 1_000_001).status_code == 413


def test_gzip_is_understood_and_a_cut_one_refused(stage: Stage) -> None:
    packed = gzip.compress(json.dumps(stage.phones[0].envelope(a_visit(stage.tour, stage.doors[0]))).encode())
    assert stage.phones[0].post_raw(packed[:-9], **{"content-encoding": "gzip"}).status_code == 400
    assert stage.phones[0].post_raw(packed, **{"content-encoding": "gzip"}).status_code == 200


def test_other_types_are_415(stage: Stage) -> None:
    assert stage.phones[0].post_raw("a=1", content_type="application/x-www-form-urlencoded").status_code == 415


def test_a_body_cut_at_every_byte_applies_nothing(stage: Stage) -> None:
    whole = json.dumps(stage.phones[0].envelope(*[a_visit(stage.tour, door) for door in stage.doors[:5]])).encode()
    for end in range(1, len(whole) - 1, 7):
        assert stage.phones[0].post_raw(whole[:end]).status_code == 400
    assert Operation.objects.count() == 0


def test_a_stale_or_absent_epoch_is_answered_with_the_new_one(stage: Stage) -> None:
    for epoch in (None, str(uuid.uuid4()), "old"):
        response = stage.phones[0].post(a_visit(stage.tour, stage.doors[0]), epoch=epoch)
        assert response.status_code == 200
        assert response.json()["epoch"] == str(stage.organisation.epoch)
        assert response.json()["safe_up_to"] is None


def test_the_download_has_the_shape_of_the_contract(stage: Stage) -> None:
    example = json.loads((EXAMPLES / "tours.json").read_text())
    found = stage.phones[0].tours().json()
    assert set(found) == set(example)
    assert set(found["changed"][0]) == set(example["changed"][0])
    assert set(found["changed"][0]["entrances"][0]) == set(example["changed"][0]["entrances"][0])
    assert set(found["changed"][0]["entrances"][0]["doors"][0]) == set(example["changed"][0]["entrances"][0]["doors"][0])
    assert set(found["missions"][0]) == set(example["missions"][0])
    assert set(found["voisin"]) == set(example["voisin"])
    assert set(found["rota"]) == set(example["rota"])
    assert set(found["training"]) == set(example["training"])
    assert found["changed"][0]["with"]["first_name"] == "Ahmed"


def test_the_download_never_says_what_a_home_answered(stage: Stage) -> None:
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], answers={"facture": "oui"}, needs=["charges"],
                                 language="tr", note="parle de la chaudière"))  # fmt: skip
    stage.phones[0].send(a_visit(stage.tour, stage.doors[1], "not_interested"))
    text = stage.phones[1].tours().content.decode()
    doors = stage.phones[1].tours().json()["changed"][0]["entrances"][0]["doors"]
    assert "chaudière" not in text
    assert {door["state"] for door in doors[:2]} == {"skip"}  # met or refused: the phone is not told which
    assert all(set(door) == {"id", "floor", "label", "position", "state", "attempts", "pass"} for door in doors)


def test_the_cursor_brings_only_what_changed(stage: Stage) -> None:
    phone = stage.phones[0]
    first = phone.tours().json()
    assert [one["id"] for one in first["changed"]] == [str(stage.tour.pk)]
    same = phone.tours(first["cursor"]).json()
    assert (same["changed"], same["gone"], same["missions"]) == ([], [], [])
    phone.send(a_visit(stage.tour, stage.doors[0], "absent"))
    changed = phone.tours(first["cursor"]).json()["changed"][0]
    door = changed["entrances"][0]["doors"][0]
    assert (door["state"], door["attempts"], door["pass"]) == ("come_back", 1, 2)
    stage.tour.voisins.remove(stage.voisins[0])
    assert phone.tours(first["cursor"]).json()["gone"] == [str(stage.tour.pk)]


def test_a_cancelled_tour_is_still_shown_as_cancelled(stage: Stage) -> None:
    cancel_tour(stage.manager, stage.tour)
    assert stage.phones[0].tours().json()["changed"][0]["state"] == "cancelled"


def test_tours_beyond_a_fortnight_are_not_carried(stage: Stage) -> None:
    make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day + timedelta(days=20), stage.voisins,
              stage.entrances)  # fmt: skip
    assert len(stage.phones[0].tours().json()["changed"]) == 1


@pytest.mark.parametrize("cursor", ["x", "bm90anNvbg", "e30", "W10", "eyJlcG9jaCI6MX0", "é" * 3])
def test_a_lost_cursor_is_410(stage: Stage, cursor: str) -> None:
    assert stage.phones[0].tours(cursor).status_code == 410


def test_a_new_epoch_ends_the_cursor(stage: Stage) -> None:
    cursor = stage.phones[0].tours().json()["cursor"]
    stage.organisation.epoch = uuid.uuid4()
    stage.organisation.save()
    assert stage.phones[0].tours(cursor).status_code == 410


def test_decisions_come_back_to_the_phone(stage: Stage) -> None:
    phone = stage.phones[0]
    result = phone.send(an_op("teleport", {"to": "roof"}))[0]
    cursor = phone.tours().json()["cursor"]
    decide_operation(stage.manager, Operation.objects.get(), "set_aside", timezone.now())
    found = phone.tours(cursor).json()
    assert found["resolved"] == [{"id": result["id"], "rev": 1, "decision": "set_aside"}]
    assert phone.tours(found["cursor"]).json()["resolved"] == []


def test_another_site_s_tours_are_never_carried(stage: Stage) -> None:
    other = make_stage(name="Les Amarres")
    assert [one["id"] for one in other.phones[0].tours().json()["changed"]] == [str(other.tour.pk)]


def test_the_examples_of_the_contract_are_valid() -> None:
    example = json.loads((EXAMPLES / "ops.json").read_text())
    for op in example["request"]["ops"]:
        assert validators()[op["kind"], op["format"]].is_valid(op["body"])


MUTANTS: list[Any] = [
    None, True, -1, 0, 1.5, 10**30, "", "x", "\u0000", "é" * 400, "\ud83d\ude00", [], {}, [[]], {"a": {"b": []}},
    "2026-13-45T99:99:99Z", "9999-12-31T23:59:59+00:00", "0000-01-01T00:00:00Z", "not-a-uuid", str(uuid.UUID(int=0)),
    "a" * 5000, [1] * 100, {"x" * 70: 1}, "../../etc/passwd", "'; DROP TABLE visits_visit; --", "<img onerror=1>",
]  # fmt: skip


def _mutate(value: Any, dice: random.Random) -> Any:
    """One random change somewhere in a JSON value."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(sorted(value))
        what = dice.random()
        if what < 0.12:
            return {name: one for name, one in value.items() if name != key}
        if what < 0.2:
            return {**value, dice.choice(["zzz", "__proto__", ""]): dice.choice(MUTANTS)}
        return {**value, key: _mutate(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.85:
        index = dice.randrange(len(value))
        return [*value[:index], _mutate(value[index], dice), *value[index + 1 :]]
    return dice.choice(MUTANTS)


def test_two_thousand_mutated_bodies_get_2xx_or_4xx_and_nothing_half_written(stage: Stage) -> None:
    dice = random.Random(20260312)
    phone = stage.phones[0]
    client = Client(raise_request_exception=False)
    kinds = [
        lambda: a_visit(stage.tour, dice.choice(stage.doors), dice.choice(["met", "absent", "never_again"])),
        lambda: an_op("door_added", {"door": str(uuid.uuid4()), "entrance": str(stage.entrances[0].pk), "floor": 1,
                                     "label": "1er", "position": 2}),
        lambda: an_op("door_renamed", {"door": str(stage.doors[0].pk), "label": "101 bis"}),
        lambda: an_op("door_removed", {"door": str(stage.doors[-1].pk), "reason": "no_such_door"}),
        lambda: an_op("hours_declared", {"day": "2026-03-12", "from": "17:30", "to": "20:00", "sort": "field"}),
        lambda: an_op("tour_started", {"tour": str(stage.tour.pk), "at": "2026-03-12T17:31:00+01:00"}),
        lambda: an_op("referral", {"to": "ccas", "agreed": True, "tour": str(stage.tour.pk)}),
        lambda: an_ask("referral", stage.tour),
        lambda: an_ask("appointment", stage.tour, at="2026-12-03T10:00:00+01:00"),
        lambda: an_ask("follow_up", stage.tour, first_name="Canariname", phone="+33199007731", moment="evening", language="ar"),
        lambda: an_ask("follow_up", stage.tour, way="visit", door=str(stage.doors[0].pk)),
        lambda: an_op("impression", {"tour": str(stage.tour.pk), "mood": "good"}),
    ]  # fmt: skip
    seen: dict[int, int] = {}
    for _ in range(2000):
        envelope = phone.envelope(*[dice.choice(kinds)() for _ in range(dice.randint(1, 3))])
        for _ in range(dice.randint(1, 2)):
            envelope = _mutate(envelope, dice)
        before = Operation.objects.count()
        response = phone.post_raw(json.dumps(envelope), client=client)
        seen[response.status_code // 100] = seen.get(response.status_code // 100, 0) + 1
        assert response.status_code // 100 in (2, 4), (response.status_code, envelope)
        if response.status_code // 100 == 4:
            assert Operation.objects.count() == before
        else:
            assert len(response.json()["results"]) == len(envelope["ops"])
    assert seen[2] > 200  # many mutants reach the operations themselves
    assert seen[4] > 1000
    numbers = list(Operation.objects.order_by("seq").values_list("seq", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Visit.objects.count() <= len(numbers)
    # However a body was twisted, a resident's words that stand where the contract puts them are written nowhere.
    assert not Operation.objects.filter(kind="follow_up", body__contains="Canariname").exists()
    assert not Operation.objects.filter(kind="follow_up", body__contains="199007731").exists()


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"{", b"[" * 100_000, b'{"a": NaN}', b'{"count": 1, "count": 2}',
                                 b'"\\ud800"', b"1" * 10_000, b"null", b"[]", b'{"ops": []}'])  # fmt: skip
def test_what_is_not_an_envelope_is_400(stage: Stage, raw: bytes) -> None:
    assert stage.phones[0].post_raw(raw).status_code == 400


def test_other_methods_are_405(stage: Stage) -> None:
    assert Client().get("/api/field/v1/ops", headers={"host": "terrain.localhost"}).status_code == 405


def test_the_phone_s_name_has_no_desk_and_the_desk_no_phone() -> None:
    assert Client().get("/comptes/connexion/", headers={"host": "terrain.localhost"}).status_code == 404
    assert Client().post("/api/field/v1/pair", {}, headers={"host": "bureau.localhost"}).status_code in (403, 404)


def test_beyond_its_places_the_entrance_says_come_back_and_keeps_nothing(stage: Stage) -> None:
    from contextlib import ExitStack

    from palier.visits.pages.wire import POSTS_AT_ONCE, a_place

    phone, op = stage.phones[0], a_visit(stage.tour, stage.doors[0])
    with ExitStack() as crowd:
        for _ in range(POSTS_AT_ONCE):
            crowd.enter_context(a_place())
        answer = phone.post(op)
        assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert phone.send(op)[0]["status"] == "stored"
