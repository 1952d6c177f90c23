"""The parts of a bilan that people write, and when it may be sent and approved. Pure.

Source: domain §8 (bilan de mission), security AZ-13 (two different people let figures out).
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """One part to write: what it is for, and how much at most. `lines`: one idea a line."""

    code: str
    title: str
    help: str
    first: bool = True
    second: bool = False
    needed: bool = False
    lines: bool = False
    most: int = 2_000


PARTS = (
    Part("essential", "L’essentiel", "Ce qu’il faut retenir, en trois phrases au plus.", second=True, needed=True, most=600),
    Part("context", "Le contexte et les objectifs", "Pourquoi cette mission, ce que les habitants avaient demandé."),
    Part("message", "Le message et les outils", "Ce que nous sommes allés dire, avec quoi."),
    Part("ground", "Le terrain", "Ce qui a aidé, ce qui a gêné : accès, gardiens, affiches, horaires."),
    Part("results", "Ce que disent les chiffres", "Ce que l’équipe en comprend, sans répéter les tableaux.", second=True),
    Part("analysis", "L’analyse des voisins", "Ce que les voisins ont compris, dit en séminaire.", needed=True),
    Part("feedback", "Ce qui est à réparer", "Les dysfonctionnements entendus, un par ligne : le commanditaire y répond.", second=True, lines=True),
    Part("proposals", "Ce que nous proposons", "Une proposition par ligne, la plus utile d’abord.", second=True, needed=True, lines=True, most=900),
    Part("next", "La suite", "Ce qui va se passer, et quand les habitants en auront des nouvelles.", second=True),
    Part("budget", "Le budget", "Ce que la mission a coûté et comment elle est payée, si la convention le demande."),
)  # fmt: skip
BY_CODE = {part.code: part for part in PARTS}


def parts_of(number: int) -> list[Part]:
    """The parts of the first bilan, or of the one six months later."""
    return [part for part in PARTS if (part.first if number == 1 else part.second)]


def lacking(number: int, texts: Mapping[str, str], words_waiting: int) -> list[str]:
    """What must still be done before a second person reads it, in sentences."""
    found = [f"Écrivez « {part.title} »." for part in parts_of(number) if part.needed and not texts.get(part.code, "").strip()]
    if words_waiting:
        found.append("Une parole attend sa relecture." if words_waiting == 1 else f"{words_waiting} paroles attendent leur relecture.")
    return found


def too_long(code: str, text: str) -> str:
    """A sentence when a part is too long; empty otherwise."""
    part = BY_CODE[code]
    return f"« {part.title} » est trop long : {len(text)} signes, {part.most} au plus." if len(text) > part.most else ""


def may_approve(state: str, first: object, who: object) -> bool:
    """Two different people: the one who already approved does not count twice."""
    return state == "submitted" and first != who
