"""A training session: when it may be signed, which hours follow from it, what its participants thought, in words."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from palier.teams.rules.worked import Stretch

# Signed late is still signed: phones without network, people away. Later, the manager notes it.
SIGNED_WITHIN = timedelta(days=45)
# Under this many answers, nobody reads what they were: in a team of ten everybody would know who said it.
FEWEST = 5
BEST = 3
ASPECTS = {
    "useful": "utile pour les portes",
    "clear": "claire",
    "ready": "assez pour se sentir prêt·e",
}


def may_sign(session: Stretch, now: datetime) -> bool:
    """From its beginning on: presence is not signed beforehand. Source: hours are declared, never measured (CE 15-12-2017 n° 403776)."""
    return session.begun <= now <= session.ended + SIGNED_WITHIN


def already_said(said: Iterable[Stretch], signed: Stretch) -> Stretch | None:
    """The training that she had declared by hand for this very moment: it stands, and nothing is declared twice. Source: D3171-8."""
    return next((one for one in said if one.sort == "training" and one.begun < signed.ended and signed.begun < one.ended), None)


def opinion_words(marks: Sequence[int]) -> str | None:
    """How many said yes to one aspect, as a word; None under five answers. Never an average, never who. Marks go from 1 (no) to 3 (yes)."""
    if len(marks) < FEWEST:
        return None
    yes = Counter(marks)[BEST]
    if yes * 10 >= len(marks) * 9:
        return "presque tout le monde dit oui"
    if yes * 2 > len(marks):
        return "la plupart disent oui"
    if yes * 4 > len(marks):
        return "les avis sont partagés"
    return "peu disent oui"
