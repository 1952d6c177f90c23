"""The agreement of a mission: legal nature of the money, terms that hold together, and its articles in French.

Source: domain §7 (grant or purchase), §8 (agreement: object, perimeter, data clause, no advertising, contacts, duty to answer), §5.8 (joint
controllers); the wording must be read by a jurist before it is signed for real.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from palier.common.french import NBSP, count

LONGEST_ANSWER_DAYS = 90


@dataclass(frozen=True, slots=True)
class Nature:
    """What the money is in law, what it rests on, and the documents that it needs."""

    name: str
    said: str
    documents: tuple[str, ...]


NATURES = {
    "grant": Nature("subvention", "Le projet est né de l’association, sans contrepartie directe pour le financeur.",
                    ("dossier de demande (Cerfa 12156)", "convention de subvention", "contrat d’engagement républicain", "budget prévisionnel",
                     "compte rendu financier (Cerfa 15059) dans les six mois qui suivent la fin de l’année")),
    "public_contract": Nature("marché public", "Un acheteur public définit son besoin et paie un prix.",
                              ("mise en concurrence ou dispense selon le montant", "acte d’engagement ou bon de commande", "mémoire technique et prix",
                               "facture déposée sur Chorus Pro")),
    "service": Nature("prestation privée", "Une structure privée achète une prestation à un prix convenu.",
                      ("devis accepté", "convention ou contrat", "factures selon l’échéancier, avec la mention de TVA choisie par le comptable")),
    "patronage": Nature("mécénat", "Un don d’entreprise sans contrepartie, ou presque.",
                        ("convention de mécénat", "reçu fiscal (Cerfa 16216) si l’association y a droit", "liste des contreparties et leur valeur")),
    "donation": Nature("don", "Une somme donnée sans rien attendre en retour.", ("lettre du donateur", "reçu fiscal si l’association y a droit")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payment:
    """One line of the schedule: what for, which day, how many euro cents."""

    label: str
    due_on: date
    cents: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What people settle between them. `price_cents`: euro cents, all taxes included. `answer_days`: calendar days to answer what was heard."""

    nature: str
    price_cents: int
    schedule: tuple[Payment, ...] = ()
    sets_questions: bool = False
    answer_days: int = 30
    referral_contact: str = ""
    feedback_contact: str = ""
    training_by: str = ""
    more: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """What the mission says of itself. Counts of doors are exact: they say nothing of anybody."""

    association: str
    site: str
    commissioner: str
    title: str
    theme: str
    starts_on: date
    ends_on: date
    doors: int
    target_doors: int
    passes: int
    buildings: tuple[str, ...] = ()
    sectors: tuple[str, ...] = ()
    objectives: str = ""
    message: str = ""
    questions: str = ""
    asked: str = ""
    handed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One numbered article."""

    title: str
    paragraphs: tuple[str, ...] = field(default=())


def check_terms(terms: Terms, subject: Subject) -> list[str]:
    """What does not hold, in sentences; empty when it can be written."""
    problems = []
    if terms.nature not in NATURES:
        problems.append("Choisissez la nature de l’argent : subvention, marché public, prestation, mécénat ou don.")
    if not subject.commissioner:
        problems.append("La mission n’a pas de commanditaire : choisissez-le d’abord.")
    if terms.price_cents <= 0:
        problems.append("Le montant est un nombre d’euros au-dessus de zéro.")
    total = sum(one.cents for one in terms.schedule)
    if terms.schedule and total != terms.price_cents:
        problems.append(f"L’échéancier fait {euros(total)}, le montant est de {euros(terms.price_cents)} : mettez-les d’accord.")
    if any(one.cents <= 0 for one in terms.schedule):
        problems.append("Chaque versement est un nombre d’euros au-dessus de zéro.")
    if not terms.schedule:
        problems.append("Écrivez au moins un versement.")
    if not 1 <= terms.answer_days <= LONGEST_ANSWER_DAYS:
        problems.append(f"Le délai de réponse aux remontées va de 1 à {LONGEST_ANSWER_DAYS} jours.")
    if not terms.feedback_contact.strip():
        problems.append("Dites qui répond aux remontées chez le commanditaire.")
    if not subject.doors:
        problems.append("Le périmètre est vide : choisissez les entrées d’abord.")
    return problems


def euros(cents: int) -> str:
    """An amount in words of figures: `7 700 €`, `12,50 €`."""
    whole, rest = divmod(cents, 100)
    return count(whole) + (f",{rest:02d}" if rest else "") + f"{NBSP}€"


def split_price(price_cents: int, shares: Sequence[int]) -> list[int]:
    """A price cut by shares in percent, to the cent; the last takes what is left."""
    found = [price_cents * one // 100 for one in shares[:-1]]
    return [*found, price_cents - sum(found)]


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _controllers(terms: Terms, subject: Subject) -> str:
    if terms.sets_questions:
        return (
            f"{subject.commissioner} fixe une partie des questions : les deux parties sont responsables conjoints du traitement pour ces "
            "questions (article 26 du RGPD). L’association informe les habitants à la porte, reçoit leurs demandes et y répond ; "
            f"{subject.commissioner} répond de l’utilité de ses questions. Aucune des deux ne reçoit de réponse nominative."
        )
    return (
        "L’association choisit les questions et les moyens : elle est seule responsable du traitement. "
        f"{subject.commissioner} ne donne aucun fichier de locataires ou de clients, et n’en reçoit aucun."
    )


def articles(terms: Terms, subject: Subject) -> list[Article]:
    """The articles, in order. Those that protect residents and the association's voice are never left out."""
    nature = NATURES[terms.nature]
    where = ", ".join(subject.buildings)
    return [
        Article("Objet", tuple(one for one in (
            f"{subject.commissioner} et {subject.association} mènent ensemble la mission « {subject.title} » (thème : {subject.theme}) "
            f"auprès des habitants du site « {subject.site} ».",
            subject.objectives, subject.asked,
        ) if one)),
        Article("Où et quand", tuple(one for one in (
            f"Périmètre : {subject.doors} portes{f' ({where})' if where else ''}.",
            f"Secteurs : {', '.join(subject.sectors)}. Ils sont figés à la signature : les chiffres sont rendus à cette maille et à aucune autre."
            if subject.sectors else "Les chiffres sont rendus pour toute la mission. Les secteurs, s’il y en a, sont figés à la signature.",
            f"Du {_day(subject.starts_on)} au {_day(subject.ends_on)}.",
            f"Objectif : {subject.target_doors} portes frappées au moins une fois, {subject.passes} passages au plus, à des moments différents.",
        ) if one)),
        Article("Ce que font les voisins", tuple(one for one in (
            "Des habitants du quartier, salariés et formés par l’association, frappent aux portes, dans la langue de la personne quand c’est possible.",
            f"Message convenu : {subject.message}" if subject.message else "",
            f"Ils laissent : {', '.join(subject.handed)}." if subject.handed else "",
            f"Formation des voisins par {terms.training_by}." if terms.training_by else "",
            "Un refus est un droit. La visite est gratuite et n’engage à rien.",
        ) if one)),
        Article("Prix et versements", (
            f"Montant : {euros(terms.price_cents)}. Nature : {nature.name}. {nature.said}",
            *(f"{one.label} : {euros(one.cents)}, le {_day(one.due_on)}." for one in terms.schedule),
            f"Documents : {', '.join(nature.documents)}.",
        )),
        Article("Pas de publicité", (
            "Rien n’est vendu, rien n’est signé à la porte, aucun contact n’est recueilli pour le commanditaire. Les voisins ne portent ni ses "
            "couleurs ni ses offres. L’association s’arrête si ce n’est pas respecté.",
        )),
        Article("Données des habitants", (
            _controllers(terms, subject),
            "Le commanditaire ne reçoit que des nombres de logements, arrondis à 5, jamais sous 11, par secteur figé ; jamais une réponse, une porte, "
            "un étage ou un nom. Aucune liste d’impayés, aucune donnée de santé n’est demandée.",
            "Ce qui a été dit à une porte est effacé six mois après le bilan. Une personne peut s’opposer à toute visite, demander ce qui est gardé, le faire effacer.",
        )),
        Article("Ce que deviennent les demandes", tuple(one for one in (
            f"Les habitants qui le veulent sont orientés vers : {terms.referral_contact}." if terms.referral_contact else "",
            f"Remontées : l’association transmet ce que les habitants disent des lieux et des services. {subject.commissioner} répond par écrit dans les "
            f"{terms.answer_days} jours ({terms.feedback_contact}). La réponse est rendue aux habitants.",
        ) if one)),
        Article("Bilan et indépendance", (
            "Le bilan est écrit par l’association, avec les voisins. Le commanditaire le lit avant sa diffusion et le commente ; il ne le modifie pas. "
            "La rédaction finale est celle de l’association, constats défavorables compris.",
        )),
        *([Article("Autres points", (terms.more.strip(),))] if terms.more.strip() else []),
    ]  # fmt: skip
