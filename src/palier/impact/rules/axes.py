"""The axes of the programme that a landlord gives in return for the property-tax rebate in a priority neighbourhood. Pure.

Source: cadre national d’utilisation de l’abattement de TFPB dans les quartiers prioritaires (2015); domain (b) 19.
"""

AXES = {
    "presence": "renforcer la présence du personnel de proximité",
    "staff": "former et soutenir le personnel de proximité",
    "upkeep": "sur-entretien",
    "waste": "déchets, encombrants, épaves",
    "safety": "tranquillité résidentielle",
    "tenants": "concertation et sensibilisation des locataires",
    "bonds": "animation, lien social, vivre ensemble",
    "works": "petits travaux d’amélioration de la qualité de service",
}
