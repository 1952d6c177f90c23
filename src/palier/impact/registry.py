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
    nothing("impact.Bilan", "id mission number version release state axis made_at submitted_at first_at approved_at"),
    held(
        "impact.Bilan",
        "releases",
        "texts words made_by first_approver second_approver",
        "ce que l’équipe a écrit, les paroles réécrites, qui a approuvé",
    ),
    nothing("impact.BilanText", "id bilan part written_at"),
    held("impact.BilanText", "releases", "text written_by", "ce qu’une partie disait avant ; effacé quand le bilan est approuvé"),
    nothing("impact.Words", "id mission theme state"),
    held(
        "impact.Words",
        "releases",
        "text why rewritten_by checked_by",
        "paroles réécrites pour que personne ne soit reconnu, qui les a réécrites et relues",
    ),
    nothing("impact.Release", "id mission number kind made_at rule_version content digest audit"),
    held("impact.Release", "releases", "made_by", "qui a arrêté ces chiffres"),
    held("impact.ReleaseHomes", "visits", "cells", "quels logements étaient dans quelle case, sous une clé ; effacé avec les visites"),
    nothing("impact.ReleaseHomes", "release"),
)
