"""Reading files as people send them: encodings, separators, GeoJSON, workbooks."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from palier.places.imports.report import ImportRefused


def read_text(path: Path) -> str:
    """The text of a file in UTF-8 (with or without a mark) or Latin-1."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise ImportRefused(f"Je ne peux pas ouvrir {path.name} ({problem.strerror}).") from None
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefused(f"{path.name} n’est pas un texte.")


def read_table(path: Path) -> tuple[list[str], Iterator[tuple[int, list[Any]]]]:
    """Headers and numbered rows of a CSV or a workbook. The first row holds the headers."""
    rows = _sheet_rows(path) if path.suffix.lower() in (".xlsx", ".xlsm") else _csv_rows(path)
    try:
        headers = [str(one).strip() if one is not None else "" for one in next(rows)[1]]
    except StopIteration:
        raise ImportRefused(f"{path.name} est vide.") from None
    return headers, rows


def _csv_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    text = read_text(path)
    first = text.partition("\n")[0]
    separator = max((";", ",", "\t"), key=first.count)
    if first.count(separator) == 0:
        raise ImportRefused(f"{path.name} n’a qu’une colonne : un CSV à points-virgules ou à virgules est attendu.")
    return iter(enumerate(csv.reader(io.StringIO(text), delimiter=separator), start=1))


def _sheet_rows(path: Path) -> Iterator[tuple[int, list[Any]]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception:
        raise ImportRefused(f"{path.name} ne s’ouvre pas comme un classeur Excel (.xlsx).") from None
    sheet = book.worksheets[0]
    return ((number, list(row)) for number, row in enumerate(sheet.iter_rows(values_only=True), start=1))


def read_features(path: Path) -> list[dict[str, Any]]:
    """The features of a GeoJSON in WGS84."""
    try:
        data = json.loads(read_text(path))
        features = data["features"] if data.get("type") == "FeatureCollection" else [data]
    except (ValueError, KeyError, AttributeError, TypeError):
        raise ImportRefused(f"{path.name} n’est pas un GeoJSON (FeatureCollection attendue).") from None
    found = [one for one in features if isinstance(one, dict) and one.get("type") == "Feature"]
    if not found:
        raise ImportRefused(f"{path.name} n’a aucun objet.")
    return found


def check_degrees(bounds: tuple[float, float, float, float], name: str) -> None:
    """Refuse metres: a Lambert-93 file must be turned into longitudes and latitudes first."""
    if any(abs(one) > limit for one, limit in zip(bounds, (180, 90, 180, 90), strict=True)):
        raise ImportRefused(
            f"{name} est en mètres (Lambert-93 ?) : enregistrez-le en longitude et latitude (WGS 84, EPSG:4326), par exemple avec QGIS."
        )
