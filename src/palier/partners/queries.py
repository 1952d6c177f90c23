"""Reads of the directory."""

from django.db.models import QuerySet

from palier.partners.models import Partner
from palier.people.api import Organisation


def partners_of(organisation: Organisation) -> QuerySet[Partner]:
    """Every partner of one association, by name."""
    return Partner.objects.filter(organisation=organisation).order_by("name")
