"""What we do, your rights, my language; and what machines read."""

from pathlib import Path

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase

from palier.doorway.pages.frame import Visit, languages_shown, public_page
from palier.voices.api import languages_heard, public_sound

FONT = Path(__file__).resolve().parent.parent / "look" / "bricolage-800-latin.woff2"
ROBOTS = "User-agent: *\nDisallow: /v/\nDisallow: /h/\nDisallow: /r/\nDisallow: /stop/\n"


@public_page("GET", kept_s=300)
def about(visit: Visit) -> HttpResponse:
    """What we do."""
    return visit.show("about.html")


@public_page("GET", kept_s=300)
def rights(visit: Visit) -> HttpResponse:
    """Your rights."""
    return visit.show("rights.html")


@public_page("GET", kept_s=300)
def languages(visit: Visit) -> HttpResponse:
    """Eighteen languages, each in its own letters."""
    return visit.show("languages.html", tongues=languages_shown(), heard=languages_heard())


def robots(request: HttpRequest) -> HttpResponse:
    """Search engines keep out of badges, halls and receipts."""
    return HttpResponse(ROBOTS, content_type="text/plain")


def font(request: HttpRequest) -> HttpResponseBase:
    """The letters of the titles, the only file beside the page (14 KB, kept for a year)."""
    response = FileResponse(FONT.open("rb"), content_type="font/woff2")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def sound(request: HttpRequest, sha256: str) -> HttpResponse:
    """What a page says aloud: an Ogg file that we wrote ourselves, played in the page, never sniffed."""
    data = public_sound(sha256)
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="audio/ogg")
    response["Cache-Control"] = "public, max-age=86400"
    response["Accept-Ranges"] = "none"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, in the visitor's language."""
    return _lost(request, "error.missing", 404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, without a word of what broke (AR-08)."""
    return _lost(request, "error.broken", 500)


def _lost(request: HttpRequest, sentence: str, status: int) -> HttpResponse:
    @public_page("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    def page(visit: Visit) -> HttpResponse:
        return visit.show("lost.html", sentence=sentence, status=status)

    return page(request)
