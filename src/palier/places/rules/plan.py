"""Rules of places. Pure: no database."""

import re
from dataclasses import dataclass

SIDES = {1: ("",), 2: ("gauche", "droite"), 3: ("gauche", "face", "droite")}
MAX_DOORS = 400


class PlanRefused(ValueError):
    """A plan of doors that cannot be; the text is a sentence for the person who wrote it."""


@dataclass(frozen=True)
class PlannedDoor:
    """One door of a plan, before it exists."""

    floor: int
    position: int
    label: str


def floor_word(floor: int) -> str:
    """`RDC`, `1er`, `5e`, `−1`: how a floor is said."""
    if floor == 0:
        return "RDC"
    if floor < 0:
        return f"−{-floor}"
    return "1er" if floor == 1 else f"{floor}e"


def door_label(pattern: str, floor: int, position: int, doors_per_floor: int, running: int) -> str:
    """One label. In a pattern, `{étage}` is the floor's number, `{mot}` how it is said, `{n}` or `{n:02}` the place on
    the landing from 1, `{côté}` gauche / face / droite, `{lettre}` A, B, C…, `{total}` a number that runs through all.
    """
    sides = SIDES.get(doors_per_floor)
    side = sides[position] if sides else f"porte {position + 1}"
    words = {
        "étage": str(floor), "etage": str(floor), "mot": floor_word(floor), "n": str(position + 1),
        "n:02": f"{position + 1:02}", "côté": side, "cote": side, "lettre": chr(ord("A") + position % 26),
        "total": str(running),
    }  # fmt: skip
    unknown = [word for word in re.findall(r"\{([^}]*)\}", pattern) if word not in words]
    if unknown:
        raise PlanRefused(f"Je ne connais pas « {{{unknown[0]}}} ». Essayez {{étage}}, {{n:02}}, {{mot}}, {{côté}}.")
    label = re.sub(r"\{([^}]*)\}", lambda found: words[found[1]], pattern)
    return " ".join(label.split())[:40]


def planned_doors(first_floor: int, last_floor: int, doors_per_floor: int, pattern: str) -> list[PlannedDoor]:
    """Floors × doors from a pattern. Raises `PlanRefused` with a sentence."""
    if last_floor < first_floor:
        raise PlanRefused("Le dernier étage est plus bas que le premier.")
    if not 1 <= doors_per_floor <= 30:
        raise PlanRefused("Il faut entre 1 et 30 portes par étage.")
    if (last_floor - first_floor + 1) * doors_per_floor > MAX_DOORS:
        raise PlanRefused(f"Plus de {MAX_DOORS} portes derrière une seule entrée : vérifiez les étages.")
    if not pattern.strip():
        raise PlanRefused("Donnez un modèle de nom, par exemple {étage}{n:02}.")
    found, running = [], 0
    for floor in range(first_floor, last_floor + 1):
        for position in range(doors_per_floor):
            running += 1
            label = door_label(pattern, floor, position, doors_per_floor, running)
            found.append(PlannedDoor(floor, position, label))
    _refuse_twins(found)
    return found


def _refuse_twins(doors: list[PlannedDoor]) -> None:
    seen: set[str] = set()
    for door in doors:
        if door.label in seen:
            raise PlanRefused(f"Deux portes s’appelleraient « {door.label} ». Ajoutez {{étage}} ou {{n}} au modèle.")
        seen.add(door.label)
