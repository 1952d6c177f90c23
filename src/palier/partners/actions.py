"""What changes the directory."""

from django.db import transaction

from palier.common.journal import write_line
from palier.partners.models import Partner
from palier.people.api import Organisation


@transaction.atomic
def add_partner(actor: object, organisation: Organisation, *, name: str, kind: str) -> Partner:
    """A partner by name; the one that exists when it is already known."""
    known = Partner.Kind.values
    partner, made = Partner.objects.get_or_create(
        organisation=organisation, name=name.strip(), defaults={"kind": kind if kind in known else known[0]}
    )
    if made:
        write_line(actor, "add_partner", partner)
    return partner
