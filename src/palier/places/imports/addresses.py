"""Addresses, BAN and BAL 1.3; buildings, BD TOPO. Each is placed in its neighbourhood."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy
import shapely
from shapely import wkb
from shapely.geometry import shape

from palier.places.imports.reading import check_degrees, read_features, read_table
from palier.places.imports.report import ImportRefused, Report
from palier.places.models import Address, Building, Neighbourhood

Track = Callable[[Iterable[Any]], Iterable[Any]]
# field → the names it has in BAN and in BAL 1.3
COLUMNS = {
    "key": ("cle_interop", "uid_adresse", "id"), "number": ("numero",), "suffix": ("rep", "suffixe"),
    "street": ("nom_voie", "voie_nom", "nom_afnor"), "postcode": ("code_postal",), "commune": ("nom_commune", "commune_nom"),
    "commune_code": ("code_insee", "commune_insee"), "lon": ("lon", "long"), "lat": ("lat",),
}  # fmt: skip


class Map:
    """The neighbourhoods as one index; the newest generation wins where two overlap."""

    def __init__(self, generation: int | None = None) -> None:
        rows = Neighbourhood.objects.exclude(geometry=None)
        if generation:
            rows = rows.filter(generation=generation)
        self.rows = list(rows.order_by("-generation", "code"))
        self.tree = shapely.STRtree([wkb.loads(bytes(one.geometry or b"")) for one in self.rows])

    def at(self, lons: Any, lats: Any) -> list[Neighbourhood | None]:
        """The neighbourhood of each point; None outside any. Points that are not numbers are outside."""
        found: list[Neighbourhood | None] = [None] * len(lons)
        best = self.index_at(lons, lats)
        for place in numpy.flatnonzero(best >= 0):
            found[place] = self.rows[best[place]]
        return found

    def index_at(self, lons: Any, lats: Any) -> Any:
        """For each point the place of its neighbourhood in `rows`, −1 outside any."""
        best = numpy.full(len(lons), -1, dtype=numpy.int64)
        if not self.rows or not len(lons):
            return best
        points = shapely.points(numpy.asarray(lons, dtype=float), numpy.asarray(lats, dtype=float))
        place, which = self.tree.query(points, predicate="intersects")
        order = numpy.argsort(-which, kind="stable")
        best[place[order]] = which[order]
        return best


def import_addresses(path: Path, report: Report, track: Track) -> None:
    """Create or refresh addresses by their interoperability key; those outside any neighbourhood are kept and said."""
    headers, rows = read_table(path)
    lower = [header.strip().lower() for header in headers]
    at = {field: next((lower.index(name) for name in names if name in lower), None) for field, names in COLUMNS.items()}
    missing = [field for field in ("key", "street", "lon", "lat") if at[field] is None]
    if missing:
        raise ImportRefused(f"{path.name} n’est ni une BAN ni une BAL 1.3 : il manque {', '.join(COLUMNS[one][0] for one in missing)}.")
    made = [one for line, row in track(rows) if (one := _address(line, row, at, report))]
    places = Map().at([one.lon for one in made], [one.lat for one in made])
    outside = 0
    for address, neighbourhood in zip(made, places, strict=True):
        address.neighbourhood = neighbourhood
        outside += neighbourhood is None
    _keep(made, report)
    if outside:
        report.say(f"{outside} adresses hors de tout quartier importé : gardées, sans quartier.")


def _address(line: int, row: list[Any], at: dict[str, int | None], report: Report) -> Address | None:
    def value(field: str) -> str:
        place = at[field]
        return str(row[place]).strip() if place is not None and place < len(row) and row[place] is not None else ""

    if not any(str(one or "").strip() for one in row):
        return None
    key, street = value("key"), value("street")
    if not key or not street:
        report.leave(
            line,
            "cle_interop" if not key else "nom_voie",
            key or street,
            "Sans clé ou sans voie, l’adresse n’est pas prise.",
        )
        return None
    try:
        lon, lat = float(value("lon").replace(",", ".")), float(value("lat").replace(",", "."))
    except ValueError:
        report.leave(line, "lon", value("lon"), "La position n’est pas un nombre : l’adresse n’est pas prise.")
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90) or (lon, lat) == (0, 0):
        report.leave(line, "lon", f"{lon} {lat}", "La position est hors de la carte : vérifiez longitude et latitude.")
        return None
    number = value("number")
    number = "" if number in ("99999", "0") else f"{number}{value('suffix')}"
    return Address(
        source_key=key[:80], number=number[:12], street=street[:200], postcode=value("postcode")[:5], commune=value("commune")[:120],
        commune_code=value("commune_code")[:5], lon=lon, lat=lat,
    )  # fmt: skip


FIELDS = ["number", "street", "postcode", "commune", "commune_code", "lon", "lat", "neighbourhood_id"]


def _keep(made: list[Address], report: Report) -> None:
    by_key = {one.source_key: one for one in made}
    twice = len(made) - len(by_key)
    if twice:
        report.say(f"{twice} adresses en double dans le fichier : la dernière ligne compte.")
    known: dict[str, Address] = {}
    keys = list(by_key)
    for start in range(0, len(keys), 500):
        known |= {one.source_key: one for one in Address.objects.filter(source_key__in=keys[start : start + 500])}
    fresh = [one for key, one in by_key.items() if key not in known]
    changed = []
    for key, before in known.items():
        after = by_key[key]
        if any(getattr(before, name) != getattr(after, name) for name in FIELDS):
            after.pk = before.pk
            changed.append(after)
    Address.objects.bulk_create(fresh, batch_size=500)
    Address.objects.bulk_update(changed, [name.removesuffix("_id") for name in FIELDS], batch_size=200)
    report.created, report.changed, report.same = len(fresh), len(changed), len(known) - len(changed)


def import_buildings(path: Path, report: Report, track: Track, *, neighbourhood: Neighbourhood | None = None) -> None:
    """Create or refresh buildings with dwellings by their BD TOPO key; others are not places where one knocks."""
    features = read_features(path)
    read = [one for line, feature in enumerate(track(features), start=1) if (one := _building(line, feature, report))]
    if neighbourhood is None:
        places: list[Neighbourhood | None] = Map().at([one.lon for one in read], [one.lat for one in read])
    else:
        places = [neighbourhood] * len(read)
    outside = 0
    known = {one.source_key: one for one in Building.objects.exclude(source_key="")}
    fresh: list[Building] = []
    for made, place in zip(read, places, strict=True):
        if place is None:
            outside += 1
            continue
        made.neighbourhood = place
        _keep_building(made, known, fresh, report)
    Building.objects.bulk_create(fresh, batch_size=300)
    if outside:
        report.say(f"{outside} bâtiments hors de tout quartier importé : pas pris. --neighbourhood CODE les rattache à un quartier.")


def _building(line: int, feature: dict[str, Any], report: Report) -> Building | None:
    properties = {str(key).lower(): value for key, value in (feature.get("properties") or {}).items()}
    key = str(properties.get("cleabs") or properties.get("id") or feature.get("id") or "").strip()
    dwellings = _whole(properties, "nombre_de_logements", "nb_logts", "logements")
    if not dwellings:
        return None
    try:
        outline = shapely.force_2d(shape(feature["geometry"]))
    except Exception:
        report.leave(line, "geometry", key, "La forme du bâtiment est illisible.")
        return None
    if not key or outline.is_empty:
        report.leave(line, "cleabs", key, "Sans clé ou sans forme, le bâtiment n’est pas pris.")
        return None
    check_degrees(outline.bounds, key)
    inside = outline.representative_point()
    name = str(properties.get("nom") or properties.get("toponyme") or "").strip() or f"Bâtiment {key[-6:].lstrip('0') or key[-1:]}"
    return Building(name=name[:120], source_key=key[:80], footprint=wkb.dumps(outline), lon=inside.x, lat=inside.y,
                    floors=_whole(properties, "nombre_d_etages", "nb_etages"), dwellings=dwellings)  # fmt: skip


def _whole(properties: dict[str, Any], *names: str) -> int | None:
    for name in names:
        value = properties.get(name)
        if value not in (None, ""):
            try:
                return int(float(value))
            except (TypeError, ValueError):
                return None
    return None


def _keep_building(made: Building, known: dict[str, Building], fresh: list[Building], report: Report) -> None:
    before = known.get(made.source_key)
    if before is None:
        known[made.source_key] = made
        fresh.append(made)
        report.created += 1
        return
    names = ["lon", "lat", "floors", "dwellings"]
    changed = [name for name in names if getattr(before, name) != getattr(made, name)]
    for name in changed:
        setattr(before, name, getattr(made, name))
    if changed:
        # A name given by hand stays.
        before.footprint = made.footprint
        before.save(update_fields=[*changed, "footprint"])
        report.changed += 1
    else:
        report.same += 1
