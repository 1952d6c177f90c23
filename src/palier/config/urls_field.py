"""Addresses of the phone's name: its entrance and its app."""

from django.urls import include, path

from palier.config.field_app import app_file
from palier.config.field_words import languages, words

urlpatterns = [
    path("", include("palier.visits.pages.contract")),
    path("", include("palier.visits.pages.audio")),
    path("", include("palier.visits.pages.agenda")),
    path("l10n/languages.json", languages),
    path("l10n/<str:code>.json", words),
    path("", app_file, {"name": "index.html"}),
    path("<path:name>", app_file),
]
