"""The picture of the neighbourhood forgets no building."""

from shapely import wkb
from shapely.geometry import box

from palier.desk.pages.home import Row, blocks_of
from palier.places.api import Building


def _row(name: str, footprint: bytes | None, inside: int) -> Row:
    return Row(Building(name=name, footprint=footprint, floors=4), entrances=2, doors=16, inside=inside, knocked=inside // 2)


def test_a_building_made_by_hand_stands_beside_those_of_the_map() -> None:
    ground = wkb.dumps(box(2.3500, 48.9500, 2.3506, 48.9502))
    blocks = {one.name: one for one in blocks_of([_row("Tour A", ground, 16), _row("Barre C", None, 16), _row("Barre D", None, 0)])}
    assert set(blocks) == {"Tour A", "Barre C", "Barre D"}
    # Beside, within a few steps, and on nobody's ground.
    assert blocks["Barre C"].y + blocks["Barre C"].depth < blocks["Tour A"].y
    assert abs(blocks["Barre C"].y - blocks["Tour A"].y) < 100
    assert 40 < blocks["Tour A"].length < 50


def test_of_a_thousand_buildings_those_of_the_mission_are_shown() -> None:
    rows = [_row(f"B{n}", None, 0) for n in range(200)] + [_row("Notre mission", None, 16)]
    shown = [one.name for one in blocks_of(rows)]
    assert len(shown) == 60
    assert shown[0] == "Notre mission"
