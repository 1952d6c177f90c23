"""What every import of local actors shares: near which site a place is, and how it is kept there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from palier.common.dialling import read_dialled
from palier.partners.models import Structure
from palier.partners.rules.near import metres_between
from palier.people.api import Site
from palier.places.api import Left, Neighbourhood, Report, metres_from

FIELDS = ("name", "kind", "address", "commune", "lon", "lat", "phone", "email", "website", "opening", "week", "remark", "moves")
# The same place, told by two sources: a desk and its door are less than this apart.
SAME_PLACE_M = 150


@dataclass(frozen=True, slots=True)
class Found:
    """One place of a file: the line it stands on, its key there, where it is (degrees), and what it says of itself.

    `doubts`: what is to be looked at in it, said only when it is near a site.
    """

    line: int
    key: str
    lon: float
    lat: float
    fields: dict[str, object] = field(default_factory=dict)
    doubts: tuple[Left, ...] = ()


def keep_near(found: Sequence[Found], source: str, sites: Iterable[Site], within_m: float, report: Report) -> None:
    """Create or refresh, for each site, the places that are at most `within_m` metres from one of its neighbourhoods.

    What was corrected by hand, and what was closed by hand, stays so. What is no longer in the file is said, and left.
    """
    by_key = {one.key: one for one in found}
    if len(by_key) < len(found):
        report.say(f"{len(found) - len(by_key)} lignes en double dans le fichier : la dernière compte.")
    rows = list(by_key.values())
    taken: set[str] = set()
    for site in sites:
        near = metres_from(site.neighbourhoods.all(), [one.lon for one in rows], [one.lat for one in rows])
        kept = {one.key: (one, inside) for one, (metres, inside) in zip(rows, near, strict=True) if metres <= within_m}
        taken.update(kept)
        _keep(site, source, {key: _row(site, source, one, inside) for key, (one, inside) in kept.items()}, report)
    report.left += [doubt for one in rows if one.key in taken for doubt in one.doubts]
    report.left.sort(key=lambda one: one.line)
    far = len(rows) - len(taken)
    if far:
        report.say(f"{far} trop loin de tous les sites (plus de {within_m / 1000:g} km) : pas pris. --within KM élargit.")


def _row(site: Site, source: str, one: Found, inside: Neighbourhood | None) -> Structure:
    return Structure(site=site, source=source, source_key=one.key, lon=one.lon, lat=one.lat, neighbourhood=inside, **one.fields)


def _keep(site: Site, source: str, made: dict[str, Structure], report: Report) -> None:
    known = {one.source_key: one for one in Structure.objects.filter(site=site, source=source)}
    others = list(Structure.objects.filter(site=site, kind=Structure.Kind.FRANCE_SERVICES, closed_at=None).exclude(source=source))
    fresh, changed, twice = [], [], 0
    for key, after in made.items():
        before = known.get(key)
        if before is None:
            if after.kind == Structure.Kind.FRANCE_SERVICES and any(_same_place(after, one) for one in others):
                twice += 1
            else:
                fresh.append(after)
        elif _refresh(before, after):
            changed.append(before)
    Structure.objects.bulk_create(fresh, batch_size=200)
    Structure.objects.bulk_update(changed, [*FIELDS, "neighbourhood"], batch_size=100)
    report.created += len(fresh)
    report.changed += len(changed)
    report.same += len(made) - len(fresh) - len(changed)
    if twice:
        report.say(f"{site.name} : {twice} France services déjà connues par une autre source, laissées.")
    gone = [one for key, one in known.items() if key not in made and one.closed_at is None]
    if gone:
        report.say(f"{site.name} : {len(gone)} ne sont plus dans ce fichier, gardées : {', '.join(one.name for one in gone[:3])}…")


def _same_place(one: Structure, other: Structure) -> bool:
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return False
    return metres_between(one.lon, one.lat, other.lon, other.lat) < SAME_PLACE_M


def _refresh(before: Structure, after: Structure) -> bool:
    """Bring what the source says into the row that is there; True when something moved."""
    moved = [name for name in FIELDS if name not in before.by_hand and getattr(before, name) != getattr(after, name)]
    if "opening" in before.by_hand:
        moved = [name for name in moved if name != "week"]
    for name in moved:
        setattr(before, name, getattr(after, name))
    shifted = before.neighbourhood_id != after.neighbourhood_id
    before.neighbourhood = after.neighbourhood
    return bool(moved) or shifted


def position(report: Report, line: int, name: str, lon: object, lat: object) -> tuple[float, float] | None:
    """Longitude and latitude of a line, in degrees; None, said in the report, when they are not two numbers on the map."""
    try:
        found = float(str(lon).replace(",", ".")), float(str(lat).replace(",", "."))
    except ValueError:
        report.leave(line, "longitude, latitude", f"{lon} {lat}", f"« {name} » n’a pas de position lisible : pas pris.")
        return None
    if not (-180 <= found[0] <= 180 and -90 <= found[1] <= 90) or found == (0, 0):
        report.leave(line, "longitude, latitude", f"{lon} {lat}", f"« {name} » est hors de la carte : vérifiez sa position.")
        return None
    return found


def dialled(report: Report, line: int, text: str) -> str:
    """A telephone number as it is dialled; empty, said in the report, when it is not one. The first of several."""
    first = text.replace(" / ", "/").split("/")[0].strip()
    number = read_dialled(first) if first else ""
    if number is None or len(number) > 16:
        report.leave(line, "telephone", text, "Ce numéro ne se compose pas : le lieu est pris sans numéro.")
        return ""
    return number
