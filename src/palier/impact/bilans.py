"""Shape of the bilan as people write it: its parts, its words, who approved it. No key to a visit."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from palier.common.models import new_id
from palier.impact.models import Release

MISSION, ACCOUNT = "missions.Mission", settings.AUTH_USER_MODEL


class Bilan(models.Model):
    """One version of a mission's bilan: number 1 at its end, number 2 six months later.

    Its figures are those of `release` and of nothing else. Once approved by two people it changes no more: a change is a next version.
    `texts` holds the parts as they are now; `words` the words printed, frozen at approval: [{text, theme}].
    """

    class State(models.TextChoices):
        DRAFT = "draft", "en cours d’écriture"
        SUBMITTED = "submitted", "à relire"
        APPROVED = "approved", "approuvé"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(MISSION, on_delete=models.PROTECT, related_name="bilans")
    number = models.PositiveSmallIntegerField(choices=[(1, "bilan"), (2, "bilan à six mois")])
    version = models.PositiveSmallIntegerField(default=1)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="bilans")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    texts = models.JSONField(default=dict)
    words = models.JSONField(default=list)
    axis = models.CharField(max_length=24, blank=True, help_text="axe de l’abattement de TFPB, pour un bailleur")
    made_by = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    first_approver = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_approver = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["mission", "number", "version"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number", "version"], name="bilan_version_once"),
            models.UniqueConstraint(fields=["mission", "number"], condition=~Q(state="approved"), name="bilan_one_open"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="bilan_first_or_second"),
            models.CheckConstraint(condition=~Q(second_approver=F("first_approver")), name="bilan_two_people"),
            models.CheckConstraint(condition=Q(state="approved") ^ Q(approved_at=None), name="bilan_approved_has_a_date"),
        ]


class BilanText(models.Model):
    """What a part said before: the way back. Erased when the bilan is approved."""

    id = models.BigAutoField(primary_key=True)
    bilan = models.ForeignKey(Bilan, on_delete=models.CASCADE, related_name="history")
    part = models.CharField(max_length=16)
    text = models.TextField(blank=True)
    written_by = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bilan", "part"], name="bilan_text_part")]


class Words(models.Model):
    """Words of a resident as they may be printed: rewritten by one person, checked by another. No key to the visit, no day, no author.

    `theme` is the code of the need they speak of.
    """

    class State(models.TextChoices):
        TO_CHECK = "to_check", "à relire par quelqu’un d’autre"
        CHECKED = "checked", "relue"
        SET_ASIDE = "set_aside", "écartée"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(MISSION, on_delete=models.CASCADE, related_name="words")
    theme = models.CharField(max_length=64)
    text = models.CharField(max_length=240)
    state = models.CharField(max_length=9, choices=State.choices, default=State.TO_CHECK)
    why = models.CharField(max_length=160, blank=True)
    rewritten_by = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")
    checked_by = models.ForeignKey(ACCOUNT, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(checked_by=F("rewritten_by")), name="words_two_people")]
