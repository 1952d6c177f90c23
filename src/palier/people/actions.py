"""What changes people and their phones."""

import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from uuid import UUID, uuid5

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q

from palier.common.dialling import read_dialled
from palier.common.journal import write_line
from palier.common.models import new_id
from palier.common.rows import Key
from palier.people.models import Account, Device, Organisation, PairingAttempt, PairingCode, PhoneAlert, Site, Voisin
from palier.people.queries import Numbered
from palier.people.rules import (
    CODE_ALPHABET,
    CODE_LENGTH,
    CODE_LIFE,
    CODES_KEPT,
    LEAVER_FILE_KEPT,
    LEAVER_PHONE_KEPT,
    TRIES,
    TRIES_FORGOTTEN_AFTER,
    UNPAIRED_KEPT,
    PhoneReport,
    fingerprint,
    read_code,
)
from palier.places.api import Neighbourhood


class PairingRefused(Exception):
    """The code is unknown, used or too old; or there were too many wrong tries. `reason` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Pairing:
    """What a phone gets once: its device and its bearer token, in clear for the only time."""

    device: Device
    token: str
    # Another phone of this voisin was never closed: replaced, or this very one, emptied by the system.
    emptied: bool = False


@transaction.atomic
def make_pairing_code(actor: object, voisin: Voisin, now: datetime) -> str:
    """A fresh one-time code for one voisin: 10 characters, valid 10 minutes. Her earlier unused codes stop working."""
    voisin.pairing_codes.filter(device__isnull=True, expires_at__gt=now).update(expires_at=now)
    code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
    PairingCode.objects.create(voisin=voisin, code_hash=fingerprint(code), made_at=now, expires_at=now + CODE_LIFE)
    write_line(actor, "make_pairing_code", voisin)
    return code


def pair_device(typed: str, install: UUID, source: str, now: datetime) -> Pairing:
    """Register the phone that typed this code. The same code and install again gives the same device, a new token.

    Raises `PairingRefused`: `unknown_code`, or `too_many_tries` (5 wrong codes per network address in 10 minutes).
    """
    if _tries_left(source, now) <= 0:
        raise PairingRefused("too_many_tries")
    with transaction.atomic():
        pairing = _redeem(fingerprint(read_code(typed)), install, now)
    if pairing is None:
        _count_wrong(source, now)
        raise PairingRefused("unknown_code")
    PairingAttempt.objects.filter(source=source).delete()
    return pairing


def _redeem(code_hash: str, install: UUID, now: datetime) -> Pairing | None:
    code = PairingCode.objects.select_for_update().filter(code_hash=code_hash, expires_at__gt=now).first()
    if code is None or (code.used_by is not None and code.used_by != install):
        return None
    device = code.device or _same_phone(code.voisin, install, now)
    token = _give_token(device, now)
    before = _former_phone(device)
    if code.device is None:
        if before is not None:
            _alert(before, PhoneAlert.Kind.EMPTIED, now, before.unsent or 0)
        code.used_by, code.device = install, device
        code.save(update_fields=["used_by", "device"])
        write_line(f"device:{device.pk}", "pair_device", code.voisin)
    return Pairing(device, token, emptied=before is not None)


def _same_phone(voisin: Voisin, install: UUID, now: datetime) -> Device:
    """The same install paired again is the same device: what it sealed under that name is still its own.

    Its name comes from the voisin and the install, so that a phone that a restore forgot gets the same one again.
    One that was closed as lost stays closed: paired again, it is another device.
    """
    device = Device.objects.filter(voisin=voisin, install=install, revoked_at=None).order_by("-paired_at").first()
    if device is None:
        name = uuid5(voisin.pk, str(install))
        device = Device(id=new_id() if Device.objects.filter(pk=name).exists() else name, voisin=voisin, install=install)
    device.paired_at = now
    return device


def _give_token(device: Device, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    device.token_hash, device.token_issued_at = fingerprint(token), now
    device.save()
    return token


@transaction.atomic
def renew_token(device: Device, now: datetime) -> str:
    """A new bearer token for a phone that still holds a good one."""
    write_line(f"device:{device.pk}", "renew_token", device.voisin)
    return _give_token(device, now)


@transaction.atomic
def leave(actor: object, voisin: Voisin, left_at: datetime | None) -> None:
    """From this moment on the voisin is no longer of the team and her phones are closed; None takes it back."""
    voisin.left_at = left_at
    voisin.save(update_fields=["left_at"])
    write_line(actor, "leave", voisin, at=left_at.isoformat() if left_at else None)


@transaction.atomic
def revoke_device(actor: object, device: Device, now: datetime) -> None:
    """A lost phone: its token then only serves to hand over what it still holds, into quarantine."""
    device.revoked_at = device.revoked_at or now
    device.save(update_fields=["revoked_at"])
    write_line(actor, "revoke_device", device)


def _tries_left(source: str, now: datetime) -> int:
    attempt = PairingAttempt.objects.filter(source=source, last_at__gt=now - TRIES_FORGOTTEN_AFTER).first()
    return TRIES - (attempt.wrong if attempt else 0)


@transaction.atomic
def _count_wrong(source: str, now: datetime) -> None:
    attempt, _ = PairingAttempt.objects.select_for_update().get_or_create(source=source, defaults={"last_at": now})
    fresh = attempt.last_at > now - TRIES_FORGOTTEN_AFTER
    attempt.wrong = attempt.wrong + 1 if fresh else 1
    attempt.last_at = now
    attempt.save()


def forget_codes(now: datetime) -> str:
    """Forget pairing codes and wrong tries older than a day. Returns how many, for the list of jobs."""
    old = now - CODES_KEPT
    codes, _ = PairingCode.objects.filter(expires_at__lt=old).delete()
    PairingAttempt.objects.filter(last_at__lt=old).delete()
    return f"{codes} codes"


NAMELESS = "Ancien voisin"


@transaction.atomic
def forget_leavers(now: datetime) -> str:
    """Erase the number of who left a month ago, and after five years the first name and languages. Returns how many, for the list of jobs.

    The row stays, nameless: what a phone of hers sent is still recognised.
    """
    gone = Voisin.objects.filter(left_at__lt=LEAVER_PHONE_KEPT.moment_before(now)).exclude(phone="", phone_shared=False)
    numbers = gone.update(phone="", phone_shared=False)
    old = Voisin.objects.filter(left_at__lt=LEAVER_FILE_KEPT.moment_before(now)).exclude(first_name=NAMELESS)
    return f"{numbers} numéros, {old.update(first_name=NAMELESS, languages=[], picture='')} noms"


@transaction.atomic
def forget_phones(now: datetime) -> str:
    """Erase what closed phones said of themselves six months ago, and alerts that were looked at. Returns how many, for the list of jobs."""
    old = UNPAIRED_KEPT.moment_before(now)
    closed = Device.objects.filter(Q(revoked_at__lt=old) | Q(voisin__left_at__lt=old))
    told = closed.exclude(app_version="", persisted=None, unsent=None, unsent_since=None, last_seen_at=None, clock_offset_s=0)
    number = Device.objects.filter(pk__in=list(told.values_list("pk", flat=True))).update(
        app_version="", persisted=None, unsent=None, unsent_since=None, last_seen_at=None, clock_offset_s=0
    )
    PhoneAlert.objects.filter(closed_at__lt=old).delete()
    return f"{number} téléphones"


@transaction.atomic
def hire_voisin(actor: object, site: Site, *, first_name: str, languages: list[str], picture: str = "") -> Voisin:
    """A voisin joins the team. Raises `ValueError` with a sentence."""
    if not first_name.strip():
        raise ValueError("Donnez un prénom.")
    voisin = Voisin.objects.create(site=site, first_name=first_name.strip(), languages=languages or ["fr"], picture=picture)
    write_line(actor, "hire_voisin", voisin)
    return voisin


@transaction.atomic
def change_voisin(actor: object, voisin: Voisin, *, first_name: str, languages: list[str]) -> Voisin:
    """Correct a first name or working languages. Raises `ValueError` with a sentence."""
    if not first_name.strip():
        raise ValueError("Donnez un prénom.")
    voisin.first_name, voisin.languages = first_name.strip(), languages or ["fr"]
    voisin.save(update_fields=["first_name", "languages"])
    write_line(actor, "change_voisin", voisin)
    return voisin


@transaction.atomic
def set_voisin_phone(actor: object, voisin: Voisin, *, phone: str, shared: bool) -> Voisin:
    """The number to call a voisin, and whether colleagues of the tour may see it on its day. Raises `ValueError` with a sentence."""
    dialled = read_dialled(phone) if phone.strip() else ""
    if dialled is None:
        raise ValueError("Ce numéro de téléphone ne se compose pas : des chiffres, par exemple 06 39 98 00 11.")
    voisin.phone, voisin.phone_shared = dialled, shared and bool(dialled)
    voisin.save(update_fields=["phone", "phone_shared"])
    write_line(actor, "set_voisin_phone", voisin, shared=voisin.phone_shared)
    return voisin


class PersonRefused(Exception):
    """The account or the site cannot be opened; the text is a sentence."""


@transaction.atomic
def open_site(actor: object, organisation_name: str, *, name: str, department: str, codes: list[str]) -> Site:
    """A site of an association (made on first use) on neighbourhoods that were imported."""
    neighbourhoods = list(Neighbourhood.objects.filter(code__in=codes))
    missing = set(codes) - {one.code for one in neighbourhoods}
    if missing:
        raise PersonRefused(f"Quartier pas encore importé : {', '.join(sorted(missing))}.")
    organisation, _ = Organisation.objects.get_or_create(name=organisation_name)
    if organisation.sites.filter(name=name).exists():
        raise PersonRefused(f"Le site « {name} » existe déjà.")
    site = Site.objects.create(organisation=organisation, name=name, department=department)
    site.neighbourhoods.set(neighbourhoods)
    write_line(actor, "open_site", site)
    return site


@transaction.atomic
def open_account(actor: object, email: str, password: str, *, first_name: str, role: str, site_names: list[str]) -> Account:
    """A desk account. Raises `PersonRefused`: password under 15 characters or too common, unknown site, e-mail taken."""
    try:
        validate_password(password)
    except ValidationError as problem:
        raise PersonRefused(" ".join(problem.messages)) from None
    sites = list(Site.objects.filter(name__in=site_names))
    if len(sites) != len(set(site_names)):
        raise PersonRefused("Je ne trouve pas un de ces sites. La liste : palier list sites")
    organisation = sites[0].organisation if sites else Organisation.objects.first()
    if organisation is None:
        raise PersonRefused("Ouvrez d’abord un site : palier site create")
    if Account.objects.filter(email=email.lower()).exists():
        raise PersonRefused(f"{email} a déjà un compte.")
    account = Account.objects.create_user(email, password, organisation=organisation, first_name=first_name, role=role)
    account.sites.set(sites)
    write_line(actor, "open_account", account)
    return account


@transaction.atomic
def open_partner_account(organisation: Organisation, email: str, password: str, *, first_name: str) -> Account:
    """An account for the portal, or a new passphrase for the one of that address. It never has a site. Raises `PersonRefused`."""
    first_name = " ".join(first_name.split())[:60]
    if not first_name:
        raise PersonRefused("Donnez votre prénom.")
    try:
        validate_password(password)
    except ValidationError as problem:
        raise PersonRefused(" ".join(problem.messages)) from None
    found = Account.objects.filter(email=email).first()
    if found is None:
        made = Account.objects.create_user(email, password, organisation=organisation, first_name=first_name, role=Account.Role.PARTNER)
        write_line(made.pk, "open_partner_account", made)
        return made
    if found.role != Account.Role.PARTNER or found.organisation_id != organisation.pk:
        raise PersonRefused("Cette adresse a déjà un compte au bureau.")
    found.first_name, found.is_active = first_name, True
    found.set_password(password)
    found.save()
    write_line(found.pk, "change_passphrase", found)
    return found


CALL_NUMBER = re.compile(r"\+?[\d .()-]{4,29}")


@transaction.atomic
def set_call(actor: object, organisation: Organisation, *, number: str, opens: time | None, closes: time | None) -> None:
    """Whom residents call, from when to when; an empty number takes it off badges and pages. Raises `PersonRefused`."""
    number = " ".join(number.split())
    if number and not CALL_NUMBER.fullmatch(number):
        raise PersonRefused("Un numéro de téléphone, par exemple 01 99 00 12 34.")
    if (opens is None) != (closes is None) or (opens and closes and closes <= opens):
        raise PersonRefused("Donnez les deux heures, la première avant la seconde, ou aucune.")
    organisation.call_number, organisation.call_from, organisation.call_to = number, opens, closes
    organisation.save(update_fields=["call_number", "call_from", "call_to"])
    write_line(actor, "set_call", organisation)


@transaction.atomic
def mark_safe(numbers: dict[UUID, Numbered]) -> None:
    """What phones sent up to these numbers is in a verified backup: they may empty it. Never goes back. Source: SY-05.

    A number of before a restore says nothing of the database of after it.
    """
    for organisation, one in numbers.items():
        rows = Organisation.objects.filter(pk=organisation, epoch=one.epoch)
        rows.filter(Q(safe_up_to=None) | Q(safe_up_to__lt=one.last_seq)).update(safe_up_to=one.last_seq)


def raise_epochs(execute: Callable[[str], object]) -> None:
    """Give every organisation a new epoch in a restored database: phones then send again all that they hold (SY-06).

    What the restored database has is, by definition, in a backup. Plain SQL: it runs before the database is anybody's.
    """
    epoch = new_id().hex
    execute(f"UPDATE people_organisation SET epoch = '{epoch}', safe_up_to = last_seq")  # noqa: S608 (hex digits of ours)


def carried_over_a_restore() -> Callable[[Callable[[str], object]], None]:
    """What a restore must not undo, read from the database that it replaces: a phone closed as lost stays closed."""
    zone = "+00" if connection.vendor == "postgresql" else ""
    closed = {
        device.hex: f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}{zone}"
        for device, moment in Device.objects.exclude(revoked_at=None).values_list("pk", "revoked_at")
        if moment
    }

    def prepare(execute: Callable[[str], object]) -> None:
        raise_epochs(execute)
        for device, moment in closed.items():
            # Hex digits and a time of our own.
            execute(f"UPDATE people_device SET revoked_at = '{moment}' WHERE id = '{device}' AND revoked_at IS NULL")  # noqa: S608

    return prepare


def note_report(device_id: Key, report: PhoneReport, now: datetime, clock_offset_s: int) -> None:
    """Keep what a phone says of itself. A counter that went back means that its storage did: somebody is told (DV-09).

    What a phone wrote and lost without any contact in between, it says itself; said again because the answer was lost, it is one alert.
    """
    device = Device.objects.select_related("voisin").get(pk=device_id)
    kind, perhaps_lost = PhoneAlert.Kind.WENT_BACK, max(device.unsent or 0, report.lost)
    told = report.lost and device.voisin.phone_alerts.filter(kind=kind, perhaps_lost=perhaps_lost, closed_at=None).exists()
    if report.counter < device.counter or (report.lost and not told):
        _alert(device, kind, now, perhaps_lost)
    device.unsent, device.unsent_since, device.counter = report.unsent, report.oldest, report.counter
    device.app_version, device.persisted = report.version, report.persisted
    device.last_seen_at, device.clock_offset_s = now, clock_offset_s
    device.save(update_fields=["unsent", "unsent_since", "counter", "app_version", "persisted", "last_seen_at", "clock_offset_s"])


def _former_phone(device: Device) -> Device | None:
    """The last phone of somebody whose phone had not been closed: replaced, or emptied by the system. A person asks.

    Even when that phone never said anything: what was written without network is what nobody else knows of.
    """
    others = Device.objects.filter(voisin=device.voisin, revoked_at=None).exclude(install=device.install)
    return others.order_by("-paired_at").first()


def _alert(device: Device, kind: str, now: datetime, perhaps_lost: int) -> None:
    PhoneAlert.objects.create(voisin=device.voisin, kind=kind, perhaps_lost=perhaps_lost, last_seen_at=device.last_seen_at, made_at=now)


@transaction.atomic
def close_phone_alert(actor: object, alert: PhoneAlert, now: datetime) -> None:
    """Somebody asked the voisin, and knows."""
    alert.closed_at = alert.closed_at or now
    alert.save(update_fields=["closed_at"])
    write_line(actor, "close_phone_alert", alert)
