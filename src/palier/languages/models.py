"""Shape of what voisins corrected, over the words that came with the software."""

from django.db import models

from palier.common.models import new_id


class Wording(models.Model):
    """One text of one language, as this association wants it said. `text` None: only a remark; empty: withdrawn, French stands."""

    class Place(models.TextChoices):
        PHONE = "phone", "téléphone"
        DOORWAY = "doorway", "pages publiques"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    place = models.CharField(max_length=10, choices=Place.choices)
    language = models.CharField(max_length=8, help_text="BCP 47")
    key = models.CharField(max_length=120)
    text = models.JSONField(null=True, help_text="un texte, ou un texte par forme")
    french = models.JSONField(help_text="le français qui a été traduit : s’il change, personne n’a relu")
    vouched = models.BooleanField(default=False, help_text="relu par quelqu’un dont c’est la langue")
    remark = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "language", "key"], name="one_wording_per_key"),
            models.CheckConstraint(condition=~models.Q(language="fr"), name="french_comes_with_the_software"),
        ]
