"""Shape of who, at a partner's, may open the portal; whom committees invite; what partners suggest. No key to a visit, a door or a need."""

from django.db import models
from django.db.models import Q

from palier.common.models import new_id
from palier.partners.models import Partner, Structure
from palier.people.api import Account, Site


class Seat(models.Model):
    """One account sees what one partner may see. `structure`: the directory entry that a local actor keeps by itself."""

    class Kind(models.TextChoices):
        COMMISSIONER = "commissioner", "commanditaire"
        FUNDER = "funder", "financeur"
        LOCAL_ACTOR = "local_actor", "acteur local"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="seats")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    structure = models.ForeignKey(Structure, null=True, on_delete=models.SET_NULL, related_name="seats")
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["given_at"]
        constraints = [
            models.UniqueConstraint(fields=["account", "partner", "kind"], condition=Q(ended_at=None), name="seat_once"),
            models.CheckConstraint(condition=Q(structure=None) | Q(kind="local_actor"), name="seat_structure_of_local_actor"),
        ]


class Invitation(models.Model):
    """A link to choose a passphrase and sit down: good once, for seven days. Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="invitations")
    kind = models.CharField(max_length=12, choices=Seat.Kind.choices)
    structure = models.ForeignKey(Structure, null=True, on_delete=models.SET_NULL, related_name="+")
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]


class Funding(models.Model):
    """A partner helps to pay a mission, by its id only: the room of missions is above this one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="fundings")
    mission = models.UUIDField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "mission"], name="funding_once")]


class Committee(models.Model):
    """A steering committee (COPIL): the partners of a site together, on one day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="committees")
    title = models.CharField(max_length=80)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=160)
    agenda = models.CharField(max_length=600, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["begins_at"]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=models.F("begins_at")), name="committee_ends_after_it_begins")]

    def __str__(self) -> str:
        return self.title


class Guest(models.Model):
    """A partner invited to a committee, and what it answered."""

    class Answer(models.TextChoices):
        WAITED = "", "pas encore répondu"
        YES = "yes", "vient"
        NO = "no", "ne vient pas"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    committee = models.ForeignKey(Committee, on_delete=models.CASCADE, related_name="guests")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="invited")
    answer = models.CharField(max_length=3, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["committee", "partner"], name="guest_once")]


class Suggestion(models.Model):
    """A subject that a partner thinks a mission should carry. Read at the desk; it promises nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="suggestions")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="suggestions")
    words = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    reply = models.CharField(max_length=400, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]
