"""Who asks, and for which partners: every page of the portal begins here. Outside one's partners nothing exists: 404."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from palier.missions.api import Mission
from palier.partners.api import FieldFeedback, Partner, Referral, Seat, feedback_to, funded_by, referrals_to, seats_of
from palier.people.api import Account, Site

Page = Callable[..., HttpResponse]
PARIS = ZoneInfo("Europe/Paris")


@dataclass
class Visitor:
    """One request of somebody who sits at one partner or more."""

    request: HttpRequest
    account: Account
    seats: list[Seat]
    now: datetime

    @property
    def today(self) -> date:
        """Today, here."""
        return self.now.astimezone(PARIS).date()

    @cached_property
    def partners(self) -> list[Partner]:
        """Whom she sits for, once each."""
        return list({one.partner_id: one.partner for one in self.seats}.values())

    def sits(self, kind: str) -> bool:
        """True when one of her seats is of this kind."""
        return any(one.kind == kind for one in self.seats)

    @cached_property
    def funded(self) -> set[UUID]:
        """The missions her partners help to pay."""
        return funded_by(self.seats)

    def missions(self) -> QuerySet[Mission]:
        """The missions that her partners commissioned or help to pay, newest first."""
        commissioned = {one.partner_id for one in self.seats if one.kind == Seat.Kind.COMMISSIONER}
        found = Mission.objects.filter(
            Q(commissioner__in=commissioned) | Q(pk__in=self.funded), site__organisation=self.account.organisation_id
        )
        # What voisins carry to the door is theirs: not read here.
        return found.select_related("site", "commissioner").defer("guide", "handouts")

    def mission(self, mission_id: UUID) -> Mission:
        """One of them, or 404."""
        return get_object_or_404(self.missions(), pk=mission_id)

    def commissions(self, mission: Mission) -> bool:
        """True when she sits for its commissioner: funders read, they do not build."""
        return any(one.kind == Seat.Kind.COMMISSIONER and one.partner_id == mission.commissioner_id for one in self.seats)

    def feedback(self) -> QuerySet[FieldFeedback]:
        """What residents said that was handed to her partners."""
        return feedback_to(self.seats)

    def referrals(self) -> QuerySet[Referral]:
        """What was sent to a service of her partners."""
        return referrals_to(self.seats)

    @cached_property
    def sites(self) -> list[Site]:
        """The sites where her partners are: of their missions, and of their directory entries."""
        found = {one.site_id: one.site for one in self.missions()}
        found |= {one.structure.site_id: one.structure.site for one in self.seats if one.structure}
        found |= {one.site_id: one.site for one in self.feedback()}
        return sorted(found.values(), key=lambda one: one.name)

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """The page, with what its frame needs."""
        frame = {"visitor": self, "partners": self.partners, "here": template.partition(".")[0], "receives": self.receives}
        return render(self.request, f"portal/{template}", frame | context, status=status)

    @cached_property
    def receives(self) -> bool:
        """True when some referral came to a service of hers: otherwise nothing speaks of referrals."""
        return self.referrals().exists()

    @cached_property
    def has_missions(self) -> bool:
        """True when there is something to read: a local actor has no mission of its own."""
        return self.missions().exists()

    @property
    def keeps_entry(self) -> bool:
        """True when an entry of the directory is hers to keep."""
        return any(one.structure for one in self.seats)

    @cached_property
    def to_answer(self) -> int:
        """How many answers residents wait for."""
        return self.feedback().filter(state=FieldFeedback.State.ASSIGNED).count()


def portal_page(page: Page) -> Page:
    """Only for those who sit at a partner; the answer is never kept by a cache."""

    @login_required
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account: Account = request.user  # type: ignore[assignment]
        seats = seats_of(account)
        if not seats:
            response = render(
                request,
                "portal/elsewhere.html",
                {"desk": settings.DESK_ADDRESS, "partner": account.role == Account.Role.PARTNER},
                status=403,
            )
        else:
            response = page(Visitor(request, account, seats, timezone.now()), *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        return response

    return guarded


def posted(page: Page) -> Page:
    """Anything but POST finds nothing there."""

    @wraps(page)
    def only(visitor: Visitor, *args: Any, **kwargs: Any) -> HttpResponse:
        if visitor.request.method != "POST":
            raise Http404
        return page(visitor, *args, **kwargs)

    return only
