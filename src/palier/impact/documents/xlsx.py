"""The frozen figures as a table with its dictionary: one line a figure, to be taken up in another tool."""

import io
from typing import Any

from palier.impact.rules.content import Content
from palier.impact.rules.story import grid
from palier.privacy.api import BASE, PERCENT_BASE, THRESHOLD

HEAD = ("tableau", "titre", "zone", "ligne", "libellé", "logements", "caché", "sur_100", "bas_95", "haut_95", "base", "base_libellé")
DICTIONARY = (
    ("tableau", "Code du tableau ; il ne change pas d’un bilan à l’autre.", "texte"),
    ("titre", "Titre du tableau.", "texte"),
    ("zone", "« mission » : tout le périmètre ; sinon le secteur fixé à la signature.", "texte"),
    ("ligne", "Code de la ligne.", "texte"),
    ("libellé", "Ce qui est compté.", "texte"),
    ("logements", f"Nombre de logements (ou unité dite par le titre), arrondi à {BASE} ; vide quand il est caché.", "nombre entier"),
    ("caché", f"« oui » : moins de {THRESHOLD} logements, zéro compris, ou moins de {THRESHOLD} en dehors. Ce n’est pas un zéro.", "oui ou non"),
    ("sur_100", f"Part en nombre entier, sur des nombres arrondis ; vide sous {PERCENT_BASE} logements.", "0 à 100"),
    ("bas_95", "Bas de l’intervalle à 95 % (Wilson), arrondi compris.", "0 à 100"),
    ("haut_95", "Haut de l’intervalle à 95 %.", "0 à 100"),
    ("base", "Nombre de logements dont la ligne est une part ; vide quand il est caché.", "nombre entier"),
    ("base_libellé", "De quoi la part est prise.", "texte"),
)  # fmt: skip


def story_xlsx(content: Content, source: str, mark: str) -> bytes:
    """Three sheets: how to read it, the figures, the dictionary. Formulas are never written (IN-07)."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    mission = content["mission"]
    lines = [mission["title"], mark, f"Pour {mission['commissioner']}" if mission["commissioner"] else "",
             f"Site : {mission['site']}", f"Du {mission['starts_on']} au {mission['ends_on']}", f"Portes du périmètre (exact) : {content['doors']}",
             f"Voisins : {content['voisins']}", source, "", *content["notes"]]  # fmt: skip
    _column(book.add_worksheet("Lisez-moi"), [one for one in lines if one], bold)
    _figures(book.add_worksheet("Chiffres"), content, bold)
    _dictionary(book.add_worksheet("Dictionnaire"), bold)
    book.close()
    return out.getvalue()


def _column(sheet: Any, lines: list[str], bold: Any) -> None:
    sheet.set_column(0, 0, 110)
    for row, text in enumerate(lines):
        sheet.write_string(row, 0, text, bold if row == 0 else None)


def _figures(sheet: Any, content: Content, bold: Any) -> None:
    sheet.write_row(0, 0, HEAD, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(1, 1, 34)
    sheet.set_column(4, 4, 40)
    at = 1
    for table in content["tables"]:
        intervals = {row.label: row.interval for row in grid(table).rows}
        for row in table["rows"]:
            ends = intervals[row["label"]] or (None, None)
            values = (table["code"], table["title"], table["zone"]["name"], row["code"], row["label"], row["value"], "oui" if row["value"] is None else "non",
                      row["share"], *ends, table["base"]["value"], table["base"]["label"])  # fmt: skip
            for column, value in enumerate(values):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write_number(at, column, value)
            at += 1
    sheet.autofilter(0, 0, max(1, at - 1), len(HEAD) - 1)


def _dictionary(sheet: Any, bold: Any) -> None:
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    sheet.write_row(0, 0, ("colonne", "ce que c’est", "valeurs"), bold)
    for row, line in enumerate(DICTIONARY, start=1):
        sheet.write_row(row, 0, line)
