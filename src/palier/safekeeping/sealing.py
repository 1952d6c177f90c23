"""Sealing keys: phones seal each visit to the newest one that is in a backup; every one ever made still opens (DV-02).

A key that no backup holds is lost with the server, and with it all that was sealed to it, on the phones too: a new one
waits for the next backup before any phone is told of it.

JWE compact (RFC 7516), ECDH-ES on P-256 with its Concat KDF (RFC 7518 §4.6), A256GCM.
"""

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from palier.common.journal import write_line
from palier.common.models import new_id
from palier.safekeeping.models import SealingKey

ALGORITHMS = ["ECDH-ES", "A256GCM"]


class CannotOpen(Exception):
    """The seal is not one of ours, or was changed on the way."""


def public_keys() -> tuple[list[dict[str, str]], str]:
    """The public keys that a phone may seal to, and the identifier of the one it should use. Makes the first one."""
    keys = list(SealingKey.objects.filter(retired_at=None).order_by("-made_at"))
    if not keys:
        keys = [rotate_key("server", timezone.now())]
    kept = next((key for key in keys if key.kept_at), keys[-1] if _backups_come() else keys[0])
    return [_public(key) for key in keys], kept.kid


def _backups_come() -> bool:
    return settings.BACKUP_DIR is not None


def known_kids() -> list[str]:
    """The keys that a backup begun after this call holds."""
    return list(SealingKey.objects.values_list("pk", flat=True))


def keep_keys(kids: list[str], now: datetime) -> None:
    """These keys are in a verified backup: phones may seal to them, and no longer to those before the newest of them."""
    SealingKey.objects.filter(pk__in=kids, kept_at=None).update(kept_at=now)
    newest = SealingKey.objects.exclude(kept_at=None).order_by("-made_at").first()
    if newest is not None:
        SealingKey.objects.filter(made_at__lt=newest.made_at, retired_at=None).update(retired_at=now)


@transaction.atomic
def rotate_key(actor: object, now: datetime) -> SealingKey:
    """A new key for what is sealed once a backup holds it (at once where none is made); the others still open what was sealed to them."""
    kid = new_id().hex[:12]
    key = ECKey.generate_key("P-256", {"kid": kid}, private=True)
    if not _backups_come():
        SealingKey.objects.filter(retired_at=None).update(retired_at=now)
    made = SealingKey.objects.create(kid=kid, private_jwk=key.as_dict(private=True), made_at=now)
    write_line(actor, "rotate_sealing_key", made)
    return made


def seal_words(plain: dict[str, Any]) -> str:
    """Seal here, to the newest key: what a person may have to read again, and a copied database must not show."""
    jwk = public_keys()[0][0]
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": jwk["kid"]}
    return jwe.encrypt_compact(header, json.dumps(plain, ensure_ascii=False), ECKey.import_key(dict(jwk)), algorithms=ALGORITHMS)


def open_sealed(text: str) -> dict[str, Any]:
    """The plain object of a sealed text. Raises `CannotOpen`."""
    try:
        found = jwe.decrypt_compact(text, lambda sealed: _key(str(sealed.headers().get("kid"))), algorithms=ALGORITHMS)
        plain = json.loads(found.plaintext or b"")
    except (JoseError, ValueError, KeyError, TypeError, RecursionError) as problem:
        raise CannotOpen from problem
    if not isinstance(plain, dict):
        raise CannotOpen
    return plain


@lru_cache(maxsize=64)
def _private(kid: str) -> ECKey | None:
    found = SealingKey.objects.filter(pk=kid).first()
    return ECKey.import_key(found.private_jwk) if found else None


def _key(kid: str) -> ECKey:
    key = _private(kid)
    if key is None:
        # Not known yet: never remembered, a restore may bring it back.
        _private.cache_clear()
        raise CannotOpen
    return key


def _public(key: SealingKey) -> dict[str, str]:
    jwk = key.private_jwk
    return {"kid": key.kid, "kty": "EC", "crv": "P-256", "x": jwk["x"], "y": jwk["y"]}
