"""How far points are from the neighbourhoods of a site."""

import math
from collections.abc import Iterable, Sequence

import numpy
import shapely
from shapely import wkb

from palier.places.models import Building, Neighbourhood

METRES_PER_DEGREE = 111_195.0


def metres_from(
    neighbourhoods: Iterable[Neighbourhood], lons: Sequence[float], lats: Sequence[float]
) -> list[tuple[float, Neighbourhood | None]]:
    """For each point (degrees): metres to the nearest neighbourhood, 0 inside, and that neighbourhood when inside.

    A neighbourhood without an outline is where its buildings are; infinitely far when there are none.
    """
    points = numpy.column_stack([numpy.asarray(lons, dtype=float), numpy.asarray(lats, dtype=float)])
    best: list[tuple[float, Neighbourhood | None]] = [(math.inf, None)] * len(points)
    for neighbourhood in neighbourhoods:
        shape = _shape(neighbourhood)
        if shape is None or not len(points):
            continue
        # One degree of longitude is shorter than one of latitude: both are turned into metres first.
        scale = numpy.array([math.cos(math.radians(shape.centroid.y)), 1.0]) * METRES_PER_DEGREE
        flat = shapely.transform(shape, lambda found, by=scale: found * by)
        shapely.prepare(flat)
        for place, metres in enumerate(shapely.distance(flat, shapely.points(points * scale))):
            if metres < best[place][0]:
                best[place] = (float(metres), neighbourhood if metres == 0 else None)
    return best


def _shape(neighbourhood: Neighbourhood) -> shapely.Geometry | None:
    if neighbourhood.geometry is not None:
        return wkb.loads(bytes(neighbourhood.geometry))
    known = Building.objects.filter(neighbourhood=neighbourhood, removed_at=None, lon__isnull=False).values_list("lon", "lat")
    found = list(known)
    return shapely.MultiPoint(found) if found else None
