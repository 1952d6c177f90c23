"""Floors × doors from a pattern, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.places.rules.plan import PlanRefused, planned_doors


@pytest.mark.parametrize(
    ("pattern", "first", "last"),
    [
        ("{étage}{n:02}", "101", "304"),
        ("{étage}{lettre}", "1A", "3D"),
        ("{mot} porte {n}", "1er porte 1", "3e porte 4"),
        ("{total}", "1", "12"),
    ],
)
def test_patterns_name_doors(pattern: str, first: str, last: str) -> None:
    doors = planned_doors(1, 3, 4, pattern)
    assert (doors[0].label, doors[-1].label, len(doors)) == (first, last, 12)


def test_two_doors_a_landing_are_left_and_right() -> None:
    assert [one.label for one in planned_doors(5, 5, 2, "{mot} {côté}")] == ["5e gauche", "5e droite"]


def test_a_tower_of_twelve_floors() -> None:
    assert len(planned_doors(0, 11, 8, "{étage}{n:02}")) == 96


@pytest.mark.parametrize(
    "plan", [(3, 1, 4, "{n}"), (1, 3, 0, "{n}"), (1, 50, 30, "{étage}{n}"), (1, 2, 2, " "), (1, 3, 4, "{n}"), (1, 2, 2, "{zut}")]
)
def test_impossible_plans_are_refused_with_a_sentence(plan: tuple) -> None:
    with pytest.raises(PlanRefused, match=r"\w+ .*"):
        planned_doors(*plan)


@given(st.integers(-2, 12), st.integers(0, 12), st.integers(1, 8))
def test_every_label_is_its_own(first: int, floors: int, per_floor: int) -> None:
    doors = planned_doors(first, first + floors, per_floor, "{étage}-{n:02}")
    assert len({one.label for one in doors}) == len(doors) == (floors + 1) * per_floor
