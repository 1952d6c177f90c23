"""From a recommendation to a decision: where a candidate stands, what may come next, how long her file stays. Pure.

Nothing here counts, weighs or orders people. Source: the association's way (domain §1.3): recommended by a local actor, an application,
two interviews, the manager's choice.
"""

import calendar
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

# What is listened to in an interview, and the words that may be ticked: what was seen, never a mark. Source: SEED Q2.
GRID: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "speech": ("La parole", "Se présenter, expliquer une chose simple à quelqu’un qui ne la connaît pas.",
               (("easy", "vient facilement"), ("warming", "vient une fois en confiance"), ("hard", "reste difficile"))),
    "listening": ("L’écoute", "Laisser parler, reformuler, ne pas finir les phrases.",
                  (("easy", "laisse la place"), ("warming", "l’apprendra"), ("hard", "parle à la place"))),
    "interest": ("L’intérêt général", "Pourquoi frapper chez les autres ? Un exemple de quelque chose fait pour le quartier.",
                 (("clear", "le dit avec un exemple"), ("some", "le dit"), ("none", "cherche surtout autre chose"))),
    "area": ("La connaissance du quartier", "Les lieux, les gens, les habitudes, les heures.",
             (("lives_it", "y vit, les gens viennent lui parler"), ("knows", "le connaît"), ("new", "le découvre"))),
    "languages": ("Les langues", "Tenir une conversation à une porte, pas réciter.",
                  (("several", "en plusieurs langues"), ("one_more", "dans une langue en plus du français"), ("french", "en français"))),
}  # fmt: skip
NOT_ASKED = "not_asked"

OUTCOMES = {"hired": "candidature retenue", "declined": "candidature non retenue", "withdrawn": "candidature retirée"}
# What a decision may rest on. Closed, so that nothing else is written where somebody is turned down.
REASONS: dict[str, dict[str, str]] = {
    "hired": {"ease": "à l’aise pour parler et écouter", "languages": "des langues qui manquent à l’équipe", "area": "une place reconnue dans le quartier",
              "balance": "complète l’équipe"},
    "declined": {"no_place": "pas de place en ce moment", "hours": "pas disponible aux heures où l’on frappe", "balance": "une autre personne complète mieux l’équipe",
                 "work": "ce travail ne lui convient pas aujourd’hui", "far": "n’habite pas le quartier"},
    "withdrawn": {"choice": "ne le souhaite plus", "job": "a trouvé un emploi", "unreachable": "impossible à joindre", "erase": "a demandé qu’on efface son dossier"},
}  # fmt: skip
AGE_BANDS = {"18_29": "18 à 29 ans", "30_44": "30 à 44 ans", "45_59": "45 à 59 ans", "60": "60 ans et plus"}
MOMENTS = {"morning": "le matin", "afternoon": "l’après-midi", "evening": "le soir", "saturday": "le samedi"}
# Kinds of the note guard that may not be written of a candidate. Source: L1132-1; RGPD art. 9.
NEVER_WRITTEN = frozenset({"health", "religion", "origin", "politics", "sexuality", "offence"})
KEPT_MONTHS, TOLD_BEFORE_DAYS = 24, 30
WAITS_TOO_LONG_DAYS = 7
STAGES = ("recommended", "applied", "first", "second", "decision", "closed")


@dataclass(frozen=True, slots=True)
class Met:
    """One interview: its number, when it is planned, when it was held, by whom (an id of an account or a voisin)."""

    number: int
    at: datetime | None
    held_on: date | None
    by: str


def stage_of(applied_on: date | None, interviews: Sequence[Met], outcome: str) -> str:
    """Where a candidate stands, from what has happened: the column of the page."""
    held = {one.number for one in interviews if one.held_on}
    if outcome:
        return "closed"
    if held >= {1, 2}:
        return "decision"
    if 1 in held:
        return "second"
    if any(one.number == 1 for one in interviews):
        return "first"
    return "applied" if applied_on else "recommended"


def check_interview(number: int, by: str, applied_on: date | None, interviews: Sequence[Met]) -> str | None:
    """Why this interview cannot be so, in French; None when it can. Two people see a candidate, one after the other."""
    others = [one for one in interviews if one.number != number]
    if applied_on is None:
        return "Il faut d’abord sa candidature : c’est elle qui décide de se présenter."
    if number == 2 and not any(one.number == 1 and one.held_on for one in others):
        return "Le second entretien vient après le premier."
    if any(one.by == by for one in others):
        return "Le second entretien se fait avec une autre personne que le premier."
    return None


def check_decision(outcome: str, reason: str, interviews: Sequence[Met]) -> str | None:
    """Why this decision cannot be taken, in French; None when it can. Nobody is hired after fewer than two interviews."""
    if outcome not in REASONS:
        return "Choisissez ce que vous décidez."
    if reason not in REASONS[outcome]:
        return "Choisissez la raison : elle sera lue par la personne si elle la demande."
    held = [one for one in interviews if one.held_on]
    if outcome == "hired" and (len(held) < 2 or len({one.by for one in held}) < 2):
        return "Il faut deux entretiens, par deux personnes différentes, avant de recruter."
    return None


def check_grid(grid: dict[str, str]) -> str | None:
    """Why a grid cannot be kept, in French: something is not ticked, or is not one of the words."""
    for code, (name, _, choices) in GRID.items():
        if grid.get(code) not in {*(word for word, _ in choices), NOT_ASKED}:
            return f"« {name} » : cochez ce que vous avez vu, ou « pas abordé »."
    return None


def erased_on(last_contact_on: date) -> date:
    """The day on which a file disappears: two years after the last contact. Source: security §4, line 9; CNIL, recruitment guide."""
    years, month = divmod(last_contact_on.month - 1 + KEPT_MONTHS, 12)
    year = last_contact_on.year + years
    return date(year, month + 1, min(last_contact_on.day, calendar.monthrange(year, month + 1)[1]))


def is_told(last_contact_on: date, today: date) -> bool:
    """True in the month before a file disappears: the desk says so."""
    return erased_on(last_contact_on) - timedelta(days=TOLD_BEFORE_DAYS) <= today


def waits_too_long(stage: str, since: date, today: date) -> bool:
    """True when somebody has waited for a week: to be called, to be given a day, or to be told."""
    return stage in ("recommended", "applied", "decision") and (today - since).days > WAITS_TOO_LONG_DAYS


def missing_languages(met: Sequence[str], spoken: Collection[str]) -> list[str]:
    """The languages met at doors, in their order, that nobody of the team speaks. French and `other` are none."""
    return [code for code in met if code not in spoken and code not in ("fr", "other")]


def answer_letter(outcome: str, reason: str, *, first_name: str, site: str, association: str, sender: str) -> str:
    """The text of an answer, to be read again and sent by whoever knows the person. Says why only in the words of `REASONS`."""
    hello = f"Bonjour {first_name},\n\n"
    end = f"\n\nBien à vous,\n{sender}\n{association}, {site}"
    if outcome == "hired":
        return f"{hello}Nous serions heureux que vous rejoigniez l’équipe des voisins de {site}. Voyons-nous pour signer votre contrat et choisir vos heures.{end}"
    if outcome == "withdrawn":
        return f"{hello}Nous avons bien noté que vous ne donnez pas suite. Merci du temps que vous nous avez donné. La porte reste ouverte.{end}"
    why = {
        "no_place": "Nous n’avons pas de place en ce moment.", "hours": "Nous frappons aux portes à des heures qui ne sont pas les vôtres.",
        "balance": "Nous avons choisi une personne dont les langues ou les horaires complètent mieux l’équipe.",
        "work": "Après nos rencontres, nous pensons que ce travail ne vous conviendrait pas aujourd’hui.",
        "far": "Nos voisins habitent le quartier où ils frappent.",
    }.get(reason, "Nous ne pouvons pas donner suite.")  # fmt: skip
    kept = "Votre dossier est gardé deux ans, puis effacé. Vous pouvez le relire ou demander qu’il soit effacé avant : répondez simplement à ce message."
    return f"{hello}Merci pour le temps passé ensemble. Nous ne vous proposons pas de contrat cette fois. {why}\n\n{kept}{end}"
