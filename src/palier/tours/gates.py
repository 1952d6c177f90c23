"""The only way from an id to a tour."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from palier.missions.api import missions_for
from palier.people.api import Account
from palier.tours.models import Tour


def tour_for(account: Account, tour_id: UUID | str) -> Tour:
    """The tour of a mission in scope, or 404."""
    tours = Tour.objects.select_related("mission__site").prefetch_related("voisins", "stops__entrance__building")
    return get_object_or_404(tours, pk=tour_id, mission__in=missions_for(account))
