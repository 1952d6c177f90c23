"""Reads of the room of people."""

from django.db.models import QuerySet

from palier.people.models import Site, Voisin


def voisins_of(site: Site) -> QuerySet[Voisin]:
    """The voisins who work on a site today, by first name."""
    return Voisin.objects.filter(site=site, left_at__isnull=True).order_by("first_name")
