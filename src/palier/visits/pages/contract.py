"""`/api/field/v1/`: pair, token, ops, tours (`house` §5.2)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from palier.common.network import source_of
from palier.common.rows import key_of
from palier.people.api import Device, PairingRefused, pair_device, renew_token
from palier.safekeeping.api import public_keys
from palier.visits.actions import receive
from palier.visits.pages.wire import Refused, a_place, answer, device_of, read_json, sender_of, wire
from palier.visits.queries import CursorLost, download_for
from palier.visits.rules.envelope import MAX_BYTES, MAX_OPS, Malformed, TooMany

_REFUSALS = {
    "unknown_code": (400, "Ce code n’est plus bon. Demandez-en un autre à votre manager."),
    "too_many_tries": (429, "Trop d’essais. Attendez dix minutes, puis demandez un nouveau code."),
}


@wire("POST")
def pair(request: HttpRequest) -> HttpResponse:
    """A code and an install become a device and a token."""
    data = read_json(request)
    code, install = _pairing_fields(data)
    try:
        pairing = pair_device(code, install, source_of(request), timezone.now())
    except PairingRefused as refusal:
        http_status, message = _REFUSALS[refusal.reason]
        raise Refused(http_status, refusal.reason, message) from None
    return answer({"device": str(pairing.device.pk), "token": pairing.token, "emptied": pairing.emptied, **_keys(pairing.device)})


def _pairing_fields(data: Any) -> tuple[str, UUID]:
    malformed = Refused(400, "malformed", "Un code et un téléphone sont attendus.")
    if not isinstance(data, dict) or not isinstance(data.get("code"), str) or len(data["code"]) > 100:
        raise malformed
    try:
        return data["code"], UUID(data.get("install"))
    except (ValueError, TypeError, AttributeError):
        raise malformed from None


def _keys(device: Device) -> dict[str, Any]:
    """The epoch, and the keys to seal to."""
    keys, kid = public_keys()
    return {"epoch": str(device.voisin.site.organisation.epoch), "server_keys": keys, "kid": kid}


@wire("POST")
def token(request: HttpRequest) -> HttpResponse:
    """A good token is exchanged for a fresh one."""
    device = device_of(request)
    return answer({"device": str(device.pk), "token": renew_token(device, timezone.now()), **_keys(device)})


@wire("POST")
def ops(request: HttpRequest) -> HttpResponse:
    """Operations of one phone, answered one by one after commit."""
    with a_place():
        return _take_ops(request)


def _take_ops(request: HttpRequest) -> HttpResponse:
    sender = sender_of(request)
    data = read_json(request)
    if isinstance(data, dict) and isinstance(data.get("device"), str) and key_of(data["device"]) != sender.device:
        raise Refused(403, "other_device", "Cet envoi vient d’un autre téléphone.")
    try:
        return answer(receive(sender, data, timezone.now()))
    except TooMany:
        raise Refused(413, "too_many", "Trop d’un coup.", max_ops=MAX_OPS, max_bytes=MAX_BYTES) from None
    except Malformed as error:
        raise Refused(400, "malformed", str(error)) from None


@wire("GET")
def tours(request: HttpRequest) -> HttpResponse:
    """What this voisin's phone carries."""
    device = device_of(request)
    try:
        return answer(download_for(device, request.GET.get("cursor"), timezone.now()))
    except CursorLost:
        raise Refused(410, "cursor", "Repartir du début.") from None


urlpatterns = [
    path("api/field/v1/pair", pair, name="pair"),
    path("api/field/v1/token", token, name="token"),
    path("api/field/v1/ops", ops, name="ops"),
    path("api/field/v1/tours", tours, name="tours"),
]
