"""What the room of visits keeps: what happened at a door, while its mission lives."""

from palier.common.personal_data import Activity, Basis, Whose, held, nothing
from palier.visits.rules.keeping import ASIDE_KEPT, LANGUAGE_KEPT, LAST_CONTACT_KEPT, NOTES_KEPT, OPERATIONS_KEPT, VISITS_KEPT

_BILAN = "après l’approbation du bilan"

ACTIVITIES = (
    Activity(
        3, "visits", "Réponses et besoins dits à une porte", "Mener la mission, en faire le bilan, mesurer son effet", Basis.INTEREST_OR_PUBLIC,
        (Whose.RESIDENTS,), f"{VISITS_KEPT} {_BILAN}, {LAST_CONTACT_KEPT} au plus après le dernier passage", "effacé ; il ne reste que des nombres par mission",
        "le manager du site ; un partenaire ne voit que des chiffres arrêtés, jamais moins de onze logements", "purge",
        open_question="Intérêt légitime (6.1.f) ou mission d’intérêt public (6.1.e) : à trancher mission par mission.",
    ),
    Activity(
        4, "languages", "Langue de la conversation", "Envoyer le bon voisin, composer les équipes ; jamais comme une origine", Basis.INTEREST, (Whose.RESIDENTS,),
        f"{LANGUAGE_KEPT} après la tournée", "séparée de la porte ; il reste des nombres par mission", "le manager du site", "part_languages",
    ),
    Activity(
        5, "notes", "Mot libre après une visite", "Être relu par le manager, préparer le séminaire ; la santé, les croyances, les papiers sont refusés à la saisie (art. 9)",
        Basis.INTEREST, (Whose.RESIDENTS,), f"{NOTES_KEPT} {_BILAN}, {LAST_CONTACT_KEPT} au plus après le dernier passage", "effacé",
        "son auteur jusqu’à ce qu’il soit scellé, puis le manager du site", "purge",
    ),
    Activity(
        29, "operations", "Envois des téléphones", "Ne jamais perdre une visite, ne jamais la compter deux fois", Basis.INTEREST, (Whose.RESIDENTS, Whose.VOISINS),
        f"le contenu part avec ce qu’il disait, et au bout de {OPERATIONS_KEPT} dans tous les cas ; mis de côté et jamais décidé, ce qui nomme quelqu’un au bout de {ASIDE_KEPT}",
        "un numéro et une empreinte, pour reconnaître un second envoi", "le système ; le manager pour ce qui est mis de côté", "purge",
    ),
)  # fmt: skip

HELD = (
    held("visits.Operation", "operations", "body made_at kind device received_at waits_for", "ce que le téléphone a envoyé, de quel téléphone et quand"),
    nothing("visits.Operation", "id organisation seq op rev digest format status reason decided_at decision"),
    held("visits.Visit", "visits", "id door outcome informed place started_at ended_at day slot pass_number answers needs handed",
         "ce qui s’est passé à une porte, les réponses choisies, les besoins, ce qu’on a laissé"),
    held("visits.Visit", "languages", "language parted", "la langue parlée ce jour-là"),
    held("visits.Visit", "notes", "note note_read", "un mot libre, 280 signes au plus"),
    held("visits.Visit", "visits", "voisin tour", "qui a frappé, tant que la visite est gardée"),
    nothing("visits.Visit", "rev seq mission void counted chosen clock_flag"),
    nothing("visits.Tally", "id mission dimension key value"),
    held("visits.FollowUp", "visits", "id tour kind code", "qu’une orientation, un rendez-vous ou une alerte est née de la mission"),
    nothing("visits.FollowUp", "rev mission void"),
)  # fmt: skip
