"""Every number of every document is found again in its snapshot (PV-06)."""

import io
import re
import subprocess
import zipfile
from datetime import UTC, datetime

import openpyxl
import pikepdf
import pytest

from palier.impact.api import (
    Bilan,
    approve_bilan,
    bilan_docx,
    bilan_pptx,
    check_words,
    choose_words,
    freeze_release,
    open_bilan,
    story_of,
    story_pdf,
    story_xlsx,
    submit_bilan,
    write_part,
)
from palier.impact.rules.interval import printed_interval
from palier.impact.rules.story import base_of
from palier.impact.tests.population import make_played
from palier.people.api import Account

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)
TEXTS = {
    "essential": "Les gens ne comprennent pas leur quittance.", "context": "Les habitants le demandaient.",
    "analysis": "Une fuite dite et non réparée décourage.", "proposals": "Réparer les fuites.\nRéécrire la quittance.\nRevenir.",
    "feedback": "L’ascenseur est souvent arrêté.", "next": "Les habitants auront une réponse dans leur hall.",
}  # fmt: skip


@pytest.fixture(scope="module")
def papers(django_db_setup: None, django_db_blocker: object) -> dict:
    """One approved bilan and its files, made once."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        bilan = _approved()
        story = {reader: story_of(bilan, reader, NOW.date()) for reader in ("commissioner", "landlord", "funder")}
        made = {
            "bilan": bilan, "story": story, "pdf": story_pdf(story["commissioner"], NOW), "docx": bilan_docx(story["landlord"]),
            "pptx": bilan_pptx(story["commissioner"]), "xlsx": story_xlsx(bilan.release.content, story["funder"].source, ""),
        }  # fmt: skip
        transaction.set_rollback(True)
    return made


def _approved() -> Bilan:
    stage = make_played()
    claire = Account.objects.create_user("claire@example.org", "une phrase assez longue", organisation=stage.organisation,
                                         first_name="Claire", role=Account.Role.HEAD_OFFICE)  # fmt: skip
    freeze_release(stage.manager, stage.mission, "final", NOW)
    check_words(claire, choose_words(stage.manager, stage.mission, "charges", "Personne ne m’avait expliqué la ligne eau chaude."))
    bilan = open_bilan(stage.manager, stage.mission, 1, NOW)
    for part, text in TEXTS.items():
        bilan = write_part(stage.manager, bilan, part, text, NOW)
    submit_bilan(stage.manager, bilan, NOW)
    approve_bilan(stage.manager, bilan, NOW)
    return approve_bilan(claire, bilan, NOW)


def allowed(bilan: Bilan) -> set[str]:
    """Numbers of the snapshot: values, shares, intervals of printed figures, dates, its number and its print; and those of the rules."""
    content = bilan.release.content
    found = {content["doors"], content["voisins"], bilan.release.number, bilan.version}
    for table in content["tables"]:
        found.add(table["base"]["value"])
        for row in table["rows"]:
            found |= {row["value"], row["share"], *(printed_interval(row["value"], base_of(table, row["code"])) or ())}
    texts = " ".join([*content["notes"], content["rule"], bilan.release.digest[:12], content["mission"]["starts_on"], content["mission"]["ends_on"],
                      str(bilan.approved_at), bilan.mission.title, str(content["mission"]["title"])])  # fmt: skip
    weeks = round((bilan.mission.ends_on - bilan.mission.starts_on).days / 7)
    # 100: « sur 100 »; 95: the interval; 11, 5, 30: the rules.
    return {str(one) for one in found if one is not None} | set(re.findall(r"\d+", texts)) | {"100", "95", "11", "5", "30", str(max(1, weeks))} | {
        str(int(one)) for one in re.findall(r"\d+", texts)
    }  # fmt: skip


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+", text.replace("\u202f", "")))


def test_every_number_of_the_pdf_is_in_the_snapshot_and_it_can_be_read_aloud(papers: dict) -> None:
    text = subprocess.run(["pdftotext", "-", "-"], input=papers["pdf"], capture_output=True, check=True).stdout.decode()
    pdf = pikepdf.open(io.BytesIO(papers["pdf"]))
    pages = {str(one) for one in range(1, len(pdf.pages) + 1)}
    each = re.search(r"1 fenêtre = (\d+)", text)
    steps = {"1", "2", "3"}
    assert numbers(text) - allowed(papers["bilan"]) - pages - steps - {each[1]} == set()
    assert "Personne ne m’avait expliqué" in text
    assert "Projet" not in text
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "fr-FR"
    assert "/StructTreeRoot" in pdf.Root


def _xml_text(raw: bytes, part: str) -> str:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = sorted(one for one in archive.namelist() if re.fullmatch(part, one))
        assert names
        return "\n".join(
            "\n".join(re.findall(r"<(?:w:t|a:t|c:v)(?: [^>]*)?>([^<]*)</", archive.read(one).decode())) for one in names
        )  # fmt: skip


def test_every_number_of_the_word_file_is_in_the_snapshot(papers: dict) -> None:
    text = _xml_text(papers["docx"], r"word/document\.xml")
    assert numbers(text) - allowed(papers["bilan"]) == set()
    assert "Par résidence" in text
    document = zipfile.ZipFile(io.BytesIO(papers["docx"])).read("word/document.xml").decode()
    assert document.count("w:tblHeader") >= 3
    assert 'w:val="Heading1"' in document


def test_every_number_of_the_slides_is_in_the_snapshot(papers: dict) -> None:
    text = _xml_text(papers["pptx"], r"ppt/(slides/slide\d+|notesSlides/notesSlide\d+|charts/chart\d+)\.xml")
    steps, points = {"1", "2", "3"}, {"0"}
    assert numbers(text) - allowed(papers["bilan"]) - steps - points - {str(one) for one in range(25)} == set()
    with zipfile.ZipFile(io.BytesIO(papers["pptx"])) as archive:
        slides = [archive.read(one).decode() for one in archive.namelist() if re.fullmatch(r"ppt/slides/slide\d+\.xml", one)]
    assert 8 <= len(slides) <= 20
    assert all('descr="Barres.' in one for one in slides if "graphicFrame" in one)


def test_every_number_of_the_workbook_is_in_the_snapshot_and_each_column_is_explained(papers: dict) -> None:
    book = openpyxl.load_workbook(io.BytesIO(papers["xlsx"]))
    rows = list(book["Chiffres"].iter_rows(values_only=True))
    found = {str(cell) for row in rows[1:] for cell in row if isinstance(cell, int | float)}
    assert found
    assert found <= allowed(papers["bilan"])
    explained = {row[0] for row in book["Dictionnaire"].iter_rows(min_row=2, values_only=True)}
    assert set(rows[0]) == explained
    hidden = [row for row in rows[1:] if row[rows[0].index("caché")] == "oui"]
    assert hidden
    assert all(row[rows[0].index("logements")] is None for row in hidden)


def test_each_share_lies_within_its_interval(papers: dict) -> None:
    rows = [row for page in papers["story"]["landlord"].pages for grid in page.grids for row in grid.rows if row.interval]
    assert len(rows) > 5
    assert all(row.interval[0] <= row.share <= row.interval[1] for row in rows)


def test_each_reader_has_its_pages(papers: dict) -> None:
    codes = {reader: {page.code for page in one.pages} for reader, one in papers["story"].items()}
    assert "sectors" in codes["landlord"]
    assert "funded" in codes["funder"]
    assert not codes["commissioner"] & {"sectors", "funded"}
