"""Shape of employment: contracts, what is declared, corrected, confirmed and signed."""

from django.db import models

from palier.common.models import new_id
from palier.partners.models import Partner
from palier.people.models import Account, Organisation, Site, Voisin
from palier.teams.rules.contract import MOTIVES
from palier.teams.rules.slots import State


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


class UsualWeek(models.Model):
    """When a voisin can usually come, as she last said it. `op` is the id the phone gave; `rev` its revision. No reason, ever."""

    voisin = models.OneToOneField(Voisin, on_delete=models.CASCADE, primary_key=True, related_name="usual_week")
    op = models.UUIDField()
    rev = models.PositiveIntegerField()
    windows = models.JSONField(default=list, help_text="[{day: 1 à 7, from, to}], heures du site")


class WeekDifference(models.Model):
    """Days that differ from the usual week: not there, or there although it is not usual. Forgotten a month after."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="week_differences")
    rev = models.PositiveIntegerField(default=1)
    first = models.DateField()
    last = models.DateField()
    free = models.BooleanField(help_text="faux : pas là")
    starts_at = models.TimeField(null=True, help_text="sans heures : toute la journée")
    ends_at = models.TimeField(null=True)
    void = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["voisin", "last"], name="difference_voisin_last")]
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="difference_ends_after_it_begins")]


class Slot(models.Model):
    """A moment of work offered to several people: what, where, when, and for how many."""

    class Sort(models.TextChoices):
        FIELD = "field", "porte-à-porte"
        TRAINING = "training", "formation"
        MEETING = "meeting", "réunion, séminaire"
        PREPARATION = "preparation", "préparation"
        PRESENCE = "presence", "permanence ailleurs"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="slots")
    sort = models.CharField(max_length=12, choices=Sort.choices)
    title = models.CharField(max_length=60)
    place = models.CharField(max_length=80, blank=True, help_text="quartier ou point de rendez-vous, jamais une porte")
    day = models.DateField(db_index=True)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    places = models.PositiveSmallIntegerField(help_text="combien de personnes")
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    # As it was before it was changed: whoever had answered sees both.
    was_day = models.DateField(null=True)
    was_starts_at = models.TimeField(null=True)
    was_ends_at = models.TimeField(null=True)

    class Meta:
        ordering = ["day", "starts_at"]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="slot_ends_after_it_starts"),
            models.CheckConstraint(condition=models.Q(places__gte=1), name="slot_one_place"),
        ]


class SlotAsk(models.Model):
    """One person asked for one slot, and where she stands. What she refused is forgotten a month after, and counted nowhere."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slot = models.ForeignKey(Slot, on_delete=models.CASCADE, related_name="asks")
    voisin = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="slot_asks")
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in State], default=State.WAITING)
    told_on = models.DateField(help_text="jour où le créneau lui est parvenu, tel qu’il est : le délai court d’ici")
    answered_at = models.DateTimeField(null=True)
    by_swap = models.BooleanField(default=False, help_text="venue prendre la place d’un collègue")
    held_by = models.CharField(max_length=300, blank=True, help_text="règle qui retient son oui, en mots")
    # The phone's operation that was heard last.
    op = models.UUIDField(null=True)
    rev = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slot", "voisin"], name="slot_ask_once")]
        indexes = [models.Index(fields=["voisin", "state"], name="slot_ask_voisin_state")]


class SiteCalendar(models.Model):
    """What a site's commune allows at doors, and its school zone when the department does not say it."""

    site = models.OneToOneField(Site, on_delete=models.CASCADE, primary_key=True, related_name="calendar")
    door_from = models.TimeField(null=True)
    door_to = models.TimeField(null=True)
    door_days = models.JSONField(default=list, help_text="jours permis, 1 à 7 ; vide : tous")
    door_holidays = models.BooleanField(default=True, help_text="les jours fériés aussi")
    order = models.CharField(max_length=80, blank=True, help_text="l’arrêté : date, numéro")
    school_zone = models.CharField(max_length=1, blank=True, help_text="A, B ou C ; vide : celle du département")


class SchoolBreak(models.Model):
    """School holidays imported by the operator; they stand instead of those that they touch among what came with the software."""

    zone = models.CharField(max_length=1)
    first = models.DateField()
    last = models.DateField()
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "first", "last"], name="school_break_once")]


class CalendarFeed(models.Model):
    """A private address where a calendar app reads somebody's slots. Only its hash is kept; revoked, it answers nothing more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, null=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    account = models.ForeignKey(Account, null=True, on_delete=models.CASCADE, related_name="calendar_feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(voisin=None, account__isnull=False) | models.Q(voisin__isnull=False, account=None),
                name="feed_of_one_person",
            ),
            models.UniqueConstraint(fields=["voisin"], condition=models.Q(revoked_at=None), name="feed_one_a_voisin"),
            models.UniqueConstraint(fields=["account"], condition=models.Q(revoked_at=None), name="feed_one_an_account"),
        ]


class SurveyAnswer(models.Model):
    """What one person said of herself in one wave. No key to a voisin or a site: `person` links her waves and names nobody."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    person = models.CharField(max_length=64)
    wave = models.CharField(max_length=8)
    op = models.UUIDField()
    rev = models.PositiveIntegerField()
    values = models.JSONField(default=dict, help_text="vide : préfère ne pas répondre")
    month = models.DateField(help_text="premier jour du mois, jamais le jour")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "person", "wave"], name="survey_once_a_wave")]
        indexes = [models.Index(fields=["person"], name="survey_person")]


class TrainingModule(models.Model):
    """Something that voisins of an association learn: how long it takes, towards which skills, for everybody or for a mission."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="training_modules")
    title = models.CharField(max_length=80)
    minutes = models.PositiveSmallIntegerField(help_text="durée habituelle")
    skills = models.JSONField(default=list, help_text="codes de rules.skills")
    everyone = models.BooleanField(default=False, help_text="chacun la suit, quelle que soit la mission")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["title"]
        constraints = [models.UniqueConstraint(fields=["organisation", "title"], name="module_title_in_organisation")]

    def __str__(self) -> str:
        return self.title


class TrainingSession(models.Model):
    """One time that a module is given on a site, by whom, where, when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="training_sessions")
    module = models.ForeignKey(TrainingModule, on_delete=models.PROTECT, related_name="sessions")
    day = models.DateField(db_index=True)
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    place = models.CharField(max_length=80, blank=True)
    trainer = models.CharField(max_length=80, blank=True, help_text="qui l’anime, en mots")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="training_sessions")
    made_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["day", "starts_at"]
        constraints = [models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_it_starts")]


class Attendance(models.Model):
    """One person asked to a session, and whether she was there. The hours that follow from it bear its own id, so that there is one."""

    class State(models.TextChoices):
        ASKED = "asked", "attendu·e"
        THERE = "there", "présent·e"
        ABSENT = "absent", "absent·e"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="attendances")
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="attendances")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    told_on = models.DateField(help_text="jour où elle l’a su : le délai court d’ici")
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    hours = models.ForeignKey(DeclaredHours, null=True, on_delete=models.SET_NULL, related_name="attendances")
    signed_at = models.DateTimeField(null=True)
    at_desk = models.BooleanField(default=False, help_text="noté par le manager, pas signé")
    # The phone's operation that was heard last.
    op = models.UUIDField(null=True)
    rev = models.PositiveIntegerField(default=0)
    # That she answered, so that it is asked once; never what.
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "voisin"], name="attendance_once")]
        indexes = [models.Index(fields=["voisin", "state"], name="attendance_voisin_state")]


class TrainingOpinion(models.Model):
    """What one participant thought. Its key is the operation's; whose it is, is not here."""

    id = models.UUIDField(primary_key=True, editable=False)
    rev = models.PositiveIntegerField(default=1)
    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="opinions")
    useful = models.PositiveSmallIntegerField()
    clear = models.PositiveSmallIntegerField()
    ready = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(useful__range=(1, 3), clear__range=(1, 3), ready__range=(1, 3)), name="opinion_from_1_to_3"
            )
        ]


class TrainingAim(models.Model):
    """A module that a voisin and her manager agreed on for her, beside what her missions ask."""

    voisin = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="training_aims")
    module = models.ForeignKey(TrainingModule, on_delete=models.CASCADE, related_name="aims")
    added_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["voisin", "module"], name="training_aim_once")]


class Seminar(models.Model):
    """The team around a table: what the doors said, read together. `shown` keeps the figures that were read, once it was held."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="seminars")
    day = models.DateField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    title = models.CharField(max_length=80)
    place = models.CharField(max_length=80, blank=True)
    held_at = models.DateTimeField(null=True)
    shown = models.JSONField(default=list, help_text="les chiffres lus ce jour-là, une ligne par phrase")

    class Meta:
        indexes = [models.Index(fields=["site", "day"], name="seminar_site_day")]
        constraints = [models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="seminar_ends_after_it_begins")]


class Verbatim(models.Model):
    """Words that a voisin wrote after a door, rewritten so that nobody is recognised. No key to the visit they come from."""

    class Consent(models.TextChoices):
        ASKED = "asked", "à demander"
        YES = "yes", "d’accord"
        NO = "no", "pas d’accord"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="verbatims")
    author = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=280)
    theme = models.CharField(max_length=60, blank=True)
    consent = models.CharField(max_length=5, choices=Consent.choices, default=Consent.ASKED)
    answered_on = models.DateField(null=True)


class SeminarPoint(models.Model):
    """One line of the minutes."""

    class Kind(models.TextChoices):
        THEME = "theme", "ce qu’on a compris"
        DECISION = "decision", "décidé"
        ACTION = "action", "à faire"

    class State(models.TextChoices):
        OPEN = "open", "à faire"
        DONE = "done", "fait"
        DROPPED = "dropped", "abandonné"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seminar = models.ForeignKey(Seminar, on_delete=models.CASCADE, related_name="points")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=280)
    owner = models.CharField(max_length=60, blank=True, help_text="qui s’en charge : un voisin, le manager, un partenaire")
    due_on = models.DateField(null=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    settled_on = models.DateField(null=True)
    said = models.CharField(max_length=160, blank=True, help_text="ce qui en est sorti")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seminar", "number"], name="seminar_point_number"),
            models.CheckConstraint(condition=~models.Q(kind="action") | ~models.Q(owner=""), name="action_has_an_owner"),
        ]


# Recruitment has a file of its own; Django looks for shapes here.
from palier.teams.candidates import Candidate, Interview, TeamFact  # noqa: E402, F401
