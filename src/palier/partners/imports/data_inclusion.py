"""The structures of data·inclusion, schema v1 (JSON, JSON lines or CSV), judged by the package that publishes the schema."""

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from palier.partners.imports.keep import Found, dialled, keep_near, position
from palier.partners.models import Structure
from palier.partners.rules.networks import kind_of
from palier.partners.rules.opening import packed, read_osm, week_in_words
from palier.people.api import Site
from palier.places.api import ImportRefused, Report, read_table, read_text

Track = Callable[[Iterable[Any]], Iterable[Any]]
NEEDED = ("id", "nom", "source")
# What the schema's package says in English, as a person reads it.
WRONG = {
    "missing": "il manque", "string_too_short": "c’est trop court", "string_too_long": "c’est trop long", "enum": "cette valeur n’est pas du schéma",
    "string_pattern_mismatch": "ce n’est pas écrit comme il faut", "date_from_datetime_parsing": "ce n’est pas une date",
    "float_parsing": "ce n’est pas un nombre", "url_parsing": "ce n’est pas une adresse de site",
}  # fmt: skip
# Without these a structure is not one; with any other field wrong it is taken without that field.
VITAL = frozenset({"id", "nom", "source"})


def import_structures(path: Path, report: Report, track: Track, *, sites: Iterable[Site], within_m: float) -> None:
    """Create or refresh the structures around each site. Runs in the caller's transaction."""
    rows = list(_rows(path))
    if rows and not all(name in rows[0][1] for name in NEEDED):
        raise ImportRefused(f"{path.name} n’est pas un fichier de structures data·inclusion : il manque {', '.join(NEEDED)}.")
    found = [one for line, row in track(rows) if (one := _structure(line, row, report))]
    keep_near(found, Structure.Source.DATA_INCLUSION, sites, within_m, report)


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Numbered rows as dictionaries; what is empty is absent."""
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson", ".geojson"):
        yield from ((number, row) for number, row in enumerate(_json(path), start=1))
        return
    headers, rows = read_table(path)
    for line, row in rows:
        cells = {name: str(cell).strip() for name, cell in zip(headers, row, strict=False) if cell not in (None, "")}
        if cells:
            yield line, cells


def _json(path: Path) -> list[dict[str, Any]]:
    text = read_text(path).strip()
    try:
        data = (
            json.loads(text) if text[:1] in "[{" and "\n{" not in text else [json.loads(line) for line in text.splitlines() if line.strip()]
        )
    except ValueError:
        raise ImportRefused(f"{path.name} n’est pas du JSON.") from None
    rows = data.get("items") or data.get("structures") if isinstance(data, dict) else data
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise ImportRefused(f"{path.name} n’est pas une liste de structures.")
    return [{name: value for name, value in row.items() if value not in (None, "")} for row in rows]


def _structure(line: int, row: dict[str, Any], report: Report) -> Found | None:
    row = {**row, **({"reseaux_porteurs": _list(row["reseaux_porteurs"])} if "reseaux_porteurs" in row else {})}
    doubts = Report()
    row = _without_faults(line, row, doubts)
    if not set(row) >= VITAL:
        report.left += doubts.left
        return None
    where = position(report, line, row["nom"], row.get("longitude", ""), row.get("latitude", ""))
    if where is None:
        return None
    said = " ".join(str(row.get("horaires_accueil", "")).split())
    week = read_osm(said) if said else None
    if said and week is None:
        doubts.leave(line, "horaires_accueil", said, "Ces horaires ne se lisent pas sans deviner : ils seront montrés tels quels.")
    return Found(line, str(row["id"])[:160], *where, {
        "name": row["nom"][:150], "kind": kind_of(row.get("reseaux_porteurs", [])),
        "address": ", ".join(filter(None, (row.get("adresse"), row.get("complement_adresse"))))[:200], "commune": row.get("commune", "")[:120],
        "phone": dialled(doubts, line, str(row.get("telephone", ""))), "email": row.get("courriel", "")[:120], "website": str(row.get("site_web", ""))[:200],
        "opening": (week_in_words(week) if week else said)[:400], "week": packed(week) if week else None,
    }, tuple(doubts.left))  # fmt: skip


def _list(value: object) -> list[str]:
    """`["caf", "cpam"]`, as JSON gives it; in a CSV the same text, or `{caf,cpam}`, or `caf|cpam`."""
    if isinstance(value, list):
        return value
    text = str(value).strip()
    try:
        found = json.loads(text)
        return found if isinstance(found, list) else [str(found)]
    except ValueError:
        return [one.strip() for one in text.strip("{}[]").replace("|", ",").split(",") if one.strip()]


def _without_faults(line: int, row: dict[str, Any], report: Report) -> dict[str, Any]:
    """The row without the fields that the schema refuses, each of them said. `date_maj` dates the row and is not kept."""
    from data_inclusion.schema.v1 import Structure as Schema
    from pydantic import ValidationError

    clean = {name: row[name] for name in Schema.model_fields if name in row}
    clean = {name: value if isinstance(value, (list, float, int)) else str(value) for name, value in clean.items()}
    try:
        Schema.model_validate(clean)
    except ValidationError as problem:
        for one in problem.errors(include_url=False):
            name = str(one["loc"][0]) if one["loc"] else ""
            why = WRONG.get(one["type"], "le schéma data·inclusion le refuse")
            if name == "date_maj":
                continue
            left = "la structure n’est pas prise" if name in VITAL else "la structure est prise sans"
            report.leave(line, name, clean.get(name, ""), f"{why[0].upper()}{why[1:]} : {left}.")
            clean.pop(name, None)
    return clean
