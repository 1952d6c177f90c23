"""Reads of the directory, and of what residents agreed to."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import inf
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from palier.partners.heard import FieldFeedback
from palier.partners.models import Access, Appointment, Meeting, Partner, PersonalFollowUp, Referral, Service, Structure
from palier.partners.rules.heard import lateness
from palier.partners.rules.keeping import is_late
from palier.partners.rules.near import metres_between
from palier.partners.seats import Guest, Suggestion
from palier.people.api import Organisation, Site
from palier.places.api import Neighbourhood, kept_doors


def partners_of(organisation: Organisation) -> QuerySet[Partner]:
    """Every partner of one association, by name."""
    return Partner.objects.filter(organisation=organisation).order_by("name")


def services_of(site: Site) -> QuerySet[Service]:
    """The directory of a site: the services that are open to referrals today."""
    return Service.objects.filter(site=site, closed_at=None).select_related("partner").order_by("name")


# How many places of one service phones carry: the nearest to where they go.
PLACES_CARRIED = 5


def directory_for(site: Site, goes_to: Sequence[tuple[float, float]] = (), holidays: Sequence[date] = ()) -> list[dict[str, Any]]:
    """The directory as phones carry it (contract/examples/tours.json). `goes_to`: longitudes and latitudes of the buildings of its tours.

    `holidays`: the public holidays to come, on which ordinary hours say nothing.
    """
    here = Prefetch("places", queryset=Structure.objects.filter(closed_at=None).order_by("name"))
    return [
        {
            "code": one.code, "name": one.name, "what": one.what, "needs": one.needs, "place": one.place, "opening": one.opening,
            "phone": one.phone, "books": one.books, **_places(list(one.places.all()), goes_to, holidays),
        }
        for one in services_of(site).prefetch_related(here)
    ]  # fmt: skip


def _places(places: list[Structure], goes_to: Sequence[tuple[float, float]], holidays: Sequence[date]) -> dict[str, Any]:
    """The places of a service, the nearest ones when there are many; nothing for a service that has none."""
    if len(places) > PLACES_CARRIED and goes_to:
        places = sorted(places, key=lambda one: _nearest(one, goes_to))
    carried = [_place(one) for one in places[:PLACES_CARRIED]]
    return {"places": carried, "holidays": [day.isoformat() for day in holidays]} if carried else {}


def _nearest(one: Structure, goes_to: Sequence[tuple[float, float]]) -> float:
    if one.lon is None or one.lat is None or one.moves:
        return inf
    return min(metres_between(lon, lat, one.lon, one.lat) for lon, lat in goes_to)


def _place(one: Structure) -> dict[str, Any]:
    """One place: short, for it is on every phone. `at` is left out for a bus, and where nobody knows (five decimals: one metre)."""
    found = {
        "place": ", ".join(filter(None, (one.address, one.commune))), "phone": one.phone, "opening": one.opening, "week": one.week,
        "remark": one.remark,
    }  # fmt: skip
    at = None if one.lon is None or one.lat is None or one.moves else [round(one.lon, 5), round(one.lat, 5)]
    return {
        "name": one.name,
        **{key: value for key, value in found.items() if value},
        **({"at": at} if at else {}),
        **({"moves": True} if one.moves else {}),
    }


def structures_of(site: Site) -> QuerySet[Structure]:
    """The local actors of a site that are open, by name."""
    return Structure.objects.filter(site=site, closed_at=None).select_related("neighbourhood").order_by("name")


def to_meet_again(site: Site, today: date) -> list[Meeting]:
    """The last meeting with each structure whose day to talk again has come, oldest first."""
    later = Meeting.objects.filter(structure=OuterRef("structure"), day__gt=OuterRef("day"))
    due = Meeting.objects.filter(structure__site=site, structure__closed_at=None, again_on__lte=today)
    return list(due.exclude(Exists(later)).select_related("structure").order_by("again_on", "pk"))


def accesses_at(site: Site, today: date) -> list[Access]:
    """What was agreed to and still holds, or ended without anybody saying that it was given back; the soonest to end first."""
    rows = Access.objects.filter(structure__site=site, ended_on=None).select_related("structure", "building")
    return sorted(rows, key=lambda one: (one.until or date.max, one.agreed_on))


@dataclass(frozen=True, slots=True)
class Return:
    """A return visit that waits: since when, and in which language it was asked for, if any."""

    asked_on: date
    language: str


def asked_returns(doors: Collection[UUID]) -> dict[UUID, Return]:
    """Which of these doors wait for a return visit that was asked for."""
    waiting = PersonalFollowUp.objects.filter(state="to_do", door__isnull=False)
    rows = waiting.filter(Q(door__in=doors) | Q(door__merged_into__isnull=False)).order_by("asked_on")
    found = {door: Return(asked_on, language) for door, asked_on, language in rows.values_list("door_id", "asked_on", "language")}
    kept = kept_doors(set(found))
    return {kept[door].pk: one for door, one in found.items() if door in kept and kept[door].pk in doors}


def waiting_too_long(site: Site, today: date) -> int:
    """How many follow-ups of a site have waited more than three days since they were asked for, or last tried."""
    rows = PersonalFollowUp.objects.filter(site=site, state="to_do").values_list("asked_on", "last_try_on")
    return sum(is_late(asked_on, last_try_on, today) for asked_on, last_try_on in rows)


_STEPS = {
    "agreed": Count("pk"), "sent": Count("pk", filter=Q(sent_at__isnull=False)), "seen": Count("pk", filter=Q(seen_at__isnull=False)),
    "solved": Count("pk", filter=Q(state="solved")), "unsolved": Count("pk", filter=Q(state="unsolved")),
}  # fmt: skip


def referral_way(site: Site) -> dict[str, int]:
    """How far the referrals of a site went: agreed → sent → seen → solved, each within the one before."""
    return dict(Referral.objects.filter(site=site).exclude(state="withdrawn").aggregate(**_STEPS))


def referral_ways(site: Site) -> dict[UUID | None, dict[str, int]]:
    """The same, mission by mission; None holds what an older phone sent without saying which. Exact: it stays inside."""
    rows = Referral.objects.filter(site=site).exclude(state="withdrawn").order_by().values("mission").annotate(**_STEPS)
    return {mission: dict(zip(_STEPS, counts, strict=True)) for mission, *counts in rows.values_list("mission", *_STEPS)}


def appointment_way(site: Site) -> dict[str, int]:
    """Appointments of a site by state, withdrawn ones left out."""
    rows = Appointment.objects.filter(site=site).exclude(state="withdrawn").values_list("state").annotate(number=Count("pk"))
    return dict(rows.order_by())


def follow_up_counts(sites: Iterable[Site]) -> dict[UUID, dict[str, int]]:
    """Site → state → number of follow-ups: what head office may see of them."""
    found: dict[UUID, dict[str, int]] = {}
    rows = PersonalFollowUp.objects.filter(site__in=list(sites)).values_list("site_id", "state").annotate(number=Count("pk"))
    for site, state, number in rows.order_by():
        found.setdefault(site, {})[state] = number
    return found


_RANK = {"assigned": 1, "open": 2, "answered": 3, "closed": 4}


def feedback_of(site: Site, today: date) -> list[FieldFeedback]:
    """The register of a site: overdue first, then by the day an answer is due; what nobody has yet, what is answered, what is over."""
    rows = FieldFeedback.objects.filter(site=site).select_related("neighbourhood", "owner")

    def rank(row: FieldFeedback) -> tuple[int, date, date]:
        late = lateness(row.state, row.due_on, today) == "late"
        return 0 if late else _RANK[row.state], row.due_on or date.max, row.heard_on

    return sorted(rows, key=rank)


def late_feedback(site: Site, today: date) -> int:
    """How many answers are overdue on a site."""
    return FieldFeedback.objects.filter(site=site, state="assigned", due_on__lt=today).count()


def heard_at(neighbourhood: Neighbourhood) -> list[FieldFeedback]:
    """What was published about a neighbourhood, what changed first, then the newest."""
    rows = FieldFeedback.objects.filter(neighbourhood=neighbourhood, published_at__isnull=False).select_related("owner")
    return sorted(rows, key=lambda row: (not row.changed, -row.heard_on.toordinal()))


def places_heard() -> list[Neighbourhood]:
    """The neighbourhoods about which something was published, by name."""
    return list(Neighbourhood.objects.filter(feedback__published_at__isnull=False).distinct().order_by("name"))


def committees_of(partners: Iterable[UUID]) -> list[Guest]:
    """The committees to which these partners are invited, the first to come first."""
    rows = Guest.objects.filter(partner__in=list(partners)).select_related("committee__site", "partner")
    return list(rows.order_by("committee__begins_at", "pk"))


def suggestions_at(site: Site) -> list[Suggestion]:
    """What partners suggested for a site: those without a reply first, the newest before."""
    rows = Suggestion.objects.filter(site=site).select_related("partner")
    return sorted(rows, key=lambda one: (one.replied_at is not None, -one.made_at.timestamp()))


def suggestions_by(partners: Iterable[UUID]) -> list[Suggestion]:
    """What these partners suggested, the newest first."""
    return list(Suggestion.objects.filter(partner__in=list(partners)).select_related("site", "partner").order_by("-made_at"))


def funded_missions(partner: Partner) -> set[UUID]:
    """The missions that a partner helps to pay, by their ids."""
    return set(partner.fundings.values_list("mission", flat=True))


def seated_emails(partner: Partner) -> list[str]:
    """The addresses of those who sit for a partner today, once each."""
    seats = partner.seats.filter(ended_at=None, account__is_active=True)
    return sorted(set(seats.values_list("account__email", flat=True)))
