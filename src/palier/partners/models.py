"""Shape of the directory of partners."""

from django.db import models

from palier.common.models import new_id
from palier.people.models import Organisation


class Partner(models.Model):
    """Somebody a mission is built with: a landlord, a utility, a town, an institution, a local actor."""

    class Kind(models.TextChoices):
        LANDLORD = "landlord", "bailleur"
        COMPANY = "company", "entreprise"
        INSTITUTION = "institution", "institution"
        TOWN = "town", "collectivité"
        LOCAL_ACTOR = "local_actor", "acteur local"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partners")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="partner_name_in_organisation")]

    def __str__(self) -> str:
        return self.name
