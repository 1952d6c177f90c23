"""`/l10n/`: the words of each language for the phone, what came with the software and what was corrected since."""

import gzip
import hashlib
import json
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from palier.languages.api import TRANSLATED, progress, words_for


@require_safe
def words(request: HttpRequest, code: str) -> HttpResponse:
    """One language: `{"texts": {key: text | {form: text}}, "vouched": [key]}`. 404 for one that the app does not speak."""
    if code not in TRANSLATED:
        raise Http404
    found = words_for("phone", code)
    return _answer(request, {"texts": found.texts, "vouched": sorted(found.vouched)})


@require_safe
def languages(request: HttpRequest) -> HttpResponse:
    """How far each language is: `[{"code", "texts", "vouched"}]`."""
    return _answer(
        request, [{"code": one.language, "texts": one.translated, "vouched": one.vouched} for one in progress() if one.place == "phone"]
    )


def _answer(request: HttpRequest, content: Any) -> HttpResponse:
    """Asked again each time, sent again only when it changed."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == tag:
        response = HttpResponse(status=304)
    else:
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(_packed(body) if packed else body, content_type="application/json; charset=utf-8")
        if packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = "no-cache"
    return response


@lru_cache(maxsize=64)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)
