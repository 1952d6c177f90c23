"""What every public page is: one answer, no cookie, no script, no other host, in the visitor's language."""

import base64
import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotAllowed
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from palier.doorway.rules.tongues import wanted_language
from palier.doorway.texts import Speaker, spoken, tongues
from palier.doorway.words import hour_in, the_association
from palier.people.api import Organisation
from palier.voices.api import sound_of_page

LOOK = Path(__file__).resolve().parent.parent / "look" / "public.css"
Page = Callable[..., HttpResponse]


@cache
def stylesheet() -> str:
    """The whole look of the pages, small enough to travel inside each: one answer and the page is there."""
    text = re.sub(r"/\*.*?\*/", "", LOOK.read_text("utf-8"), flags=re.S)
    return re.sub(r"\s*\n\s*", "", text).strip()


@cache
def policy() -> str:
    """Nothing but this very stylesheet, our own font and sounds, and forms that come back here (IN-03)."""
    digest = base64.b64encode(hashlib.sha256(stylesheet().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; font-src 'self'; media-src 'self'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )


@dataclass
class Visit:
    """One visitor's request: in which language, chosen by hand or not, at what time."""

    request: HttpRequest
    speak: Speaker
    chosen: str
    now: datetime = field(default_factory=timezone.now)

    def today(self, zone: str = "Europe/Paris") -> date:
        """Today, where the site is."""
        return self.now.astimezone(ZoneInfo(zone)).date()

    def link(self, name: str, *parts: object) -> str:
        """The address of another page, in the language that was chosen by hand, if one was."""
        return reverse(f"{name}_in", args=[self.chosen, *parts]) if self.chosen else reverse(name, args=parts)

    def show(
        self, template: str, association: Organisation | None = None, *, status: int = 200, said: str = "", **context: Any
    ) -> HttpResponse:
        """The page as HTML. `said`: the sentence to listen to, when somebody said it in this language."""
        shown = association or the_association()
        sound = sound_of_page(said, self.speak.language) if said else None
        text = render_to_string(f"doorway/{template}", {
            "speak": self.speak, "chosen": self.chosen, "tongue": self.speak.tongue, "css": stylesheet(), "association": shown,
            "call_from": hour_in(self.speak.language, shown.call_from) if shown else "",
            "call_to": hour_in(self.speak.language, shown.call_to) if shown else "", "host": settings.PUBLIC_HOST,
            "sound": sound, **context,
        })  # fmt: skip
        return HttpResponse(text, status=status)


def public_page(*methods: str, kept_s: int = 0) -> Callable[[Page], Page]:
    """A page without account. `kept_s`: how long a browser may keep it, in seconds; 0 never."""

    def around(page: Page) -> Page:
        @csrf_exempt  # no cookie, so nobody's name to act in; other sites are refused below
        @gzip_page
        @wraps(page)
        def guarded(request: HttpRequest, language: str = "", **parts: Any) -> HttpResponse:
            if request.method not in (*methods, "HEAD"):
                return HttpResponseNotAllowed(methods)
            if request.method == "POST" and not _from_here(request):
                return HttpResponseForbidden()
            code = language or wanted_language(request.headers.get("Accept-Language", ""), spoken())
            return _sealed(page(Visit(request, Speaker(code), language), **parts), kept_s)

        return guarded

    return around


def _from_here(request: HttpRequest) -> bool:
    """A form of ours, or a browser too old to say: another site's form is refused (IN-05)."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin in (None, "null", f"{request.scheme}://{request.get_host()}")


def _sealed(response: HttpResponse, kept_s: int) -> HttpResponse:
    response["Content-Security-Policy"] = policy()
    response["Cache-Control"] = f"public, max-age={kept_s}" if kept_s and response.status_code == 200 else "no-store"
    response["Vary"] = "Accept-Language, Accept-Encoding"
    response["Referrer-Policy"] = "no-referrer"
    # A code or a receipt typed wrong is an ordinary answer: it is not written to the server's log.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def languages_shown() -> list[Any]:
    """Every language of the public pages."""
    return tongues()
