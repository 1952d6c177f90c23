"""Addresses of the phone's name: its entrance and its app."""

from django.urls import include, path

from palier.config.field_app import app_file

urlpatterns = [
    path("", include("palier.visits.pages.contract")),
    path("", include("palier.visits.pages.audio")),
    path("", app_file, {"name": "index.html"}),
    path("<path:name>", app_file),
]
