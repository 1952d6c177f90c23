"""The door of the room of partners."""

from palier.partners.actions import add_partner
from palier.partners.models import Partner
from palier.partners.queries import partners_of

__all__ = [
    "Partner",
    "add_partner",
    "partners_of",
]
