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


class Proposal(models.Model):
    """What a voisin made of one text of the phone, until a person decides. Its key is the operation's; nobody's name is here."""

    id = models.UUIDField(primary_key=True, editable=False)
    language = models.CharField(max_length=8)
    key = models.CharField(max_length=120)
    french = models.JSONField(help_text="le français lu à côté")
    text = models.JSONField(help_text="ce qui devrait se dire, ou ce qui était affiché et qui est juste")
    right = models.BooleanField(help_text="le texte affiché est juste")
    made_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["language", "key"], name="proposal_of_text")]
