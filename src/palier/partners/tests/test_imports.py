"""Imports of local actors, on generated files, and on the real list where it is."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from palier.partners.api import (
    Structure,
    change_structure,
    close_structure,
    directory_for,
    give_service,
    import_france_services,
    import_structures,
    open_service,
    unpacked,
)
from palier.partners.tests.factories import WEST, a_place, a_structure, make_site, write_list, write_structures
from palier.people.api import Site
from palier.places.api import ImportRefused, Neighbourhood, Report

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
REAL = Path(__file__).parents[5] / "shared" / "data"
real_data = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")


def run(work: Any, path: Path, *sites: Site, within_m: float = 2000) -> Report:
    report = Report()
    work(path, report, lambda rows: rows, sites=sites, within_m=within_m)
    return report


def test_the_list_is_kept_around_each_site_and_twice_is_once(tmp_path: Path) -> None:
    site = make_site()
    far = make_site("Les Amarres", west=WEST + 2, code="QN09902M")
    path = write_list(tmp_path / "fs.csv", [
        a_place(1), a_place(2, longitude="2.37", latitude="48.93"), a_place(3, longitude="3,0"), a_place(4, latitude="nord"), a_place(0, lib_fs=""),
        a_place(5, format_fs="Bus_équivalent", commentaire="Bus itinérant"),
        # Far from every site: its doubtful hours are nobody's business.
        a_place(6, longitude="4.85", h_lundi="00:00 - 00:00", h_mardi=""),
    ])  # fmt: skip
    report = run(import_france_services, path, site, far)
    assert (report.created, report.changed, report.same) == (3, 0, 0)
    assert sorted(one.column for one in report.left) == ["horaires", "lib_fs", "longitude, latitude"]
    assert any("trop loin" in text for text in report.said)
    first = Structure.objects.get(source_key="1")
    assert first.neighbourhood == Neighbourhood.objects.get(code="QN09901M")
    assert Structure.objects.get(source_key="2").neighbourhood is None
    assert unpacked(first.week).days[:3] == (((540, 720), (840, 1020)), ((540, 720),), ())
    assert first.opening == "lundi, 9 h à 12 h et 14 h à 17 h ; mardi, 9 h à 12 h"
    bus = Structure.objects.get(source_key="5")
    assert (bus.moves, bus.week) == (True, None)
    assert bus.opening.startswith("lundi 09:00")
    again = run(import_france_services, path, site, far)
    assert (again.created, again.changed, again.same) == (0, 0, 3)


def test_what_was_corrected_or_closed_by_hand_stays_so(tmp_path: Path) -> None:
    site = make_site()
    run(import_france_services, write_list(tmp_path / "fs.csv", [a_place(1), a_place(2), a_place(3)]), site)
    first, second, third = Structure.objects.order_by("source_key")
    change_structure("nadia", first, {"name": "La maison du projet", "opening": "quand la lumière est allumée"})
    close_structure("nadia", second, timezone.now())
    report = run(
        import_france_services, write_list(tmp_path / "fs.csv", [a_place(1, adresse="9 rue du Port"), a_place(2, h_lundi="")]), site
    )
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.name, first.address, first.opening, first.week) == (
        "La maison du projet",
        "9 rue du Port",
        "quand la lumière est allumée",
        None,
    )
    assert second.closed_at is not None
    assert report.changed == 2
    assert any("ne sont plus dans ce fichier" in text and third.name in text for text in report.said)
    assert Structure.objects.count() == 3


def test_structures_of_data_inclusion_are_judged_by_their_own_schema(tmp_path: Path) -> None:
    site = make_site()
    path = write_structures(tmp_path / "structures.json", [
        a_structure("dora--1"), a_structure("dora--2", horaires_accueil="le matin", reseaux_porteurs=["ccas-cias"]),
        a_structure("dora--3", courriel="pas un courriel", telephone="voir le site", code_postal="930"),
        a_structure("dora--4", reseaux_porteurs=["inconnu"]), a_structure("dora--5", nom="ab"), a_structure("dora--6", longitude=None),
    ])  # fmt: skip
    report = run(import_structures, path, site)
    assert report.created == 4
    assert {(one.column, one.line) for one in report.left} == {
        ("horaires_accueil", 2), ("courriel", 3), ("code_postal", 3), ("telephone", 3), ("reseaux_porteurs", 4), ("nom", 5), ("longitude, latitude", 6)
    }  # fmt: skip
    kinds = dict(Structure.objects.values_list("source_key", "kind"))
    assert kinds == {"dora--1": "social_centre", "dora--2": "social_service", "dora--3": "social_centre", "dora--4": "other"}
    assert Structure.objects.get(source_key="dora--1").opening == "lundi à vendredi, 8 h 30 à 12 h 30 ; fermé les jours fériés"
    assert Structure.objects.get(source_key="dora--2").opening == "le matin"
    assert run(import_structures, path, site).sentence.startswith("0 créés, 0 changés, 4 inchangés")


def test_a_csv_of_structures_says_the_same(tmp_path: Path) -> None:
    site = make_site()
    path = tmp_path / "structures.csv"
    path.write_text('id,source,nom,date_maj,longitude,latitude,reseaux_porteurs,horaires_accueil\ndora--1,dora,"Mairie, annexe",2026-01-02,2.356,48.924,'
                    '"[""communes""]","Mo-Fr 09:00-12:00"\n', encoding="utf-8")  # fmt: skip
    assert run(import_structures, path, site).created == 1
    found = Structure.objects.get()
    assert (found.name, found.kind, unpacked(found.week).days[0]) == ("Mairie, annexe", "town", ((540, 720),))


def test_one_france_services_told_by_two_sources_is_one(tmp_path: Path) -> None:
    site = make_site()
    run(import_france_services, write_list(tmp_path / "fs.csv", [a_place(1)]), site)
    row = a_structure("dora--9", longitude=2.3551, latitude=48.9231, reseaux_porteurs=["pimms-mediation", "france-service"])
    report = run(import_structures, write_structures(tmp_path / "s.json", [row]), site)
    assert (report.created, Structure.objects.count()) == (0, 1)


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "{}", "[1, 2]", '[{"id": "1"}]'])
def test_another_file_is_refused_whole(tmp_path: Path, text: str) -> None:
    site = make_site()
    csv_path, json_path = tmp_path / "x.csv", tmp_path / "x.json"
    csv_path.write_text(text)
    json_path.write_text(text)
    with pytest.raises(ImportRefused):
        run(import_structures, json_path, site)
    with pytest.raises(ImportRefused):
        run(import_france_services, csv_path, site)
    assert not Structure.objects.exists()


def test_phones_carry_the_nearest_places_of_a_service_and_no_closed_one(tmp_path: Path) -> None:
    site = make_site()
    rows = [a_place(key, longitude=f"{2.35 + key / 1000:.4f}") for key in range(1, 9)]
    run(import_france_services, write_list(tmp_path / "fs.csv", rows), site)
    service = open_service("nadia", site, name="France services")
    for one in Structure.objects.all():
        give_service("nadia", one, service)
    close_structure("nadia", Structure.objects.get(source_key="8"), timezone.now())
    found = directory_for(site, [(2.358, 48.923)])[0]
    assert [one["name"][-1] for one in found["places"]] == ["7", "6", "5", "4", "3"]
    assert set(found["places"][0]) == {"name", "place", "phone", "opening", "week", "at"}
    open_service("nadia", site, name="CCAS")
    assert "places" not in directory_for(site)[0]


@real_data
@pytest.mark.real_data
def test_the_real_list_around_a_real_neighbourhood(tmp_path: Path) -> None:
    """QP093028 (Saint-Denis, Aubervilliers, La Courneuve): the France Services within 3 km; the second time nothing changes."""
    from palier.places.api import import_neighbourhoods

    report = Report()
    import_neighbourhoods(REAL / "qpv" / "qpv2015_idf_3.geojson", report, lambda rows: rows, generation=None, npnru=set(), statistics=None)
    site = make_site()
    site.neighbourhoods.set([Neighbourhood.objects.get(code="QP093028")])
    path = next((REAL / "structures").glob("france_services_*.csv"))
    first = run(import_france_services, path, site, within_m=3000)
    assert first.created >= 8
    assert Structure.objects.filter(commune__in=["Saint-Denis", "Aubervilliers", "La Courneuve"]).count() >= 3
    assert run(import_france_services, path, site, within_m=3000).sentence.startswith("0 créés, 0 changés")
