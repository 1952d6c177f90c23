"""Add to the rows of a CSV the neighbourhood that each point falls in, by the hundred thousand."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import numpy

from palier.places.imports.addresses import Map
from palier.places.imports.report import ImportRefused

CHUNK = 200_000


def locate_rows(path: Path, lon: str, lat: str, out: TextIO, generation: int | None, done: Callable[[int], None]) -> tuple[int, int]:
    """Write the rows with a column `neighbourhood`. Returns (rows read, rows whose position is unreadable)."""
    ground = Map(generation)
    codes = numpy.array([one.code for one in ground.rows] + [""], dtype=object)
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        first = file.readline()
        separator = max((";", ",", "\t"), key=first.count)
        file.seek(0)
        reader = csv.reader(file, delimiter=separator)
        headers = next(reader, [])
        try:
            x, y = headers.index(lon), headers.index(lat)
        except ValueError:
            raise ImportRefused(f"Le fichier n’a pas les colonnes {lon} et {lat}. Il a : {', '.join(headers)[:200]}.") from None
        writer = csv.writer(out, delimiter=separator, lineterminator="\n")
        writer.writerow([*headers, "neighbourhood"])
        total = bad = 0
        while rows := _take(reader):
            lons, lats, wrong = _positions(rows, x, y)
            found = codes[ground.index_at(lons, lats)]
            writer.writerows([*row, code] for row, code in zip(rows, found, strict=True))
            total, bad = total + len(rows), bad + wrong
            done(total)
    return total, bad


def _take(reader) -> list[list[str]]:  # type: ignore[no-untyped-def]
    rows = []
    for row in reader:
        rows.append(row)
        if len(rows) == CHUNK:
            break
    return rows


def _positions(rows: list[list[str]], x: int, y: int):  # type: ignore[no-untyped-def]
    try:
        return numpy.array([row[x] for row in rows], dtype=float), numpy.array([row[y] for row in rows], dtype=float), 0
    except (ValueError, IndexError):
        pairs = [_pair(row, x, y) for row in rows]
        wrong = sum(one[0] != one[0] for one in pairs)
        return numpy.array([one[0] for one in pairs]), numpy.array([one[1] for one in pairs]), wrong


def _pair(row: list[str], x: int, y: int) -> tuple[float, float]:
    try:
        return float(row[x].replace(",", ".")), float(row[y].replace(",", "."))
    except (ValueError, IndexError):
        return float("nan"), float("nan")
