"""What the room of places keeps: homes as geography, and what residents asked about theirs."""

from palier.common.personal_data import Activity, Basis, Duration, Whose, held, nothing
from palier.places.rules.requests import KEPT, OPPOSITION_REVIEWED, REQUEST_DISPUTED

ACTIVITIES = (
    Activity(
        1, "geography", "Plan des portes", "Préparer les tournées : quel bâtiment, quelle entrée, quelle porte, sans dire qui y habite",
        Basis.INTEREST, (Whose.RESIDENTS,), "tant que l’association travaille dans le quartier",
        "reste comme géographie : aucun état, aucun nom, aucune réponse n’y est attaché",
        "le voisin de la tournée du jour, le manager du site",
    ),
    Activity(
        24, "oppositions", "Portes où l’on ne frappe plus", "Respecter ce qu’un habitant a demandé : ne plus passer, ou pas cette fois",
        Basis.LAW, (Whose.RESIDENTS,), f"tant que la demande vaut ; à relire tous les {OPPOSITION_REVIEWED}, la liste du bureau est datée",
        "la marque seule, sans raison ni nom ; levée dès qu’on le demande", "le voisin de la tournée du jour, le manager du site",
        open_question="Au bout de combien de temps sans présence dans le quartier la marque doit-elle tomber d’elle-même ?",
    ),
    Activity(
        8, "requests", "Demandes des habitants sur leurs données", "Répondre à qui demande à savoir, corriger, effacer ou s’opposer (RGPD, art. 12 à 21)",
        Basis.LAW, (Whose.RESIDENTS,), f"{Duration.of(KEPT)} après la réponse ({REQUEST_DISPUTED} s’il y a un litige)",
        "effacée ; aucune copie de justificatif n’est jamais gardée", "le manager du site, la tête de réseau", "forget_requests",
    ),
)  # fmt: skip

HELD = (
    nothing("places.Neighbourhood", "id code generation name communes department npnru geometry west south east north repaired statistics"),
    held("places.Address", "geography", "number street postcode commune lon lat", "l’adresse postale, venue de la base nationale"),
    nothing("places.Address", "id source_key commune_code neighbourhood"),
    held("places.Building", "geography", "name residence lon lat dwellings", "le bâtiment et son nombre de logements"),
    nothing("places.Building", "id neighbourhood landlord source_key footprint floors removed_at"),
    held("places.Entrance", "geography", "building name address", "l’entrée et son adresse"),
    nothing("places.Entrance", "id position has_lift is_house source_key removed_at"),
    held("places.Door", "geography", "id entrance floor label position", "la porte, comme on la lit sur le palier : « 5e droite »"),
    nothing("places.Door", "merged_into removed_at made_in_field erased_at"),
    held("places.Opposition", "oppositions", "door since until lifted_at", "la porte où l’on ne frappe plus, depuis quand"),
    nothing("places.Opposition", "id born_of"),
    held(
        "places.DoorRequest",
        "requests",
        "receipt kind entrance door typed until made_at way asker proof proof_on",
        "ce qui est demandé, sur quelle porte, comment on sait que la personne y habite ; ni nom, ni copie",
    ),
    nothing("places.DoorRequest", "id neighbourhood due_on closed_at answer withdrawn_at"),
    nothing("places.ColumnMapping", "id landlord columns updated_at"),
)
