"""The list of France Services, as the State publishes it (CSV). Source: data.gouv.fr, « Liste des structures France services »."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from palier.partners.imports.keep import Found, dialled, keep_near, position
from palier.partners.models import Structure
from palier.partners.rules.opening import columns_as_text, packed, read_columns, week_in_words
from palier.people.api import Site
from palier.places.api import ImportRefused, Report, read_table

Track = Callable[[Iterable[Any]], Iterable[Any]]
DAYS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")
NEEDED = ("id_fs", "lib_fs", "latitude", "longitude", *DAYS)


def import_france_services(path: Path, report: Report, track: Track, *, sites: Iterable[Site], within_m: float) -> None:
    """Create or refresh the France Services around each site. Runs in the caller's transaction."""
    headers, rows = read_table(path)
    at = {header.strip().lower(): place for place, header in enumerate(headers)}
    missing = [name for name in NEEDED if name not in at]
    if missing:
        raise ImportRefused(f"{path.name} n’est pas la liste des France services : il manque {', '.join(missing)}.")
    found = [one for line, row in track(rows) if (one := _place(line, row, at, report))]
    keep_near(found, Structure.Source.FRANCE_SERVICES, sites, within_m, report)


def _place(line: int, row: list[Any], at: dict[str, int], report: Report) -> Found | None:
    def value(name: str) -> str:
        place = at.get(name)
        return " ".join(str(row[place] or "").split()) if place is not None and place < len(row) else ""

    if not any(str(one or "").strip() for one in row):
        return None
    key, name = value("id_fs"), value("lib_fs")
    if not key or not name:
        report.leave(line, "id_fs" if not key else "lib_fs", key or name, "Sans numéro ou sans nom, le lieu n’est pas pris.")
        return None
    where = position(report, line, name, value("longitude"), value("latitude"))
    if where is None:
        return None
    doubts = Report()
    cells, remark = [value(day) for day in DAYS], value("commentaire")
    week = read_columns(cells, remark)
    opening = week_in_words(week, dict(enumerate(cells))) if week else columns_as_text(cells)
    if any(cells) and week is None:
        doubts.leave(line, "horaires", opening, "Ces horaires ne se lisent pas sans deviner : ils seront montrés tels quels.")
    return Found(line, key[:160], *where, {
        "name": name[:150], "kind": Structure.Kind.FRANCE_SERVICES, "address": ", ".join(filter(None, (value("adresse"), value("complement_adresse"))))[:200],
        "commune": value("lib_com")[:120], "phone": dialled(doubts, line, value("telephone")), "email": value("mail")[:120], "opening": opening[:400],
        "week": packed(week) if week else None, "remark": remark[:400], "moves": value("format_fs").startswith("Bus"),
    }, tuple(doubts.left))  # fmt: skip
