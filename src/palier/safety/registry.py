"""What the room of safety keeps: who is out tonight, what rang, where one does not go."""

from palier.common.personal_data import Activity, Basis, Duration, Whose, held, nothing
from palier.safety.rules import ALARMS_KEPT, AVOIDED_KEPT

ACTIVITIES = (
    Activity(
        28, "safety", "Sécurité des voisins", "Protéger qui travaille seul le soir : savoir qu’il est rentré, l’aider s’il appelle (code du travail, L4121-1)",
        Basis.LAW, (Whose.VOISINS,), f"la nuit même ; une alerte {Duration.of(ALARMS_KEPT)} après sa clôture ; un hall à éviter {Duration.of(AVOIDED_KEPT)} après sa date",
        "effacé", "le manager du site, la personne de garde", "forget_calls",
    ),
)  # fmt: skip

HELD = (
    held("safety.SiteSafety", "safety", "manager_phone numbers", "qui appeler"),
    nothing("safety.SiteSafety", "site grace_minutes"),
    nothing("safety.AvoidedEntrance", "id site entrance reason until since lifted_at"),
    held("safety.Outing", "safety", "tour voisin begun_at ended_at settled_at", "qui est dehors et attendu"),
    nothing("safety.Outing", "id"),
    held("safety.CheckIn", "safety", "outing said_at until", "« tout va bien », et l’heure du retour"),
    nothing("safety.CheckIn", "id rev void"),
    held("safety.Alarm", "safety", "voisin tour entrance sort said_at raised_at taken_by outcome", "un SOS, une alerte, un retour attendu"),
    nothing("safety.Alarm", "id rev kind site withdrawn_at taken_at closed_at mailed_at"),
)
