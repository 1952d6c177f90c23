"""Shape of what residents said of a place, and of what its owner did about it (« remontée »). No key to a visit, no words about a home."""

from django.db import models
from django.db.models import F, Q

from palier.common.models import new_id
from palier.partners.models import Partner
from palier.people.api import Account, Site
from palier.places.api import Neighbourhood


class FieldFeedback(models.Model):
    """Something wrong, or missing, in a place that somebody owns: heard, handed to a partner, answered, told back to residents.

    Heard at doors, only its month is kept: `heard_on` is then the first of it. `born_from`: the line of a seminar's minutes, by its id only.
    """

    class Theme(models.TextChoices):
        HOUSING = "housing", "immeubles et réparations"
        OUTSIDE = "outside", "propreté, espaces communs"
        CHARGES = "charges", "énergie et charges"
        RIGHTS = "rights", "accès aux droits, guichets"
        CARE = "care", "accès aux soins"
        JOBS = "jobs", "emploi, formation"
        SCHOOL = "school", "école, enfance"
        TRANSPORT = "transport", "transports, circulation"
        QUIET = "quiet", "tranquillité, éclairage"

    class Heard(models.TextChoices):
        DOORS = "doors", "pendant le porte-à-porte"
        SEMINAR = "seminar", "en séminaire d’équipe"
        LOCAL_ACTOR = "local_actor", "par un acteur local"

    class State(models.TextChoices):
        OPEN = "open", "à confier"
        ASSIGNED = "assigned", "réponse attendue"
        ANSWERED = "answered", "répondue"
        CLOSED = "closed", "terminée"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="feedback")
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="feedback")
    theme = models.CharField(max_length=10, choices=Theme.choices)
    text = models.CharField(max_length=280, help_text="ce qui se passe dans un lieu, jamais dans un logement")
    heard_in = models.CharField(max_length=12, choices=Heard.choices)
    heard_on = models.DateField()
    born_from = models.UUIDField(null=True, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    owner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="feedback")
    assigned_on = models.DateField(null=True)
    due_on = models.DateField(null=True, help_text="réponse promise pour ce jour")
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True)
    answer = models.CharField(max_length=600, blank=True)
    answered_on = models.DateField(null=True)
    changed = models.CharField(max_length=400, blank=True, help_text="ce qui a changé pour de bon")
    changed_on = models.DateField(null=True)
    told_on = models.DateField(null=True, help_text="les habitants l’ont su ce jour-là")
    told_how = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["due_on", "made_at"]
        indexes = [models.Index(fields=["site", "state"], name="feedback_site_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state="open") | Q(owner__isnull=False, due_on__isnull=False), name="feedback_has_owner"),
            models.CheckConstraint(condition=~Q(state="answered") | ~Q(answer=""), name="feedback_answered_has_answer"),
            models.CheckConstraint(condition=Q(published_at=None) | Q(owner__isnull=False), name="feedback_published_has_owner"),
            models.CheckConstraint(condition=Q(due_on=None) | Q(due_on__gte=F("assigned_on")), name="feedback_due_after_assigned"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
