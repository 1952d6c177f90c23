"""What a structure is, from the networks that carry it. Pure. Source: data·inclusion v1, `reseaux_porteurs`."""

from collections.abc import Sequence

KINDS: dict[str, tuple[str, ...]] = {
    "france_services": ("france-service", "msap", "pimms-mediation"),
    "social_centre": ("fcsf",),
    "social_service": ("ccas-cias", "cms", "maisons-des-solidarites", "departements", "ase", "delegataire-conseil-departemental", "unaf"),
    "rights": ("caf", "cpam", "points-justice", "cidff", "mdph", "maison-departementale-de-lautonomie", "la-poste", "points-conseil-budget",
               "cresus", "aidants-connect", "conseillers-numeriques", "espaces-publics-numeriques", "anlci"),
    "job": ("france-travail", "plie", "cap-emploi-reseau-cheops", "maisons-de-l-emploi", "afpa", "epide", "ecoles-de-la-deuxieme-chance",
            "mission-locale", "adie", "geiq", "ei", "aci", "etti", "ai", "nqt", "snc", "chantier-ecole", "coorace"),
    "youth": ("mjc", "reseau-information-jeunesse", "apprentis-dauteuil", "residences-fjt"),
    "health": ("cmp", "csapa", "caarud"),
    "town": ("communes",),
    "association": ("restos-du-coeur", "secours-populaire", "croix-rouge", "banques-alimentaires", "emmaus", "ressourceries", "unis-cite", "wimoov",
                    "la-cravate-solidaire", "singa", "duo-for-a-job", "fabrique-de-territoire", "face"),
    "landlord": ("action-logement",),
}  # fmt: skip
_KIND = {network: kind for kind, networks in KINDS.items() for network in networks}


def kind_of(networks: Sequence[str]) -> str:
    """The kind of the first network that tells one; `other` when none does. A France Services is one before anything else."""
    kinds = [_KIND[one] for one in networks if one in _KIND]
    return "france_services" if "france_services" in kinds else next(iter(kinds), "other")
