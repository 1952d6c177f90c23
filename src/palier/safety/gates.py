"""The only way from an id to an alarm or to an avoided entrance. Outside your scope nothing exists: 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from palier.people.api import Account, sites_for
from palier.safety.models import Alarm, AvoidedEntrance


def alarms_for(account: Account) -> QuerySet[Alarm]:
    """The alarms of the sites in scope."""
    return Alarm.objects.filter(site__in=sites_for(account))


def alarm_for(account: Account, alarm_id: UUID | str) -> Alarm:
    """One of them, or 404."""
    return get_object_or_404(alarms_for(account), pk=alarm_id)


def avoided_for(account: Account, avoided_id: UUID | str) -> AvoidedEntrance:
    """An entrance that a site in scope avoids, or 404."""
    found = AvoidedEntrance.objects.select_related("entrance", "site")
    return get_object_or_404(found, pk=avoided_id, site__in=sites_for(account), lifted_at=None)
