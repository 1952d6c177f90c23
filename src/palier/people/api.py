"""The door of the room of people."""

from palier.people.actions import (
    Pairing,
    PairingRefused,
    PersonRefused,
    change_voisin,
    forget_codes,
    hire_voisin,
    make_pairing_code,
    mark_safe,
    open_account,
    open_site,
    pair_device,
    raise_epochs,
    renew_token,
    revoke_device,
)
from palier.people.gates import device_for, site_for, sites_for, voisin_for
from palier.people.models import Account, Device, Organisation, Site, Voisin
from palier.people.queries import Sender, last_numbers, sender_by_device, sender_by_token, voisins_of
from palier.people.rules import CODE_LIFE, TOKEN_ABSOLUTE, TOKEN_SLIDING, fingerprint, shown_code

__all__ = [
    "CODE_LIFE",
    "TOKEN_ABSOLUTE",
    "TOKEN_SLIDING",
    "Account",
    "Device",
    "Organisation",
    "Pairing",
    "PairingRefused",
    "PersonRefused",
    "Sender",
    "Site",
    "Voisin",
    "change_voisin",
    "device_for",
    "fingerprint",
    "forget_codes",
    "hire_voisin",
    "last_numbers",
    "make_pairing_code",
    "mark_safe",
    "open_account",
    "open_site",
    "pair_device",
    "raise_epochs",
    "renew_token",
    "revoke_device",
    "sender_by_device",
    "sender_by_token",
    "shown_code",
    "site_for",
    "sites_for",
    "voisin_for",
    "voisins_of",
]
