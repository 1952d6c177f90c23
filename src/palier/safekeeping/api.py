"""The door of the room of safekeeping."""

from palier.safekeeping.actions import BackupRefused, back_up, has_public_key, make_recovery_key, restore, use_recovery_key
from palier.safekeeping.closing import closed_while_restoring, is_closed, open_again
from palier.safekeeping.erased import erased, remember_erased
from palier.safekeeping.models import Backup
from palier.safekeeping.queries import last_good_backup, last_try, newer_than
from palier.safekeeping.sealing import CannotOpen, open_sealed, public_keys, rotate_key, seal_words
from palier.safekeeping.secrets import server_secret

__all__ = [
    "Backup",
    "BackupRefused",
    "CannotOpen",
    "back_up",
    "closed_while_restoring",
    "erased",
    "has_public_key",
    "is_closed",
    "last_good_backup",
    "last_try",
    "make_recovery_key",
    "newer_than",
    "open_again",
    "open_sealed",
    "public_keys",
    "remember_erased",
    "restore",
    "rotate_key",
    "seal_words",
    "server_secret",
    "use_recovery_key",
]
