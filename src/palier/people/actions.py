"""What changes people and their phones."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from palier.common.journal import write_line
from palier.people.models import Device, PairingAttempt, PairingCode, Voisin
from palier.people.rules import (
    CODE_ALPHABET,
    CODE_LENGTH,
    CODE_LIFE,
    TRIES,
    TRIES_FORGOTTEN_AFTER,
    fingerprint,
    read_code,
)


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
    device = code.device or Device(voisin=code.voisin, install=install, paired_at=now)
    token = _give_token(device, now)
    if code.device is None:
        code.used_by, code.device = install, device
        code.save(update_fields=["used_by", "device"])
        write_line(f"device:{device.pk}", "pair_device", code.voisin)
    return Pairing(device, token)


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
