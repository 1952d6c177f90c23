"""The only way from an id to a service, a local actor, a referral, an appointment or a follow-up. Outside the scope nothing exists: 404."""

from collections.abc import Collection
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from palier.partners.heard import FieldFeedback
from palier.partners.models import Access, Appointment, Contact, Meeting, Partner, PersonalFollowUp, Referral, Service, Structure
from palier.partners.seats import Committee, Funding, Guest, Invitation, Seat, Suggestion
from palier.people.api import Account, sites_for


def service_for(account: Account, service_id: UUID | str) -> Service:
    """A service of a site in scope, or 404."""
    return get_object_or_404(Service.objects.select_related("site"), pk=service_id, site__in=sites_for(account))


def referrals_for(account: Account) -> QuerySet[Referral]:
    """The referrals of the sites in scope, oldest first."""
    found = Referral.objects.filter(site__in=sites_for(account)).select_related("service", "site", "handled_by")
    return found.order_by("asked_on", "pk")


def referral_for(account: Account, referral_id: UUID | str) -> Referral:
    """One of them, or 404."""
    return get_object_or_404(referrals_for(account), pk=referral_id)


def appointments_for(account: Account) -> QuerySet[Appointment]:
    """The appointments of the sites in scope, oldest first."""
    found = Appointment.objects.filter(site__in=sites_for(account)).select_related("service", "site", "handled_by")
    return found.order_by("asked_on", "pk")


def appointment_for(account: Account, appointment_id: UUID | str) -> Appointment:
    """One of them, or 404."""
    return get_object_or_404(appointments_for(account), pk=appointment_id)


def follow_ups_for(account: Account) -> QuerySet[PersonalFollowUp]:
    """The follow-ups of the sites in scope, oldest first. Their words are opened one by one (`open_follow_up`)."""
    found = PersonalFollowUp.objects.filter(site__in=sites_for(account)).select_related("site", "handled_by")
    return found.order_by("asked_on", "pk")


def follow_up_for(account: Account, follow_up_id: UUID | str) -> PersonalFollowUp:
    """One of them, or 404."""
    return get_object_or_404(follow_ups_for(account), pk=follow_up_id)


def may_handle_residents(account: Account) -> bool:
    """Only the site's own manager opens what residents left, or acts on it; head office sees counts."""
    return account.role == Account.Role.MANAGER


def structures_for(account: Account) -> QuerySet[Structure]:
    """The local actors of the sites in scope, by name."""
    return Structure.objects.filter(site__in=sites_for(account)).select_related("site", "neighbourhood").order_by("name")


def structure_for(account: Account, structure_id: UUID | str) -> Structure:
    """One of them, or 404."""
    return get_object_or_404(structures_for(account), pk=structure_id)


def contact_for(account: Account, contact_id: UUID | str) -> Contact:
    """Somebody of a local actor in scope, or 404."""
    return get_object_or_404(Contact.objects.select_related("structure"), pk=contact_id, structure__site__in=sites_for(account))


def meeting_for(account: Account, meeting_id: UUID | str) -> Meeting:
    """A meeting with a local actor in scope, or 404."""
    return get_object_or_404(Meeting.objects.select_related("structure"), pk=meeting_id, structure__site__in=sites_for(account))


def access_for(account: Account, access_id: UUID | str) -> Access:
    """An access agreed to by a local actor in scope, or 404."""
    return get_object_or_404(Access.objects.select_related("structure"), pk=access_id, structure__site__in=sites_for(account))


def feedback_for(account: Account, feedback_id: UUID | str) -> FieldFeedback:
    """What residents said of a place, on a site in scope, or 404."""
    found = FieldFeedback.objects.select_related("site__organisation", "neighbourhood", "owner")
    return get_object_or_404(found, pk=feedback_id, site__in=sites_for(account))


def partner_for(account: Account, partner_id: UUID | str) -> Partner:
    """A partner of the association, for those who work there; or 404."""
    if account.role == Account.Role.PARTNER:
        raise Http404
    return get_object_or_404(Partner, pk=partner_id, organisation=account.organisation_id)


def seat_for(account: Account, seat_id: UUID | str) -> Seat:
    """A seat at a partner of the association, for those who work there; or 404."""
    found = get_object_or_404(Seat.objects.select_related("account", "partner"), pk=seat_id)
    partner_for(account, found.partner_id)
    return found


def invitation_for(account: Account, invitation_id: UUID | str) -> Invitation:
    """An invitation of the association, for those who work there; or 404."""
    found = get_object_or_404(Invitation, pk=invitation_id)
    partner_for(account, found.partner_id)
    return found


def committee_for(account: Account, committee_id: UUID | str) -> Committee:
    """A committee of a site in scope, or 404."""
    return get_object_or_404(Committee.objects.select_related("site"), pk=committee_id, site__in=sites_for(account))


def suggestion_for(account: Account, suggestion_id: UUID | str) -> Suggestion:
    """What a partner suggested for a site in scope, or 404."""
    return get_object_or_404(Suggestion.objects.select_related("partner", "site"), pk=suggestion_id, site__in=sites_for(account))


# What follows is for the portal: an account sees what its partners may see, through seats that have not ended, and nothing else.


def seats_of(account: Account) -> list[Seat]:
    """The seats of a partner's account today; none for anybody else."""
    if account.role != Account.Role.PARTNER:
        return []
    found = Seat.objects.filter(account=account, ended_at=None, partner__organisation=account.organisation_id)
    return list(found.select_related("partner__organisation", "structure__site"))


def feedback_to(seats: Collection[Seat]) -> QuerySet[FieldFeedback]:
    """What residents said that was handed to these partners, the soonest due first."""
    found = FieldFeedback.objects.filter(owner__in=_partners(seats)).exclude(state="open")
    return found.select_related("site", "neighbourhood", "owner").order_by("due_on", "pk")


def referrals_to(seats: Collection[Seat]) -> QuerySet[Referral]:
    """The referrals that were sent to a service of these partners. A slip's number: nobody's name, no door, no day of a conversation."""
    found = Referral.objects.filter(service__partner__in=_partners(seats), sent_at__isnull=False).exclude(state="withdrawn")
    return found.select_related("service", "site").order_by("sent_at", "pk")


def guest_for(seats: Collection[Seat], guest_id: UUID | str) -> Guest:
    """An invitation of these partners to a committee, or 404."""
    return get_object_or_404(Guest.objects.select_related("committee__site", "partner"), pk=guest_id, partner__in=_partners(seats))


def funded_by(seats: Collection[Seat]) -> set[UUID]:
    """The missions that these partners help to pay, by their ids."""
    funders = {one.partner_id for one in seats if one.kind == Seat.Kind.FUNDER}
    return set(Funding.objects.filter(partner__in=funders).values_list("mission", flat=True))


def _partners(seats: Collection[Seat]) -> set[UUID]:
    return {one.partner_id for one in seats}
