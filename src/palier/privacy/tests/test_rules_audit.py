"""The audit: what it calls narrow is narrow by enumeration, a subtraction is caught, and a solver that fails is a refusal."""

import random
from dataclasses import replace
from itertools import product

import pytest

from palier.privacy.rules import audit as rules
from palier.privacy.rules.audit import Out, Program, Told, as_kept, audit, from_kept, system_of, trouble
from palier.privacy.rules.homes import Home, Homes, Zone
from palier.privacy.rules.release import Asked, plan_release
from palier.privacy.rules.sectors import Place
from palier.privacy.rules.tables import Plan, Row

FACT = "needs:job"


def an_out(counts: dict[str, int], most: dict[str, int], told: list[Told], name: str = "m:1", follows: int | None = None) -> Out:
    marks = {FACT: {one: f"{name}{one}" for one in most}}
    return Out(name, {FACT: "needs"}, {FACT: counts}, {FACT: most}, marks, told, [], follows)


def test_a_total_and_its_other_part_give_the_small_one_away() -> None:
    whole = Told("needs", FACT, ("a", "b"), 36, 44, 40)
    part = Told("needs", FACT, ("a",), 31, 39, 35)
    verdict = audit([an_out({"a": 34, "b": 6}, {"a": 60, "b": 60}, [whole, part, Told("needs", FACT, ("b",), 0, 10, None)])])
    assert verdict.passed  # between 0 and 10, as it says itself
    exact = [Told("needs", FACT, ("a", "b"), 40, 40, 40), Told("needs", FACT, ("a",), 34, 34, 34)]
    verdict = audit([an_out({"a": 34, "b": 6}, {"a": 60, "b": 60}, exact)])
    assert [(one.building, one.low, one.high, one.kind) for one in verdict.narrowed] == [("b", 6, 6, "present")]


def test_what_an_earlier_release_lets_one_deduce_counts() -> None:
    first = an_out({"a": 30, "b": 0}, {"a": 60, "b": 20}, [Told("needs", FACT, ("a", "b"), 30, 30, 30)])
    second = replace(first, name="n:1", told=[Told("needs", FACT, ("a",), 30, 30, 30)])
    assert audit([first]).passed
    assert [one.kind for one in audit([first, second]).narrowed] == ["absent"]
    # The same homes saying the same thing, whoever it was for: one unknown. Other homes: another.
    assert audit([first, replace(second, marks={FACT: {"a": "other", "b": "others"}})]).passed


def test_bounds_are_those_of_an_enumeration() -> None:
    dice = random.Random(3)
    for _ in range(12):
        most = {name: dice.randint(0, 5) for name in "abc"}
        counts = {name: dice.randint(0, most[name]) for name in "abc"}
        told = []
        for zone in (("a", "b"), ("b", "c"), ("a", "b", "c")):
            count = sum(counts[one] for one in zone)
            told.append(Told("needs", FACT, zone, max(0, count - dice.randint(0, 1)), count + dice.randint(0, 1), count))
        worlds = [
            world for world in product(*(range(most[name] + 1) for name in "abc"))
            if all(one.low <= sum(world["abc".index(name)] for name in one.buildings) <= one.high for one in told)
        ]  # fmt: skip
        system = system_of([an_out(counts, most, told)])
        program = Program(system, range(3), system.rows, 1.0)
        for quantity in system.quantities:
            place = "abc".index(quantity.building)
            low, high = (program.solve([{unknown: sign * weight for unknown, weight in quantity.terms.items()}]) for sign in (1.0, -1.0))
            assert low is not None
            assert high is not None
            assert round(low[0][place]) == min(world[place] for world in worlds)
            assert round(high[0][place]) == max(world[place] for world in worlds)


@pytest.mark.parametrize(
    ("truth", "most", "low", "high", "kind"),
    [(0, 9, 0, 0, "absent"), (4, 30, 1, 20, "present"), (4, 30, 0, 9, "narrow"), (4, 30, 0, 10, None), (4, 6, 0, 6, None),
     (9, 9, 9, 9, "all"), (20, 40, 20, 20, None), (0, 0, 0, 0, None)],
)  # fmt: skip
def test_what_gives_a_small_group_away(truth: int, most: int, low: int, high: int, kind: str | None) -> None:
    assert trouble(truth, most, low, high) == kind


def a_question(sectors: int = 4) -> Asked:
    """Four buildings of forty homes met; a rare need is nearly all in one of them."""
    dice = random.Random(5)
    homes = []
    for building in "abcd":
        for number in range(75):
            facts = {"homes:met"} | ({FACT} if dice.random() < (0.2 if building == "a" else 0.04) else set())
            homes.append(Home(f"{building}{number}", building, f"v{number % 3}", frozenset(facts)))
    plan = Plan("needs", "Besoins", "on s’est parlé", "homes:met", (Row("job", "emploi", FACT, "homes:met"),), sectors=True)
    zones = [Zone(one, one, frozenset({one})) for one in "abcd"][:sectors]
    places = {one: Place(one, "", 75) for one in "abcd"}
    return Asked(Homes(homes), [plan], "Site", "m:1", b"key", 3, zones, places, dict.fromkeys("abcd", 75))


def test_a_solver_that_does_not_answer_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules.Program, "_solve", lambda self, sums: None)
    plan = plan_release(a_question())
    assert not plan.verdict.solved
    assert "rien ne sort" in plan.problems[0]


def test_too_many_programs_is_a_refusal() -> None:
    told = [Told("needs", FACT, ("a", "b"), 40, 40, 40), Told("needs", FACT, ("a",), 34, 34, 34)]
    assert not audit([an_out({"a": 34, "b": 6}, {"a": 60, "b": 60}, told)], programs=1).solved


def test_a_line_that_gives_a_sector_away_is_told_for_the_mission_only() -> None:
    plan = plan_release(a_question())
    assert not plan.problems
    assert plan.verdict.passed
    assert [zone.code for zone in plan.zones] == ["a", "b", "c", "d"]
    if any(table.zone.code != "mission" for table in plan.tables):
        assert not plan.remedies
    else:
        assert "pas par secteur" in plan.remedies[0]


def test_a_release_is_kept_without_a_home_and_read_again() -> None:
    plan = plan_release(a_question())
    kept = as_kept(plan.out)
    again = from_kept(kept, plan.out.follows)
    assert as_kept(again) == kept
    assert not any(f'"{building}{number}"' in str(kept) for building in "abcd" for number in range(75))
