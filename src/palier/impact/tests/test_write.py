"""The bilan as files: tagged, marked, and holding only what it may."""

import io
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pikepdf
import pytest

from palier.impact.api import NothingReleased, bilan_of, bilan_pdf, bilan_xlsx, freeze_release, last_release
from palier.impact.tests.population import make_played
from palier.visits.tests.factories import Stage, make_stage

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def stage() -> Stage:
    stage = make_played()
    freeze_release(stage.manager, stage.mission, "final", NOW)
    return stage


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "b.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout


def test_the_internal_copy_is_exact_and_says_so_on_every_page(stage: Stage, tmp_path: Path) -> None:
    text = text_of(bilan_pdf(stage.mission, internal=True, now=NOW), tmp_path)
    for page in text.rstrip("\f").split("\f"):
        assert "interne" in page.lower()
    for number in (318, 283, 147, 94, 41, 88, 46):
        assert re.search(rf"\b{number}\b", text), number


def test_the_commissioner_s_copy_holds_only_released_cells(stage: Stage, tmp_path: Path) -> None:
    text = text_of(bilan_pdf(stage.mission, internal=False, now=NOW), tmp_path)
    assert "318" in text  # the doors of the perimeter, the only exact number
    assert "Copie interne" not in text
    body = text.split("Méthode et limites")[0]
    exact = {283, 147, 94, 41, 88, 46}
    shown = {int(one) for one in re.findall(r"(?<![\d<] )\b\d{2,4}\b", body)}
    assert not exact & (shown - shares(stage)), exact & shown
    assert "< 11" in text
    assert not re.search(r"jeudi 18|2e passage|Orientations", text)


def shares(stage: Stage) -> set[int]:
    return {row["share"] for table in last_release(stage.mission).content["tables"] for row in table["rows"]}


def test_every_number_of_the_copy_that_leaves_is_in_its_release(stage: Stage, tmp_path: Path) -> None:
    content = last_release(stage.mission).content
    found = {row["value"] for table in content["tables"] for row in [*table["rows"], table["base"]]} | shares(stage)
    body = text_of(bilan_pdf(stage.mission, internal=False, now=NOW), tmp_path).split("Méthode et limites")[0]
    body = body[body.index("Ce que les gens demandent") :]
    shown = {int(one) for one in re.findall(r"(?<!< )\b\d{2,4}\b", re.sub(r"Moins de 11|Aucun chiffre ne porte.*", "", body))}
    assert shown <= found | {100}, shown - found


def test_nothing_leaves_before_it_is_frozen() -> None:
    with pytest.raises(NothingReleased):
        bilan_pdf(make_stage().mission, internal=False, now=NOW)


def test_fewer_than_eleven_homes_say_too_early(tmp_path: Path) -> None:
    stage = make_stage()
    freeze_release(stage.manager, stage.mission, "final", NOW)
    text = text_of(bilan_pdf(stage.mission, internal=False, now=NOW), tmp_path)
    assert "Trop tôt" in text
    assert bilan_of(stage.mission, internal=False).too_early


def test_the_pdf_is_tagged_in_french_with_alternatives(stage: Stage) -> None:
    for internal in (True, False):
        with pikepdf.open(io.BytesIO(bilan_pdf(stage.mission, internal=internal, now=NOW))) as pdf:
            assert pdf.Root.MarkInfo.Marked
            assert str(pdf.Root.Lang).lower().startswith("fr")
            assert "/StructTreeRoot" in pdf.Root
            assert "pdfuaid" in str(pdf.open_metadata())
            kinds = _kinds(pdf.Root.StructTreeRoot)
            assert {"/H1", "/H2", "/Table", "/TH", "/Figure"} <= set(kinds)
            assert all("/Alt" in figure for figure in kinds["/Figure"])


def _kinds(root: pikepdf.Object) -> dict[str, list]:
    found: dict[str, list] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, pikepdf.Array):
            waiting += list(node)
        elif isinstance(node, pikepdf.Dictionary):
            if "/S" in node:
                found.setdefault(str(node["/S"]), []).append(node)
            if "/K" in node:
                waiting.append(node["/K"])
    return found


def test_the_same_figures_give_the_same_bytes(stage: Stage) -> None:
    assert bilan_pdf(stage.mission, internal=False, now=NOW) == bilan_pdf(stage.mission, internal=False, now=NOW)


def test_the_workbook_has_numbers_and_hides_what_it_must(stage: Stage) -> None:
    inside = openpyxl.load_workbook(io.BytesIO(bilan_xlsx(stage.mission, internal=True, now=NOW)))
    outside = openpyxl.load_workbook(io.BytesIO(bilan_xlsx(stage.mission, internal=False, now=NOW)))
    assert "Passages et créneaux" in inside.sheetnames
    assert "Passages et créneaux" not in outside.sheetnames
    values = [
        cell
        for sheet in outside.worksheets[1:]
        for row in sheet.iter_rows(min_row=2, max_col=2, min_col=2, values_only=True)
        for cell in row
    ]
    numbers = [one for one in values if isinstance(one, (int, float))]
    assert all(one % 5 == 0 for one in numbers if one != 318)
    assert "< 11" in values


def test_languages_need_three_voisins(stage: Stage) -> None:
    stage.tour.voisins.set(stage.voisins[:2])
    freeze_release(stage.manager, stage.mission, "final", NOW)
    assert bilan_of(stage.mission, internal=False).languages.lines == []
    assert bilan_of(stage.mission, internal=True).languages.lines
