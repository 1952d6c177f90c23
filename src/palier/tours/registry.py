"""What the room of tours keeps: how a door stands while its mission runs, who goes where, what residents say of a badge."""

from palier.common.personal_data import Activity, Basis, Duration, Whose, held, nothing
from palier.tours.rules.keeping import ACTIVITY_KEPT, REPORTS_FORGOTTEN, STATES_KEPT, STATES_KEPT_AT_MOST

ACTIVITIES = (
    Activity(
        2, "door_states", "État d’une porte pendant une mission", "Savoir où repasser : personne, refus, conversation", Basis.INTEREST, (Whose.RESIDENTS,),
        f"{STATES_KEPT} après l’approbation du bilan, {STATES_KEPT_AT_MOST} au plus après le dernier passage", "effacé ; il reste des nombres par mission",
        "le voisin de cette tournée, le manager du site", "purge",
    ),
    Activity(
        15, "activity", "Activité de chaque voisin", "Accompagner, répartir la charge ; jamais classer. Les personnes sont prévenues avant, le CSE consulté",
        Basis.INTEREST, (Whose.VOISINS,), f"{ACTIVITY_KEPT}", "qui était de quelle tournée est effacé : il reste des nombres par équipe",
        "la personne elle-même, son manager ; jamais un partenaire", "forget_activity",
        open_question="Le CSE a-t-il été consulté, et à quelle date ?",
    ),
    Activity(
        27, "badge_reports", "Visites qui n’allaient pas", "Repérer un faux badge ou une visite qui se passe mal", Basis.INTEREST, (Whose.VOISINS,),
        f"{Duration.of(REPORTS_FORGOTTEN)}", "effacé ; rien n’a jamais été gardé de qui l’a dit", "le manager du site", "forget_reports",
    ),
)  # fmt: skip

HELD = (
    held("tours.Tour", "activity", "voisins buddy slot started_at ended_at", "qui est de la tournée, quand elle a commencé et fini"),
    nothing("tours.Tour", "id mission questionnaire day starts_at ends_at state changed_at forgotten_at"),
    nothing("tours.TourStop", "id tour entrance position pass_number"),
    held("tours.DoorState", "door_states", "door entrance state attempts informed last_at last_slot", "combien de fois on a frappé, comment cela s’est passé"),
    nothing("tours.DoorState", "id mission"),
    held("tours.BadgeReport", "badge_reports", "voisin reason made_at", "le badge qui a été montré, et ce qui n’allait pas"),
    nothing("tours.BadgeReport", "id site closed_at"),
)  # fmt: skip
