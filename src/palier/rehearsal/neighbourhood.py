"""An invented neighbourhood: two residences, some 62 entrances, 1,600 doors, drawn from a seed. Names are invented."""

import random
from collections.abc import Sequence

from shapely.geometry import Polygon, box

from palier.places.api import Building, Door, Entrance, Neighbourhood

# Degrees for about one metre, near 48° N. The place is drawn in the sea off nowhere: no real address.
METRE_LON, METRE_LAT = 1 / 74_400, 1 / 111_200
ORIGIN = (-6.2, 47.6)
SIDES = {
    1: ("",),
    2: ("gauche", "droite"),
    3: ("gauche", "face", "droite"),
    4: ("gauche", "face gauche", "face droite", "droite"),
}
LANDLORD, COOWNERSHIP = "Habitat des Prés", "Copropriété des Amandiers"
# (name, residence, landlord, stairwells, floors, x, y, length, width) in metres.
PLAN: Sequence[tuple[str, str, str, int, int, int, int, int, int]] = (
    ("Bâtiment A", "Les Tilleuls", LANDLORD, 7, 5, 0, 0, 116, 13),
    ("Bâtiment B", "Les Tilleuls", LANDLORD, 6, 4, 0, 60, 98, 13),
    ("Bâtiment C", "Les Tilleuls", LANDLORD, 8, 5, 0, 120, 132, 13),
    ("Bâtiment D", "Les Tilleuls", LANDLORD, 6, 4, 130, 60, 98, 13),
    ("Bâtiment E", "Les Tilleuls", LANDLORD, 6, 5, 160, 0, 100, 13),
    ("Tour T1", "Les Tilleuls", LANDLORD, 1, 12, 160, 115, 24, 22),
    ("Tour T2", "Les Tilleuls", LANDLORD, 1, 12, 215, 115, 24, 22),
    ("Bâtiment F", "Les Amandiers", COOWNERSHIP, 6, 9, 280, 0, 108, 14),
    ("Bâtiment G", "Les Amandiers", COOWNERSHIP, 5, 8, 280, 60, 92, 14),
    ("Bâtiment H", "Les Amandiers", COOWNERSHIP, 7, 4, 280, 120, 120, 13),
    ("Tour T3", "Les Amandiers", COOWNERSHIP, 1, 10, 405, 60, 24, 22),
    ("Allée des Merles", "Les Tilleuls", LANDLORD, 8, 1, 10, 185, 96, 9),
)


def build_neighbourhood(seed: int, code: str, name: str, department: str) -> Neighbourhood:
    """One priority neighbourhood with its outline, buildings, entrances and doors."""
    dice = random.Random(seed)
    outline = _ground(-30, -30, 490, 270)
    neighbourhood = Neighbourhood.objects.create(
        code=code, generation=2024, name=name, department=department, npnru=True, geometry=outline.wkb,
        communes=[{"code": f"{department}999", "name": "Valbrune"}], statistics={"inhabitants": 3900, "households": 1620},
        **_bounds(outline),
    )  # fmt: skip
    for plan in PLAN:
        _add_building(neighbourhood, plan, dice)
    return neighbourhood


def build_small_neighbourhood(seed: int, code: str, name: str, department: str) -> Neighbourhood:
    """Two buildings and a street, for the second site."""
    dice = random.Random(seed)
    outline = _ground(-30, 400, 200, 160)
    neighbourhood = Neighbourhood.objects.create(
        code=code, generation=2024, name=name, department=department, geometry=outline.wkb,
        communes=[{"code": f"{department}999", "name": "Port-Éclair"}], **_bounds(outline),
    )  # fmt: skip
    for plan in (
        ("Bâtiment 1", "Les Amarres", "Logis du Port", 4, 4, 0, 420, 70, 13),
        ("Bâtiment 2", "Les Amarres", "Logis du Port", 3, 5, 0, 480, 54, 13),
    ):
        _add_building(neighbourhood, plan, dice)
    return neighbourhood


def _ground(x: float, y: float, length: float, width: float) -> Polygon:
    west, south = ORIGIN[0] + x * METRE_LON, ORIGIN[1] + y * METRE_LAT
    return box(west, south, west + length * METRE_LON, south + width * METRE_LAT)


def _bounds(shape: Polygon) -> dict[str, float]:
    west, south, east, north = shape.bounds
    return {"west": west, "south": south, "east": east, "north": north}


def _add_building(neighbourhood: Neighbourhood, plan: tuple[str, str, str, int, int, int, int, int, int], dice: random.Random) -> None:
    name, residence, landlord, stairs, floors, x, y, length, width = plan
    shape = _ground(x, y, length, width)
    building = Building.objects.create(
        neighbourhood=neighbourhood, name=name, residence=residence, landlord=landlord, floors=floors,
        footprint=shape.wkb, lon=shape.centroid.x, lat=shape.centroid.y,
    )  # fmt: skip
    houses = floors == 1
    doors: list[Door] = []
    for number in range(1, stairs + 1):
        entrance = Entrance.objects.create(
            building=building, position=number, is_house=houses, has_lift=floors > 5,
            name=f"{number * 2} allée des Merles" if houses else ("Entrée" if stairs == 1 else f"Escalier {number}"),
            address=f"{number * 2 + 10} {_street(residence)}",
        )  # fmt: skip
        doors += _house(entrance) if houses else _doors(entrance, floors, dice)
    Door.objects.bulk_create(doors)


def _street(residence: str) -> str:
    return "rue des " + residence.split()[-1]


def _house(entrance: Entrance) -> list[Door]:
    return [Door(entrance=entrance, floor=0, label=entrance.name.split()[0], position=0)]


def _doors(entrance: Entrance, floors: int, dice: random.Random) -> list[Door]:
    per_floor = _per_floor(floors, dice)
    plain = dice.random() < 0.17  # no flat number on the plates (domain b10)
    found = []
    first = 0 if floors > 5 else 1
    for floor in range(first, floors + first if floors > 5 else floors + 1):
        for place in range(per_floor):
            found.append(Door(entrance=entrance, floor=floor, position=place, label=_label(floor, place, per_floor, plain)))
    return found


def _per_floor(floors: int, dice: random.Random) -> int:
    if floors >= 10:
        return 8
    if floors >= 8:
        return dice.choice([4, 4, 5])
    return dice.choice([4, 4, 4, 5, 6])


def _label(floor: int, place: int, per_floor: int, plain: bool) -> str:
    if plain and per_floor in SIDES:
        storey = "RDC" if floor == 0 else "1er" if floor == 1 else f"{floor}e"
        return f"{storey} {SIDES[per_floor][place]}"
    return f"{floor}{place + 1:02}" if floor else f"0{place + 1:02}"
