"""The calendar: one's missions, committees to answer, both as iCalendar."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from palier.common.ical import calendar_file
from palier.missions.api import Mission
from palier.partners.api import CommitteeRefused, Guest, answer_committee, committees_of, guest_for
from palier.portal.scope import Visitor, portal_page, posted

ICS = "text/calendar; charset=utf-8"
# A calendar forgets what ended two months ago.
PAST = timedelta(days=60)
Entry = tuple[str, datetime, datetime, str, str, bool]


@portal_page
def agenda(visitor: Visitor) -> HttpResponse:
    """What comes, in order; for a local actor, the missions of its neighbourhood: their subject and their dates, nothing else."""
    guests = committees_of(one.pk for one in visitor.partners)
    return visitor.show(
        "agenda.html", coming=[one for one in guests if one.committee.ends_at > visitor.now],
        past=[one for one in reversed(guests) if one.committee.ends_at <= visitor.now][:10],
        missions=sorted(visitor.missions(), key=lambda one: one.starts_on, reverse=True), around=_around(visitor),
    )  # fmt: skip


def _around(visitor: Visitor) -> list[Mission]:
    """The missions that are in the field, or will be, where a local actor is."""
    sites = {one.structure.site_id for one in visitor.seats if one.structure}
    found = Mission.objects.filter(site__in=sites, ends_on__gte=visitor.today, stage__in=AROUND).select_related("site")
    return list(found.order_by("starts_on"))


# A mission that nobody signed yet is nobody's business but its partners'.
AROUND = [code for code in ("ready", "field") if code in Mission.Stage.values]


@portal_page
@posted
def reply(visitor: Visitor, guest_id: UUID) -> HttpResponse:
    """We come, or not."""
    found = guest_for(visitor.seats, guest_id)
    try:
        answer_committee(visitor.account, found, visitor.request.POST.get("answer", ""), visitor.now)
        messages.success(visitor.request, "Votre réponse est notée. Vous pouvez la changer jusqu’au jour même.")
    except CommitteeRefused as refusal:
        messages.error(visitor.request, str(refusal))
    return redirect("portal_agenda")


@portal_page
def one(visitor: Visitor, guest_id: UUID) -> HttpResponse:
    """One committee, for one's own calendar."""
    found = guest_for(visitor.seats, guest_id)
    return HttpResponse(calendar_file(found.committee.title, [_committee(found)], visitor.now), content_type=ICS)


@portal_page
def calendar(visitor: Visitor) -> HttpResponse:
    """Committees, first and last day of each mission: a file to import."""
    entries = [_committee(one) for one in committees_of(one.pk for one in visitor.partners)]
    for found in visitor.missions().filter(ends_on__gte=visitor.today - PAST):
        for mark, day, words in (("debut", found.starts_on, "premier jour"), ("fin", found.ends_on, "dernier jour")):
            begins = datetime.combine(day, time(9), ZoneInfo(found.site.time_zone))
            entries.append((f"{found.pk}-{mark}", begins, begins + timedelta(hours=1), f"{found.title} : {words}", found.site.name, False))
    return HttpResponse(calendar_file("Palier", entries, visitor.now), content_type=ICS)


def _committee(guest: Guest) -> Entry:
    found = guest.committee
    return str(found.pk), found.begins_at, found.ends_at, found.title, found.place, found.cancelled_at is not None
