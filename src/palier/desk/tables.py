"""The table of the desk: searched, sorted by real links, paged, exported to XLSX and CSV.

    table = Table(request, "entrees", [Column("Entrée", lambda row: row.name), Column("Portes", ..., number=True)], rows)
    if table.export: return table.export
    … {% include "desk/table.html" with table=table %}

Rows are plain objects already in scope: the table never fetches anything by itself.
"""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from palier.common.french import plain
from palier.common.sheets import harmless

PAGE = 40


@dataclass(frozen=True)
class Column:
    """One column. `value` gives what is sorted and exported; `shown` how it is printed; `link` where it leads."""

    title: str
    value: Callable[[Any], Any]
    number: bool = False
    shown: Callable[[Any], Any] | None = None
    link: Callable[[Any], str] | None = None


@dataclass(frozen=True)
class Cell:
    """One cell as the template prints it."""

    text: Any
    number: bool
    link: str


@dataclass(frozen=True)
class Header:
    """One header: a link that sorts."""

    title: str
    number: bool
    href: str
    sorted: str


class Table:
    """Rows and columns as one request asks to see them."""

    def __init__(
        self, request: HttpRequest, name: str, columns: Sequence[Column], rows: Sequence[Any], *, title: str = "",
        empty: str = "Rien pour l’instant.",
    ) -> None:  # fmt: skip
        self.name, self.columns, self.title, self.empty = name, list(columns), title or name, empty
        self.query = request.GET
        self.path = request.path
        self.search = self.query.get(f"{name}-cherche", "").strip()
        self.total = len(rows)
        found = self._sorted(self._searched(list(rows)))
        self.found = len(found)
        self.pages = max(1, -(-self.found // PAGE))
        self.page = min(self.pages, max(1, _number(self.query.get(f"{name}-page"), 1)))
        self._all = found
        self.export = self._export(self.query.get(f"{name}-export", ""))

    def _searched(self, rows: list[Any]) -> list[Any]:
        words = plain(self.search).split()
        if not words:
            return rows
        return [row for row in rows if all(word in self._text(row) for word in words)]

    def _text(self, row: Any) -> str:
        return plain(" ".join(str(column.value(row)) for column in self.columns))

    def _sorted(self, rows: list[Any]) -> list[Any]:
        self.order = self.query.get(f"{self.name}-tri", "")
        index = _number(self.order.lstrip("-"), -1)
        if not 0 <= index < len(self.columns):
            self.order = ""
            return rows
        value = self.columns[index].value
        return sorted(rows, key=lambda row: _sort_key(value(row)), reverse=self.order.startswith("-"))

    @property
    def headers(self) -> list[Header]:
        """One link per column: it sorts, and a second time it turns the order."""
        found = []
        for index, column in enumerate(self.columns):
            state = {str(index): "ascending", f"-{index}": "descending"}.get(self.order, "none")
            order = f"-{index}" if state == "ascending" else str(index)
            found.append(Header(column.title, column.number, self._link(tri=order, page="1"), state))
        return found

    @property
    def rows(self) -> list[list[Cell]]:
        """The cells of this page."""
        start = (self.page - 1) * PAGE
        return [[self._cell(column, row) for column in self.columns] for row in self._all[start : start + PAGE]]

    def _cell(self, column: Column, row: Any) -> Cell:
        text = column.shown(row) if column.shown else column.value(row)
        return Cell("" if text is None else text, column.number, column.link(row) if column.link else "")

    @property
    def previous(self) -> str:
        """Link to the page before; empty on the first."""
        return self._link(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def next(self) -> str:
        """Link to the page after; empty on the last."""
        return self._link(page=str(self.page + 1)) if self.page < self.pages else ""

    @property
    def xlsx(self) -> str:
        """Link to the workbook."""
        return self._link(export="xlsx")

    @property
    def csv(self) -> str:
        """Link to the CSV."""
        return self._link(export="csv")

    def _link(self, **changes: str) -> str:
        kept = {key: value for key, value in self.query.items() if not key.endswith("-export")}
        kept.update({f"{self.name}-{key}": value for key, value in changes.items()})
        return f"{self.path}?{urlencode(kept)}#{self.name}"

    def _export(self, kind: str) -> HttpResponse | None:
        if kind == "csv":
            return self._response(self._csv(), "text/csv; charset=utf-8", "csv")
        if kind == "xlsx":
            sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            return self._response(self._xlsx(), sheet, "xlsx")
        return None

    def _response(self, content: bytes, kind: str, ending: str) -> HttpResponse:
        response = HttpResponse(content, content_type=kind)
        name = re.sub(r"[^a-z0-9-]+", "-", plain(self.title))[:60] or "table"
        response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
        response["Cache-Control"] = "no-store"
        return response

    def _values(self) -> list[list[object]]:
        return [[harmless(column.value(row)) for column in self.columns] for row in self._all]

    def _csv(self) -> bytes:
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow([column.title for column in self.columns])
        writer.writerows(self._values())
        return out.getvalue().encode("utf-8-sig")

    def _xlsx(self) -> bytes:
        import xlsxwriter

        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", self.title)[:31] or "Table")
        sheet.write_row(0, 0, [column.title for column in self.columns], book.add_format({"bold": True}))
        for number, row in enumerate(self._values(), start=1):
            for place, value in enumerate(row):
                if isinstance(value, (int, float)) and not isinstance(value, bool):
                    sheet.write_number(number, place, value)
                else:
                    sheet.write_string(number, place, "" if value is None else str(value))
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(0, len(self.columns) - 1), 22)
        book.close()
        return out.getvalue()


def _number(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else default


def _sort_key(value: Any) -> tuple[int, Any]:
    if value is None:
        return (2, "")
    if isinstance(value, (int, float)):
        return (0, value)
    return (1, plain(value))
