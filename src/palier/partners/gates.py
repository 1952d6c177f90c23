"""The only way from an id to a service, a local actor, a referral, an appointment or a follow-up. Outside the scope nothing exists: 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from palier.partners.heard import FieldFeedback
from palier.partners.models import Access, Appointment, Contact, Meeting, PersonalFollowUp, Referral, Service, Structure
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
