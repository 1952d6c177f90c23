"""Shape of a mission and of what voisins carry to the door."""

from django.db import models
from django.db.models import F, Q

from palier.common.models import new_id
from palier.partners.models import Partner
from palier.people.models import Site
from palier.places.models import Entrance
from palier.teams.models import TrainingModule


class Mission(models.Model):
    """One subject carried to a perimeter of doors, for one commissioner, between two dates."""

    class Stage(models.TextChoices):
        PROPOSAL = "proposal", "proposition"
        SELECTED = "selected", "choisie"
        CO_CONSTRUCTION = "co_construction", "construite ensemble"
        AGREEMENT = "agreement", "convention"
        READY = "ready", "prête à partir"
        FIELD = "field", "sur le terrain"
        REPORT = "report", "bilan"
        CLOSED = "closed", "terminée"

    class Theme(models.TextChoices):
        HOUSING = "housing", "logement et cadre de vie"
        CHARGES = "charges", "énergie et charges"
        HEALTH = "health", "santé"
        RIGHTS = "rights", "accès aux droits"
        JOBS = "jobs", "emploi"
        SCHOOL = "school", "école"
        TRANSPORT = "transport", "transports"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="missions")
    commissioner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="missions")
    title = models.CharField(max_length=120)
    theme = models.CharField(max_length=20, choices=Theme.choices)
    starts_on = models.DateField()
    ends_on = models.DateField()
    stage = models.CharField(max_length=20, choices=Stage.choices, default=Stage.PROPOSAL)
    target_doors = models.PositiveIntegerField(default=0, help_text="portes à frapper au moins une fois")
    passes_max = models.PositiveSmallIntegerField(default=3)
    guide = models.JSONField(default=dict, help_text="{version, steps:[{code, title{lang}, text{lang}}], objections:[…]}")
    handouts = models.JSONField(default=list, help_text="[{code, label{lang}}] ce qu'on laisse")
    entrances = models.ManyToManyField(Entrance, through="PerimeterEntrance", related_name="missions")
    needs = models.JSONField(default=list, help_text="besoins dont elle est née : codes de contract/words/needs.json")
    born_from = models.CharField(max_length=600, blank=True, help_text="d’où vient la proposition, en mots")
    refused_at = models.DateTimeField(null=True, help_text="refusée par deux personnes ; elle reste au registre")

    class Meta:
        ordering = ["-starts_on", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="mission_ends_after_it_starts",
                violation_error_message="La mission finit avant de commencer.",
            )
        ]

    def __str__(self) -> str:
        return self.title


class PerimeterEntrance(models.Model):
    """An entrance of the perimeter."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="perimeter")
    entrance = models.ForeignKey(Entrance, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "entrance"], name="perimeter_entrance_once")]


class Questionnaire(models.Model):
    """One version of a mission's questions. Frozen when a tour first carries it; changed by a next version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="questionnaires")
    version = models.PositiveSmallIntegerField(default=1)
    source = models.CharField(max_length=10, choices=[("xlsform", "XLSForm"), ("desk", "bureau")])
    definition = models.JSONField(default=dict, help_text="see contract/questionnaire.schema.json")
    frozen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["mission", "version"]
        constraints = [models.UniqueConstraint(fields=["mission", "version"], name="questionnaire_version_once")]


class MissionTraining(models.Model):
    """A module that those who go on a mission follow first: the mission's plan of training."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="trainings")
    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="missions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "module"], name="mission_training_once")]


# What it is born from and built with has a file of its own; Django looks for shapes here.
from palier.missions.building import (  # noqa: E402, F401
    Agreement,
    Announcement,
    Estimate,
    GuideTest,
    HeardNeed,
    MessageKit,
    Opinion,
    PartApproval,
    PartComment,
    PartVersion,
)
from palier.missions.sectors import Sector, SectorBuilding  # noqa: E402, F401
