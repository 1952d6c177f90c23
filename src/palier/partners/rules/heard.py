"""What may be written of a place, and when an answer is late. Pure. Source: issue Partners (E), security PV-04."""

from datetime import date, timedelta

from palier.common.rules.guard import doubts_in

# How long a partner has to answer when nobody says otherwise, and how long before the day it is called near.
ANSWER_DAYS, NEAR_DAYS = 30, 7
# What the guard found, as the beginning of a sentence. Kinds of `contract/words/guard.json`.
FOUND = {
    "mail": "une adresse de courriel", "number": "un numéro personnel", "phone": "un numéro de téléphone", "door": "un logement précis",
    "name": "le nom d’une personne", "health": "la santé de quelqu’un", "religion": "la religion de quelqu’un",
    "origin": "l’origine de quelqu’un", "status": "la situation de quelqu’un", "offence": "une accusation",
    "politics": "les opinions de quelqu’un", "sexuality": "la vie privée de quelqu’un", "insult": "un mot blessant",
}  # fmt: skip


def trouble_in(words: str) -> str:
    """Why these words cannot be kept of a place, as a sentence; empty when they can.

    On a door note the guard asks and the voisin decides. Here it refuses: these words leave the association.
    """
    doubt = next(iter(doubts_in(words)), None)
    if doubt is None:
        return ""
    return (
        f"« {doubt.found} » désigne {FOUND.get(doubt.kind, 'quelqu’un')}. "
        "Une remontée parle d’un lieu (un hall, une rue, un guichet), jamais d’un logement ni d’une personne."
    )


def lateness(state: str, due_on: date | None, today: date) -> str:
    """`late` once the day has passed without an answer, `near` in its last week, else empty."""
    if state != "assigned" or due_on is None:
        return ""
    if due_on < today:
        return "late"
    return "near" if due_on <= today + timedelta(days=NEAR_DAYS) else ""


def heard_day(heard_in: str, day: date) -> date:
    """The day that is kept: at doors the month only, so that nobody can say which conversation it was."""
    return day.replace(day=1) if heard_in == "doors" else day
