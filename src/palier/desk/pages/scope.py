"""Who asks, and for which site: every page of the desk begins here."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template import loader
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.people.api import Account, Site, site_for, sites_for

Page = Callable[..., HttpResponse]
KEY = "site"
IDLE_S, ABSOLUTE_S = 30 * 60, 12 * 3600
# What an open page asks by itself: it is no sign of a person, and never keeps a session awake.
BY_ITSELF = frozenset({"/securite/sonnette/", "/securite/dehors/"})


class IdleSessions:
    """Half an hour without a page, or twelve hours in all, and the desk asks again (AZ-06)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(timezone.now().timestamp())
            begun, seen = request.session.get("begun", now), request.session.get("seen", now)
            idle = now - seen > IDLE_S
            if request.path in BY_ITSELF and now - begun <= ABSOLUTE_S:
                # Asleep, the desk still rings; it tells nothing more until somebody signs in again.
                request.asleep = idle  # type: ignore[attr-defined]
            elif idle or now - begun > ABSOLUTE_S:
                logout(request)
            elif now - seen > 60 or "begun" not in request.session:
                request.session["begun"], request.session["seen"] = begun, now
        return self.get_response(request)


class DeskRequest(HttpRequest):
    """A request whose account is known."""

    user: Account


def desk_page(page: Page) -> Page:
    """Only for those who signed in and work here: a partner is shown the way to the portal. The answer is never kept by a cache."""

    @login_required
    @wraps(page)
    def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.role == Account.Role.PARTNER:
            response = HttpResponse(loader.render_to_string("desk/elsewhere.html", {"portal": settings.PORTAL_ADDRESS}), status=403)
        else:
            response = page(request, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def current_site(request: DeskRequest) -> Site | None:
    """The site chosen in the rail; the first one in scope when none was; None for an account without a site."""
    sites = sites_for(request.user)
    chosen = request.session.get(KEY)
    found = sites.filter(pk=chosen).first() if chosen else None
    return found or sites.first()


def today_at(site: Site) -> date:
    """Today, in the site's own time."""
    return timezone.now().astimezone(ZoneInfo(site.time_zone)).date()


@desk_page
@require_POST
def choose_site(request: DeskRequest) -> HttpResponse:
    """The switch of the rail."""
    site = site_for(request.user, request.POST.get("site", ""))
    request.session[KEY] = str(site.pk)
    return redirect("home")


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame shows on every page (a context processor)."""
    # The frame of the desk counts visits and doors: on the partners' name nothing of it is ever read.
    if getattr(request, "urlconf", None) == settings.PORTAL_URLCONF or not isinstance(getattr(request, "user", None), Account):
        return {}
    from palier.desk.bell import bell_for
    from palier.partners.api import late_feedback, may_handle_residents, to_meet_again, waiting_too_long
    from palier.places.api import waiting_requests
    from palier.tours.api import open_reports
    from palier.visits.api import quarantine_for

    account: Account = request.user  # type: ignore[assignment]
    site = current_site(request)  # type: ignore[arg-type]
    return {
        "frame_sites": list(sites_for(account)),
        "frame_site": site,
        "frame_to_call": waiting_too_long(site, today_at(site)) if site and may_handle_residents(account) else 0,
        "frame_feedback_late": late_feedback(site, today_at(site)) if site and request.path.startswith("/a-rappeler/") else 0,
        "frame_to_meet": len(to_meet_again(site, today_at(site))) if site else 0,
        "frame_asked": waiting_requests(site.neighbourhoods.all()) + open_reports([site]).count() if site else 0,
        "frame_aside": quarantine_for(account).count(),
        "bell": bell_for(account),
    }


urlpatterns = [path("site/", choose_site, name="choose_site")]
