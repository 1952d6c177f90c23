"""How a proposal is chosen: written criteria, two people, reasons in words, no score. Source: domain §1.4, P4; issue *Partners*."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CRITERIA = {
    "concrete": ("Concret", "Elle parle de la vie de tous les jours, et on saura quoi faire après la visite."),
    "need": ("Répond à un besoin", "Des habitants l’ont demandé : aux portes, en séminaire, ou par un acteur local."),
    "no_advertising": ("Pas de publicité", "Rien à vendre, rien à signer, aucun client à gagner."),
    "free": ("Gratuit", "Les habitants ne paient rien, ni maintenant ni plus tard."),
    "independent": ("Indépendance", "L’association garde ses mots et ses conclusions ; ce financeur ne pèse pas trop."),
    "balance": ("Équilibre des thèmes", "Le site ne parle pas toujours de la même chose, ni pour le même commanditaire."),
}
# The charter itself: a no there is a no to the proposal.
NEVER = ("no_advertising", "free")


@dataclass(frozen=True, slots=True)
class View:
    """One person's latest opinion."""

    who: str
    favourable: bool


def check_opinion(favourable: bool, criteria: Mapping[str, Mapping[str, object]], reason: str) -> list[str]:
    """What is wrong with an opinion, in sentences: every criterion has a yes or a no, each no has a reason, so has the whole."""
    problems = []
    unanswered = [name for code, (name, _) in CRITERIA.items() if not isinstance(criteria.get(code, {}).get("yes"), bool)]
    if unanswered:
        problems.append(f"Répondez oui ou non à chaque critère : {', '.join(unanswered)}.")
    mute = [name for code, (name, _) in CRITERIA.items() if not str(criteria.get(code, {}).get("why", "")).strip()]
    if mute:
        problems.append(f"Dites pourquoi, en quelques mots : {', '.join(mute)}.")
    against = [CRITERIA[code][0] for code in NEVER if criteria.get(code, {}).get("yes") is False]
    if favourable and against:
        problems.append(f"Non à « {against[0]} » : l’avis ne peut pas être favorable, c’est la charte.")
    if not reason.strip():
        problems.append("Dites en une phrase pourquoi vous êtes pour ou contre.")
    return problems


def verdict(views: Sequence[View]) -> str:
    """`open` until two different people spoke; `yes` when all are for; `no` when all are against; else `split`.

    `views`: the latest of each person. A split is talked over until somebody changes her mind.
    """
    people = {one.who: one.favourable for one in views}
    if len(people) < 2:
        return "open"
    if all(people.values()):
        return "yes"
    return "no" if not any(people.values()) else "split"


def share_of_largest(amounts: Mapping[str, int]) -> tuple[str, int] | None:
    """Who pays most among the signed agreements of a site, and which percent of all: (name, 0 to 100). None when nothing is signed."""
    total = sum(amounts.values())
    if total <= 0:
        return None
    name = max(amounts, key=lambda one: (amounts[one], one))
    return name, round(100 * amounts[name] / total)
