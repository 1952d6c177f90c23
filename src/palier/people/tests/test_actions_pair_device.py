"""The same phone paired again: the same name, whatever happened to the server in between."""

import uuid

import pytest
from django.utils import timezone

from palier.people.api import Device, Voisin, make_pairing_code, pair_device, revoke_device
from palier.visits.tests.factories import make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def pair(voisin: Voisin, install: uuid.UUID) -> uuid.UUID:
    return pair_device(make_pairing_code("test", voisin, timezone.now()), install, "10.0.0.1", timezone.now()).device.pk


def test_a_phone_that_a_restore_forgot_gets_its_own_name_again() -> None:
    """Found by `make faults LAYER=protocol`: what it had sealed under its first name was kept aside as another phone's."""
    voisin, install = make_stage().voisins[0], uuid.uuid4()
    first = pair(voisin, install)
    Device.objects.filter(pk=first).delete()
    assert pair(voisin, install) == first


def test_a_phone_that_was_closed_is_another_device_when_it_is_paired_again() -> None:
    voisin, install = make_stage().voisins[0], uuid.uuid4()
    first = pair(voisin, install)
    revoke_device("test", Device.objects.get(pk=first), timezone.now())
    second = pair(voisin, install)
    assert second != first
    assert pair(voisin, install) == second
    assert Device.objects.get(pk=first).revoked_at is not None


def test_another_install_or_another_voisin_is_another_device() -> None:
    stage, install = make_stage(), uuid.uuid4()
    found = {pair(stage.voisins[0], install), pair(stage.voisins[1], install), pair(stage.voisins[0], uuid.uuid4())}
    assert len(found) == 3
