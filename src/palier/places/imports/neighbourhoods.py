"""Priority neighbourhoods from GeoJSON: 2015 and 2024 generations, invalid outlines repaired and said."""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from shapely import wkb
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry
from shapely.validation import explain_validity, make_valid

from palier.places.imports.reading import check_degrees, read_features, read_table
from palier.places.imports.report import ImportRefused, Report
from palier.places.models import Neighbourhood

CODE_2015 = re.compile(r"QP(\d{3})\d{3}")
CODE_2024 = re.compile(r"QN(\d{3})\d{2}[A-Z]")
CODE_KEYS = ("code_qp", "codeqp", "code_qpv", "code", "codgeo", "cod_qp", "id")
NAME_KEYS = ("nom_qp", "noms_quartiers", "lib_qp", "libqp", "nom", "name", "libgeo")
COMMUNE_NAMES, COMMUNE_CODES = (
    ("commune_qp", "nom_com", "communes", "lib_com"),
    ("insee_com", "code_insee", "codes_insee", "codcom"),
)
Track = Callable[[Iterable[Any]], Iterable[Any]]


def import_neighbourhoods(
    path: Path, report: Report, track: Track, *, generation: int | None = None, npnru: set[str] | None = None,
    statistics: Path | None = None,
) -> None:  # fmt: skip
    """Create or refresh neighbourhoods by (code, generation). Runs inside the caller's transaction."""
    figures = _statistics(statistics) if statistics else {}
    known = {(one.code, one.generation): one for one in Neighbourhood.objects.all()}
    for line, feature in enumerate(track(read_features(path)), start=1):
        made = _read(feature, line, report, generation)
        if made is None:
            continue
        made.statistics = figures.get(made.code, {})
        made.npnru = made.code in (npnru or set()) or _flag(feature)
        _keep(made, known, report, keep_statistics=statistics is None)


def _read(feature: dict[str, Any], line: int, report: Report, generation: int | None) -> Neighbourhood | None:
    properties = {str(key).lower(): value for key, value in (feature.get("properties") or {}).items()}
    code = str(_first(properties, CODE_KEYS) or "").strip().upper()
    deduced = 2015 if CODE_2015.fullmatch(code) else 2024 if CODE_2024.fullmatch(code) else None
    if not code or (deduced is None and generation is None):
        report.leave(line, "code", code, "Le code d’un quartier est QP093028 (2015) ou QN09101M (2024) ; ou donnez --generation.")
        return None
    try:
        outline = shape(feature["geometry"])
    except Exception:
        report.leave(line, "geometry", code, "Le contour est illisible : demandez à nouveau le fichier.")
        return None
    if outline.is_empty:
        report.leave(line, "geometry", code, "Le contour est vide.")
        return None
    check_degrees(outline.bounds, code)
    outline, repaired = _repaired(outline, code, line, report)
    if outline is None:
        return None
    match = CODE_2015.fullmatch(code) or CODE_2024.fullmatch(code)
    west, south, east, north = outline.bounds
    return Neighbourhood(
        code=code[:12], generation=generation or deduced or 2024, name=str(_first(properties, NAME_KEYS) or code)[:160],
        communes=_communes(properties), department=_department(match[1] if match else ""), geometry=wkb.dumps(outline),
        west=west, south=south, east=east, north=north, repaired=repaired,
    )  # fmt: skip


def _first(properties: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((properties[name] for name in names if properties.get(name) not in (None, "")), None)


def _department(digits: str) -> str:
    return digits if digits.startswith("97") else digits.removeprefix("0")


def _communes(properties: dict[str, Any]) -> list[dict[str, str]]:
    """Several communes are allowed: names and codes in the same order, separated by commas or slashes."""
    names = [one.strip() for one in re.split(r"[,;/]", str(_first(properties, COMMUNE_NAMES) or "")) if one.strip()]
    codes = [one.strip() for one in re.split(r"[,;/]", str(_first(properties, COMMUNE_CODES) or "")) if one.strip()]
    longest = max(len(names), len(codes))
    return [{"code": codes[at] if at < len(codes) else "", "name": names[at] if at < len(names) else ""} for at in range(longest)]


def _repaired(outline: BaseGeometry, code: str, line: int, report: Report) -> tuple[BaseGeometry | None, bool]:
    if outline.is_valid and isinstance(outline, (Polygon, MultiPolygon)):
        return outline, False
    reason = explain_validity(outline)
    fixed = make_valid(outline)
    surfaces = [one for one in getattr(fixed, "geoms", [fixed]) if isinstance(one, (Polygon, MultiPolygon))]
    parts = [part for one in surfaces for part in getattr(one, "geoms", [one])]
    if not parts:
        report.leave(line, "geometry", code, "Le contour n’a pas de surface.")
        return None, False
    whole = MultiPolygon(parts) if len(parts) > 1 else parts[0]
    report.leave(line, "geometry", code, f"Contour réparé, rien à faire ({reason.split('[')[0].strip()}).")
    return whole, True


def _flag(feature: dict[str, Any]) -> bool:
    properties = {str(key).lower(): value for key, value in (feature.get("properties") or {}).items()}
    return str(properties.get("npnru") or properties.get("pnru") or "").strip().lower() in (
        "1",
        "oui",
        "true",
        "o",
        "vrai",
    )


def _keep(made: Neighbourhood, known: dict[tuple[str, int], Neighbourhood], report: Report, *, keep_statistics: bool) -> None:
    before = known.get((made.code, made.generation))
    if before is None:
        made.save(force_insert=True)
        known[made.code, made.generation] = made
        report.created += 1
        return
    if keep_statistics:
        made.statistics = before.statistics
        made.npnru = made.npnru or before.npnru
    names = ["name", "communes", "department", "npnru", "west", "south", "east", "north", "repaired", "statistics"]
    changed = [name for name in names if getattr(before, name) != getattr(made, name)]
    if bytes(before.geometry or b"") != made.geometry:
        changed.append("geometry")
    for name in changed:
        setattr(before, name, getattr(made, name))
    if changed:
        before.save(update_fields=changed)
        report.changed += 1
    else:
        report.same += 1


def _statistics(path: Path) -> dict[str, dict[str, Any]]:
    headers, rows = read_table(path)
    lower = [header.lower() for header in headers]
    column = next((lower.index(name) for name in CODE_KEYS if name in lower), None)
    if column is None:
        raise ImportRefused(f"{path.name} n’a pas de colonne de code de quartier (code_qp, codgeo…).")
    found = {}
    for _, row in rows:
        code = str(row[column]).strip().upper() if len(row) > column else ""
        found[code] = {
            headers[at]: _figure(value) for at, value in enumerate(row) if at != column and at < len(headers) and value not in (None, "")
        }
    return found


def _figure(value: Any) -> Any:
    text = str(value).strip().replace("\u202f", "").replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return str(value).strip()
    return int(number) if number.is_integer() else number
