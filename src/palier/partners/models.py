"""Shape of the directory, of local actors, and of what residents agreed to: referrals, appointments, follow-ups. No key to a visit."""

from django.db import models
from django.db.models import Q

from palier.common.models import new_id
from palier.people.models import Account, Organisation, Site
from palier.places.models import Building, Door, Neighbourhood


class Partner(models.Model):
    """Somebody a mission is built with: a landlord, a utility, a town, an institution, a local actor."""

    class Kind(models.TextChoices):
        LANDLORD = "landlord", "bailleur"
        COMPANY = "company", "entreprise"
        INSTITUTION = "institution", "institution"
        TOWN = "town", "collectivité"
        LOCAL_ACTOR = "local_actor", "acteur local"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="partners")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=Kind.choices)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="partner_name_in_organisation")]

    def __str__(self) -> str:
        return self.name


class Structure(models.Model):
    """A local actor: a school, a social centre, a caretaker's lodge, a France Services. Of one site, which keeps its own picture of it.

    `week` is what `rules.opening.packed` writes; null when the hours cannot be read: then `opening` is all that is shown.
    """

    class Kind(models.TextChoices):
        SCHOOL = "school", "école, petite enfance"
        SOCIAL_CENTRE = "social_centre", "centre social"
        ASSOCIATION = "association", "association"
        SOCIAL_SERVICE = "social_service", "service social"
        FRANCE_SERVICES = "france_services", "France services"
        RIGHTS = "rights", "accès aux droits"
        HEALTH = "health", "santé"
        JOB = "job", "emploi, formation"
        YOUTH = "youth", "jeunesse"
        LANDLORD = "landlord", "bailleur, gardien, syndic"
        TOWN = "town", "ville"
        LIBRARY = "library", "bibliothèque, culture, sport"
        SHOP = "shop", "commerce"
        OTHER = "other", "autre"

    class Source(models.TextChoices):
        HAND = "", "notée à la main"
        FRANCE_SERVICES = "france_services", "liste France services"
        DATA_INCLUSION = "data_inclusion", "data·inclusion"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="structures")
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, on_delete=models.SET_NULL, related_name="structures")
    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.OTHER)
    address = models.CharField(max_length=200, blank=True)
    commune = models.CharField(max_length=120, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=120, blank=True)
    website = models.CharField(max_length=200, blank=True)
    opening = models.CharField(max_length=400, blank=True, help_text="quand c’est ouvert, en mots")
    week = models.JSONField(null=True)
    remark = models.CharField(max_length=400, blank=True, help_text="ce que la source en dit de plus")
    moves = models.BooleanField(default=False, help_text="un bus : il change de place")
    source = models.CharField(max_length=16, choices=Source.choices, blank=True)
    source_key = models.CharField(max_length=160, blank=True)
    # What somebody corrected here: an import leaves it as it is.
    by_hand = models.JSONField(default=list)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["site", "source", "source_key"], condition=~Q(source=""), name="structure_source_key_in_site")
        ]

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Somebody who works at a structure, told that her name is kept here. Forgotten three years after the last meeting (security §4)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=16, blank=True)
    email = models.CharField(max_length=120, blank=True)
    told_on = models.DateField(help_text="le jour où elle a su que son nom est gardé ici")
    last_met_on = models.DateField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """A meeting with a structure: what was said in a few words, and when to come back."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="meetings")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.SET_NULL, related_name="meetings")
    day = models.DateField()
    said = models.CharField(max_length=400)
    again_on = models.DateField(null=True, help_text="le jour où en reparler")
    made_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-day"]


class Access(models.Model):
    """What somebody agreed to so that we may come in: keys, a badge, a poster. Never the code of a door (domain M16)."""

    class What(models.TextChoices):
        KEYS = "keys", "des clés"
        BADGE = "badge", "un badge d’entrée"
        POSTERS = "posters", "des affiches dans le hall"
        ROOM = "room", "une salle"
        OPENED = "opened", "quelqu’un nous ouvre"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="accesses")
    building = models.ForeignKey(Building, null=True, on_delete=models.SET_NULL, related_name="accesses")
    what = models.CharField(max_length=8, choices=What.choices)
    agreed_on = models.DateField()
    until = models.DateField(null=True, help_text="jusqu’à ce jour compris")
    posted_on = models.DateField(null=True, help_text="affiché ce jour-là")
    ended_on = models.DateField(null=True, help_text="rendu, retiré ou repris")
    terms = models.CharField(max_length=160, blank=True, help_text="à quelles conditions")

    class Meta:
        ordering = ["-agreed_on"]
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gte=models.F("agreed_on")), name="access_ends_after_it_was_agreed"),
        ]


class Service(models.Model):
    """A place of the directory where a voisin may send a resident: what for, when it opens, in words; carried by phones.

    `code` is what phones send; it never changes. `needs` are codes of `contract/words/needs.json`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="services")
    partner = models.ForeignKey(Partner, null=True, on_delete=models.PROTECT, related_name="services")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    what = models.CharField(max_length=160, blank=True, help_text="pour quoi, en mots simples")
    needs = models.JSONField(default=list)
    place = models.CharField(max_length=160, blank=True, help_text="où, en mots")
    opening = models.CharField(max_length=160, blank=True, help_text="quand c’est ouvert, en mots")
    phone = models.CharField(max_length=16, blank=True)
    books = models.BooleanField(default=False, help_text="les voisins peuvent prendre rendez-vous sur son planning")
    # Where it is given: phones say which one is near, and open.
    places = models.ManyToManyField(Structure, related_name="services", blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["site", "code"], name="service_code_in_site")]

    def __str__(self) -> str:
        return self.name


class Asked(models.Model):
    """What a resident agreed to at a door: the id of the phone's operation, the site, the day. Who and where are not here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    rev = models.PositiveIntegerField()
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    # A day, not a moment: a moment would point at the conversation.
    asked_on = models.DateField()
    sentence = models.CharField(max_length=64, help_text="la phrase qui a été dite")
    handled_by = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Referral(Asked):
    """Sent towards a service. `slip` is the number on the paper that the resident carries. Dates say how far it went."""

    class State(models.TextChoices):
        AGREED = "agreed", "d’accord donné"
        SENT = "sent", "transmise"
        SEEN = "seen", "reçue au service"
        SOLVED = "solved", "aboutie"
        UNSOLVED = "unsolved", "sans suite"
        WITHDRAWN = "withdrawn", "retirée"

    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="referrals")
    # The mission it was agreed during, by its id only: the room of missions is above this one.
    mission = models.UUIDField(null=True, db_index=True)
    to = models.CharField(max_length=64)
    slip = models.CharField(max_length=8)
    state = models.CharField(max_length=12, choices=State.choices, default=State.AGREED)
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["site", "asked_on"], name="referral_site_day")]


class Appointment(Asked):
    """Made on a partner's planning. `at` is null while it is to be confirmed."""

    class State(models.TextChoices):
        ASKED = "asked", "à confirmer"
        BOOKED = "booked", "pris"
        KEPT = "kept", "honoré"
        MISSED = "missed", "manqué"
        CANCELLED = "cancelled", "annulé"
        WITHDRAWN = "withdrawn", "retiré"

    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="appointments")
    to = models.CharField(max_length=64)
    slip = models.CharField(max_length=8)
    at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True, help_text="son heure a été donnée au bureau, pas à la porte")
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)

    class Meta:
        indexes = [models.Index(fields=["site", "asked_on"], name="appointment_site_day")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["asked", "cancelled", "withdrawn"]) | Q(at__isnull=False), name="appointment_booked_has_a_time"
            )
        ]


class PersonalFollowUp(Asked):
    """A call or a return visit that a resident asked for: the only row of the house that a resident can be recognised by.

    `secret` holds first name, phone and door, sealed (`safekeeping.seal_words`); it is empty once they are forgotten.
    `door` is in clear while a return visit waits, so that the phones of the next tours know to come back.
    """

    class Way(models.TextChoices):
        CALL = "call", "rappeler"
        VISIT = "visit", "revenir"

    class State(models.TextChoices):
        TO_DO = "to_do", "à faire"
        DONE = "done", "fait"
        GIVEN_UP = "given_up", "abandonné"
        EXPIRED = "expired", "sans réponse"
        WITHDRAWN = "withdrawn", "retiré"

    way = models.CharField(max_length=8, choices=Way.choices)
    what = models.CharField(max_length=64)
    moment = models.CharField(max_length=12, default="any")
    language = models.CharField(max_length=12, blank=True, help_text="demandée pour le retour")
    door = models.ForeignKey(Door, null=True, on_delete=models.SET_NULL, related_name="+")
    secret = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.TO_DO)
    tries = models.PositiveSmallIntegerField(default=0)
    last_try_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["site", "asked_on"], name="follow_up_site_day"),
            models.Index(fields=["door"], name="follow_up_door", condition=Q(door__isnull=False)),
            models.Index(fields=["asked_on"], name="follow_up_to_forget", condition=~Q(secret="")),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state="to_do") | Q(door__isnull=True, language=""), name="follow_up_closed_has_no_door"),
            models.CheckConstraint(
                condition=~Q(state__in=["withdrawn", "expired"]) | Q(secret=""), name="follow_up_withdrawn_has_no_words"
            ),
        ]


# What goes back to partners and who sits at their side have files of their own; Django looks for shapes here.
from palier.partners.heard import FieldFeedback  # noqa: E402, F401
from palier.partners.seats import Committee, Funding, Guest, Invitation, Seat, Suggestion  # noqa: E402, F401
