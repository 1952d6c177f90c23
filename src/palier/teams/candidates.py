"""Shape of recruitment: candidates and their interviews. Who she is, who recommended her and what was seen are sealed."""

from django.db import models
from django.db.models import Q

from palier.common.models import new_id
from palier.teams.rules.recruitment import AGE_BANDS, OUTCOMES


class Candidate(models.Model):
    """Somebody recommended, with her agreement. Erased two years after the last contact, whatever was decided.

    `secret`: name, phone, email, who recommended her and why, in words, and what was said of the decision (`safekeeping.seal_words`).
    Never here: a score, a rank, an origin, a faith, a health, a photograph. `languages` is a skill of the job.
    """

    class Way(models.TextChoices):
        FORM = "form", "par le formulaire"
        DESK = "desk", "notée au bureau"

    class Answered(models.TextChoices):
        LETTER = "letter", "par courrier"
        EMAIL = "email", "par courriel"
        PHONE = "phone", "par téléphone"
        MET = "met", "de vive voix"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey("people.Site", on_delete=models.PROTECT, related_name="candidates")
    structure = models.ForeignKey("partners.Structure", null=True, on_delete=models.SET_NULL, related_name="candidates")
    way = models.CharField(max_length=4, choices=Way.choices)
    secret = models.TextField()
    languages = models.JSONField(default=list, help_text="codes BCP 47")
    age_band = models.CharField(max_length=8, blank=True, choices=list(AGE_BANDS.items()))
    moments = models.JSONField(default=list, help_text="quand elle peut venir")
    building = models.ForeignKey("places.Building", null=True, on_delete=models.SET_NULL, related_name="+")
    recommended_on = models.DateField()
    agreed_on = models.DateField(help_text="le jour où elle a dit oui à être recommandée")
    applied_on = models.DateField(null=True)
    last_contact_on = models.DateField()
    outcome = models.CharField(max_length=10, blank=True, choices=list(OUTCOMES.items()))
    reason = models.CharField(max_length=12, blank=True)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey("people.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    answered_on = models.DateField(null=True)
    answered_with = models.CharField(max_length=6, blank=True, choices=Answered.choices)
    voisin = models.OneToOneField("people.Voisin", null=True, on_delete=models.SET_NULL, related_name="candidate")

    class Meta:
        indexes = [models.Index(fields=["site", "outcome"], name="candidate_site_outcome")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", reason="", decided_on=None) | (~Q(outcome="") & ~Q(reason="") & ~Q(decided_on=None)),
                name="candidate_decision_has_reason_and_day",
            ),
            models.CheckConstraint(condition=Q(voisin=None) | Q(outcome="hired"), name="candidate_voisin_was_hired"),
        ]


class Interview(models.Model):
    """One of the two. Held by a manager or by a voisin; `grid` is sealed: the words that were ticked, and a note."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="interviews")
    number = models.PositiveSmallIntegerField()
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    voisin = models.ForeignKey("people.Voisin", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(null=True)
    held_on = models.DateField(null=True)
    grid = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["candidate", "number"], name="interview_number_once"),
            models.CheckConstraint(condition=Q(number__in=[1, 2]), name="interview_first_or_second"),
            models.CheckConstraint(
                condition=Q(account__isnull=True, voisin__isnull=False) | Q(account__isnull=False, voisin__isnull=True),
                name="interview_by_one_person",
            ),
            models.UniqueConstraint(fields=["candidate", "account"], name="interview_not_twice_by_account"),
            models.UniqueConstraint(fields=["candidate", "voisin"], name="interview_not_twice_by_voisin"),
            models.CheckConstraint(condition=Q(held_on=None) | ~Q(grid=""), name="interview_held_has_grid"),
        ]

    @property
    def by(self) -> str:
        """The first name of who holds it."""
        return self.account.first_name if self.account else self.voisin.first_name if self.voisin else ""


class TeamFact(models.Model):
    """What a voisin agreed to say of herself, so that the team resembles its neighbourhood: an age band, a building. Nothing else, both optional."""

    voisin = models.OneToOneField("people.Voisin", on_delete=models.CASCADE, primary_key=True, related_name="team_fact")
    age_band = models.CharField(max_length=8, blank=True, choices=list(AGE_BANDS.items()))
    building = models.ForeignKey("places.Building", null=True, on_delete=models.SET_NULL, related_name="+")
