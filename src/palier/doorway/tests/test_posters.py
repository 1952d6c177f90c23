"""The posters of a mission's halls: one page each, tagged, in several languages, with nothing that could mark a home."""

import io
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import segno
from django.conf import settings
from django.test import Client
from django.utils import timezone

from palier.doorway import posters
from palier.doorway.posters import hall_posters
from palier.languages.api import Wording, french_of
from palier.missions.api import Mission
from palier.people.api import Organisation
from palier.visits.tests.factories import PARIS, Stage, make_stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    stage = make_stage(entrances=3)
    Organisation.objects.filter(pk=stage.organisation.pk).update(call_number="01 99 00 12 34", call_from="09:00", call_to="20:00")
    return stage


def made(stage: Stage) -> bytes:
    mission = Mission.objects.select_related("site__organisation").get(pk=stage.mission.pk)
    return hall_posters(mission, datetime.combine(stage.tour.day, datetime.min.time(), PARIS))


def text_of(pdf: bytes, tmp_path: Path) -> list[str]:
    path = tmp_path / "p.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, text=True, check=True)
    return done.stdout.rstrip("\f").split("\f")


def test_one_page_an_entrance_with_who_when_and_how(stage: Stage, tmp_path: Path) -> None:
    pages = text_of(made(stage), tmp_path)
    assert len(pages) == 3
    for page, hall in zip(pages, stage.entrances, strict=True):
        flat = " ".join(page.split())
        assert hall.name.lower() in flat
        assert "Fatou" in flat
        assert "de 17 h 30 à 20 h" in flat.replace("\u00a0", " ")
        assert "01 99 00 12 34" in flat
        assert settings.PUBLIC_ADDRESS.partition("//")[2] in flat
        assert "Neighbours are coming" in flat
        assert "Komşular" in flat


def test_it_can_be_read_aloud_in_each_language(stage: Stage) -> None:
    pdf = pikepdf.open(io.BytesIO(made(stage)))
    assert pdf.Root.MarkInfo.Marked
    assert str(pdf.Root.Lang) == "fr-FR"
    tree = str(walk(pdf.Root.StructTreeRoot))
    for mark in ("/H1", "/Figure", "/Alt"):
        assert mark in tree, mark
    for language in ("ar", "ta", "zh", "bn", "ur", "tr"):
        assert f"lang={language}" in tree, language


def walk(node: Any, depth: int = 0) -> list[str]:
    """The names, languages and texts of a structure tree."""
    found: list[str] = []
    if depth > 30 or not isinstance(node, pikepdf.Dictionary | pikepdf.Array):
        return found
    if isinstance(node, pikepdf.Array):
        return [one for each in node for one in walk(each, depth + 1)]  # type: ignore[attr-defined]
    if "/S" in node:
        found.append(str(node.S))
    if "/Lang" in node:
        found.append(f"lang={node.Lang}")
    if "/Alt" in node:
        found.append("/Alt")
    if "/K" in node:
        found += walk(node.K, depth + 1)
    return found


def test_the_theme_that_could_mark_a_home_is_not_printed(stage: Stage, tmp_path: Path) -> None:
    Mission.objects.filter(pk=stage.mission.pk).update(theme="health", title="Dépistage du cancer")
    for page in text_of(made(stage), tmp_path):
        assert "vie dans le quartier" in " ".join(page.split())
        for word in ("Dépistage", "cancer", "santé", "health"):
            assert word not in page


def test_the_square_leads_to_the_hall(stage: Stage) -> None:
    address = f"{settings.PUBLIC_ADDRESS}/h/{stage.entrances[0].pk}/"
    drawn = posters._square(address)
    wanted = io.BytesIO()
    segno.make(address, error="m", micro=False).save(wanted, kind="svg", border=2, dark="#0E2429", omitsize=True, xmldecl=False)
    assert drawn == wanted.getvalue().decode()
    assert Client(headers={"host": "bonjour.localhost"}).get("/" + address.split("/", 3)[3]).status_code == 200


def test_before_any_tour_the_period_and_the_team_are_shown(stage: Stage, tmp_path: Path) -> None:
    stage.tour.delete()
    page = " ".join(text_of(made(stage), tmp_path)[0].split())
    assert "Entre le" in page
    assert "Ahmed" in page


def test_a_language_with_letters_that_we_cannot_print_is_left_out(stage: Stage, tmp_path: Path) -> None:
    assert posters._can_print("zh")
    assert not posters._can_print("snk")  # nothing written yet
    Wording.objects.create(place="doorway", language="zh", key="poster.title", text="龘靐齉", french=french_of("doorway")["poster.title"],
                           vouched=True, changed_at=timezone.now())  # fmt: skip
    assert not posters._can_print("zh")
    assert len(text_of(made(stage), tmp_path)) == 3


def test_many_halls_are_one_file(tmp_path: Path) -> None:
    stage = make_stage(entrances=40, doors=1)
    assert len(text_of(made(stage), tmp_path)) == 40
