"""Team seminars: those of a site, what is promised and still open, since when there is something new to read."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from palier.people.api import Site
from palier.teams.models import Seminar, SeminarPoint, Verbatim


def seminars_of(site: Site) -> QuerySet[Seminar]:
    """Every seminar of a site, the latest first."""
    return Seminar.objects.filter(site=site).order_by("-day", "-starts_at")


def open_actions(sites: Collection[Site], before: date | None = None) -> list[SeminarPoint]:
    """What was promised and is still to do, the oldest date first; `before`: by seminars of earlier days only."""
    rows = SeminarPoint.objects.filter(kind=SeminarPoint.Kind.ACTION, state=SeminarPoint.State.OPEN, seminar__site__in=sites)
    if before is not None:
        rows = rows.filter(seminar__day__lt=before)
    return sorted(rows.select_related("seminar"), key=lambda one: (one.due_on or date.max, one.seminar.day, one.number))


def read_since(seminar: Seminar) -> date | None:
    """The day of the last seminar held before this one: what came after it is new. None for the first."""
    earlier = Seminar.objects.filter(site=seminar.site, held_at__isnull=False, day__lt=seminar.day).exclude(pk=seminar.pk)
    return earlier.order_by("-day").values_list("day", flat=True).first()


def agreed_quotes(site: Site, first: date, last: date) -> list[Verbatim]:
    """Words put on the table in seminars of these days, whose author agreed that they leave the team."""
    rows = Verbatim.objects.filter(seminar__site=site, seminar__day__range=(first, last), consent=Verbatim.Consent.YES)
    return list(rows.order_by("seminar__day", "id"))
