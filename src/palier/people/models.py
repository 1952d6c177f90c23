"""Shape of who works here. Residents are never here."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from palier.common.models import new_id
from palier.places.models import Neighbourhood


class Organisation(models.Model):
    """One association. It numbers what its phones send: `last_seq` is gapless and in commit order (`house` §5.2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    epoch = models.UUIDField(default=new_id)
    last_seq = models.BigIntegerField(default=0)
    safe_up_to = models.BigIntegerField(null=True, help_text="dernier numéro contenu dans une sauvegarde")
    # Whom residents call when in doubt, and when somebody answers. Printed on badges, posters and public pages.
    call_number = models.CharField(max_length=30, blank=True)
    call_from = models.TimeField(null=True)
    call_to = models.TimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """Where one team works: one or several neighbourhoods, one manager or more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="sites")
    name = models.CharField(max_length=120)
    department = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=40, default="Europe/Paris")
    neighbourhoods = models.ManyToManyField(Neighbourhood, related_name="sites")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="site_name_in_organisation")]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Django's door to make accounts (`createsuperuser` is not used)."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in: at the desk, or, for a partner, at the portal. A partner's account has no site: the desk has nothing for it."""

    class Role(models.TextChoices):
        MANAGER = "manager", "manager"
        HEAD_OFFICE = "head_office", "tête de réseau"
        PARTNER = "partner", "partenaire"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="accounts")
    email = models.EmailField(unique=True)
    first_name = models.CharField(max_length=60)
    role = models.CharField(max_length=20, choices=Role.choices)
    sites = models.ManyToManyField(Site, blank=True, related_name="accounts")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.email


class Voisin(models.Model):
    """A resident of the neighbourhood employed to knock on doors. Never "volunteer", never "agent"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="voisins")
    first_name = models.CharField(max_length=60)
    languages = models.JSONField(default=list, help_text="codes BCP 47 des langues de travail")
    picture = models.CharField(max_length=20, blank=True, help_text="avatar dessiné")
    phone = models.CharField(max_length=20, blank=True, help_text="tel qu’il se compose ; pour l’appeler, rien d’autre")
    phone_shared = models.BooleanField(default=False, help_text="accepte que ses collègues de la tournée le voient, le jour même")
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["first_name"]

    def __str__(self) -> str:
        return self.first_name


class Device(models.Model):
    """A voisin's own phone. `token_hash` is the SHA-256 of its bearer token."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.PROTECT, related_name="devices")
    install = models.UUIDField()
    token_hash = models.CharField(max_length=64, unique=True)
    token_issued_at = models.DateTimeField()
    paired_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    clock_offset_s = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    # What the phone says of itself at each contact.
    unsent = models.PositiveIntegerField(null=True, help_text="ce qu’il gardait encore au dernier contact")
    unsent_since = models.DateTimeField(null=True, help_text="la plus ancienne, heure du téléphone")
    counter = models.PositiveBigIntegerField(default=0, help_text="combien d’écritures il a faites depuis qu’il est relié")
    app_version = models.CharField(max_length=40, blank=True)
    persisted = models.BooleanField(null=True, help_text="le navigateur a promis de ne pas effacer")


class PhoneAlert(models.Model):
    """Something was perhaps lost on a phone: a person looks, and closes it. Source: SY-12, DV-09."""

    class Kind(models.TextChoices):
        EMPTIED = "emptied", "relié de nouveau, vide"
        WENT_BACK = "went_back", "revenu à un état plus ancien"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="phone_alerts")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    perhaps_lost = models.PositiveIntegerField(help_text="gardées au dernier contact, et pas encore reçues")
    last_seen_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class PairingCode(models.Model):
    """A one-time code: ten minutes, five tries (`house` §5.2). Only its hash is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    voisin = models.ForeignKey(Voisin, on_delete=models.CASCADE, related_name="pairing_codes")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_by = models.UUIDField(null=True, help_text="install qui l'a utilisé")
    device = models.ForeignKey(Device, null=True, on_delete=models.SET_NULL)


class PairingAttempt(models.Model):
    """Wrong codes per network address, so that guessing slows down (AZ-05)."""

    source = models.CharField(max_length=64, primary_key=True)
    wrong = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()
