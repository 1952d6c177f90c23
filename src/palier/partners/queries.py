"""Reads of the directory, and of what residents agreed to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from palier.partners.models import Appointment, Partner, PersonalFollowUp, Referral, Service
from palier.partners.rules.keeping import is_late
from palier.people.api import Organisation, Site
from palier.places.api import kept_doors


def partners_of(organisation: Organisation) -> QuerySet[Partner]:
    """Every partner of one association, by name."""
    return Partner.objects.filter(organisation=organisation).order_by("name")


def services_of(site: Site) -> QuerySet[Service]:
    """The directory of a site: the services that are open to referrals today."""
    return Service.objects.filter(site=site, closed_at=None).select_related("partner").order_by("name")


def directory_for(site: Site) -> list[dict[str, Any]]:
    """The directory as phones carry it (contract/examples/tours.json)."""
    return [
        {
            "code": one.code, "name": one.name, "what": one.what, "needs": one.needs, "place": one.place, "opening": one.opening,
            "phone": one.phone, "books": one.books,
        }
        for one in services_of(site)
    ]  # fmt: skip


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


def referral_way(site: Site) -> dict[str, int]:
    """How far the referrals of a site went: agreed → sent → seen → solved, each within the one before."""
    found = Referral.objects.filter(site=site).exclude(state="withdrawn").aggregate(
        agreed=Count("pk"), sent=Count("pk", filter=Q(sent_at__isnull=False)), seen=Count("pk", filter=Q(seen_at__isnull=False)),
        solved=Count("pk", filter=Q(state="solved")),
    )  # fmt: skip
    return dict(found)


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
