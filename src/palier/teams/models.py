"""Shape of contracts and declared hours."""

from django.db import models

from palier.common.models import new_id
from palier.people.models import Voisin


class Contract(models.Model):
    """A permanent contract. Hours are per person, never a constant (domain 1.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="contracts")
    starts_on = models.DateField()
    monthly_minutes = models.PositiveIntegerField()


class DeclaredHours(models.Model):
    """What a voisin says she worked on one day. `id` is the id the phone gave; `rev` its revision."""

    class Sort(models.TextChoices):
        FIELD = "field", "terrain"
        TRAINING = "training", "formation"
        MEETING = "meeting", "réunion"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="declared_hours")
    rev = models.PositiveIntegerField(default=1)
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    sort = models.CharField(max_length=12, choices=Sort.choices)
    tour_ref = models.UUIDField(null=True, help_text="tournée, sans clé : la salle du dessus la connaît")
    void = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["voisin", "day"], name="hours_voisin_day")]
