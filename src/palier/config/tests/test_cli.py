"""The command line, as an operator types it: each command in a data folder of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture
def palier(tmp_path: Path):
    def run(*words: str, ok: bool = True) -> str:
        environment = {**os.environ, "PALIER_DATA_DIR": str(tmp_path / "data"), "PALIER_DATABASE_URL": "", "PALIER_DEMO": "1"}
        done = subprocess.run([sys.executable, "-m", "palier.config", *words], env=environment, capture_output=True, text=True, check=False)
        assert (done.returncode == 0) is ok, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def test_help_needs_no_database_and_names_every_command(palier, tmp_path: Path) -> None:
    text = palier("--help")
    for command in ("account", "bilan", "demo", "import", "jobs", "list", "locate", "pair", "posters", "serve", "simulate", "site"):
        assert command in text
    assert not (tmp_path / "data" / "palier.sqlite3").exists()
    for command in ("import", "bilan", "simulate", "locate", "pair", "serve"):
        assert "Exemple" in palier(command, "--help") or command in ("import", "serve")


def test_any_command_creates_the_database(palier, tmp_path: Path) -> None:
    assert "Rien" in palier("list", "missions")
    assert (tmp_path / "data" / "palier.sqlite3").exists()
    assert json.loads(palier("list", "sites", "--json")) == []


def test_the_demo_then_a_code_a_bilan_and_a_simulation(palier, tmp_path: Path) -> None:
    shown = palier("demo", "--no-serve")
    assert "nadia@terrasses.example" in shown
    assert "bonjour.localhost" in shown
    posters = re.search(r"affiches des halls : (\S+)", shown)
    assert posters
    assert Path(posters[1]).read_bytes().startswith(b"%PDF")
    before = palier("list", "voisins", "--json")
    assert len(json.loads(before)) == 11
    palier("demo", "--no-serve")  # a second run keeps the data
    assert palier("list", "voisins", "--json") == before
    made = json.loads(palier("pair", "fatoumata", "--json"))
    assert len(made["code"]) == 10
    assert made["address"].endswith(f"#code={made['code']}")
    assert "Je ne trouve pas" in palier("pair", "personne", ok=False)
    palier("bilan", "L’eau sans gaspiller", "--pdf", str(tmp_path / "b.pdf"), "--xlsx", str(tmp_path / "b.xlsx"))
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")
    assert "exactement" in palier("simulate", "Bien chez soi cet hiver", "--evenings", "1", "--seed", "7", "--phones", "2")
    assert "n’est pas sur le terrain" in palier("simulate", "L’eau sans gaspiller", ok=False)
    assert "part_languages" in palier("jobs")


def test_refusals_are_sentences(palier, tmp_path: Path) -> None:
    (tmp_path / "x.geojson").write_text("{}")
    assert "aucun objet" in palier("import", "neighbourhoods", str(tmp_path / "x.geojson"), ok=False)
    assert "pas importé" in palier(
        "import", "dwellings", str(tmp_path / "x.geojson"), "--landlord", "H", "--neighbourhood", "QP1", ok=False
    )
    assert "15" in palier("account", "create", "a@b.fr", "--first-name", "A", "--password", "court", ok=False)
    assert "Traceback" not in palier("bilan", "rien", ok=False)


def test_a_backup_is_made_with_a_key_and_put_back(palier, tmp_path: Path) -> None:
    key, there = str(tmp_path / "cle"), tmp_path / "ailleurs"
    assert "PALIER_BACKUP_DIR" in palier("backup", ok=False)
    assert "backup-key" in palier("backup", "--to", str(there), ok=False)
    palier("backup-key", key)
    assert "Je ne peux pas écrire" in palier("backup-key", key, ok=False)  # a key is never overwritten
    palier("demo", "--no-serve")
    assert "relue et comparée" in palier("backup", "--to", str(there))
    file = str(next(there.glob("*.coffre")))
    voisins = palier("list", "voisins", "--json")
    (tmp_path / "data" / "palier.sqlite3").unlink()
    assert palier("list", "voisins", "--json").strip() == "[]"
    assert "renverra" in palier("restore", file, "--key", key, "--yes")
    assert palier("list", "voisins", "--json") == voisins


def test_the_sealing_key_is_changed(palier) -> None:
    assert palier("rotate-key") != palier("rotate-key")
