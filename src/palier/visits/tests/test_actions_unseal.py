"""What a phone sealed: opened by any key that ever was, held to its envelope, never lost when it cannot be opened."""

import json
import uuid
from typing import Any

import pytest
from django.utils import timezone
from joserfc import jwe
from joserfc.jwk import ECKey

from palier.safekeeping.api import public_keys, rotate_key
from palier.visits.api import Operation, Visit, decide_operation
from palier.visits.tests.factories import Phone, Stage, a_visit, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def sealed(phone: Phone, op: dict[str, Any], key: dict[str, str] | None = None, **changes: Any) -> dict[str, Any]:
    """The same operation as the app sends it; `changes` make the seal say something else."""
    jwk = key or public_keys()[0][0]
    plain = {
        "id": op["id"],
        "rev": op["rev"],
        "kind": op["kind"],
        "format": op["format"],
        "device": str(phone.device.pk),
        "body": op["body"],
        **changes,
    }
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"]}
    text = jwe.encrypt_compact(header, json.dumps(plain), ECKey.import_key(jwk), algorithms=["ECDH-ES", "A256GCM"])
    return {**{name: value for name, value in op.items() if name != "body"}, "sealed": text}


def test_a_sealed_visit_counts_and_the_same_seal_again_is_known(stage: Stage) -> None:
    phone = stage.phones[0]
    op = sealed(phone, a_visit(stage.tour, stage.doors[0], note="à relancer"))
    assert phone.send(op)[0]["status"] == "stored"
    assert phone.send(op)[0]["status"] == "known"
    assert Visit.objects.get().note == "à relancer"


def test_the_same_words_sealed_twice_are_other_bytes(stage: Stage) -> None:
    phone, op = stage.phones[0], a_visit(stage.tour, stage.doors[0])
    phone.send(sealed(phone, op))
    result = phone.send(sealed(phone, op))[0]
    assert (result["status"], result["reason"]) == ("quarantined", "other_bytes")


def test_a_seal_to_an_older_key_still_opens(stage: Stage) -> None:
    phone, old = stage.phones[0], public_keys()[0][0]
    rotate_key("test", timezone.now())
    assert public_keys()[1] != old["kid"]
    assert [one["kid"] for one in public_keys()[0]] == [public_keys()[1]]
    assert phone.send(sealed(phone, a_visit(stage.tour, stage.doors[0]), old))[0]["status"] == "stored"


def test_a_seal_of_an_unknown_key_or_changed_on_the_way_is_kept_aside_whole(stage: Stage) -> None:
    phone = stage.phones[0]
    stranger = {**ECKey.generate_key("P-256", private=False).as_dict(private=False), "kid": "nobody"}
    op = sealed(phone, a_visit(stage.tour, stage.doors[0]), stranger)
    good = sealed(phone, a_visit(stage.tour, stage.doors[1]))
    flipped = {**good, "sealed": good["sealed"][:-3] + ("A" if good["sealed"][-3] != "A" else "B") + good["sealed"][-2:]}
    assert [one["reason"] for one in phone.send(op, flipped)] == ["cannot_open", "cannot_open"]
    assert Operation.objects.filter(body=op["sealed"]).exists()
    assert Visit.objects.count() == 0


@pytest.mark.parametrize("text", ["x", "a.b.c.d.e", "....", "e30.e30.e30.e30.e30", "A" * 500])
def test_nonsense_for_a_seal_is_kept_aside(stage: Stage, text: str) -> None:
    op = {**{name: value for name, value in a_visit(stage.tour, stage.doors[0]).items() if name != "body"}, "sealed": text}
    assert stage.phones[0].send(op)[0]["reason"] == "cannot_open"


@pytest.mark.parametrize("changes", [{"id": str(uuid.uuid4())}, {"rev": 2}, {"kind": "opposition"}, {"format": 2}])
def test_a_seal_that_disagrees_with_its_envelope_is_kept_aside(stage: Stage, changes: dict[str, Any]) -> None:
    phone = stage.phones[0]
    assert phone.send(sealed(phone, a_visit(stage.tour, stage.doors[0]), **changes))[0]["reason"] == "seal_disagrees"
    assert Visit.objects.count() == 0


def test_what_another_phone_sealed_waits_for_the_manager_who_may_let_it_in(stage: Stage) -> None:
    phone = stage.phones[0]
    op = sealed(phone, a_visit(stage.tour, stage.doors[0]), device=str(stage.phones[1].device.pk))
    assert phone.send(op)[0]["reason"] == "other_phone"
    decide_operation(stage.manager, Operation.objects.get(), "accepted", timezone.now())
    assert Visit.objects.count() == 1


def test_a_sealed_visit_may_wait_for_its_door(stage: Stage) -> None:
    from palier.places.api import Door
    from palier.visits.tests.factories import an_op

    phone, door = stage.phones[0], Door(id=uuid.uuid4(), entrance=stage.entrances[0])
    phone.send(sealed(phone, a_visit(stage.tour, door)))
    body = {"door": str(door.pk), "entrance": str(stage.entrances[0].pk), "floor": 5, "label": "5e droite", "position": 0}
    phone.send(sealed(phone, an_op("door_added", body)))
    assert Visit.objects.get().door_id == door.pk


def test_a_plain_body_can_be_closed_out(stage: Stage, settings: Any) -> None:
    settings.ACCEPT_PLAIN_BODIES = False
    phone = stage.phones[0]
    assert phone.send(a_visit(stage.tour, stage.doors[0]))[0]["reason"] == "not_sealed"
    assert phone.send(sealed(phone, a_visit(stage.tour, stage.doors[1])))[0]["status"] == "stored"


def test_pairing_the_same_install_again_is_the_same_phone(stage: Stage) -> None:
    from palier.people.api import make_pairing_code, pair_device

    device = stage.phones[0].device
    code = make_pairing_code("test", stage.voisins[0], timezone.now())
    assert pair_device(code, device.install, "127.0.0.1", timezone.now()).device.pk == device.pk
