"""Shape of employment: contracts, what is declared, corrected, confirmed and signed."""

from django.db import models

from palier.common.models import new_id
from palier.people.models import Account, Organisation, Voisin
from palier.teams.rules.contract import MOTIVES


class WorkAgreement(models.Model):
    """What an agreement changes for one association; without a row, the law's own figures (rules.complementary)."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, primary_key=True, related_name="work_agreement")
    third = models.BooleanField(default=False, help_text="un tiers d’heures complémentaires au lieu d’un dixième (L3123-20)")
    notice_days = models.PositiveSmallIntegerField(default=7, help_text="jours ouvrés (L3123-31, L3123-24)")
    breaks = models.PositiveSmallIntegerField(default=1, help_text="coupures par jour (L3123-30, L3123-23)")
    break_minutes = models.PositiveSmallIntegerField(default=120)
    pay_codes = models.JSONField(default=dict, help_text="rubrique de paie de chaque sorte d’heures")

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(notice_days__gte=3), name="agreement_three_days_notice")]


class Employment(models.Model):
    """One time of being employed, from its first day to its last. The file of papers hangs on it."""

    class EndReason(models.TextChoices):
        RESIGNED = "resigned", "démission"
        JOB = "job", "un autre emploi"
        TRAINING = "training", "une formation"
        MOVED = "moved", "déménagement"
        AGREED = "agreed", "rupture conventionnelle"
        DISMISSED = "dismissed", "licenciement"
        TRIAL = "trial", "fin de période d’essai"
        OTHER = "other", "autre raison"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="employments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, help_text="dernier jour")
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    # Asked in writing by the person herself. Source: L3123-7.
    waiver_motive = models.CharField(max_length=12, choices=list(MOTIVES.items()), blank=True)
    waiver_asked_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["voisin"], condition=models.Q(ends_on=None), name="employment_one_open"),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")), name="employment_ends_after_start"
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None, end_reason="") | ~models.Q(ends_on=None), name="employment_reason_at_end"
            ),
        ]


class Contract(models.Model):
    """The hours of a permanent contract from one day on: the contract itself, then each amendment. Per person, never a constant (domain 1.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="contracts")
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="contracts")
    starts_on = models.DateField()
    monthly_minutes = models.PositiveIntegerField()
    signed_on = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voisin", "starts_on"], name="contract_one_a_day")]


class Paper(models.Model):
    """One paper of a file: that it was received, and where it is kept. The paper itself stays in the office."""

    class Kind(models.TextChoices):
        DECLARATION = "declaration", "déclaration d’embauche (DPAE)"
        WAIVER = "waiver", "demande écrite de moins de 24 h"
        MEDICAL = "medical", "visite d’information et de prévention"
        HEALTH_COVER = "health_cover", "mutuelle : adhésion ou dispense"
        BANK = "bank", "coordonnées bancaires transmises à la paie"
        OTHER_JOBS = "other_jobs", "autres emplois : durée totale vérifiée"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    employment = models.ForeignKey(Employment, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    received_on = models.DateField()
    kept_at = models.CharField(max_length=80, blank=True, help_text="où il est rangé")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["employment", "kind"], name="paper_once")]


class Equipment(models.Model):
    """What was handed to a voisin, and given back."""

    class What(models.TextChoices):
        BADGE = "badge", "badge"
        PHONE = "phone", "téléphone"
        VEST = "vest", "gilet ou sac"
        KEYS = "keys", "clés ou passe d’immeuble"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="equipment")
    what = models.CharField(max_length=8, choices=What.choices)
    given_on = models.DateField()
    returned_on = models.DateField(null=True)


class DeclaredHours(models.Model):
    """What a voisin says she worked on one day. `id` is the id the phone gave; `rev` its revision.

    Never changed at the desk: a correction is a row beside it, and a later revision is flagged there (house §5.1).
    """

    class Sort(models.TextChoices):
        FIELD = "field", "porte-à-porte"
        TRAINING = "training", "formation"
        MEETING = "meeting", "réunion, séminaire"
        PREPARATION = "preparation", "préparation"
        PRESENCE = "presence", "permanence ailleurs"
        TRAVEL = "travel", "trajet entre deux lieux de travail"
        SICK = "sick", "arrêt maladie"
        LEAVE = "leave", "congé"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="declared_hours")
    rev = models.PositiveIntegerField(default=1)
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    sort = models.CharField(max_length=12, choices=Sort.choices)
    tour_ref = models.UUIDField(null=True, help_text="tournée, sans clé : la salle du dessus la connaît")
    void = models.BooleanField(default=False)
    at_desk = models.BooleanField(default=False, help_text="noté par le manager, pas par le téléphone")
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["voisin", "day"], name="hours_voisin_day")]


class HoursCorrection(models.Model):
    """What the manager put instead, with the reason and what the voisin had said then. The last one counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    hours = models.ForeignKey(DeclaredHours, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField(help_text="1, 2, 3… : la dernière compte")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=120)
    rev_seen = models.PositiveIntegerField(help_text="révision du téléphone que le manager avait sous les yeux")
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    sort = models.CharField(max_length=12, choices=DeclaredHours.Sort.choices)
    void = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hours", "number"], name="correction_number_once")]


class MonthTotal(models.Model):
    """Minutes of one voisin, one month, one sort: kept with each change, so that a year of a hundred sites is one sum."""

    id = models.BigAutoField(primary_key=True)
    voisin = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="month_totals")
    month = models.DateField(help_text="premier jour")
    sort = models.CharField(max_length=12, choices=DeclaredHours.Sort.choices)
    minutes = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voisin", "month", "sort"], name="month_total_once")]
        indexes = [models.Index(fields=["month"], name="month_total_month")]


class MonthSheet(models.Model):
    """A month closed: confirmed by the manager with its figures as they were, signed by the voisin, sent to the payroll."""

    class Signed(models.TextChoices):
        PHONE = "phone", "sur le téléphone"
        PAPER = "paper", "sur papier"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="month_sheets")
    month = models.DateField(help_text="premier jour")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(help_text="minutes dues, par sorte, et comment elles sont payées, au moment de la validation")
    digest = models.CharField(max_length=64, help_text="SHA-256 des chiffres : ce que le voisin a signé")
    signed_at = models.DateTimeField(null=True)
    signed_with = models.CharField(max_length=8, choices=Signed.choices, blank=True)
    exported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voisin", "month"], name="month_sheet_once")]
