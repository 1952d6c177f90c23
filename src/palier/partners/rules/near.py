"""How far things are from each other, on the ground. Pure."""

import math

METRES_PER_DEGREE = 111_195.0


def metres_between(lon: float, lat: float, other_lon: float, other_lat: float) -> float:
    """Straight-line metres between two points in degrees; good to one in a thousand within a town."""
    east = (other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return math.hypot(east, other_lat - lat) * METRES_PER_DEGREE
