"""Addresses of the residents' name: short enough to be printed, each of them also in a language chosen by hand (`/ar/…`)."""

from django.urls import path, re_path, register_converter
from django.urls.resolvers import URLPattern

from palier.doorway.pages import check, doors, heard, read, recommend
from palier.doorway.rules.tongues import LANGUAGES


class Language:
    """A language of the public pages."""

    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Language, "language")

PAGES = [
    ("", check.home, "home"),
    ("v/", check.typed, "typed"),
    ("v/<str:code>", check.badge, "badge"),
    ("signaler/", check.report, "report"),
    ("stop/", doors.search, "search"),
    ("stop/ailleurs/", doors.ask_elsewhere, "elsewhere"),
    ("h/<uuid:entrance>/", doors.hall, "hall"),
    ("h/<uuid:entrance>/stop/", doors.ask, "ask"),
    ("r/", doors.follow, "follow"),
    ("r/<str:number>/", doors.receipt, "receipt"),
    ("r/<str:number>/annuler/", doors.withdraw, "withdraw"),
    ("recommander/", recommend.recommend_page, "recommend"),
    ("recommander/merci/", recommend.recommended, "recommended"),
    ("entendu/", heard.neighbourhoods, "heard_places"),
    ("entendu/<slug:code>/", heard.heard, "heard"),
    ("nous/", read.about, "about"),
    ("droits/", read.rights, "rights"),
    ("langues/", read.languages, "languages"),
]

urlpatterns: list[URLPattern] = [path(way, page, name=name) for way, page, name in PAGES]
urlpatterns += [path(f"<language:language>/{way}", page, name=f"{name}_in") for way, page, name in PAGES]
urlpatterns += [
    path("robots.txt", read.robots, name="robots"),
    re_path(r"^son/(?P<sha256>[0-9a-f]{64})\.ogg$", read.sound, name="sound"),
    re_path(r"^lettres/bricolage-800-latin\.woff2$", read.font, name="font"),
]
handler404 = read.not_found
handler500 = read.broken
