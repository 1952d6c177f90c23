"""A voisin's private address for her calendar app: made and closed from her phone, read by the app."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from palier.people.api import Voisin
from palier.teams.api import feed_owner, make_feed, revoke_feeds
from palier.tours.api import agenda_file
from palier.visits.pages.wire import answer, device_of, wire


@wire("POST")
def open_agenda(request: HttpRequest) -> HttpResponse:
    """A new address; the former one answers nothing more. Told this once: only its hash is kept."""
    device = device_of(request)
    token = make_feed(f"device:{device.pk}", device.voisin, timezone.now())
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT else ""
    where = f"{settings.SCHEME}://{settings.FIELD_HOST}{port}{reverse('agenda', args=[token])}"
    return answer({"epoch": str(device.voisin.site.organisation.epoch), "address": where})


@wire("POST")
def close_agenda(request: HttpRequest) -> HttpResponse:
    """No calendar reads it any more."""
    device = device_of(request)
    revoke_feeds(f"device:{device.pk}", device.voisin, timezone.now())
    return answer({"epoch": str(device.voisin.site.organisation.epoch)})


@require_safe
def agenda(request: HttpRequest, token: str) -> HttpResponse:
    """The file itself. A revoked address and one that never was answer alike."""
    owner = feed_owner(token)
    if not isinstance(owner, Voisin):
        raise Http404
    response = HttpResponse(agenda_file(owner, timezone.now()), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


urlpatterns = [
    path("api/field/v1/agenda", open_agenda),
    path("api/field/v1/agenda/close", close_agenda),
    path("agenda/<str:token>.ics", agenda, name="agenda"),
]
