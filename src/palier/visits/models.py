"""Shape of what phones send and of what it means."""

import json
from typing import Any

from django.db import models

from palier.common.models import new_id
from palier.missions.models import Mission
from palier.people.models import Device, Organisation, Voisin
from palier.places.models import Door
from palier.tours.models import Tour


class Operation(models.Model):
    """One revision of one operation, exactly as a phone sent it; append-only.

    `digest` is the SHA-256 of its RFC 8785 bytes. `waits_for` names the door or tour it needs and that is not here yet.
    """

    class Status(models.TextChoices):
        STORED = "stored", "reçue"
        QUARANTINED = "quarantined", "à regarder"

    id = models.BigAutoField(primary_key=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    op = models.UUIDField()
    rev = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=40)
    format = models.PositiveIntegerField()
    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_at = models.CharField(max_length=40, help_text="heure du téléphone, telle quelle : une affirmation")
    received_at = models.DateTimeField()
    status = models.CharField(max_length=12, choices=Status.choices)
    reason = models.CharField(max_length=40, blank=True)
    waits_for = models.UUIDField(null=True)
    body = models.TextField(blank=True, help_text="corps reçu, JSON")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=12, blank=True, choices=[("accepted", "acceptée"), ("set_aside", "écartée")])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "seq"], name="operation_seq_once"),
            models.UniqueConstraint(fields=["organisation", "op", "rev", "digest"], name="operation_bytes_once"),
        ]
        indexes = [
            # Each index is written at every visit: these hold only the few rows that somebody looks for.
            models.Index(fields=["organisation", "seq"], name="operation_aside", condition=models.Q(status="quarantined")),
            models.Index(fields=["waits_for"], name="operation_waiting", condition=models.Q(waits_for__isnull=False)),
            models.Index(fields=["device", "decided_at"], name="operation_decided", condition=models.Q(decided_at__isnull=False)),
            models.Index(fields=["received_at"], name="operation_follow_up", condition=models.Q(kind="follow_up")),
        ]

    def read_body(self) -> dict[str, Any]:
        """The body as JSON; empty when it came sealed."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


class Visit(models.Model):
    """One knock and its outcome: the highest stored revision of a `visit` operation.

    `counted` is false when the pair made two notes for one door on one tour: the first stored counts.
    `parted` is true once the language was separated from the address (PV-03).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rev = models.PositiveIntegerField()
    seq = models.BigIntegerField()
    mission = models.ForeignKey(Mission, on_delete=models.PROTECT, related_name="visits", db_index=False)
    tour = models.ForeignKey(Tour, on_delete=models.PROTECT, related_name="visits", db_index=False)
    door = models.ForeignKey(Door, on_delete=models.PROTECT, related_name="visits", db_index=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="visits", db_index=False)
    pass_number = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=20)
    informed = models.BooleanField(default=False)
    language = models.CharField(max_length=12, blank=True)
    parted = models.BooleanField(default=False)
    place = models.CharField(max_length=8, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    day = models.DateField()
    slot = models.CharField(max_length=12, help_text="jour-heure, ex. mon-18")
    answers = models.JSONField(default=dict)
    needs = models.JSONField(default=list)
    handed = models.JSONField(default=list)
    note = models.CharField(max_length=280, blank=True)
    note_read = models.BooleanField(default=False, help_text="un doute sur la note a été regardé")
    void = models.BooleanField(default=False)
    counted = models.BooleanField(default=True)
    chosen = models.BooleanField(default=False, help_text="retenue par le manager quand il y a deux notes")
    clock_flag = models.BooleanField(default=False, help_text="heure du téléphone hors de la tournée")

    class Meta:
        indexes = [
            models.Index(fields=["mission", "door"], name="visit_mission_door"),
            models.Index(fields=["tour"], name="visit_tour"),
            models.Index(fields=["day"], name="visit_to_part", condition=models.Q(parted=False)),
            # Few visits have a note: only those are looked through.
            models.Index(fields=["mission"], name="visit_note_to_read", condition=models.Q(note_read=False) & ~models.Q(note="")),
            models.Index(fields=["mission"], name="visit_not_counted", condition=models.Q(counted=False)),
        ]


class Tally(models.Model):
    """Running counts of a mission, kept in the same transaction as the visits they count.

    `dimension` says what is counted (`homes`, `slots`, `needs`…), `key` the cell. A test recomputes them all.
    """

    id = models.BigAutoField(primary_key=True)
    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="tallies", db_index=False)
    dimension = models.CharField(max_length=24)
    key = models.CharField(max_length=120)
    value = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "dimension", "key"], name="tally_cell_once")]


class FollowUp(models.Model):
    """A coded remainder of an operation other than a visit (referral, appointment, alert…): counted, no words kept.

    What a referral, an appointment or a follow-up becomes is in the room of partners. `tour` is only there for format 1.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rev = models.PositiveIntegerField()
    mission = models.ForeignKey(Mission, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    tour = models.ForeignKey(Tour, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=40, blank=True)
    void = models.BooleanField(default=False)
