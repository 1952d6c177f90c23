"""Shape of places, from the priority neighbourhood to the door.

Do not add a field that describes who lives behind a door.
Geometries are WKB in WGS84 (longitude, latitude) with a bounding box beside them: no database extension needed.
"""

from django.db import models
from django.db.models import Q

from palier.common.models import new_id


class Neighbourhood(models.Model):
    """A QPV of one generation. The same ground redrawn in 2024 is another neighbourhood (domain b22)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=12)
    generation = models.PositiveSmallIntegerField(help_text="2015 ou 2024")
    name = models.CharField(max_length=160)
    communes = models.JSONField(default=list, help_text="[{code, name}]")
    department = models.CharField(max_length=3, blank=True)
    npnru = models.BooleanField(default=False)
    geometry = models.BinaryField(null=True)
    west = models.FloatField(null=True)
    south = models.FloatField(null=True)
    east = models.FloatField(null=True)
    north = models.FloatField(null=True)
    repaired = models.BooleanField(default=False)
    statistics = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "generation"], name="neighbourhood_code_generation")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Address(models.Model):
    """One number of one street, as BAN or BAL gives it. Outside any neighbourhood is allowed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source_key = models.CharField(max_length=80, unique=True, help_text="clé d'interopérabilité ou clé BAN")
    number = models.CharField(max_length=12, blank=True)
    street = models.CharField(max_length=200)
    postcode = models.CharField(max_length=5, blank=True)
    commune = models.CharField(max_length=120, blank=True)
    commune_code = models.CharField(max_length=5, blank=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    neighbourhood = models.ForeignKey(Neighbourhood, null=True, on_delete=models.SET_NULL, related_name="addresses")

    class Meta:
        indexes = [models.Index(fields=["commune_code", "street"], name="address_commune_street")]

    def __str__(self) -> str:
        return f"{self.number} {self.street}".strip()


class Building(models.Model):
    """A building on the ground; it may have one or several entrances."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.PROTECT, related_name="buildings")
    name = models.CharField(max_length=120)
    residence = models.CharField(max_length=120, blank=True)
    landlord = models.CharField(max_length=120, blank=True)
    source_key = models.CharField(max_length=80, blank=True)
    footprint = models.BinaryField(null=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    floors = models.PositiveSmallIntegerField(null=True)
    dwellings = models.PositiveIntegerField(null=True, help_text="nombre de logements selon la source, jamais recalculé")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source_key"], condition=~Q(source_key=""), name="building_source_key")]

    def __str__(self) -> str:
        return self.name


class Entrance(models.Model):
    """The stairwell or house front that one intercom serves."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    building = models.ForeignKey(Building, on_delete=models.CASCADE, related_name="entrances")
    name = models.CharField(max_length=80)
    address = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    has_lift = models.BooleanField(default=False)
    is_house = models.BooleanField(default=False)
    source_key = models.CharField(max_length=120, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["building", "position", "name"]
        constraints = [models.UniqueConstraint(fields=["source_key"], condition=~Q(source_key=""), name="entrance_source_key")]

    def __str__(self) -> str:
        return self.name


class Door(models.Model):
    """The field unit. Its id may have been made by a phone; ids stay valid for ever (`house` §5.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entrance = models.ForeignKey(Entrance, on_delete=models.CASCADE, related_name="doors")
    floor = models.SmallIntegerField(default=0)
    label = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField(default=0, help_text="ordre sur le palier, de gauche à droite")
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_doors")
    removed_at = models.DateTimeField(null=True)
    made_in_field = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, help_text="ce qui s’y était dit avant a été effacé, à la demande de qui y habite")

    class Meta:
        ordering = ["entrance", "floor", "position"]
        indexes = [models.Index(fields=["entrance", "floor", "position"], name="door_entrance_floor")]

    def __str__(self) -> str:
        return self.label


class Opposition(models.Model):
    """ "Ne plus passer": a marker on the door, without a reason and without an identity.

    Source: RGPD art. 21. `born_of` is the id of the phone operation it came from: if that visit is undone, it falls.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    door = models.ForeignKey(Door, on_delete=models.CASCADE, related_name="oppositions")
    since = models.DateTimeField()
    born_of = models.UUIDField(null=True, unique=True)
    lifted_at = models.DateTimeField(null=True)
    until = models.DateField(null=True, help_text="jusqu’à ce jour compris (« pas cette fois ») ; vide : pour toujours")


class DoorRequest(models.Model):
    """What somebody asked about one door, without a name: on the public pages, or of the association itself.

    Source: RGPD art. 15, 16, 17 and 21; PV-08. How we know that she lives there is a word (`proof`): no copy of a paper is ever kept.

    `typed` holds how a door was written that our lists do not have; it is wiped as soon as the door is found.
    """

    class Kind(models.TextChoices):
        STOP = "stop", "ne plus frapper"
        PAUSE = "pause", "pas cette fois"
        ERASE = "erase", "effacer ce que j’ai dit"
        ACCESS = "access", "savoir ce que vous gardez"
        RECTIFY = "rectify", "corriger ce qui est faux"

    class Way(models.TextChoices):
        PUBLIC = "public", "sur les pages publiques"
        PHONE = "phone", "par téléphone"
        LETTER = "letter", "par lettre ou courriel"
        OFFICE = "office", "au local"
        DOOR = "door", "à sa porte, à un voisin"

    class Asker(models.TextChoices):
        SELF = "self", "quelqu’un qui habite là"
        FOR_HER = "for", "quelqu’un pour elle ou lui, mandat vu"

    class Proof(models.TextChoices):
        SEEN = "seen", "un papier avec cette adresse a été vu, rien n’en est gardé"
        AT_DOOR = "at_door", "on lui a parlé à cette porte"
        NONE = "none", "rien ne dit qu’elle habite là"

    class Answer(models.TextChoices):
        DONE = "done", "on ne frappe plus à cette porte"
        ERASED = "erased", "c’est effacé"
        NOTHING_HELD = "nothing_held", "rien n’est gardé sur ce logement"
        GIVEN = "given", "la réponse a été donnée en personne"
        RECTIFIED = "rectified", "c’est corrigé"
        NOT_FOUND = "not_found", "cette porte n’a pas été trouvée"
        CALL_US = "call_us", "il faut en parler : qu’on nous appelle"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    receipt = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    neighbourhood = models.ForeignKey(Neighbourhood, on_delete=models.CASCADE, related_name="door_requests")
    entrance = models.ForeignKey(Entrance, null=True, on_delete=models.SET_NULL, related_name="door_requests")
    door = models.ForeignKey(Door, null=True, on_delete=models.SET_NULL, related_name="door_requests")
    typed = models.CharField(max_length=120, blank=True)
    until = models.DateField(null=True)
    made_at = models.DateTimeField(db_index=True)
    due_on = models.DateField()
    closed_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    way = models.CharField(max_length=8, choices=Way.choices, default=Way.PUBLIC)
    asker = models.CharField(max_length=4, choices=Asker.choices, blank=True)
    proof = models.CharField(max_length=8, choices=Proof.choices, blank=True)
    proof_on = models.DateField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(closed_at=None) | ~Q(answer=""), name="closed_door_request_has_an_answer"),
        ]

    @property
    def is_proven(self) -> bool:
        """True once somebody knows that who asks lives behind that door: only then is anything shown, corrected or erased."""
        return self.proof in (self.Proof.SEEN, self.Proof.AT_DOOR)

    @property
    def is_waiting(self) -> bool:
        """True while somebody of the association must still do something."""
        return self.closed_at is None and self.withdrawn_at is None


class ColumnMapping(models.Model):
    """How one landlord names the columns of its dwelling files; remembered from one import to the next."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    landlord = models.CharField(max_length=120, unique=True)
    columns = models.JSONField(default=dict, help_text="champ → en-tête du fichier")
    updated_at = models.DateTimeField(auto_now=True)
