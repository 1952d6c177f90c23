"""Shape of a voice: who said which words, in which language, when she agreed; and the sound itself."""

from django.db import models
from django.db.models import Q

from palier.common.models import new_id
from palier.missions.models import Mission
from palier.people.models import Account, Site, Voisin


class Sound(models.Model):
    """An Ogg Opus file that we wrote ourselves. In the database: a backup holds it, an erasure leaves no file behind."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    data = models.BinaryField()
    size = models.PositiveIntegerField(help_text="octets")
    ms = models.PositiveIntegerField(help_text="durée, en millisecondes")


class Recording(models.Model):
    """One sentence said by one person in one language. Without its sound once it was refused, replaced or erased."""

    class State(models.TextChoices):
        WAITING = "waiting", "à écouter"
        HEARD = "heard", "sur les téléphones"
        REPLACED = "replaced", "remplacée"
        REFUSED = "refused", "à refaire"
        ERASED = "erased", "effacée"

    class Why(models.TextChoices):
        NOISE = "noise", "trop de bruit"
        WORDS = "words", "ce ne sont pas les mots écrits"
        SHORT = "short", "c’est coupé"
        OTHER = "other", "à revoir ensemble"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="recordings")
    mission = models.ForeignKey(Mission, null=True, on_delete=models.SET_NULL, related_name="recordings")
    key = models.CharField(max_length=90, help_text="guide/…, answer/…, question/…, common/…")
    language = models.CharField(max_length=12, help_text="langue dite (BCP 47)")
    text = models.TextField(help_text="ce qui était écrit sous les yeux de la personne")
    words = models.CharField(max_length=64, help_text="empreinte des mots : une voix ne sert que tant qu’ils n’ont pas changé")
    state = models.CharField(max_length=10, choices=State.choices)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    sound = models.ForeignKey(Sound, null=True, on_delete=models.PROTECT, related_name="recordings")
    voisin = models.ForeignKey(Voisin, null=True, on_delete=models.PROTECT, related_name="recordings")
    account = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="recordings")
    agreed_at = models.DateTimeField(help_text="quand la personne a dit oui à l’usage de sa voix")
    kept_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kept_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(voisin__isnull=False, account__isnull=True) | Q(voisin__isnull=True, account__isnull=False),
                name="recording_has_one_speaker",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "heard"], sound__isnull=False)
                | Q(state__in=["replaced", "refused", "erased"], sound__isnull=True),
                name="recording_sound_while_it_serves",
            ),
            models.UniqueConstraint(
                fields=["site", "language", "words"], condition=Q(state="heard"), name="recording_heard_once"
            ),
        ]  # fmt: skip
        indexes = [models.Index(fields=["site", "state", "kept_at"], name="recording_by_state")]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"

    @property
    def speaker(self) -> str:
        """First name of who speaks."""
        who = self.voisin or self.account
        return who.first_name if who else ""
