"""Shape of what a mission is born from and built with: needs heard, opinions, parts and their comments, kits, estimates, agreements."""

from django.db import models
from django.db.models import Q

from palier.common.models import new_id
from palier.missions.rules.agreement import NATURES
from palier.missions.rules.parts import PARTS, SIDES


class HeardNeed(models.Model):
    """A need told outside the doors: by a local actor, or understood in a seminar. About a place, never about a home or a person."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey("people.Site", on_delete=models.PROTECT, related_name="heard_needs")
    code = models.CharField(max_length=40, help_text="un code du catalogue (contract/words/needs.json)")
    structure = models.ForeignKey("partners.Structure", null=True, on_delete=models.SET_NULL, related_name="+")
    seminar = models.ForeignKey("teams.Seminar", null=True, on_delete=models.SET_NULL, related_name="+")
    heard_on = models.DateField()
    said = models.CharField(max_length=280, blank=True)
    made_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-heard_on"]
        indexes = [models.Index(fields=["site", "code"], name="heard_need_site_code")]


class Opinion(models.Model):
    """What one person thinks of a proposal, criterion by criterion, in words: no score. The latest of each person counts; all are kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="opinions")
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    favourable = models.BooleanField()
    criteria = models.JSONField(default=dict, help_text="{code: {yes, why}} de rules.selection.CRITERIA")
    reason = models.CharField(max_length=600)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at"]


class PartVersion(models.Model):
    """One version of one part of the workspace. Never changed: a new version is written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="parts")
    part = models.CharField(max_length=12, choices=list(PARTS.items()))
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=6000)
    made_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["part", "number"]
        constraints = [models.UniqueConstraint(fields=["mission", "part", "number"], name="part_version_once")]


class PartApproval(models.Model):
    """One side agrees to one version, and no other."""

    version = models.ForeignKey(PartVersion, on_delete=models.CASCADE, related_name="approvals")
    side = models.CharField(max_length=12, choices=list(SIDES.items()))
    by = models.CharField(max_length=80, help_text="qui, en mots")
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "side"], name="part_approved_once_by_side")]


class PartComment(models.Model):
    """A remark on a part, by the association, by voisins (noted by the manager) or by the commissioner."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="comments")
    part = models.CharField(max_length=12, choices=list(PARTS.items()))
    number = models.PositiveSmallIntegerField(help_text="la version commentée ; 0 quand rien n’est écrit")
    side = models.CharField(max_length=12, choices=list(SIDES.items()))
    by = models.CharField(max_length=80)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    words = models.CharField(max_length=600)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["made_at"]


class MessageKit(models.Model):
    """What was built once and may serve again: texts, guide, what is left, questions. No figure, no name, no place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="kits")
    theme = models.CharField(max_length=20)
    title = models.CharField(max_length=120)
    content = models.JSONField(default=dict, help_text="{parts{code: text}, guide, handouts, questionnaire}")
    mission = models.ForeignKey("missions.Mission", null=True, on_delete=models.SET_NULL, related_name="+")
    made_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["theme", "title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], condition=Q(retired_at=None), name="kit_title_once")]

    def __str__(self) -> str:
        return self.title


class Estimate(models.Model):
    """A price that was worked out: every assumption and what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="estimates")
    assumptions = models.JSONField()
    result = models.JSONField()
    made_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at"]


class Agreement(models.Model):
    """One version of the agreement of a mission. Its content is frozen when it is written: another version is another row."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField()
    nature = models.CharField(max_length=16, choices=[(code, one.name) for code, one in NATURES.items()])
    price_cents = models.PositiveBigIntegerField()
    terms = models.JSONField(help_text="ce qui a été saisi")
    content = models.JSONField(help_text="les articles tels qu’ils sont imprimés")
    estimate = models.ForeignKey(Estimate, null=True, on_delete=models.SET_NULL, related_name="agreements")
    made_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    signed_on = models.DateField(null=True)
    signed_for_us = models.CharField(max_length=80, blank=True)
    signed_for_them = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["mission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="agreement_version_once"),
            models.CheckConstraint(
                condition=Q(signed_on=None) | (~Q(signed_for_us="") & ~Q(signed_for_them="")), name="agreement_signed_by_two"
            ),
        ]


class GuideTest(models.Model):
    """A voisin tried the guide aloud before it went to the doors: which version, when, what she said of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="guide_tests")
    voisin = models.ForeignKey("people.Voisin", on_delete=models.PROTECT, related_name="+")
    tested_on = models.DateField()
    guide_version = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=280, blank=True)

    class Meta:
        ordering = ["tested_on"]
        constraints = [models.UniqueConstraint(fields=["mission", "voisin", "guide_version"], name="guide_tested_once_by_voisin")]


class Announcement(models.Model):
    """Posters put up before the visits: where, when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey("missions.Mission", on_delete=models.CASCADE, related_name="announcements")
    posted_on = models.DateField()
    place = models.CharField(max_length=160)

    class Meta:
        ordering = ["posted_on"]
