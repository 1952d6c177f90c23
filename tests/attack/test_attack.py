"""A1 to A10 on twenty missions, eight weakened policies that must break, and what the protection costs. `make attack` plays a thousand."""

from collections import Counter

import pytest

from tests.attack.attacks import BREAKS, Found, run
from tests.attack.policies import WEAKENED, real
from tests.attack.population import make_mission
from tests.attack.utility import measure

# An interim point and the bilan; the long run has one each month.
MONTHS_TOLD = (1, 3)


def test_nothing_is_learnt_of_twenty_missions() -> None:
    found = Found()
    for seed in range(20):
        found.counts.update(run(real(make_mission(seed), MONTHS_TOLD, 1), seed).counts)
    assert {one: found.counts[one] for one in BREAKS if found.counts[one]} == {}
    assert found.counts["quantities"] > 4000
    assert found.counts["A10 cells"] >= 150
    assert found.counts["A8 compared"] > 150
    # The limit of 4.5 % is measured on a thousand; here the sample is small.
    assert found.counts["A6 cells"] > 300
    assert found.all_but_one < 0.065


@pytest.mark.parametrize("name", sorted(WEAKENED))
def test_a_weakened_policy_is_broken(name: str) -> None:
    """An attack that breaks nothing proves nothing."""
    found = Counter[str]()
    for seed in range(3):
        found.update(run(WEAKENED[name](make_mission(seed)), seed).counts)
        if Found(found).broken:
            return
    pytest.fail(f"{name} was not broken: {dict(found)}")


def test_what_is_told_is_worth_telling() -> None:
    cost = measure(20)
    assert cost.mission_cells >= 0.8
    assert cost.sector_cells >= 0.45
    assert cost.error <= 0.05
