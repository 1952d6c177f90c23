"""Which column of a landlord's file is what, and which ones are dropped because they speak of tenants. Pure."""

import re
import unicodedata
from collections.abc import Sequence

FIELDS = {
    "residence": ("residence", "programme", "groupe", "ensemble", "cite"),
    "building": ("batiment", "bat", "immeuble", "tour"),
    "entrance": ("entree", "escalier", "esc", "cage", "hall", "allee", "montee"),
    "address": ("adresse", "adresse logement", "numero et voie", "voie", "rue"),
    "floors": ("etages", "nb etages", "nombre d etages", "nombre etages", "niveaux"),
    "per_floor": ("portes par etage", "logements par etage", "portes par niveau", "nb portes par etage", "logts par etage"),
    "doors": ("portes", "nb portes", "logements", "nb logements", "nombre de logements", "total logements"),
    "floor": ("etage", "niveau"),
    "door": ("porte", "n porte", "numero porte", "num porte", "numero logement", "n logement", "lot", "appartement", "logement"),
    "lift": ("ascenseur",),
}  # fmt: skip
TENANT = (
    "nom", "prenom", "locataire", "occupant", "titulaire", "civilite", "telephone", "tel", "portable", "mobile", "mail", "email",
    "e mail", "courriel", "naissance", "nir", "secu", "impaye", "dette", "solde", "loyer", "retard", "apl", "caf", "revenu", "rib",
    "iban", "situation familiale", "enfants", "nationalite", "signature bail", "entree dans les lieux",
)  # fmt: skip
# "nom de la résidence" names a place, not a person.
PLACES = (
    "residence",
    "batiment",
    "rue",
    "voie",
    "commune",
    "programme",
    "site",
    "quartier",
    "entree",
    "escalier",
    "hall",
)
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[a-zA-Z]{2,}")
_PHONE = re.compile(r"(?:\+33|0)\s?[1-9](?:[\s.-]?\d{2}){4}")
_PERSON = re.compile(r"^(m\.?|mr|mme|mlle|monsieur|madame)\s+\S", re.IGNORECASE)
TENANT_SHARE = 0.3


def plain(text: str) -> str:
    """Lower case, no accents, words separated by one space."""
    parts = unicodedata.normalize("NFKD", text)
    letters = "".join(one for one in parts if not unicodedata.combining(one)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def is_tenant_header(header: str) -> bool:
    """True for a header that speaks of the people who live there."""
    words = plain(header)
    if words.startswith(("nom de l", "nom du", "nom de la", "nom")) and any(place in words for place in PLACES):
        return False
    return any(re.search(rf"\b{word}s?\b", words) for word in TENANT)


def looks_like_tenants(values: Sequence[str]) -> bool:
    """True when three values in ten are e-mails, phone numbers or named persons, whatever the header says."""
    filled = [value for value in values if value]
    if not filled:
        return False
    hits = sum(bool(_MAIL.search(one) or _PHONE.search(one) or _PERSON.match(one)) for one in filled)
    return hits / len(filled) >= TENANT_SHARE


def guess_columns(headers: Sequence[str], remembered: dict[str, str]) -> dict[str, int]:
    """Field → place of its column: what this landlord used last time first, then the usual words."""
    plains = [plain(header) for header in headers]
    found: dict[str, int] = {}
    for field, header in remembered.items():
        if plain(header) in plains:
            found[field] = plains.index(plain(header))
    for field, names in FIELDS.items():
        if field in found:
            continue
        place = next((plains.index(name) for name in names if name in plains and plains.index(name) not in found.values()), None)
        if place is not None:
            found[field] = place
    return found
