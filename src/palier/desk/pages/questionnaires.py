"""Placeholder replaced below."""

urlpatterns = []
