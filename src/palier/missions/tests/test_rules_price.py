"""The price against the figures that the model is known by."""

from dataclasses import replace
from decimal import Decimal

import pytest

from palier.missions.rules.price import (
    Assumptions,
    between,
    check_assumptions,
    knocks_and_met,
    packed,
    price_of,
    read_assumptions,
    unpacked,
)

USUAL = Assumptions()


def test_500_doors_as_the_simulated_neighbourhood() -> None:
    """Domain (d): 860 knocks, 345 households met in three evening passes."""
    knocks, met = knocks_and_met(USUAL)
    assert 840 <= knocks <= 900
    assert 335 <= met <= 360


def test_price_at_the_pace_of_the_bottom_up_example() -> None:
    """Domain (d): about 200 paid hours, 7,700 € in all, 15 € a door, 22 € a household met."""
    price = price_of(replace(USUAL, met_per_hour=Decimal("1.75")))
    assert 195 <= price.hours <= 205
    assert 7_400_00 <= price.price_cents <= 8_000_00
    assert 14_50 <= price.per_door_cents <= 16_00
    assert 21_00 <= price.per_met_cents <= 23_00


def test_the_historic_pace_is_the_default_and_the_bounds_are_shown() -> None:
    best, worst = between(USUAL)
    assert best.price_cents < price_of(USUAL).price_cents < worst.price_cents
    assert best.hours == round(best.met / Decimal(1), 0) or abs(best.hours - best.met) < 1


def test_sums_hold_and_a_grant_lowers_what_is_asked_only() -> None:
    given = replace(USUAL, contribution=Decimal(10), travel_cents=12_345, grant_cents=5_000_00)
    price = price_of(given)
    parts = price.voisins_cents + price.manager_cents + price.tools_cents + price.travel_cents + price.overhead_cents
    assert abs(parts - price.cost_cents) <= 2
    assert abs(price.contribution_cents - price.price_cents / 10) <= 1
    assert price.asked_cents == price.price_cents - 5_000_00
    assert price_of(replace(given, grant_cents=10**8)).asked_cents == 0
    assert price.training_hours + price.door_hours == pytest.approx(price.hours, abs=Decimal("0.11"))


def test_typed_assumptions() -> None:
    given, problems = read_assumptions({"doors": "640", "met_per_hour": "0,44", "hour_cents": "13,20 ", "opens": ""}, USUAL)
    assert not problems
    assert (given.doors, given.met_per_hour, given.hour_cents, given.opens) == (640, Decimal("0.44"), 1320, USUAL.opens)
    assert unpacked(packed(given)) == given
    for wrong in ({"doors": "0"}, {"opens": "101"}, {"met_per_hour": "zéro"}, {"contribution": "NaN"}, {"hour_cents": "1e99"}):
        assert read_assumptions(wrong, USUAL)[1], wrong
    assert "Contribution" in check_assumptions(replace(USUAL, contribution=Decimal(100)))[0]
    with pytest.raises(ValueError, match="Portes"):
        price_of(replace(USUAL, doors=0))
