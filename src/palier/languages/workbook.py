"""The workbook that goes to voisins and comes back: one sheet a language, one line a text, or a line for each plural form."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from palier.common.french import language_name
from palier.languages.models import Wording
from palier.languages.rules.forms import FORMS, RTL

MAX_BYTES, MAX_UNPACKED, MAX_LINES = 5 * 1024 * 1024, 80 * 1024 * 1024, 20_000
COLUMNS = ("où", "clé", "nombre", "explication", "français", "traduction", "relu", "remarque")
_WIDTHS = (14, 22, 16, 34, 52, 52, 7, 30)
_LABELS: dict[str, str] = dict(Wording.Place.choices)
_PLACES = {label: value for value, label in Wording.Place.choices}
HOW_TO = (
    "Traduire et relire Palier",
    "Une feuille par langue. À gauche le français, à droite la traduction : la case « traduction » est la seule à écrire, avec « relu » et « remarque ».",
    "Des mots simples, ceux qu’on dit sur le palier. Mieux vaut une case vide qu’une phrase inventée : le français s’affiche à sa place.",
    "Ce qui est entre accolades, {door} ou {n}, se garde tel quel : le téléphone y met la porte ou le nombre. On peut le déplacer dans la phrase.",
    "Quand la colonne « nombre » est remplie, il y a une ligne par forme : une pour 1, une pour 3… selon la langue. Toutes sont nécessaires.",
    "« relu » : écrire oui quand quelqu’un dont c’est la langue a lu la phrase et la trouve juste. Sinon, laisser non.",
    "Les phrases sur les droits, l’accord et le danger restent accompagnées du français tant que personne ne les a relues.",
    "Pour retirer une traduction fausse sans en donner d’autre : écrire RETIRER dans la case « traduction ».",
)


class WorkbookRefused(Exception):
    """The file cannot be read as a workbook of translations; the text says why."""


@dataclass(frozen=True)
class Line:
    """One line of a sheet. `form` is empty for a text that counts nothing; `formula` marks a cell a spreadsheet would compute."""

    place: str
    key: str
    form: str = ""
    gloss: str = ""
    french: str = ""
    text: str = ""
    vouched: bool = False
    remark: str = ""
    number: int = 0
    formula: bool = False


def write_workbook(sheets: Mapping[str, Sequence[Line]]) -> bytes:
    """Language → its lines, as an XLSX. Every cell is a text: nothing in it is ever computed."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    first = book.add_worksheet("Lisez-moi")
    first.set_column(0, 0, 110)
    for number, text in enumerate(HOW_TO):
        first.write_string(number, 0, text, book.add_format({"bold": number == 0, "text_wrap": True}))
    for language, lines in sheets.items():
        _write_sheet(book, language, lines, wrapped)
    book.close()
    return out.getvalue()


def _write_sheet(book: Any, language: str, lines: Sequence[Line], wrapped: Any) -> None:
    sheet = book.add_worksheet(f"{language} {language_name(language)}"[:31])
    look = {"text_wrap": True, "valign": "top", "bg_color": "#FFF9E8", "border": 1, "border_color": "#EADCD3"}
    typed = book.add_format({**look, "reading_order": 2} if language in RTL else look)
    sheet.write_row(0, 0, COLUMNS, book.add_format({"bold": True}))
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    for number, line in enumerate(lines, start=1):
        values = (_LABELS[line.place], line.key, _shown_form(language, line.form), line.gloss, line.french, line.text,
                  "oui" if line.vouched else "non", line.remark)  # fmt: skip
        for place, value in enumerate(values):
            sheet.write_string(number, place, value, typed if place >= 5 else wrapped)
    sheet.freeze_panes(1, 0)
    if lines:
        sheet.autofilter(0, 0, len(lines), len(COLUMNS) - 1)
        sheet.data_validation(1, 6, len(lines), 6, {"validate": "list", "source": ["oui", "non"]})


def _shown_form(language: str, form: str) -> str:
    return f"{form} : {FORMS[language][form]}" if form else ""


def read_workbook(content: bytes) -> dict[str, list[Line]]:
    """Sheet title → its lines. Raises `WorkbookRefused`."""
    import openpyxl

    _weigh(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
    except Exception:
        raise WorkbookRefused("Ce n’est pas un classeur XLSX.") from None
    found: dict[str, list[Line]] = {}
    for sheet in book.worksheets:
        lines = _read_sheet(sheet)
        if lines is not None:
            found[sheet.title] = lines
    if not found:
        raise WorkbookRefused(f"Aucune feuille n’a les colonnes attendues : {', '.join(COLUMNS)}.")
    return found


def _weigh(content: bytes) -> None:
    """A small file may hide a huge one."""
    if len(content) > MAX_BYTES:
        raise WorkbookRefused("Le fichier dépasse 5 Mo.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MAX_UNPACKED:
                raise WorkbookRefused("Le classeur est trop grand une fois ouvert.")
    except zipfile.BadZipFile:
        raise WorkbookRefused("Ce n’est pas un classeur XLSX.") from None


def _read_sheet(sheet: Any) -> list[Line] | None:
    rows = sheet.iter_rows(max_row=MAX_LINES + 1)
    names = [str(cell.value or "").strip().casefold() for cell in next(rows, ())]
    at = {name: names.index(name) for name in COLUMNS if name in names}
    if not {"où", "clé", "traduction"} <= at.keys():
        return None
    found = []
    for number, row in enumerate(rows, start=2):
        line = _line(row, at, number)
        if line.key or line.text or line.formula:
            found.append(line)
    return found


def _line(row: Sequence[Any], at: Mapping[str, int], number: int) -> Line:
    cells = {name: row[place] for name, place in at.items() if place < len(row)}
    words = {name: _words(cell.value) for name, cell in cells.items()}
    label = words.get("où", "").casefold()
    return Line(
        place=_PLACES.get(label, label), key=words.get("clé", ""), form=words.get("nombre", "").partition(":")[0].strip(),
        french=words.get("français", ""), text=words.get("traduction", ""), vouched=words.get("relu", "").casefold() in ("oui", "x", "1"),
        remark=words.get("remarque", "")[:300], number=number, formula=getattr(cells.get("traduction"), "data_type", "") == "f",
    )  # fmt: skip


def _words(value: object) -> str:
    """What a spreadsheet hands back; a lone CR that Excel wrote as `_x000D_` is a line end like another."""
    return "" if value is None else re.sub(r"_x000D_|\r\n?", "\n", str(value)).strip()
