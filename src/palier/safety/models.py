"""Shape of safety. No position, no door, no words."""

from django.db import models
from django.db.models import Q

from palier.common.models import new_id
from palier.people.models import Account, Site, Voisin
from palier.places.models import Entrance
from palier.tours.models import Tour


class SiteSafety(models.Model):
    """What one site settled: whom to call, and how long one waits before looking for somebody."""

    site = models.OneToOneField(Site, primary_key=True, on_delete=models.CASCADE, related_name="safety")
    manager_phone = models.CharField(max_length=20, blank=True, help_text="tel qu’il se compose")
    numbers = models.JSONField(default=list, help_text="[{name, number}]")
    grace_minutes = models.PositiveSmallIntegerField(default=30)


class AvoidedEntrance(models.Model):
    """An entrance where one does not go until a day: a class of reason, never a story. The phone shows the day only."""

    class Reason(models.TextChoices):
        WORKS = "works", "travaux"
        TENSION = "tension", "tensions dans le hall"
        AGGRESSION = "aggression", "un voisin y a été agressé"
        BUILDING = "building", "bâtiment dangereux"
        OTHER = "other", "autre"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="avoided_entrances")
    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="avoided")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    until = models.DateField(help_text="dernier jour, compris")
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "entrance"], condition=Q(lifted_at=None), name="entrance_avoided_once"),
        ]


class Outing(models.Model):
    """One voisin out on one tour. Erased the morning after."""

    tour = models.ForeignKey(Tour, on_delete=models.CASCADE, related_name="outings")
    voisin = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="outings")
    begun_at = models.DateTimeField(null=True, help_text="selon le téléphone")
    ended_at = models.DateTimeField(null=True, help_text="selon le téléphone")
    settled_at = models.DateTimeField(null=True, help_text="un manager a eu de ses nouvelles")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tour", "voisin"], name="outing_once")]


class CheckIn(models.Model):
    """« Tout va bien », and perhaps a new time of return. `id` is the id that the phone gave it. Erased with its outing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rev = models.PositiveIntegerField()
    outing = models.ForeignKey(Outing, on_delete=models.CASCADE, related_name="check_ins")
    said_at = models.DateTimeField()
    until = models.TimeField(null=True, help_text="retour prévu, heure du site")
    void = models.BooleanField(default=False)


class Alarm(models.Model):
    """What rings at the desk until somebody takes it. `id` is the phone's own for an SOS or an alert.

    An alert says which sort of danger, never who, never which door. An SOS says the entrance: the voisin asked for help.
    """

    class Kind(models.TextChoices):
        SOS = "sos", "SOS"
        ALERT = "alert", "alerte"
        OVERDUE = "overdue", "retour attendu"

    class Outcome(models.TextChoices):
        FINE = "fine", "tout va bien"
        HELPED = "helped", "on est allé l’aider"
        SERVICES = "services", "secours ou police prévenus"
        SOCIAL = "social", "transmis aux services sociaux ou au 119"
        LANDLORD = "landlord", "bailleur ou syndic prévenu"
        WATCHED = "watched", "on reste attentif"
        NOTHING = "nothing", "rien à faire de plus"
        FORGOT = "forgot", "rentré, avait oublié de terminer"
        MISTAKE = "mistake", "appui par erreur"
        BACK = "back", "a terminé sa tournée"
        SAID_FINE = "said_fine", "a dit que tout va bien"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rev = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    sort = models.CharField(max_length=64, blank=True, help_text="pour une alerte : contract/words/alerts.json")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="alarms", db_index=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="alarms")
    tour = models.ForeignKey(Tour, null=True, on_delete=models.SET_NULL, related_name="alarms")
    entrance = models.ForeignKey(Entrance, null=True, on_delete=models.SET_NULL, related_name="+")
    said_at = models.DateTimeField(help_text="selon le téléphone, remis à l’heure ; pour un retour attendu, l’heure prévue")
    raised_at = models.DateTimeField(help_text="arrivée ici")
    withdrawn_at = models.DateTimeField(null=True, help_text="son auteur dit que c’est fini")
    taken_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, choices=Outcome.choices)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tour", "voisin"], condition=Q(kind="overdue", closed_at=None), name="alarm_overdue_once"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="alarm_closed_with_an_outcome",
            ),
        ]  # fmt: skip
        indexes = [
            # Asked every twenty seconds by every open desk: it holds only what is open.
            models.Index(fields=["site"], name="alarm_open", condition=Q(closed_at=None)),
        ]
