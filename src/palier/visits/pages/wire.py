"""Reading and answering JSON on the phone's entrance, with the refusals of the contract."""

import json
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from palier.people.api import TOKEN_ABSOLUTE, TOKEN_SLIDING, Device, Sender, sender_by_token
from palier.visits.rules.envelope import MAX_BYTES, MAX_OPS

Page = Callable[..., HttpResponse]
RETRY_AFTER_S = 5
# Posts that one process works on at once. Beyond that a phone is told to come back rather than kept waiting: it backs off
# with jitter and loses nothing, and whoever is let in is answered quickly (bench/return.py). Fewer than the server's threads.
POSTS_AT_ONCE = 16
_places = threading.BoundedSemaphore(POSTS_AT_ONCE)


@contextmanager
def a_place() -> Iterator[None]:
    """One of the places at the entrance, or 503."""
    if not _places.acquire(blocking=False):
        raise Refused(503, "busy", "Beaucoup de téléphones à la fois. Celui-ci revient dans un instant.")
    try:
        yield
    finally:
        _places.release()


class Refused(Exception):
    """An answer other than 2xx: a stable code, a sentence, and fields for the phone."""

    def __init__(self, http_status: int, error: str, message: str, **fields: Any) -> None:
        super().__init__(error)
        self.http_status = http_status
        self.fields = {"error": error, "message": message, **fields}


def answer(data: dict[str, Any], http_status: int = 200) -> HttpResponse:
    """JSON in UTF-8, never kept by a cache on the way."""
    response = HttpResponse(
        json.dumps(data, ensure_ascii=False, separators=(",", ":")), content_type="application/json", status=http_status
    )
    response["Cache-Control"] = "no-store"
    return response


def wire(method: str) -> Callable[[Page], Page]:
    """A page of the contract: one method, JSON refusals. Bearer tokens, so no CSRF cookie is involved (IN-05)."""

    def decorate(page: Page) -> Page:
        @csrf_exempt
        @wraps(page)
        def guarded(request: HttpRequest, **parts: str) -> HttpResponse:
            try:
                if request.method != method:
                    raise Refused(405, "method", f"{method} est attendu.")
                return page(request, **parts)
            except Refused as refusal:
                response = answer(refusal.fields, refusal.http_status)
                if refusal.http_status in (429, 503):
                    response["Retry-After"] = str(RETRY_AFTER_S)
                return response
            except OperationalError:
                # The database is busy or away: nothing was applied, the phone keeps everything and comes back.
                response = answer({"error": "busy", "message": "Le serveur est occupé."}, 503)
                response["Retry-After"] = str(RETRY_AFTER_S)
                return response

        return guarded

    return decorate


def read_json(request: HttpRequest) -> Any:
    """The decoded body. Refuses 413 above 1 MB once unpacked, 415 for another type, 400 for what is not JSON."""
    if request.content_type != "application/json":
        raise Refused(415, "type", "application/json est attendu.")
    raw = _unpacked(request)
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_no_twice)
    except (ValueError, RecursionError):
        raise Refused(400, "json", "Ce n’est pas du JSON lisible.") from None


def _unpacked(request: HttpRequest) -> bytes:
    too_big = Refused(413, "too_big", "Trop d’un coup.", max_ops=MAX_OPS, max_bytes=MAX_BYTES)
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    raw = request.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        raise too_big
    if encoding in ("", "identity"):
        return raw
    if encoding != "gzip":
        raise Refused(415, "encoding", "gzip ou rien.")
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(raw, MAX_BYTES + 1)
    except zlib.error:
        raise Refused(400, "gzip", "Le corps compressé est illisible.") from None
    if len(plain) > MAX_BYTES:
        raise too_big
    if not unpacker.eof:
        raise Refused(400, "gzip", "Le corps compressé est coupé.")
    return plain


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _no_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # A key written twice means two things at once: RFC 8785 cannot compare it.
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("clé répétée")
    return found


def sender_of(request: HttpRequest) -> Sender:
    """The phone whose bearer token this is, or 401. A revoked phone is let in: `/ops` takes what it still holds."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    sender = sender_by_token(token.strip()) if scheme.lower() == "bearer" and token else None
    if sender is None:
        raise Refused(401, "unknown_token", "Ce téléphone n’est plus relié. Rien n’est perdu : reliez-le à nouveau.")
    if not sender.is_closed(timezone.now()) and _is_old(sender, timezone.now()):
        raise Refused(401, "old_token", "Ce téléphone n’a pas servi depuis longtemps. Reliez-le à nouveau.")
    return sender


def device_of(request: HttpRequest) -> Device:
    """The phone whose bearer token this is, or 401; a revoked one too is refused."""
    sender = sender_of(request)
    if sender.is_closed(timezone.now()):
        raise Refused(401, "revoked", "Ce téléphone n’est plus relié.")
    return Device.objects.select_related("voisin__site__organisation").get(pk=sender.device)


def _is_old(sender: Sender, now: datetime) -> bool:
    last = max(sender.last_seen_at or sender.paired_at, sender.token_issued_at)
    return now - last > TOKEN_SLIDING or now - sender.token_issued_at > TOKEN_ABSOLUTE
