"""`/api/field/v1/audio`: sounds that a phone plays, and sentences that its voisin said (contract/README.md, « Sounds »)."""

import base64
import binascii
import hashlib
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone

from palier.people.api import Device
from palier.visits.contract import voice_validator
from palier.visits.pages.wire import Refused, a_place, answer, device_of, read_json, wire
from palier.voices.api import Sent, erase_own, sound_for_phone, take_recording


@wire("GET")
def sound(request: HttpRequest, sha256: str) -> HttpResponse:
    """One sound of the phone's site, as a file that no browser opens by itself (IN-09)."""
    found = sound_for_phone(device_of(request), sha256)
    if found is None:
        raise Refused(404, "unknown_sound", "Ce son n’est plus là.")
    return sound_file(bytes(found.data))


def sound_file(data: bytes) -> HttpResponse:
    """An Ogg file: its type is certain, since we wrote it; attached, never sniffed, never kept by a cache on the way."""
    response = HttpResponse(data, content_type="audio/ogg")
    response["Content-Disposition"] = 'attachment; filename="voix.ogg"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@wire("POST")
def recording(request: HttpRequest) -> HttpResponse:
    """A sentence said on this phone; sent again, it is the same one."""
    with a_place():
        device = device_of(request)
        sent = _read(read_json(request))
        taken = take_recording(device, sent, timezone.now())
        return answer({**_epoch(device), "id": str(sent.id), "state": taken.state, "message": taken.message})


@wire("POST")
def erase(request: HttpRequest) -> HttpResponse:
    """The speaker takes one of her recordings back."""
    device, data = device_of(request), read_json(request)
    try:
        wanted = UUID(data["id"])
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused(400, "malformed", "Un identifiant est attendu.") from None
    erase_own(device, wanted, timezone.now())
    return answer({**_epoch(device), "id": str(wanted), "state": "erased", "message": ""})


def _read(data: Any) -> Sent:
    problem = next(iter(voice_validator().iter_errors(data)), None)
    if problem is not None:
        raise Refused(400, "malformed", "L’enregistrement est incomplet.")
    try:
        sent = base64.b64decode(data["data"], validate=True)
        agreed_at = datetime.fromisoformat(data["agreed_at"])
    except (binascii.Error, ValueError):
        raise Refused(400, "malformed", "L’enregistrement est illisible.") from None
    if agreed_at.tzinfo is None or hashlib.sha256(sent).hexdigest() != data["sha256"]:
        raise Refused(400, "malformed", "L’enregistrement est abîmé.")
    mission = UUID(data["mission"]) if data["mission"] else None
    return Sent(UUID(data["id"]), mission, data["key"], data["language"], data["text"], agreed_at, sent)


def _epoch(device: Device) -> dict[str, str]:
    return {"epoch": str(device.voisin.site.organisation.epoch)}


urlpatterns = [
    path("api/field/v1/audio", recording, name="audio"),
    path("api/field/v1/audio/erase", erase, name="erase_audio"),
    path("api/field/v1/audio/<str:sha256>", sound, name="sound"),
]
