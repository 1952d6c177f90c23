"""Which name serves what: the desk, the phone app, the public pages and the portal share one port, not one origin (IN-06)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from palier.common.permissions import HEADER, NOTHING
from palier.safekeeping.api import is_closed

Answer = Callable[[HttpRequest], HttpResponse]


def urls_of(request: HttpRequest) -> str:
    """The addresses of the name that was asked; the desk's when it is not the phone's, the residents' or the partners'."""
    host = request.META.get("HTTP_HOST", "").partition(":")[0].lower()
    names = {
        settings.FIELD_HOST: settings.FIELD_URLCONF, settings.PUBLIC_HOST: settings.PUBLIC_URLCONF, settings.PORTAL_HOST: settings.PORTAL_URLCONF,
    }  # fmt: skip
    return str(names.get(host, settings.ROOT_URLCONF))


class HostRoutes:
    """Gives the request the urls of the name it was sent to."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.get_host()  # an unknown name is refused here, with 400
        if is_closed():
            return HttpResponse(
                "Une reprise est en cours. Revenez dans un instant.",
                status=503,
                content_type="text/plain; charset=utf-8",
                headers={"Retry-After": "30"},
            )
        request.urlconf = urls_of(request)
        return self.get_response(request)


class PermissionsPolicy:
    """No place, no camera, no microphone, except on the pages that record a voice (IN-04, PV-02)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(HEADER, NOTHING)
        return response
