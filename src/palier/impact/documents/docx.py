"""The bilan as a Word file: real headings, tables whose first line is a heading, French, so that it can be corrected and read aloud."""

import io
from typing import Any

from palier.common.french import typo
from palier.impact.rules.story import Grid, Page, Row, Story

INK, PETROL = "0E2429", "0C3B41"


def bilan_docx(story: Story) -> bytes:
    """The whole story. The words of people are in, the drawings are not: every figure of theirs is in a table."""
    from docx import Document

    document = Document()
    _styles(document)
    core = document.core_properties
    core.title, core.author, core.language, core.subject = f"{story.kind} : {story.title}", "Palier", "fr-FR", story.site
    _front(document, story)
    for page in story.pages:
        if page.code != "essential":
            _page(document, page)
    document.add_paragraph(typo(story.source), style="Caption")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name, size, colour in (
        ("Normal", 11, INK),
        ("Title", 26, INK),
        ("Heading 1", 16, PETROL),
        ("Heading 2", 12, PETROL),
        ("Caption", 9, INK),
    ):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), RGBColor.from_string(colour)
        props = style.element.get_or_add_rPr()
        fonts = props.find(qn("w:rFonts"))
        for kind in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            if fonts is not None:
                fonts.attrib.pop(qn(kind), None)
        language = props.makeelement(qn("w:lang"), {qn("w:val"): "fr-FR"})
        props.append(language)


def _front(document: Any, story: Story) -> None:
    if story.mark:
        document.add_paragraph().add_run(typo(story.mark)).bold = True
    document.add_paragraph(typo(story.title), style="Title")
    reader = f" · pour {story.commissioner}" if story.commissioner else ""
    document.add_paragraph(typo(f"{story.kind} · {story.month}{reader}"))
    document.add_paragraph(typo(story.lead))
    document.add_paragraph(typo(f"{story.period} · {story.site}"))
    _table(document, ("Quoi", "Logements"), [(one.label, one.shown) for one in story.funnel])
    for text in story.page("essential").paragraphs:
        document.add_paragraph(typo(text))


def _page(document: Any, page: Page) -> None:
    document.add_heading(typo(page.title), level=1)
    for text in page.paragraphs:
        document.add_paragraph(typo(text))
    for grid in page.grids:
        _grid(document, grid)
    for quote in page.quotes:
        document.add_paragraph(typo(f"« {quote.text} » (à propos de : {quote.theme.lower()})"), style="Intense Quote")
    for step in page.steps:
        document.add_paragraph(typo(step), style="List Number")
    for note in page.notes:
        document.add_paragraph(typo(note), style="List Bullet" if page.code == "method" else "Caption")


def _grid(document: Any, grid: Grid) -> None:
    document.add_heading(typo(grid.title + (f", {grid.zone}" if grid.zone else "")), level=2)
    if grid.hidden:
        document.add_paragraph("Trop peu de logements par ligne : rien à montrer ici.")
        return
    if grid.base:
        document.add_paragraph(typo(f"sur {grid.base}"), style="Caption")
    _table(document, ("Quoi", grid.unit.capitalize(), "Sur 100", "Intervalle à 95 %"), [_cells(one) for one in grid.rows])


def _cells(row: Row) -> tuple[str, ...]:
    share = "–" if row.share is None else str(row.share)
    return row.label, row.shown, share, "–" if row.interval is None else f"{row.interval[0]} à {row.interval[1]}"


def _table(document: Any, head: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn

    table = document.add_table(rows=1, cols=len(head), style="Light List Accent 1")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = typo(text)
    # The first line is a heading: said again on each page, and read aloud before each cell.
    props = table.rows[0]._tr.get_or_add_trPr()
    props.append(props.makeelement(qn("w:tblHeader"), {}))
    for line in lines:
        cells = table.add_row().cells
        for at, (cell, text) in enumerate(zip(cells, line, strict=True)):
            cell.text = typo(text)
            if at:
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.add_paragraph()
