"""Serve the built phone app. Hashed files are kept for a year, the page and the service worker never."""

import mimetypes
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe

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
    modified = int(served.stat().st_mtime)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    response: HttpResponseBase
    if since is not None and since >= modified:
        response = HttpResponse(status=304)
    else:
        response = FileResponse(served.open("rb"), content_type=_type(path))
    if use_packed:
        response["Content-Encoding"] = "gzip"
    response["Vary"] = "Accept-Encoding"
    response["Last-Modified"] = http_date(modified)
    if name == "index.html":
        response[HEADER] = VOICE  # a voisin says the guide in her language
    response["Cache-Control"] = "no-cache" if name in NEVER_KEPT else "public, max-age=31536000, immutable"
    return response


def _inside(name: str) -> Path | None:
    root = _root()
    path = (root / name).resolve()
    return path if path.is_relative_to(root) and path.is_file() else None


@lru_cache
def _root() -> Path:
    return Path(settings.FIELD_BUNDLE).resolve()


def _type(path: Path) -> str:
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
