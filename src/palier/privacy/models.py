"""Shape of what proves an erasure: how much, when, by whom, never what."""

from django.db import models

from palier.common.models import new_id


class Erasure(models.Model):
    """One erasure, whoever wanted it: a resident, or time. A receipt chained to the one before: none can be changed or taken out unseen.

    `counts` says how many of each kind. No door, no word, no id of what was erased.
    """

    class Cause(models.TextChoices):
        ASKED = "asked", "à la demande d’un habitant"
        TIME = "time", "parce que le temps était passé"
        RESTORE = "restore", "de nouveau, après une reprise"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.PositiveBigIntegerField(unique=True)
    made_at = models.DateTimeField()
    cause = models.CharField(max_length=8, choices=Cause.choices)
    actor = models.CharField(max_length=80)
    # The number of the resident's request, or the mission.
    about = models.CharField(max_length=80, blank=True)
    counts = models.JSONField(default=dict)
    before = models.CharField(max_length=64, blank=True, help_text="empreinte du reçu précédent")
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
