"""Shape of what left the association."""

from typing import Any

from django.db import models

from palier.common.models import new_id
from palier.missions.models import Mission
from palier.people.models import Account


class AlreadyOut(Exception):
    """A release is in other people's hands: it neither changes nor goes."""


class Release(models.Model):
    """Figures frozen at one moment: the only ones that documents and the portal may show (R6).

    `content` is whole in itself and may leave. `audit` never leaves: exact counts per building, without a door.
    """

    class Kind(models.TextChoices):
        INTERIM = "interim", "point d’étape"
        FINAL = "final", "bilan"
        FOLLOW_UP = "follow_up", "six mois après"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    rule_version = models.CharField(max_length=12)
    content = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 des octets RFC 8785 de content")
    audit = models.JSONField(default=dict)

    class Meta:
        ordering = ["mission", "number"]
        constraints = [models.UniqueConstraint(fields=["mission", "number"], name="release_number_once")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Only once."""
        if not self._state.adding:
            raise AlreadyOut
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Never."""
        raise AlreadyOut


class ReleaseHomes(models.Model):
    """Which homes were in which cell, under keyed names, so that a next release sees what changed. Erased with the visits they come from."""

    release = models.OneToOneField(Release, primary_key=True, on_delete=models.CASCADE, related_name="homes")
    cells = models.JSONField(help_text="fait → clés de logements")


# The bilan as people write it has a file of its own; Django looks for shapes here.
from palier.impact.bilans import Bilan as Bilan  # noqa: E402
from palier.impact.bilans import BilanText as BilanText  # noqa: E402
from palier.impact.bilans import Words as Words  # noqa: E402
