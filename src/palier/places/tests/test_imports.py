"""Imports on generated files, and on the real ones where they are."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from shapely.geometry import box, mapping

from palier.places.api import (
    Address,
    Building,
    ColumnMapping,
    Door,
    Entrance,
    ImportRefused,
    Neighbourhood,
    Report,
    import_addresses,
    import_buildings,
    import_dwellings,
    import_neighbourhoods,
    locate_rows,
)

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
REAL = Path(__file__).parents[5] / "shared" / "data"
real_data = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")


def same(rows: Any) -> Any:
    return rows


def run(work: Any, *arguments: Any, **options: Any) -> Report:
    report = Report()
    with transaction.atomic():
        work(*arguments[:1], report, same, **options) if arguments else work(report, same, **options)
    return report


def write_geojson(path: Path, features: list[tuple[dict[str, Any], Any]]) -> Path:
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": properties, "geometry": geometry if isinstance(geometry, dict) else mapping(geometry)}
        for properties, geometry in features
    ]}))  # fmt: skip
    return path


BOWTIE = {"type": "Polygon", "coordinates": [[[2, 48], [2.1, 48.1], [2.1, 48], [2, 48.1], [2, 48]]]}


def test_neighbourhoods_of_both_generations_repaired_and_idempotent(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "q.geojson", [
        ({"code_qp": "QP093028", "nom_qp": "Franc-Moisin", "commune_qp": "Saint-Denis, Aubervilliers"}, box(2.3, 48.9, 2.4, 49)),
        ({"code_qp": "QN09101M", "nom_qp": "Autre"}, BOWTIE),
        ({"code_qp": "n’importe quoi"}, box(0, 0, 1, 1)),
    ])  # fmt: skip
    first = run(import_neighbourhoods, path)
    assert (first.created, len(first.left)) == (2, 2)
    assert Neighbourhood.objects.get(code="QN09101M").generation == 2024
    assert Neighbourhood.objects.get(code="QN09101M").repaired
    assert len(Neighbourhood.objects.get(code="QP093028").communes) == 2
    again = run(import_neighbourhoods, path)
    assert (again.created, again.changed, again.same) == (0, 0, 2)


def test_metres_are_refused_with_what_to_do(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "q.geojson", [({"code_qp": "QP093028"}, box(650000, 6860000, 651000, 6861000))])
    with pytest.raises(ImportRefused, match="Lambert"):
        run(import_neighbourhoods, path)
    assert not Neighbourhood.objects.exists()


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"type": "FeatureCollection"}', "\x00\x01"])
def test_what_is_not_a_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.geojson"
    path.write_text(text)
    with pytest.raises(ImportRefused):
        run(import_neighbourhoods, path)


def test_addresses_are_placed_and_those_outside_are_kept(tmp_path: Path) -> None:
    run(import_neighbourhoods, write_geojson(tmp_path / "q.geojson", [({"code_qp": "QP093028"}, box(2.3, 48.9, 2.4, 49))]))
    path = tmp_path / "a.csv"
    path.write_text("id;numero;rep;nom_voie;code_postal;nom_commune;code_insee;lon;lat\n"
                    "93_1;12;bis;rue des Tilleuls;93200;Saint-Denis;93066;2.35;48.95\n93_2;1;;rue Loin;75001;Paris;75101;2.0;48.0\n"
                    "93_3;1;;rue Fausse;75001;Paris;75101;abc;48\n", encoding="latin-1")  # fmt: skip
    first = run(import_addresses, path)
    assert (first.created, len(first.left)) == (2, 1)
    assert Address.objects.get(source_key="93_1").neighbourhood is not None
    assert Address.objects.get(source_key="93_2").neighbourhood is None
    assert run(import_addresses, path).same == 2


def make_workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def dwellings(path: Path, **options: Any) -> Report:
    report = Report()
    neighbourhood = Neighbourhood.objects.first() or Neighbourhood.objects.create(code="QP1", generation=2015, name="Essai")
    with transaction.atomic():
        import_dwellings(path, report, same, landlord="Habitat", neighbourhood=neighbourhood, mapping=options.get("mapping", {}))
    return report


def test_one_line_per_entrance(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "b.xlsx", [
        ["Résidence", "Bâtiment", "Escalier", "Nb niv", "Portes par étage"], ["Tilleuls", "C", 1, 5, 4], ["Tilleuls", "C", 2, "quatre", 4],
    ])  # fmt: skip
    report = dwellings(path, mapping={"étages": "Nb niv"})
    assert (report.created, len(report.left)) == (20, 1)
    assert Entrance.objects.get().name == "Escalier 1"
    # The mapping is remembered for this landlord.
    assert ColumnMapping.objects.get(landlord="Habitat").columns["floors"] == "Nb niv"
    assert dwellings(path).same == 20


def test_one_line_per_dwelling_without_its_tenants(tmp_path: Path) -> None:
    path = make_workbook(tmp_path / "b.xlsx", [
        ["Bâtiment", "Entrée", "Étage", "Porte", "Nom locataire", "Tél", "Solde", "Divers"],
        ["A", "Hall 1", "RDC", "01", "Traoré", "0612345678", -120, "Mme Traoré"],
        ["A", "Hall 1", "1er", "11", "Silva", "0712345678", 0, "M. Silva"],
        ["A", "Hall 1", "1er", "11", "Silva", "0712345678", 0, "M. Silva"],
        ["A", "Hall 1", "?", "12", "Diop", "0712345679", 0, "Mme Diop"],
    ])  # fmt: skip
    report = dwellings(path)
    assert (report.created, len(report.left)) == (2, 2)
    text = " ".join(report.said)
    assert all(one in text for one in ("Nom locataire", "Tél", "Solde", "Divers"))
    report.write(tmp_path / "e.csv")
    kept = (tmp_path / "e.csv").read_text("utf-8-sig") + text + json.dumps(list(Door.objects.values_list("label", flat=True)))
    assert not any(name in kept for name in ("Traoré", "Silva", "Diop", "0612", "-120"))
    assert set(Door.objects.values_list("floor", "label")) == {(0, "01"), (1, "11")}


def test_an_unknown_layout_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match="--map"):
        dwellings(make_workbook(tmp_path / "b.xlsx", [["x", "y"], [1, 2]]))
    assert not Building.objects.exists()


def test_a_broken_file_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "b.xlsx"
    path.write_bytes(b"PK nonsense")
    with pytest.raises(ImportRefused, match="classeur"):
        dwellings(path)


def test_locate_keeps_every_row(tmp_path: Path) -> None:
    run(import_neighbourhoods, write_geojson(tmp_path / "q.geojson", [({"code_qp": "QP093028"}, box(2.3, 48.9, 2.4, 49))]))
    path = tmp_path / "p.csv"
    path.write_text("n,x,y\n1,2.35,48.95\n2,0,0\n3,zut,48\n")
    out = io.StringIO()
    assert locate_rows(path, "x", "y", out, None, lambda done: None) == (3, 1)
    assert [row["neighbourhood"] for row in csv.DictReader(io.StringIO(out.getvalue()))] == ["QP093028", "", ""]


@pytest.mark.real_data
@real_data
def test_the_105_neighbourhoods_of_occitanie() -> None:
    report = Report()
    import_neighbourhoods(REAL / "qpv/occitanie2015_qp.geojson", report, same, statistics=REAL / "qpv/occitanie2015_qp.csv")
    assert report.created == 105
    assert sum("réparé" in one.advice for one in report.left) == 32
    inhabitants = [one.statistics for one in Neighbourhood.objects.all()]
    assert sum(one["pop_mun"] for one in inhabitants) == 358_011


@pytest.mark.real_data
@real_data
def test_the_three_of_ile_de_france() -> None:
    report = Report()
    import_neighbourhoods(REAL / "qpv/qpv2015_idf_3.geojson", report, same)
    assert set(Neighbourhood.objects.values_list("code", flat=True)) == {"QP093028", "QP075019", "QP094025"}
    assert Neighbourhood.objects.get(code="QP075019").repaired


@pytest.mark.real_data
@real_data
def test_olemps_has_its_buildings_once() -> None:
    place = Neighbourhood.objects.create(code="QP012001", generation=2015, name="Olemps")
    first, again = Report(), Report()
    import_buildings(REAL / "buildings/bdtopo_olemps_batiments.geojson", first, same, neighbourhood=place)
    import_buildings(REAL / "buildings/bdtopo_olemps_batiments.geojson", again, same, neighbourhood=place)
    assert first.created == Building.objects.count() > 1000
    assert (again.created, again.changed, again.same) == (0, 0, first.created)


@pytest.mark.real_data
@real_data
@pytest.mark.parametrize("name", ["ban_import_test_data.csv", "ban_with_ids_test_data.csv", "bal_import_test_data.csv"])
def test_real_address_layouts(name: str) -> None:
    first, again = Report(), Report()
    import_addresses(REAL / "addresses" / name, first, same)
    import_addresses(REAL / "addresses" / name, again, same)
    assert first.created > 0
    assert (again.created, again.changed) == (0, 0)
