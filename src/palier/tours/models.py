"""Shape of tours and of the state of a door for a mission."""

from django.db import models
from django.db.models import F, Q

from palier.common.models import new_id
from palier.missions.models import Mission, Questionnaire
from palier.people.models import Site, Voisin
from palier.places.models import Door, Entrance
from palier.teams.models import Slot


class Tour(models.Model):
    """One outing: a day, a slot, one voisin or a pair, entrances in order."""

    class State(models.TextChoices):
        PLANNED = "planned", "prévue"
        STARTED = "started", "en cours"
        ENDED = "ended", "finie"
        CANCELLED = "cancelled", "annulée"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="tours")
    questionnaire = models.ForeignKey(Questionnaire, null=True, on_delete=models.PROTECT, related_name="tours")
    day = models.DateField(db_index=True)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.PLANNED)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    voisins = models.ManyToManyField(Voisin, related_name="tours")
    buddy = models.ForeignKey(
        Voisin, null=True, blank=True, on_delete=models.SET_NULL, related_name="watched_tours", help_text="qui veille, quand on sort seul"
    )
    # The offered moment that it came from: those who go chose it themselves.
    slot = models.ForeignKey(Slot, null=True, blank=True, on_delete=models.SET_NULL, related_name="tours")
    changed_at = models.DateTimeField(auto_now=True, db_index=True)
    forgotten_at = models.DateTimeField(
        null=True, help_text="ce qui s’est passé aux portes a été effacé : ce qui en arrive encore n’est pas gardé"
    )

    class Meta:
        ordering = ["day", "starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="tour_ends_after_it_starts",
                violation_error_message="La tournée finit avant de commencer.",
            )
        ]


class TourStop(models.Model):
    """An entrance of a tour, in order. `pass_number` was settled when the tour was planned (1 to 3)."""

    tour = models.ForeignKey(Tour, on_delete=models.CASCADE, related_name="stops")
    entrance = models.ForeignKey(Entrance, on_delete=models.PROTECT, related_name="tour_stops")
    position = models.PositiveSmallIntegerField()
    pass_number = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["tour", "position"]
        constraints = [models.UniqueConstraint(fields=["tour", "entrance"], name="tour_entrance_once")]


class DoorState(models.Model):
    """What a mission knows of a door: how often knocked, how it stands. No answer, no language.

    Written by the room of visits, in the same transaction as the visit.
    """

    class State(models.TextChoices):
        TO_DO = "to_do", "à faire"
        MET = "met", "parlé"
        ABSENT = "absent", "absent"
        NOT_NOW = "not_now", "plus tard"
        REFUSED = "refused", "refus"
        STOP = "stop", "ne plus venir"
        VACANT = "vacant", "vide"
        NO_LANGUAGE = "no_language", "pas de langue commune"
        INACCESSIBLE = "inaccessible", "inaccessible"
        NOT_A_DWELLING = "not_a_dwelling", "pas un logement"

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="door_states", db_index=False)
    entrance = models.ForeignKey(Entrance, on_delete=models.PROTECT, related_name="+", db_index=False)
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=16, choices=State.choices, default=State.TO_DO)
    attempts = models.PositiveSmallIntegerField(default=0, help_text="fois où l'on a frappé")
    informed = models.BooleanField(default=False)
    last_at = models.DateTimeField(null=True)
    last_slot = models.CharField(max_length=12, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "door"], name="door_state_once")]
        indexes = [models.Index(fields=["mission", "entrance", "state"], name="door_state_entrance")]


class BadgeReport(models.Model):
    """Somebody checked a badge and found something wrong. Nothing of who said it: no name, no words, no network address."""

    class Reason(models.TextChoices):
        UNKNOWN_CODE = "unknown_code", "un code que Palier ne connaît pas"
        OTHER_PICTURE = "other_picture", "un autre dessin que celui du badge"
        ASKED = "asked", "on a demandé de l’argent, des papiers ou un code"
        INSISTED = "insisted", "on a insisté pour entrer"
        OTHER = "other", "autre chose"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="badge_reports")
    # Whose badge was copied, when the code was a real one.
    voisin = models.ForeignKey(Voisin, null=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.CharField(max_length=16, choices=Reason.choices)
    made_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True)
