"""404 and 500 of the portal: nothing of what exists elsewhere, nothing of what broke."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: the same for what does not exist and for what is somebody else's."""
    return render(request, "portal/lost.html", {"broken": False}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500."""
    return render(request, "portal/lost.html", {"broken": True}, status=500)
