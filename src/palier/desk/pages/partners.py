"""Partners: who of them enters the portal, what they see there, what they suggest."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from palier.common.french import short_day
from palier.desk.letters import mail_invitation, mail_is_set
from palier.desk.pages.scope import DeskRequest, current_site, desk_page
from palier.desk.tables import Column, Table
from palier.missions.api import missions_for
from palier.partners.api import (
    INVITATION_LIFE,
    CommitteeRefused,
    Partner,
    Seat,
    SeatRefused,
    add_partner,
    end_seat,
    fund_missions,
    funded_missions,
    invitation_for,
    invite,
    partner_for,
    partners_of,
    reply_to_suggestion,
    seat_for,
    structures_for,
    suggestion_for,
    suggestions_at,
    withdraw_invitation,
)

KINDS = {"landlord": "commissioner", "local_actor": "local_actor"}


@desk_page
def partners(request: DeskRequest) -> HttpResponse:
    """Every partner of the association; what they suggest here; one more."""
    if request.method == "POST":
        name = request.POST.get("name", "").strip()
        if name:
            made = add_partner(request.user, request.user.organisation, name=name, kind=request.POST.get("kind", ""))
            return redirect("partner", made.pk)
        messages.error(request, "Donnez un nom.")
    rows = list(partners_of(request.user.organisation).prefetch_related("seats__account", "missions"))
    table = Table(request, "partenaires", [
        Column("Nom", lambda one: one.name, link=lambda one: reverse("partner", args=[one.pk])),
        Column("Quoi", lambda one: one.get_kind_display()),
        Column("Missions commandées", lambda one: len(one.missions.all()), number=True),
        Column("Entrent dans le portail", lambda one: ", ".join(sorted({seat.account.first_name for seat in one.seats.all() if seat.ended_at is None}))),
    ], rows, title="Partenaires", empty="Aucun partenaire encore : une mission en apporte un.")  # fmt: skip
    site = current_site(request)
    return table.export or render(request, "desk/partners/list.html", {
        "table": table, "total": len(rows), "kinds": Partner.Kind.choices, "suggestions": suggestions_at(site) if site else [],
        "portal": settings.PORTAL_ADDRESS,
    })  # fmt: skip


@desk_page
def partner(request: DeskRequest, partner_id: UUID) -> HttpResponse:
    """One partner: its seats, its invitations, the missions it helps to pay."""
    found = partner_for(request.user, partner_id)
    return render(request, "desk/partners/partner.html", _shown(request, found))


def _shown(request: DeskRequest, found: Partner, **more: Any) -> dict[str, Any]:
    now = timezone.now()
    return {
        "partner": found, "seats": found.seats.filter(ended_at=None).select_related("account", "structure"), "kinds": Seat.Kind.choices,
        "kind": KINDS.get(found.kind, "commissioner"), "waiting": found.invitations.filter(used_at=None, expires_at__gt=now),
        "structures": structures_for(request.user).filter(closed_at=None), "mail": mail_is_set(), "portal": settings.PORTAL_ADDRESS,
        "missions": missions_for(request.user), "funded": funded_missions(found), "address": "", "email": "", **more,
    }  # fmt: skip


@desk_page
@require_POST
def ask_in(request: DeskRequest, partner_id: UUID) -> HttpResponse:
    """A one-time link: sent by e-mail, or shown once when no mail server is set."""
    found, now = partner_for(request.user, partner_id), timezone.now()
    email, structure = request.POST.get("email", ""), request.POST.get("structure", "")
    try:
        chosen = next((one for one in structures_for(request.user) if str(one.pk) == structure), None)
        secret = invite(request.user, found, email=email, kind=request.POST.get("kind", ""), now=now, structure=chosen)
    except SeatRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("partner", found.pk)
    address = f"{settings.PORTAL_ADDRESS}{reverse('portal_invitation', args=[secret], urlconf=settings.PORTAL_URLCONF)}"
    if mail_is_set():
        until = short_day((now + INVITATION_LIFE).astimezone(ZoneInfo(settings.TIME_ZONE)).date())
        try:
            mail_invitation(email.strip().lower(), who=found.organisation.name, partner=found.name, address=address, until=until)
        except OSError:
            messages.error(
                request, "Le courriel n’est pas parti : le serveur de courrier ne répond pas. Voici le lien, à donner vous-même."
            )
        else:
            messages.success(request, f"Le lien est parti à {email}. Il sert une fois, jusqu’au {until}.")
            return redirect("partner", found.pk)
    return render(request, "desk/partners/partner.html", _shown(request, found, address=address, email=email))


@desk_page
@require_POST
def act(request: DeskRequest, partner_id: UUID) -> HttpResponse:
    """End a seat, withdraw a link, say which missions it helps to pay."""
    found, post, what = partner_for(request.user, partner_id), request.POST, request.POST.get("what", "")
    if what == "end":
        end_seat(request.user, seat_for(request.user, _id(post.get("seat", ""))), timezone.now())
        messages.success(request, "La place est fermée, dès maintenant.")
    elif what == "withdraw":
        withdraw_invitation(request.user, invitation_for(request.user, _id(post.get("invitation", ""))), timezone.now())
        messages.success(request, "Le lien n’ouvre plus rien.")
    elif what == "fund":
        ours = set(missions_for(request.user).values_list("pk", flat=True))
        chosen = {one for one in ours if str(one) in post.getlist("mission")}
        # What another site's manager ticked is hers.
        fund_missions(request.user, found, (funded_missions(found) - ours) | chosen)
        messages.success(request, "C’est noté : il les voit dans son espace.")
    else:
        raise Http404
    return redirect("partner", found.pk)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


@desk_page
@require_POST
def reply(request: DeskRequest, suggestion_id: UUID) -> HttpResponse:
    """What we say of what a partner suggests."""
    found = suggestion_for(request.user, suggestion_id)
    try:
        reply_to_suggestion(request.user, found, request.POST.get("reply", ""), timezone.now())
        messages.success(request, "La réponse est dans son espace.")
    except CommitteeRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("partners")


urlpatterns = [
    path("acteurs/partenaires/", partners, name="partners"),
    path("acteurs/partenaires/<uuid:partner_id>/", partner, name="partner"),
    path("acteurs/partenaires/<uuid:partner_id>/inviter/", ask_in, name="invite_partner"),
    path("acteurs/partenaires/<uuid:partner_id>/suite/", act, name="act_on_partner"),
    path("acteurs/idees/<uuid:suggestion_id>/", reply, name="reply_to_suggestion"),
]
