"""Who is at my door? The code of a badge, typed or photographed; and what to do when something is wrong."""

from django.http import HttpResponse, HttpResponseRedirect

from palier.common.codes import is_whole, read_typed, shown_code
from palier.doorway.networks import count_try, seconds_to_wait
from palier.doorway.pages.frame import Visit, public_page
from palier.doorway.rules.purpose import names_partner, purpose_key
from palier.doorway.words import hour_in
from palier.people.api import Site
from palier.tours.api import BADGE_LENGTH, Badge, BadgeReport, badge_by_code, report_visit

REPORTS_FREE = 3


@public_page("GET", kept_s=300)
def home(visit: Visit) -> HttpResponse:
    """Who knocked at my door?"""
    return visit.show("home.html", said="home")


@public_page("GET")
def typed(visit: Visit) -> HttpResponse:
    """The form of the first page."""
    return _check(visit, visit.request.GET.get("code", ""))


@public_page("GET")
def badge(visit: Visit, code: str) -> HttpResponse:
    """The address that a badge's square holds."""
    return _check(visit, code)


def _check(visit: Visit, written: str) -> HttpResponse:
    code = read_typed(written)
    if not code:
        return HttpResponseRedirect(visit.link("home"))
    if not is_whole(code, BADGE_LENGTH):
        return visit.show("unknown.html", status=404, code=shown_code(code)[:30], typo=True, said="unknown")
    wait = seconds_to_wait("badge", visit.request)
    if wait:
        return _wait(visit, wait)
    found = badge_by_code(code, visit.now)
    if found is None:
        count_try("badge", visit.request)
        return visit.show("unknown.html", status=404, code=shown_code(code), typo=False, said="unknown")
    return _known(visit, found)


def _known(visit: Visit, found: Badge) -> HttpResponse:
    site = Site.objects.select_related("organisation").get(pk=found.site)
    if not found.in_visit(visit.now):
        return visit.show("later.html", site.organisation, badge=found)
    named = names_partner(found.theme) and found.commissioner
    return visit.show(
        "yes.html", site.organisation, said="yes", badge=found, site=site, until=hour_in(visit.speak.language, found.window.ends_at),
        purpose=purpose_key(found.theme), partner=found.commissioner if named else "",
    )  # fmt: skip


def _wait(visit: Visit, seconds: int) -> HttpResponse:
    response = visit.show("wait.html", status=429, seconds=seconds, again=visit.request.get_full_path())
    response["Retry-After"] = str(seconds)
    return response


@public_page("GET", "POST")
def report(visit: Visit) -> HttpResponse:
    """Something was not right: the manager of that neighbourhood is told, without any name."""
    asked = visit.request.POST if visit.request.method == "POST" else visit.request.GET
    sites = list(Site.objects.order_by("name"))
    found = _badge_of(visit, asked.get("code", ""))
    site = next((one for one in sites if str(one.pk) == (str(found.site) if found else asked.get("site"))), None)
    reason = asked.get("reason", "")
    if visit.request.method == "POST" and reason in BadgeReport.Reason.values and (site or len(sites) == 1):
        wait = seconds_to_wait("report", visit.request, REPORTS_FREE)
        if not wait:
            count_try("report", visit.request)
            report_visit(site or sites[0], reason, visit.now, found.voisin if found else None)
        # Somebody afraid is not asked to wait: beyond the limit one more line would tell the manager nothing new.
        return visit.show("reported.html")
    return visit.show(
        "report.html", status=400 if visit.request.method == "POST" else 200, reasons=BadgeReport.Reason.values, reason=reason,
        sites=[] if found or len(sites) == 1 else sites, site=site, code=found.code if found else "",
    )  # fmt: skip


def _badge_of(visit: Visit, written: str) -> Badge | None:
    code = read_typed(written)
    if not is_whole(code, BADGE_LENGTH) or seconds_to_wait("badge", visit.request):
        return None
    found = badge_by_code(code, visit.now)
    if found is None:
        count_try("badge", visit.request)
    return found
