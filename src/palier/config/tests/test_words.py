"""The words served to phones, and the voisins' workbook at the command line."""

import gzip
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from palier.languages.api import Wording
from palier.languages.tests.factories import make_words

PHONE = {"host": "terrain.localhost"}


@pytest.fixture
def words(settings: Any, tmp_path: Path) -> None:
    settings.WORDS = make_words(tmp_path, pt={"back": "Voltar"})


@pytest.mark.django_db
@pytest.mark.usefixtures("words")
def test_a_phone_has_what_came_and_what_was_corrected_and_asks_again_for_little() -> None:
    client = Client(headers=PHONE)
    first = client.get("/l10n/pt.json")
    assert first.json() == {"texts": {"back": "Voltar"}, "vouched": []}
    assert first["Cache-Control"] == "no-cache"
    assert client.get("/l10n/pt.json", headers={"if-none-match": first["ETag"]}).status_code == 304
    Wording.objects.create(
        place="phone", language="pt", key="back", text="Para trás", french="Retour", vouched=True, changed_at=datetime.now(UTC)
    )
    second = client.get("/l10n/pt.json", headers={"if-none-match": first["ETag"], "accept-encoding": "gzip, br"})
    assert json.loads(gzip.decompress(second.content)) == {"texts": {"back": "Para trás"}, "vouched": ["back"]}
    assert {"code": "pt", "texts": 1, "vouched": 1} in client.get("/l10n/languages.json").json()


@pytest.mark.django_db
@pytest.mark.usefixtures("words")
@pytest.mark.parametrize("code", ["fr", "de", "..", "vouched", "languages2"])
def test_no_other_language_and_no_other_file(code: str) -> None:
    assert Client(headers=PHONE).get(f"/l10n/{code}.json").status_code == 404
    assert Client(headers=PHONE).post("/l10n/pt.json").status_code == 405
    assert Client(headers={"host": "bureau.localhost"}).get("/l10n/pt.json").status_code == 404


def test_the_workbook_at_the_command_line(tmp_path: Path) -> None:
    def palier(*typed: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "PALIER_DATA_DIR": str(tmp_path / "data"), "PALIER_DATABASE_URL": ""}
        return subprocess.run(
            [sys.executable, "-m", "palier.config", "translations", *typed], env=environment, capture_output=True, text=True, check=False
        )

    path = tmp_path / "wolof.xlsx"
    assert palier("export", "--lang", "wo", str(path)).returncode == 0
    assert "ne parle pas" in palier("export", "--lang", "de", str(path)).stderr
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[1]
    names = [cell.value for cell in sheet[1]]
    row = next(row for row in sheet.iter_rows(min_row=2) if row[names.index("clé")].value == "close")
    row[names.index("traduction")].value = "essai"
    book.save(path)
    tried = palier("import", str(path), "--dry-run")
    assert "Essai, rien n’est gardé : 1 pris" in tried.stdout
    report = tmp_path / "report.csv"
    assert "1 pris" in palier("import", str(path), "--report", str(report)).stdout
    assert "téléphone;close;pris" in report.read_text("utf-8-sig")
    assert "1 pris" not in palier("import", str(path)).stdout
    row[names.index("traduction")].value = "<b>essai</b>"
    book.save(path)
    refused = palier("import", str(path))
    assert refused.returncode == 1
    assert "Pas de balise" in refused.stdout
    assert palier("json", str(tmp_path / "out")).returncode == 0
    assert json.loads((tmp_path / "out" / "phone" / "wo.json").read_text())["close"] == "essai"
    assert palier("import", str(report)).returncode == 1
