"""An agreement as a tagged PDF (PDF/UA-1, by typst) and as a Word file that can be worked on. Both from its frozen content only."""

import io
from datetime import date
from pathlib import Path
from typing import Any

from palier.common.french import long_day, typo
from palier.common.pdf import write_pdf
from palier.missions.building import Agreement

HERE = Path(__file__).resolve().parent / "typst"


def _data(one: Agreement) -> dict[str, Any]:
    content = one.content
    signed = (
        f"Signée le {long_day(one.signed_on)} {one.signed_on.year} par {one.signed_for_us} et {one.signed_for_them}."
        if one.signed_on
        else ""
    )
    made = date.fromisoformat(content["made_on"])
    return {
        "title": typo(content["title"]), "association": content["association"], "commissioner": content["commissioner"], "site": content["site"],
        "number": one.number, "made": f"{long_day(made)} {made.year}", "signed": signed,
        "articles": [{"title": typo(row["title"]), "paragraphs": [typo(text) for text in row["paragraphs"]]} for row in content["articles"]],
    }  # fmt: skip


def agreement_pdf(one: Agreement) -> bytes:
    """PDF/UA-1, the same bytes each time: it is dated of the day when the version was written."""
    return write_pdf(HERE / "agreement.typ", _data(one), one.made_at)


def agreement_docx(one: Agreement) -> bytes:
    """Word, with real headings and a language, so that a screen reader reads it too."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.shared import Pt

    data, document = _data(one), Document()
    document.core_properties.title = f"Convention : {data['title']}"
    document.core_properties.author, document.core_properties.language = data["association"], "fr-FR"
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(11)
    language = normal.element.get_or_add_rPr().makeelement(qn("w:lang"), {qn("w:val"): "fr-FR"})
    normal.element.get_or_add_rPr().append(language)
    document.add_heading(f"Convention : {data['title']}", 0)
    document.add_paragraph(
        f"Entre {data['association']} et {data['commissioner']}. {data['site']}, version {data['number']}, {data['made']}."
    )
    for number, article in enumerate(data["articles"], start=1):
        document.add_heading(f"{number}. {article['title']}", 1)
        for text in article["paragraphs"]:
            document.add_paragraph(text)
    document.add_heading("Signatures", 1)
    document.add_paragraph(data["signed"] or "Fait en deux exemplaires, le")
    table = document.add_table(rows=2, cols=2)
    for column, name in enumerate((data["association"], data["commissioner"])):
        table.cell(0, column).text = f"Pour {name}"
        table.cell(1, column).text = "\n\n\n"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
