"""Addresses of the phone's name: its entrance and its app."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
