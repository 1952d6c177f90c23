"""What the room of impact keeps: figures, once nobody can be found in them."""

from palier.common.personal_data import Activity, Basis, Whose, held, nothing

ACTIVITIES = (
    Activity(
        22, "releases", "Chiffres arrêtés et bilans", "Prouver et évaluer", Basis.INTEREST, (Whose.RESIDENTS,),
        "sans limite : ce ne sont plus des données personnelles tant que les règles de diffusion tiennent", "reste",
        "le partenaire de la mission ; tout le monde si c’est convenu",
    ),
)  # fmt: skip

HELD = (
    nothing("impact.Release", "id mission number kind made_at rule_version content digest audit"),
    held("impact.Release", "releases", "made_by", "qui a arrêté ces chiffres"),
    held("impact.ReleaseHomes", "visits", "cells", "quels logements étaient dans quelle case, sous une clé ; effacé avec les visites"),
    nothing("impact.ReleaseHomes", "release"),
)
