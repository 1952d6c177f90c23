"""Which name serves what: the desk and the phone app share one port, not one origin (IN-06)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from palier.common.permissions import HEADER, NOTHING

Answer = Callable[[HttpRequest], HttpResponse]


def is_field(request: HttpRequest) -> bool:
    """True for the phone app's name."""
    return bool(request.META.get("HTTP_HOST", "").partition(":")[0].lower() == settings.FIELD_HOST)


class HostRoutes:
    """Gives the request the urls of the name it was sent to."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # an unknown name is refused here, with 400
        if is_field(request):
            request.urlconf = settings.FIELD_URLCONF
        return self.get_response(request)


class PermissionsPolicy:
    """No place, no camera, no microphone, except on the pages that record a voice (IN-04, PV-02)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, NOTHING)
        return response
