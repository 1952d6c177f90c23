"""Which words of residents may be printed (security §3, R9). Pure.

A theme that eleven homes or more raised; rewritten by one person, checked by another; no place smaller than the mission, no date,
no family, never two features of one person. What a machine can see is refused here; the rest is for the second person to see.
"""

import re
from collections.abc import Iterable, Mapping

from palier.common.french import plain
from palier.common.rules.guard import doubts_in

MOST = 240
_KINDS = {
    "name": "un nom", "phone": "un numéro de téléphone", "mail": "une adresse électronique", "door": "un logement", "number": "un numéro",
    "health": "la santé de quelqu’un", "religion": "une religion", "origin": "une origine", "status": "une situation administrative",
    "offence": "un délit", "politics": "une opinion politique", "sexuality": "la vie privée de quelqu’un", "insult": "une insulte",
}  # fmt: skip
_DATE = re.compile(
    r"\b(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre"
    r"|decembre|hier|avant-hier|depuis \d+|il y a \d+|\d{1,2}[/.-]\d{1,2}|20\d\d|19\d\d)\b"
)
_FAMILY = re.compile(
    r"\b(mon mari|ma femme|mon fils|ma fille|mes enfants|mon enfant|mon bebe|ma mere|mon pere|ma soeur|mon frere|veuve?|divorcee?|enceinte"
    r"|celibataire|retraitee?|grand-mere|grand-pere|jumeaux|(une?|deux|trois|quatre|cinq|six|\d) enfants?|parent isole|mere isolee)\b"
)
_ONLY_ONE = re.compile(
    r"\b(la seule|le seul|l unique|la derniere|le dernier) (famille|habitante?|locataire|femme|homme|dame|monsieur|personne)\b"
)
_PLACE = re.compile(r"\b(batiment|bat|hall|escalier|entree|tour|etage|porte|appartement|appt|palier|rez-de-chaussee|rdc) ?[a-z]?\d*\b")


def problems_with(text: str, places: Iterable[str] = ()) -> list[str]:
    """What keeps words from being printed, in sentences; empty when a second person may look at them.

    `places` are names smaller than the mission: its buildings, entrances and streets.
    """
    folded = plain(text).replace("’", " ").replace("'", " ")
    found = [f"On y lit {_KINDS.get(doubt.kind, 'quelque chose d’une personne')} : « {doubt.found} »." for doubt in doubts_in(text)]
    if not text.strip():
        found.append("Écrivez les mots à imprimer.")
    if len(text) > MOST:
        found.append(f"C’est trop long : {MOST} signes au plus.")
    for pattern, why in (
        (_DATE, "une date ou un moment"),
        (_FAMILY, "une situation de famille"),
        (_ONLY_ONE, "une personne reconnaissable"),
    ):
        if match := pattern.search(folded):
            found.append(f"On y lit {why} : « {match[0]} ».")
    if place := _place_in(folded, places):
        found.append(f"On y lit un lieu plus petit que la mission : « {place} ».")
    return found


def _place_in(folded: str, places: Iterable[str]) -> str:
    if match := _PLACE.search(folded):
        return match[0].strip()
    names = (plain(one).strip() for one in places)
    return next((one for one in names if len(one) > 3 and one in folded), "")


def may_be_said(theme: str, needs: Mapping[str, int | None]) -> bool:
    """A theme may be quoted when its figure is out: eleven homes or more raised it. `needs` are the values printed."""
    return needs.get(theme) is not None


def may_check(rewritten_by: object, reader: object) -> bool:
    """The second person: words were rewritten by somebody, and by somebody else."""
    return rewritten_by is not None and rewritten_by != reader
