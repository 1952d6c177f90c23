"""Keys that public codes are derived from. They travel in the backups: a restored server gives the same codes."""

import secrets

from django.db import transaction
from django.utils import timezone

from palier.safekeeping.models import ServerSecret

KEY_BYTES = 32


def server_secret(name: str) -> bytes:
    """The key kept under this name (32 bytes); made the first time. Never sent, never written to a journal."""
    found = ServerSecret.objects.filter(pk=name).first()
    if found is None:
        with transaction.atomic():
            fields = {"key": secrets.token_bytes(KEY_BYTES), "made_at": timezone.now()}
            found, _ = ServerSecret.objects.get_or_create(name=name, defaults=fields)
    return bytes(found.key)
