"""The directory that phones carry: where a resident may be sent, in words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.desk.asked import NEEDS
from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.partners.api import (
    Service,
    ServiceRefused,
    change_service,
    close_service,
    open_service,
    partners_of,
    service_for,
    services_of,
    shown_phone,
)
from palier.people.api import Site


@desk_page
def directory(request: DeskRequest) -> HttpResponse:
    """Every service of the site; one more."""
    site = current_site(request)
    if site is None:
        raise Http404
    problem, typed = "", _typed(request, site)
    if request.method == "POST":
        try:
            made = open_service(request.user, site, **typed)
            messages.success(request, f"« {made.name} » est dans l’annuaire. Les téléphones l’auront à leur prochain contact.")
            return redirect("directory")
        except ServiceRefused as refusal:
            problem = str(refusal)
    closed = Service.objects.filter(site=site, closed_at__isnull=False).order_by("name")
    return render(
        request,
        "desk/asked/directory.html",
        {
            "site": site,
            "services": [(one, shown_phone(one.phone), [NEEDS.get(need, need) for need in one.needs]) for one in services_of(site)],
            "closed": closed,
            "problem": problem,
            "typed": typed,
            "needs": NEEDS.items(),
            "partners": partners_of(site.organisation),
        },
        status=400 if problem else 200,
    )


def _typed(request: DeskRequest, site: Site) -> dict[str, Any]:
    texts = {name: request.POST.get(name, "") for name in ("name", "what", "place", "opening", "phone")}
    return {
        **texts,
        "needs": [one for one in request.POST.getlist("needs") if one in NEEDS],
        "books": bool(request.POST.get("books")),
        "partner": next((one for one in partners_of(site.organisation) if str(one.pk) == request.POST.get("partner")), None),
    }


@desk_page
def service(request: DeskRequest, service_id: UUID) -> HttpResponse:
    """One service: what phones say of it."""
    found = service_for(request.user, service_id)
    problem = ""
    typed = _typed(request, found.site) if request.method == "POST" else {
        "name": found.name, "what": found.what, "place": found.place, "opening": found.opening, "phone": shown_phone(found.phone),
        "needs": found.needs, "books": found.books, "partner": found.partner,
    }  # fmt: skip
    if request.method == "POST":
        try:
            change_service(request.user, found, **typed)
            messages.success(request, "C’est changé. Les téléphones l’auront à leur prochain contact.")
            return redirect("directory")
        except ServiceRefused as refusal:
            problem = str(refusal)
    return render(
        request,
        "desk/asked/service.html",
        {
            "service": found,
            "problem": problem,
            "typed": typed,
            "needs": NEEDS.items(),
            "partners": partners_of(found.site.organisation),
            "places": found.places.filter(closed_at=None),
        },
        status=400 if problem else 200,
    )


@desk_page
@require_POST
def close(request: DeskRequest, service_id: UUID) -> HttpResponse:
    """Out of the directory, or in again."""
    found = service_for(request.user, service_id)
    closed = request.POST.get("what") != "back"
    close_service(request.user, found, timezone.now(), closed=closed)
    messages.success(request, f"« {found.name} » n’est plus proposé." if closed else f"« {found.name} » est de nouveau proposé.")
    return redirect("directory")


urlpatterns = [
    path("a-rappeler/annuaire/", directory, name="directory"),
    path("a-rappeler/annuaire/<uuid:service_id>/", service, name="service"),
    path("a-rappeler/annuaire/<uuid:service_id>/retirer/", close, name="close_service"),
]
