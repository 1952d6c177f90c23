"""What a voisin learns and does, arranged by the three activities of the title "médiateur social accès aux droits et services".

The words are the association's own, for the booklet that a voisin shows to whoever accompanies her towards the title or its VAE; the
certifier's own lists of skills stand in its reference and change with it. Source: France compétences, RNCP 36241 (level 4, until 16-05-2027).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

TITLE = "Médiateur social accès aux droits et services (RNCP 36241, niveau 4)"


@dataclass(frozen=True, slots=True)
class Skill:
    """One thing that one knows how to do; `activity` is the part of the title that it belongs to."""

    code: str
    activity: str
    words: str


WATCH, MEDIATION, SUPPORT = "watch", "mediation", "support"
ACTIVITIES = {
    WATCH: "Veille sociale et travail en réseau",
    MEDIATION: "Médiation sociale, accès aux droits et aux services",
    SUPPORT: "Activités qui soutiennent la médiation",
}
SKILLS = (
    Skill("territory", WATCH, "connaître le quartier, ses habitants, ses services"),
    Skill("network", WATCH, "travailler avec les partenaires"),
    Skill("report", WATCH, "faire remonter ce qui se dit, sans nommer personne"),
    Skill("reach_out", MEDIATION, "aller vers les habitants, accueillir, écouter"),
    Skill("rights", MEDIATION, "informer sur les droits, orienter vers le bon service"),
    Skill("digital", MEDIATION, "aider aux démarches en ligne sans faire à la place"),
    Skill("third_party", MEDIATION, "rester tiers, apaiser un désaccord"),
    Skill("secrecy", MEDIATION, "garder le secret, demander l’accord avant d’agir"),
    Skill("safety", MEDIATION, "se protéger, réagir à un danger"),
    Skill("message", SUPPORT, "préparer un message avec l’équipe et le partenaire"),
    Skill("group", SUPPORT, "animer un moment collectif"),
    Skill("account", SUPPORT, "rendre compte, évaluer"),
)
BY_CODE = {one.code: one for one in SKILLS}


def minutes_by_skill(trained: Iterable[tuple[Iterable[str], int]]) -> Counter[str]:
    """Skill → minutes of training towards it. A session that served several counts for each: these do not add up, and the booklet says so."""
    found: Counter[str] = Counter()
    for codes, minutes in trained:
        for code in set(codes) & BY_CODE.keys():
            found[code] += minutes
    return found
