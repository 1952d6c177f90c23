"""A site on the ground, and files as data·inclusion and the State write them."""

import csv
import json
from pathlib import Path
from typing import Any

from shapely.geometry import box

from palier.people.api import Account, Organisation, Site
from palier.places.api import Neighbourhood

WEST, SOUTH = 2.35, 48.92
FRANCE_SERVICES = [
    "id_fs", "insee_dep", "lib_fs", "adresse", "complement_adresse", "insee_com", "code_postal", "lib_com", "latitude", "longitude", "mail",
    "telephone", "h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi", "prise_rdv", "commentaire", "type_fs", "format_fs",
]  # fmt: skip


def make_site(name: str = "Les Terrasses", west: float = WEST, code: str = "QN09901M") -> Site:
    """A site on a square of about 700 metres."""
    organisation, _ = Organisation.objects.get_or_create(name="Les Voisins du Palier")
    square = box(west, SOUTH, west + 0.01, SOUTH + 0.006)
    neighbourhood = Neighbourhood.objects.create(code=code, generation=2024, name=name, geometry=square.wkb)
    site = Site.objects.create(organisation=organisation, name=name, department="93")
    site.neighbourhoods.add(neighbourhood)
    return site


def make_manager(site: Site, email: str = "nadia@a.example") -> Account:
    """Its manager."""
    account = Account.objects.create_user(email, "une-phrase-de-passe", organisation=site.organisation, first_name="Nadia", role="manager")
    account.sites.add(site)
    return account


def a_place(key: int = 1, **over: str) -> dict[str, str]:
    """One line of the France Services list, inside the square."""
    return {
        "id_fs": str(key), "lib_fs": f"France services n° {key}", "adresse": "1 rue du Port", "lib_com": "Valbrune", "latitude": "48.923",
        "longitude": "2.355", "telephone": "01 99 00 11 10", "h_lundi": "09:00 - 12:00 / 14:00 - 17:00", "h_mardi": "09:00 - 12:00",
        "format_fs": "Fixe", **over,
    }  # fmt: skip


def write_list(path: Path, rows: list[dict[str, str]]) -> Path:
    """The list as a CSV."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, FRANCE_SERVICES)
        writer.writeheader()
        writer.writerows(rows)
    return path


def a_structure(key: str = "dora--1", **over: Any) -> dict[str, Any]:
    """One structure of data·inclusion, inside the square."""
    return {
        "id": key, "source": "dora", "nom": f"Centre social {key}", "date_maj": "2026-01-15", "commune": "Valbrune", "adresse": "2 rue du Port",
        "longitude": 2.356, "latitude": 48.924, "telephone": "+33199001111", "horaires_accueil": "Mo-Fr 08:30-12:30; PH off",
        "reseaux_porteurs": ["fcsf"], **over,
    }  # fmt: skip


def write_structures(path: Path, rows: list[dict[str, Any]]) -> Path:
    """The structures as a JSON list."""
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path
