"""The only way from an id to a person, a site or a phone. Outside your scope nothing exists: 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from palier.people.models import Account, Device, PhoneAlert, Site, Voisin


def sites_for(account: Account) -> QuerySet[Site]:
    """Head office: every site of the association. A manager: hers."""
    sites = Site.objects.filter(organisation_id=account.organisation_id).order_by("name")
    if account.role == Account.Role.HEAD_OFFICE:
        return sites
    return sites.filter(accounts=account)


def site_for(account: Account, site_id: UUID | str) -> Site:
    """The site, or 404."""
    return get_object_or_404(sites_for(account), pk=site_id)


def voisin_for(account: Account, voisin_id: UUID | str) -> Voisin:
    """The voisin of a site in scope, or 404."""
    return get_object_or_404(Voisin.objects.select_related("site"), pk=voisin_id, site__in=sites_for(account))


def device_for(account: Account, device_id: UUID | str) -> Device:
    """The phone of a voisin in scope, or 404."""
    return get_object_or_404(Device.objects.select_related("voisin"), pk=device_id, voisin__site__in=sites_for(account))


def phone_alerts_for(account: Account) -> QuerySet[PhoneAlert]:
    """What is open about the phones in scope, newest first."""
    found = PhoneAlert.objects.filter(voisin__site__in=sites_for(account), closed_at=None)
    return found.select_related("voisin__site").order_by("-made_at")


def phone_alert_for(account: Account, alert_id: UUID | str) -> PhoneAlert:
    """One of them, or 404."""
    return get_object_or_404(phone_alerts_for(account), pk=alert_id)
