"""Dwellings as a landlord sends them: one line per entrance, or one line per dwelling. Tenants are dropped, and said so."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from palier.places.imports.reading import read_table
from palier.places.imports.report import ImportRefused, Report
from palier.places.models import Building, ColumnMapping, Door, Entrance, Neighbourhood
from palier.places.rules.columns import guess_columns, is_tenant_header, looks_like_tenants
from palier.places.rules.plan import MAX_DOORS, PlanRefused, planned_doors

Track = Callable[[Iterable[Any]], Iterable[Any]]
WORDS = {
    "residence": "résidence", "building": "bâtiment", "entrance": "entrée", "address": "adresse", "floors": "étages",
    "per_floor": "portes par étage", "doors": "portes", "floor": "étage", "door": "porte", "lift": "ascenseur",
}  # fmt: skip
GROUND = ("rdc", "rez", "rez de chaussee", "rez-de-chaussée", "rez de chaussée")


@dataclass
class Hall:
    """An entrance being read: its doors by (floor, label)."""

    residence: str
    building: str
    name: str
    address: str
    lift: bool
    doors: list[tuple[int, str]] = field(default_factory=list)


def import_dwellings(
    path: Path, report: Report, track: Track, *, landlord: str, neighbourhood: Neighbourhood, mapping: dict[str, str]
) -> None:
    """Create entrances and doors; a door that is already there is left as it is. Runs in the caller's transaction."""
    headers, lazy = read_table(path)
    rows = [(line, [_text(one) for one in row]) for line, row in lazy if any(str(one or "").strip() for one in row)]
    headers, rows = _without_tenants(headers, rows, report)
    known = ColumnMapping.objects.filter(landlord=landlord).first()
    asked = {_field(name): header for name, header in mapping.items()}
    at = guess_columns(headers, {**(known.columns if known else {}), **asked})
    for name, header in asked.items():
        if name not in at:
            raise ImportRefused(f"La colonne « {header} » n’est pas dans le fichier.")
    halls = _by_dwelling(rows, at, report, track) if "door" in at else _by_entrance(rows, at, report, track)
    _remember(landlord, headers, at)
    report.say("Colonnes comprises : " + ", ".join(f"{WORDS[name]} = « {headers[place]} »" for name, place in at.items()) + ".")
    for hall in halls:
        _keep(hall, landlord, neighbourhood, report)


def _field(name: str) -> str:
    names = {word: key for key, word in WORDS.items()}
    found = names.get(name.strip().lower(), name.strip().lower())
    if found not in WORDS:
        raise ImportRefused(f"« {name} » n’est pas un champ. Les champs : {', '.join(WORDS.values())}.")
    return found


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())


def _without_tenants(
    headers: list[str], rows: list[tuple[int, list[str]]], report: Report
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Drop, before anything else is looked at, the columns that speak of the people who live there."""
    dropped = [
        place for place, header in enumerate(headers)
        if is_tenant_header(header) or looks_like_tenants([row[place] for _, row in rows[:400] if place < len(row)])
    ]  # fmt: skip
    if dropped:
        report.say(
            "Colonnes laissées de côté, car elles parlent des habitants : " + ", ".join(f"« {headers[one]} »" for one in dropped) + "."
        )
    kept = [place for place in range(len(headers)) if place not in dropped]
    clean = [(line, [row[place] if place < len(row) else "" for place in kept]) for line, row in rows]
    return [headers[place] for place in kept], clean


def _cell(row: list[str], at: dict[str, int], name: str) -> str:
    return row[at[name]] if name in at and at[name] < len(row) else ""


def _hall(row: list[str], at: dict[str, int]) -> Hall:
    address = _cell(row, at, "address")
    building = _cell(row, at, "building") or address or "Bâtiment"
    entrance = _cell(row, at, "entrance") or address or "Entrée"
    name = f"Escalier {entrance}" if re.fullmatch(r"[\dA-Z]{1,3}", entrance) else entrance
    named = f"Bâtiment {building}" if re.fullmatch(r"[\dA-Z]{1,3}", building) else building
    lift = _cell(row, at, "lift").lower() in ("oui", "o", "1", "x", "true")
    return Hall(_cell(row, at, "residence"), named[:120], name[:80], address[:200], lift)


def _by_entrance(rows: list[tuple[int, list[str]]], at: dict[str, int], report: Report, track: Track) -> list[Hall]:
    if not {"entrance", "address", "building"} & set(at) or not {"floors", "doors"} & set(at):
        raise ImportRefused(
            "Je ne reconnais pas les colonnes. Il faut une entrée (ou une adresse) avec ses étages et ses portes par étage, ou une ligne "
            'par logement avec l’étage et la porte. Aidez-moi avec --map, par exemple --map étages="Nb niv".'
        )
    found = []
    for line, row in track(rows):
        hall = _hall(row, at)
        try:
            hall.doors = _planned(_whole(_cell(row, at, "floors")), _whole(_cell(row, at, "per_floor")), _whole(_cell(row, at, "doors")))
        except PlanRefused as refusal:
            report.leave(line, "étages", f"{hall.building}, {hall.name}", str(refusal))
            continue
        found.append(hall)
    return found


def _whole(text: str) -> int | None:
    match = re.fullmatch(r"\D{0,4}(\d{1,3})(?:[.,]0+)?\D{0,12}", text)
    return int(match[1]) if match else None


def _planned(floors: int | None, per_floor: int | None, doors: int | None) -> list[tuple[int, str]]:
    if doors is not None and floors in (None, 0) and doors == 1:
        return [(0, "Porte")]
    if not floors:
        raise PlanRefused("Le nombre d’étages manque ou n’est pas un nombre.")
    if per_floor is None and doors is not None:
        per_floor = max(1, -(-doors // floors))
    if not per_floor:
        raise PlanRefused("Le nombre de portes par étage manque ou n’est pas un nombre.")
    plan = planned_doors(1, floors, per_floor, "{étage}{n:02}")
    return [(one.floor, one.label) for one in plan][: doors or MAX_DOORS]


def _by_dwelling(rows: list[tuple[int, list[str]]], at: dict[str, int], report: Report, track: Track) -> list[Hall]:
    halls: dict[tuple[str, str, str], Hall] = {}
    for line, row in track(rows):
        label = _cell(row, at, "door")[:40]
        if not label:
            report.leave(line, "porte", "", "Cette ligne n’a pas de porte.")
            continue
        floor = _floor(_cell(row, at, "floor"), label)
        if floor is None:
            report.leave(line, "étage", _cell(row, at, "floor"), "L’étage n’est pas un nombre, ni RDC.")
            continue
        hall = _hall(row, at)
        kept = halls.setdefault((hall.residence, hall.building, hall.name), hall)
        if (floor, label) in kept.doors:
            report.leave(line, "porte", label, "Cette porte est deux fois derrière la même entrée : une seule est gardée.")
        elif len(kept.doors) >= MAX_DOORS:
            report.leave(line, "porte", label, f"Plus de {MAX_DOORS} portes derrière une seule entrée : vérifiez l’entrée.")
        else:
            kept.doors.append((floor, label))
    return list(halls.values())


def _floor(text: str, label: str) -> int | None:
    plain = text.strip().lower()
    if plain in GROUND:
        return 0
    match = re.fullmatch(r"(-?\d{1,2})(?:er|e|ème|eme|nd)?(?:\s*(?:étage|etage))?", plain)
    if match:
        return int(match[1])
    number = re.fullmatch(r"(\d{1,2})\d{2}", label)
    return int(number[1]) if not plain and number else None


def _remember(landlord: str, headers: list[str], at: dict[str, int]) -> None:
    columns = {name: headers[place] for name, place in at.items()}
    ColumnMapping.objects.update_or_create(landlord=landlord, defaults={"columns": columns})


def _keep(hall: Hall, landlord: str, neighbourhood: Neighbourhood, report: Report) -> None:
    key = f"{landlord}|{hall.residence}|{hall.building}"[:118]
    building, _ = Building.objects.get_or_create(
        neighbourhood=neighbourhood, residence=hall.residence[:120], name=hall.building, landlord=landlord,
        defaults={"floors": max((floor for floor, _ in hall.doors), default=None)},
    )  # fmt: skip
    entrance, made = Entrance.objects.get_or_create(
        building=building, name=hall.name,
        defaults={"address": hall.address, "has_lift": hall.lift, "position": building.entrances.count(),
                  "source_key": f"{key}|{hall.name}"[:120]},
    )  # fmt: skip
    here = {(door.floor, door.label): door for door in entrance.doors.filter(merged_into=None)}
    landing: dict[int, int] = {}
    for door in here.values():
        landing[door.floor] = max(landing.get(door.floor, -1), door.position)
    fresh = []
    for floor, label in hall.doors:
        if (floor, label) not in here:
            landing[floor] = landing.get(floor, -1) + 1
            fresh.append(Door(entrance=entrance, floor=floor, label=label, position=landing[floor]))
    Door.objects.bulk_create(fresh, batch_size=400)
    report.created += len(fresh)
    report.same += len(hall.doors) - len(fresh)
    if made is False and fresh:
        report.changed += 1
