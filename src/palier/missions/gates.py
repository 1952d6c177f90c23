"""The only way from an id to a mission."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from palier.missions.models import Mission
from palier.people.api import Account, sites_for


def missions_for(account: Account) -> QuerySet[Mission]:
    """The missions of the sites in scope, newest first."""
    return Mission.objects.filter(site__in=sites_for(account)).select_related("site", "commissioner")


def mission_for(account: Account, mission_id: UUID | str) -> Mission:
    """The mission, or 404."""
    return get_object_or_404(missions_for(account), pk=mission_id)
