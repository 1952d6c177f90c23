"""The tile is drawn alike here and on the phone: both replay contract/examples/tiles.json."""

import json

from palier.doorway.pictures import tile_cells, tile_svg
from palier.visits.contract import CONTRACT


def test_the_tile_is_the_one_of_the_contract() -> None:
    examples = json.loads((CONTRACT / "examples" / "tiles.json").read_text("utf-8"))
    assert len(examples) == 8
    for one in examples:
        ground, cells = tile_cells(one["tile"])
        assert (ground, [list(cell) for cell in cells]) == (one["ground"], one["cells"])


def test_the_tile_has_a_name_for_those_who_do_not_see_it() -> None:
    text = tile_svg("3cokd", "Le dessin & du jour")
    assert 'role="img" aria-label="Le dessin &amp; du jour"' in text
    assert text.count("<path") == 16
