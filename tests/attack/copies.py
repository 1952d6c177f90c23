"""A5: the Word file, the slides and the workbook of one release never say two things of one cell.

A reader who lays them side by side must learn nothing that one alone does not tell (R10, R11). The files are opened again by
libraries that know nothing of how they were made.
"""

import io
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import docx
import openpyxl
import pptx

from palier.impact.documents import bilan_docx, bilan_pptx, story_xlsx
from palier.impact.rules.bilan import Facts
from palier.impact.rules.content import completed, content_of, plans_of
from palier.impact.rules.story import Written, story
from tests.attack.population import CHOICES, MONTHS, THEMES, asked, make_mission
from tests.attack.rules import plan_release

NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
READERS = ("commissioner", "landlord", "funder")
FUNDED = "Indicateurs de l’action"
Cells = dict[tuple[str, str, str], str]


def frozen(seed: int) -> dict[str, Any]:
    """The content of one synthetic mission's release, by the real rules and the real list of tables."""
    mission = make_mission(seed)
    facts = Facts(
        title=f"Mission {seed}", commissioner="Habitat", site="Site", theme="charges", starts_on=date(2026, 1, 5), ends_on=date(2026, 3, 20),
        doors=sum(mission.doors.values()), voisins=mission.team, tours=9, counts={}, needs={one.removeprefix("needs:"): f"Thème {one[-1]}" for one in THEMES},
        questions=[{"code": "facture", "type": "select_one", "label": {"fr": "La facture"}, "choices": [{"code": one, "label": {"fr": one}} for one in CHOICES]}],
        handouts={},
    )  # fmt: skip
    homes = [replace(one, facts=completed(one.facts)) for one in mission.until(MONTHS - 1)]
    plan = plan_release(asked(mission, homes, plans=plans_of(facts)))
    assert not plan.problems
    return content_of(facts, NOW, plan.tables, None, [])


def told_by(content: dict[str, Any]) -> Cells:
    """What the snapshot says of each cell: title, zone, label → as it is printed."""
    return {
        (table["title"], "" if table["zone"]["code"] == "mission" else table["zone"]["name"], row["label"]): _shown(row["value"])
        for table in content["tables"] for row in table["rows"]
    }  # fmt: skip


def _shown(value: int | None) -> str:
    return "< 11" if value is None else str(value)


def _plain(text: str) -> str:
    return text.replace("\u202f", "").replace("\u00a0", " ").strip()


def of_word(raw: bytes) -> Iterable[tuple[tuple[str, str], str, str]]:
    """Heading and zone, label, figure of each line of each table under a second heading."""
    document, heading = docx.Document(io.BytesIO(raw)), ""
    for part in document.iter_inner_content():
        if isinstance(part, docx.text.paragraph.Paragraph):
            heading = _plain(part.text) if part.style.name == "Heading 2" else heading
        elif heading and len(part.columns) == 4:
            for row in part.rows[1:]:
                title, _, zone = heading.partition(", ")
                yield (title, zone), _plain(row.cells[0].text), _plain(row.cells[1].text)


def of_slides(raw: bytes) -> Iterable[tuple[tuple[str, str], str, str]]:
    """Title, label, figure of each bar of each chart."""
    for slide in pptx.Presentation(io.BytesIO(raw)).slides:
        title, _, zone = _plain(slide.shapes.title.text_frame.text).partition(", ")
        for shape in slide.shapes:
            if shape.has_chart:
                plot = shape.chart.plots[0]
                for label, value in zip(plot.categories, plot.series[0].values, strict=True):
                    yield (title, zone), _plain(str(label)), str(int(value))


def of_workbook(raw: bytes) -> Iterable[tuple[tuple[str, str], str, str]]:
    """Title, zone, label, figure of each line."""
    rows = openpyxl.load_workbook(io.BytesIO(raw))["Chiffres"].iter_rows(min_row=2, values_only=True)
    for _, title, zone, _, label, value, hidden, *_ in rows:
        assert (value is None) == (hidden == "oui")
        yield (title, zone), label, _shown(value)


def compare(seed: int) -> Counter[str]:
    """`A5 cells`: how many were laid side by side; `A5 differ`: how many copies say another thing than the snapshot; `A5 hidden`."""
    content = frozen(seed)
    truth, found = told_by(content), Counter[str]()
    site = next(table["zone"]["name"] for table in content["tables"] if table["zone"]["code"] == "mission")
    known = {str(content["doors"]), *truth.values()}
    for reader in READERS:
        made = story(content, Written(1, 1, {}, [], True, "0" * 64, 1, reader), NOW.date())
        copies = [*of_word(bilan_docx(made)), *of_slides(bilan_pptx(made)), *of_workbook(story_xlsx(content, made.source, made.mark))]
        for (title, zone), label, shown in copies:
            # The funder's table says the chain in the words of a grant report.
            agrees = shown in known if title == FUNDED else truth.get((title, "" if zone == site else zone, label)) == shown
            found.update({"A5 cells": 1, "A5 differ": not agrees})
    found["A5 hidden"] = sum(shown == "< 11" for shown in truth.values())
    return found
