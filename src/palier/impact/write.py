"""Write a bilan as a tagged PDF (PDF/UA-1, by typst) and as a workbook."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

from palier.common.french import MONTHS, count, long_day, typo
from palier.common.pdf import write_pdf
from palier.impact.queries import bilan_of
from palier.impact.rules.bilan import Bilan, Block, Line
from palier.missions.api import Mission
from palier.privacy.api import BASE, THRESHOLD, VERSION

HERE = Path(__file__).resolve().parent
WINDOWS = 160


def bilan_pdf(mission: Mission, *, internal: bool, now: datetime) -> bytes:
    """The bilan as PDF/UA-1: tagged, in French, readable aloud. The internal copy says `interne` on every page."""
    return write_pdf(HERE / "typst" / "bilan.typ", _data(bilan_of(mission, internal=internal), now), now)


def _data(bilan: Bilan, now: datetime) -> dict[str, Any]:
    facts = bilan.facts
    return {
        "title": typo(facts.title), "internal": bilan.internal, "commissioner": facts.commissioner, "site": facts.site,
        "month": f"{MONTHS[now.month - 1]} {now.year}", "made": long_day(now.date()) + f" {now.year}", "sentence": typo(bilan.sentence),
        "period": f"{long_day(facts.starts_on)} → {long_day(facts.ends_on)} {facts.ends_on.year}",
        "funnel": [_line(one) for one in bilan.funnel], "windows": _windows(bilan), "early": bilan.too_early,
        "languages": _block(bilan.languages), "needs": _block(bilan.needs), "states": _block(bilan.states),
        "handed": _block(bilan.handed), "answers": [_block(one) for one in bilan.answers], "inside": [_block(one) for one in bilan.inside],
        "entrances": [list(map(str, one)) for one in facts.entrances] if bilan.internal else [],
        "voisins": facts.voisins, "tours": facts.tours if bilan.internal else None, "threshold": THRESHOLD, "base": BASE, "version": VERSION,
    }  # fmt: skip


def _line(line: Line) -> dict[str, Any]:
    shown = count(int(line.shown)) if line.shown.isdigit() else line.shown
    return {"word": typo(line.word), "shown": typo(shown), "share": line.share, "hidden": line.value is None}


def _block(block: Block) -> dict[str, Any]:
    return {
        "title": typo(block.title),
        "unit": block.unit,
        "base": typo(block.base),
        "lines": [_line(one) for one in block.lines],
        "empty": block.empty,
    }


def _windows(bilan: Bilan) -> dict[str, Any]:
    """One window for n homes, sorted."""
    total = max(1, sum(number for _, number in bilan.windows))
    each = next(one for one in (1, 2, 4, 5, 10, 20, 50, 100, 500, 10_000) if total / one <= WINDOWS)
    return {"each": each, "groups": [[name, round(number / each)] for name, number in bilan.windows]}


def bilan_xlsx(mission: Mission, *, internal: bool, now: datetime) -> bytes:
    """The same figures as a workbook; a hidden cell is the text `< 11`."""
    import xlsxwriter

    bilan = bilan_of(mission, internal=internal)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    _read_me(book, bilan, now, bold)
    _sheet(
        book,
        "Chiffres",
        [Block("Du périmètre aux logements informés", "", "", bilan.funnel), bilan.states, bilan.handed],
        bold,
    )
    _sheet(book, "Besoins", [bilan.needs], bold)
    _sheet(book, "Langues", [bilan.languages], bold)
    _sheet(book, "Réponses", bilan.answers, bold)
    if bilan.internal:
        _sheet(book, "Passages et créneaux", bilan.inside, bold)
        entrances = book.add_worksheet("Entrées")
        entrances.write_row(0, 0, ["Entrée", "Logements où l’on a frappé", "Portes"], bold)
        for row, (name, knocked, doors) in enumerate(bilan.facts.entrances, start=1):
            entrances.write_string(row, 0, name)
            entrances.write_number(row, 1, int(knocked))
            entrances.write_number(row, 2, doors)
    book.close()
    return out.getvalue()


def _read_me(book: Any, bilan: Bilan, now: datetime, bold: Any) -> None:
    sheet = book.add_worksheet("Lisez-moi")
    facts = bilan.facts
    mark = "INTERNE : chiffres exacts, ne sort pas de l’association" if bilan.internal else "Diffusable au commanditaire"
    lines = [
        facts.title,
        mark,
        f"Pour {facts.commissioner}" if facts.commissioner else "",
        f"Écrit le {long_day(now.date())} {now.year}",
        "",
        "L’unité est le logement, compté une fois par tableau.",
        "Portes du périmètre → logements où l’on a frappé → où l’on s’est parlé → informés : chaque nombre est pris dans le précédent.",
        "Une fois où l’on frappe n’est pas un logement : ces nombres sont à part, dans la copie interne.",
    ]
    if not bilan.internal:
        lines += [f"Les nombres sont arrondis à {BASE}. « < {THRESHOLD} » : moins de {THRESHOLD} logements, ou moins de {THRESHOLD} en dehors.",
                  "Les totaux sont arrondis à part : ils ne s’additionnent pas toujours.", f"Règle {VERSION}."]  # fmt: skip
    sheet.set_column(0, 0, 110)
    for row, text in enumerate(lines):
        sheet.write_string(row, 0, text, bold if row < 2 else None)


def _sheet(book: Any, name: str, blocks: list[Block], bold: Any) -> None:
    sheet = book.add_worksheet(name)
    sheet.set_column(0, 0, 52)
    sheet.write_row(0, 0, ["Quoi", "Logements" if name != "Passages et créneaux" else "Nombre", "Sur 100", "Base"], bold)
    sheet.freeze_panes(1, 0)
    row = 1
    for block in blocks:
        sheet.write_string(row, 0, block.title, bold)
        sheet.write_string(row, 3, block.base)
        row += 1
        for line in block.lines:
            sheet.write_string(row, 0, line.word)
            if line.value is None:
                sheet.write_string(row, 1, line.shown)
            else:
                sheet.write_number(row, 1, line.value)
            if line.share is not None:
                sheet.write_number(row, 2, line.share)
            row += 1
        row += 1
