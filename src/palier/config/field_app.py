"""Serve the built phone app. Hashed files are kept for a year, the page and the service worker never."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import parse_etags

from palier.common.permissions import HEADER, VOICE

NEVER_KEPT = {"index.html", "sw.js", "manifest.webmanifest"}
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("text/javascript", ".js")


def app_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """One file of the bundle; compressed where the phone takes it and the build made it. 404 for anything else."""
    path = _inside(name)
    if path is None:
        raise Http404
    packed = path.with_name(path.name + ".gz")
    use_packed = packed.is_file() and "gzip" in request.headers.get("Accept-Encoding", "")
    served = packed if use_packed else path
    # By what is in it, never by a date: an earlier release put back, or files that an installer dates alike, are new to a phone.
    tag = _tag(served, served.stat().st_mtime_ns, served.stat().st_size)
    response: HttpResponseBase
    if tag in (one.removeprefix("W/") for one in parse_etags(request.headers.get("If-None-Match", ""))):
        response = HttpResponse(status=304)
    else:
        response = FileResponse(served.open("rb"), content_type=_type(path))
    if use_packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["ETag"] = tag
    if name == "index.html":
        response[HEADER] = VOICE  # a voisin says the guide in her language
    response["Cache-Control"] = "no-cache" if name in NEVER_KEPT else "public, max-age=31536000, immutable"
    return response


def _inside(name: str) -> Path | None:
    root = _root()
    path = (root / name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


@lru_cache(maxsize=512)
def _tag(path: Path, modified_ns: int, size: int) -> str:
    """An entity tag for the bytes of a file, read again when its date or its size changes."""
    return f'"{hashlib.sha256(path.read_bytes()).hexdigest()[:32]}"'


@lru_cache
def _root() -> Path:
    return Path(settings.FIELD_BUNDLE).resolve()


def _type(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
