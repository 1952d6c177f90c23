"""Shape of sectors: what a mission's figures may be told by, never smaller."""

from django.db import models

from palier.common.models import new_id


class Sector(models.Model):
    """A union of whole buildings of the perimeter, frozen when the agreement is signed: no figure is ever told of less (R4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="sectors")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    frozen_at = models.DateTimeField()
    buildings = models.ManyToManyField("places.Building", through="missions.SectorBuilding", related_name="sectors")

    class Meta:
        ordering = ["mission", "code"]
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="sector_code_once")]

    def __str__(self) -> str:
        return self.name


class SectorBuilding(models.Model):
    """A building of a sector; of one sector only in a mission."""

    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="+")
    sector = models.ForeignKey(Sector, on_delete=models.CASCADE, related_name="members")
    building = models.ForeignKey("places.Building", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "building"], name="sector_building_once")]
