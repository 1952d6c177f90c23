"""The bilan as slides for the steering committee: one idea a slide, native charts that can be changed, notes to say aloud."""

import io
from collections.abc import Sequence
from typing import Any

from palier.common.french import typo
from palier.impact.rules.story import Grid, Page, Story

INK, PETROL, LIGHT, PLASTER = "0E2429", "0C3B41", "FFBE28", "FBF3EE"
MOST_ROWS, MOST_STEPS, MOST_QUOTES, MOST_LINES = 8, 5, 3, 7
# A table common to several missions: its title, its heads, its rows.
Board = tuple[str, tuple[str, ...], list[tuple[str, ...]]]


def bilan_pptx(story: Story) -> bytes:
    """The slides of one mission."""
    out = io.BytesIO()
    slides_of([story]).save(out)
    return out.getvalue()


def slides_of(stories: Sequence[Story], title: str = "", subtitle: str = "", boards: Sequence[Board] = ()) -> Any:
    """A presentation: what is common to several missions first, then each of them."""
    from pptx import Presentation
    from pptx.util import Inches

    show = Presentation()
    show.slide_width, show.slide_height = Inches(13.333), Inches(7.5)
    show.core_properties.title = typo(title or f"{stories[0].kind} : {stories[0].title}")
    show.core_properties.author, show.core_properties.language = "Palier", "fr-FR"
    if title:
        _front(show, title, subtitle, "")
    for name, head, rows in boards:
        for at in range(0, len(rows), MOST_LINES):
            _board(show, name, head, rows[at : at + MOST_LINES])
    for story in stories:
        _mission(show, story)
    return show


def _board(show: Any, title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table whose first line is a heading."""
    from pptx.util import Inches, Pt

    slide = _slide(show, title)
    frame = slide.shapes.add_table(len(rows) + 1, len(head), Inches(0.7), Inches(1.7), Inches(12), Inches(0.5 * (len(rows) + 1)))
    frame._element.nvGraphicFramePr.cNvPr.set("descr", typo(f"Tableau : {', '.join(head)}."))
    frame.table.first_row = True
    for line, cells in enumerate((head, *rows)):
        for column, text in enumerate(cells):
            cell = frame.table.cell(line, column)
            cell.text = typo(text)
            for paragraph in cell.text_frame.paragraphs:
                _write(paragraph, Pt(14), "FFFFFF" if line == 0 else INK, bold=line == 0)


def _mission(show: Any, story: Story) -> None:
    _front(
        show,
        story.title,
        f"{story.kind} · {story.month} · {story.site}" + (f" · pour {story.commissioner}" if story.commissioner else ""),
        story.mark,
    )
    _figures(show, story)
    _bullets(show, story.page("essential"), story)
    for code in ("outcomes", "answers", "needs", "results", "ground"):
        for grid in story.page(code).grids[:3]:
            _chart(show, grid, story)
    if quotes := story.page("words").quotes[:MOST_QUOTES]:
        _lines(show, "Ce que les gens ont dit", [f"« {one.text} »" for one in quotes], story, numbered=False)
    for code in ("feedback", "proposals"):
        if steps := story.page(code).steps[:MOST_STEPS]:
            _lines(show, story.page(code).title, list(steps), story, numbered=True)
    _bullets(show, story.page("analysis"), story)
    _bullets(show, story.page("next"), story)
    _lines(show, "Comment lire ces chiffres", [*story.page("method").notes[:4], story.source], story, numbered=False)


def _slide(show: Any, title: str, dark: bool = False) -> Any:
    from pptx.dml.color import RGBColor
    from pptx.util import Inches, Pt

    slide = show.slides.add_slide(show.slide_layouts[5])
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = RGBColor.from_string(PETROL if dark else PLASTER)
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = Inches(0.7), Inches(2.4 if dark else 0.4), Inches(12), Inches(1.3)
    head.text_frame.text, head.text_frame.word_wrap = typo(title), True
    _write(head.text_frame.paragraphs[0], Pt(44 if dark else 32), "FFFFFF" if dark else INK, bold=True)
    return slide


def _write(paragraph: Any, size: Any, colour: str, bold: bool = False) -> None:
    from pptx.dml.color import RGBColor
    from pptx.enum.text import PP_ALIGN

    paragraph.alignment = PP_ALIGN.LEFT
    for run in paragraph.runs:
        run.font.size, run.font.bold, run.font.name, run.font.color.rgb = size, bold, "Calibri", RGBColor.from_string(colour)
        run._r.get_or_add_rPr().set("lang", "fr-FR")


def _box(
    slide: Any, text: str, left: float, top: float, width: float, height: float, size: int, colour: str = INK, bold: bool = False
) -> None:
    from pptx.util import Inches, Pt

    frame = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(width), Inches(height)).text_frame
    frame.word_wrap = True
    frame.text = typo(text)
    for paragraph in frame.paragraphs:
        _write(paragraph, Pt(size), colour, bold)


def _front(show: Any, title: str, subtitle: str, mark: str) -> None:
    slide = _slide(show, title, dark=True)
    _box(slide, subtitle, 0.7, 3.9, 12, 0.8, 22, "FFFFFF")
    if mark:
        _box(slide, mark, 0.7, 5.0, 12, 0.6, 18, LIGHT, bold=True)


def _figures(show: Any, story: Story) -> None:
    slide = _slide(show, story.lead)
    for at, row in enumerate(story.funnel):
        left = 0.7 + at * 3.1
        _box(slide, row.shown, left, 2.7, 2.9, 1.2, 48 if len(row.shown) < 8 else 26, PETROL, bold=True)
        _box(slide, row.label, left, 3.9, 2.9, 1.2, 18)
    _box(slide, "Chaque nombre est pris dans le précédent. L’unité est le logement.", 0.7, 6.5, 12, 0.5, 14)
    _say(slide, story, f"{story.period}.")


def _bullets(show: Any, page: Page, story: Story) -> None:
    if page.paragraphs:
        _lines(show, page.title, list(page.paragraphs)[:MOST_STEPS], story, numbered=False)


def _lines(show: Any, title: str, lines: list[str], story: Story, *, numbered: bool) -> None:
    slide = _slide(show, title)
    text = "\n".join(f"{at}. {one}" if numbered else one for at, one in enumerate(lines, start=1))
    _box(slide, text, 0.7, 1.9, 12, 4.8, 22 if len(text) < 600 else 16)
    _say(slide, story)


def _chart(show: Any, grid: Grid, story: Story) -> None:
    """Homes of each line as bars; what is hidden is said under them, never drawn as zero."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches, Pt

    slide = _slide(show, grid.title + (f", {grid.zone}" if grid.zone else ""))
    shown = [row for row in grid.rows if row.value is not None][:MOST_ROWS]
    hidden = [row.label for row in grid.rows if row.value is None]
    if shown:
        data = CategoryChartData()
        data.categories = [typo(row.label) for row in reversed(shown)]
        data.add_series(grid.unit.capitalize(), [row.value for row in reversed(shown)])
        frame = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, Inches(0.7), Inches(1.7), Inches(12), Inches(4.3), data)
        frame._element.nvGraphicFramePr.cNvPr.set(
            "descr", typo("Barres. " + ", ".join(f"{row.label} : {row.shown}" for row in shown) + ".")
        )
        _plot(frame.chart, Pt(14))
    _box(slide, f"{grid.unit.capitalize()}, sur {grid.base}." if grid.base else grid.unit, 0.7, 6.1, 12, 0.4, 14)
    if hidden:
        _box(slide, "Trop peu de logements pour être dit : " + ", ".join(hidden) + ".", 0.7, 6.5, 12, 0.6, 14)
    _say(slide, story)


def _plot(chart: Any, size: Any) -> None:
    from pptx.dml.color import RGBColor

    chart.has_legend, chart.has_title = False, False
    chart.value_axis.visible, chart.value_axis.has_major_gridlines = False, False
    chart.value_axis.minimum_scale = 0
    plot = chart.plots[0]
    plot.has_data_labels, plot.gap_width = True, 45
    plot.data_labels.font.size, chart.category_axis.tick_labels.font.size = size, size
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = RGBColor.from_string("16666E")


def _say(slide: Any, story: Story, more: str = "") -> None:
    """Notes: where the figures come from, for who is asked."""
    slide.notes_slide.notes_text_frame.text = typo(f"{more} {story.source} Arrondis ; rien ne porte sur moins de 11 logements.".strip())
