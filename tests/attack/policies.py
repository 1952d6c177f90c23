"""What leaves under the real rules, and under eight weakened ones: the same shape, so that the same attacks are run on all."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tests.attack.population import MONTHS, PLANS, SECRET, Mission, asked
from tests.attack.rules import Asked, Earlier, Home, Homes, Planned, Table, Zone, as_earlier, count_table, plan_release

Cell = tuple[str, frozenset[str], str]


@dataclass(frozen=True)
class Shown:
    """One cell as it is read: nothing but what a partner sees. `width`: the rounding that its reader knows of."""

    fact: str
    base: str
    buildings: frozenset[str]
    month: int
    value: int | None
    width: int = 5
    hides_to: int = 10
    zero_hidden: bool = True
    complement: bool = True
    percent: float | None = None
    # Counted anew, even where the value is the same: only policies that repeat nothing say so.
    fresh: bool = False
    # Shown again from before. The attacks that deduce are not told; A6 supposes that its attacker knows which homes were counted.
    repeated: bool = False


@dataclass
class World:
    """Everything that left of one mission, in order, and what an attacker is not supposed to find."""

    mission: Mission
    homes: list[Homes]
    shown: list[Shown] = field(default_factory=list)
    planned: list[Planned] = field(default_factory=list)
    refused: int = 0
    seen_changes: int = 0
    draws: dict[tuple[str, frozenset[str]], set[int]] = field(default_factory=dict)


Policy = Callable[[Mission], World]


def _world(mission: Mission) -> World:
    return World(mission, [Homes(mission.until(month)) for month in range(MONTHS)])


def earlier_cells(plan: Planned) -> dict[Cell, Earlier]:
    """The cells of a release, as the next one finds them."""
    return {
        (table.plan.code, table.zone.buildings, one.row.fact): as_earlier(one, plan.out.name)
        for table in plan.tables for one in (table.base, *table.figures)
    }  # fmt: skip


def _show(world: World, tables: Sequence[Table], month: int, **how: object) -> None:
    for table in tables:
        for one in table.figures:
            world.shown.append(
                Shown(one.row.fact, one.row.base, table.zone.buildings, month, one.value, repeated=one.repeats is not None, **how)
            )  # type: ignore[arg-type]
            if one.value is not None:
                world.draws.setdefault((one.row.fact, table.zone.buildings), set()).add(one.value)


def real(mission: Mission, months: Sequence[int] = range(MONTHS), geographies: int = 2) -> World:
    """R1 to R8: an interim release each month, the bilan, then another geography and one landlord's own buildings."""
    world = _world(mission)
    for month in months:
        _take(world, plan_release(_next(world, mission.until(month))), month)
    for sectors in _other_geographies(mission)[:geographies]:
        _take(world, plan_release(replace(_next(world, mission.until(MONTHS - 1)), sectors=sectors)), MONTHS - 1)
    return world


def _next(world: World, homes: list[Home]) -> Asked:
    """The question of one more release."""
    before: dict[Cell, Earlier] = {}
    for plan in world.planned:
        before |= earlier_cells(plan)
    count = len(world.planned)
    return asked(
        world.mission, homes, name=f"m{world.mission.seed}:{count}", before=before, earlier=[one.out for one in world.planned],
        follows=count - 1 if count else None, released=_zones(world.planned),
    )  # fmt: skip


def _zones(planned: Sequence[Planned]) -> list[frozenset[str]]:
    return list(dict.fromkeys(zone.buildings for plan in planned for zone in plan.zones))


def _take(world: World, plan: Planned, month: int) -> None:
    if plan.problems:
        world.refused += 1
        return
    world.planned.append(plan)
    _show(world, plan.tables, month)


def _other_geographies(mission: Mission) -> list[tuple[Zone, ...]]:
    """A2024 neighbourhood that cuts the mission, then one landlord's buildings: neither follows the sectors."""
    dice, found = random.Random(mission.seed + 7), []
    names = sorted(mission.doors)
    for number in range(2):
        inside = frozenset(dice.sample(names, dice.randint(2, len(names) - 2)))
        found.append((Zone(f"g{number}", "dedans", inside), Zone(f"h{number}", "dehors", frozenset(names) - inside)))
    return found


def without_complement(mission: Mission) -> World:
    """Nearly everybody may be said."""
    plans = tuple(replace(plan, rows=tuple(replace(row, activity=True) for row in plan.rows)) for plan in PLANS)
    return _plain(mission, plans, [MONTHS - 1], complement=False)


def live_month(mission: Mission) -> World:
    """Figures follow the visits month after month: nothing is repeated."""
    return _plain(mission, PLANS, range(MONTHS))


def correction_shown(mission: Mission) -> World:
    """One home is erased after the bilan, and the next release says so."""
    world = _plain(mission, PLANS, [MONTHS - 1])
    gone = random.Random(mission.seed).choice([one for one in mission.lived if one.month is not None]).home
    left = Homes(one for one in mission.until(MONTHS - 1) if one.key != gone.key)
    zones = _of(mission)
    again = [count_table(left, plan, zone, SECRET, {}, mission.team) for plan in PLANS for zone in zones]
    before = {(one.fact, one.buildings): one.value for one in world.shown}
    world.seen_changes += sum(before[one.row.fact, table.zone.buildings] != one.value for table in again for one in table.figures)
    return world


def _of(mission: Mission) -> list[Zone]:
    return [Zone("mission", "Site", frozenset(mission.doors)), *mission.sectors]


def _plain(mission: Mission, plans: Sequence[object], months: Sequence[int] | range, **how: object) -> World:
    how["fresh"] = True
    world, zones = _world(mission), _of(mission)
    for month in months:
        tables = [count_table(world.homes[month], plan, zone, SECRET, {}, mission.team) for plan in plans for zone in zones]  # type: ignore[arg-type]
        _show(world, tables, month, **how)
    return world


def unfrozen_zone(mission: Mission) -> World:
    """The reader draws the zone: twenty unions of buildings, rounded as they should be."""
    world, dice = _world(mission), random.Random(mission.seed)
    names = sorted(mission.doors)
    for _ in range(20):
        zone = Zone("z", "z", frozenset(dice.sample(names, dice.randint(1, len(names)))))
        _show(world, [count_table(world.homes[-1], plan, zone, SECRET, {}, mission.team) for plan in PLANS], MONTHS - 1, fresh=True)
    return world


def noise_per_partner(mission: Mission) -> World:
    """Each of eight partners has its own key: the same cell has several values."""
    world = _world(mission)
    for partner in range(8):
        key = f"partner {partner}".encode()
        _show(
            world,
            [count_table(world.homes[-1], plan, zone, key, {}, mission.team) for plan in PLANS for zone in _of(mission)],
            MONTHS - 1,
            fresh=True,
        )
    return world


def percentage_with_a_decimal(mission: Mission) -> World:
    """Shares of exact counts, to a tenth."""
    world = _plain(mission, PLANS, [MONTHS - 1])
    found = []
    for one in world.shown:
        inside, base = (len(world.homes[-1].with_fact(fact, one.buildings)) for fact in (one.fact, one.base))
        found.append(replace(one, percent=round(100 * inside / base, 1)) if one.value is not None and base else one)
    world.shown = found
    return world


def _exact(mission: Mission, least: int) -> World:
    world = _world(mission)
    whole = frozenset(mission.doors)
    for month in range(MONTHS):
        for plan in PLANS:
            for row in plan.rows:
                for zone in [whole, *(frozenset({one}) for one in sorted(mission.doors))]:
                    count = len(world.homes[month].with_fact(row.fact, zone))
                    value = None if 0 < count < least else count
                    how = {"width": 1, "hides_to": least - 1, "zero_hidden": False, "complement": False}
                    world.shown.append(Shown(row.fact, row.base, zone, month, value, **how))  # type: ignore[arg-type]
    return world


def hide_under_five(mission: Mission) -> World:
    """P1 of security §3.4: 1 to 4 hidden, exact otherwise, live, by building."""
    return _exact(mission, 5)


def hide_under_eleven(mission: Mission) -> World:
    """P2: 1 to 10 hidden, exact otherwise, live, by building."""
    return _exact(mission, 11)


WEAKENED: dict[str, Policy] = {
    one.__name__: one
    for one in (
        hide_under_five, hide_under_eleven, without_complement, live_month, unfrozen_zone, noise_per_partner, percentage_with_a_decimal,
        correction_shown,
    )
}  # fmt: skip


def erased(world: World, dice: random.Random) -> Asked:
    """The question of one more release, after one home was erased."""
    gone = dice.choice([one for one in world.mission.lived if one.month is not None]).home.key
    return _next(world, [one for one in world.mission.until(MONTHS - 1) if one.key != gone])
