"""The attacker's side, written apart from the audit: what can be deduced from what was shown.

The attacker knows how many homes were met in each building and month, every rule, and of a hidden cell on which side it is hidden: more
than anybody has. Source: security §3.4 and §3.5.
"""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_diag

from tests.attack.policies import Shown, World, earlier_cells, erased
from tests.attack.population import MONTHS
from tests.attack.rules import THRESHOLD, plan_release

FEW = THRESHOLD - 1


@dataclass
class Found:
    """What the attacks found in one mission or many."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, what: str, number: int = 1) -> None:
        self.counts[what] += number

    @property
    def broken(self) -> bool:
        """Something was learnt that should not be."""
        return any(self.counts[one] for one in BREAKS) or self.all_but_one > 0.045

    @property
    def learnt(self) -> int:
        """Quantities given away so far."""
        return sum(self.counts[one] for one in ("exact", "present", "absent", "all", "narrowed"))

    @property
    def all_but_one(self) -> float:
        """Share of released cells whose last home is certain for who knows all the others."""
        return self.counts["A6 certain"] / max(1, self.counts["A6 cells"])


BREAKS = (
    "exact", "present", "absent", "all", "narrowed", "whole exact", "A4 values", "A7 counts", "A8 cells", "A9 cells", "A10 narrowed",
    "increment seen", "wrong",
)  # fmt: skip


class Attacker:
    """One fact of one mission: unknowns are homes of a building met in a month that have it."""

    def __init__(self, world: World, fact: str, base: str) -> None:
        self.names = sorted(world.mission.doors)
        inside = [{name: len(homes.with_fact(fact, [name])) for name in self.names} for homes in world.homes]
        whole = [{name: len(homes.with_fact(base, [name])) for name in self.names} for homes in world.homes]
        self.truth = np.array([_steps([month[name] for month in inside]) for name in self.names]).ravel()
        self.most = np.array([_steps([month[name] for month in whole]) for name in self.names]).ravel()
        self.rows: list[np.ndarray] = []
        self.low: list[float] = []
        self.high: list[float] = []
        self._read(world, [one for one in world.shown if one.fact == fact])

    def mask(self, buildings: frozenset[str], first: int, last: int) -> np.ndarray:
        """The unknowns of these buildings and months."""
        return np.array([float(name in buildings and first <= month <= last) for name in self.names for month in range(MONTHS)])

    def _read(self, world: World, shown: Sequence[Shown]) -> None:
        counted: dict[frozenset[str], Shown] = {}
        for one in shown:
            mask = self.mask(one.buildings, 0, one.month)
            last = counted.get(one.buildings)
            came = self.mask(one.buildings, last.month + 1, one.month) if last else mask
            if last is not None and one.width > 1 and last.value == one.value and not one.fresh:
                # Shown again: a reader who guesses so knows that few came since it was counted.
                if came @ self.truth <= FEW:
                    self.add(came, 0, FEW)
                continue
            self._cell(one, mask, int(mask @ self.truth), int(mask @ self.most))
            if last is not None and last.value != one.value and last.month < one.month and one.width > 1:
                world.seen_changes += int(0 < came @ self.truth <= FEW)
            counted[one.buildings] = one
            if one.percent is not None:
                total = int(mask @ self.most)
                self.add(mask, np.ceil((one.percent - 0.05) * total / 100 - 1e-9), np.floor((one.percent + 0.05) * total / 100 + 1e-9))

    def _cell(self, one: Shown, mask: np.ndarray, count: int, total: int) -> None:
        if one.value is not None:
            most = total - THRESHOLD if one.complement and one.width > 1 else total
            least = THRESHOLD if one.width > 1 else one.value
            self.add(mask, max(least, one.value - one.width + 1), min(one.value + one.width - 1, most))
        elif count <= one.hides_to:
            self.add(mask, 0 if one.zero_hidden else 1, one.hides_to)
        elif total - count <= FEW:
            self.add(mask, total - FEW, total)

    def add(self, mask: np.ndarray, low: float, high: float) -> None:
        """One thing that was read."""
        self.rows.append(mask)
        self.low.append(low)
        self.high.append(high)

    def wrong(self) -> bool:
        """True when what is deduced is not the truth: then the attack itself is badly written."""
        return any(not low <= row @ self.truth <= high for row, low, high in zip(self.rows, self.low, self.high, strict=True))

    def bounds(self, targets: Sequence[np.ndarray]) -> list[tuple[int, int] | None]:
        """Least and greatest of each sum of unknowns: one program with a copy of the world for each end."""
        ends = [sign * target for target in targets for sign in (1.0, -1.0)]
        if not ends:
            return []
        copies, size = len(ends), len(self.most)
        matrix = limits = None
        if self.rows:
            rows = np.array(self.rows)
            matrix = block_diag([np.vstack([rows, -rows])] * copies, format="csr")
            limits = np.tile(np.concatenate([self.high, -np.array(self.low)]), copies)
        known = np.tile(np.stack([np.zeros(size), self.most], 1), (copies, 1))
        found = linprog(np.concatenate(ends), A_ub=matrix, b_ub=limits, bounds=known, method="highs")
        if found.status != 0:
            return [None] * len(targets)
        values = [float(end @ found.x[number * size : (number + 1) * size]) for number, end in enumerate(ends)]
        return [_whole(values[2 * number], -values[2 * number + 1]) for number in range(len(targets))]

    def whole_bounds(self, target: np.ndarray) -> tuple[int, int] | None:
        """The same in whole numbers, by integer programming (A10)."""
        ends = []
        for sign in (1.0, -1.0):
            found = milp(
                sign * target, constraints=LinearConstraint(np.array(self.rows), self.low, self.high) if self.rows else (),
                bounds=Bounds(0, self.most), integrality=np.ones(len(target)),
            )  # fmt: skip
            if found.status != 0:
                return None
            ends.append(sign * found.fun)
        return _whole(*ends)


def _whole(low: float, high: float) -> tuple[int, int]:
    return int(np.ceil(low - 1e-6)), int(np.floor(high + 1e-6))


def _steps(values: Sequence[int]) -> list[int]:
    return [values[0], *(after - before for before, after in itertools.pairwise(values))]


def judge(found: Found, truth: int, most: int, bounds: tuple[int, int] | None) -> None:
    """Count what an interval gives away of a quantity of 0 to 10 homes, beyond what was known before anything was released."""
    if bounds is None or not bounds[0] <= truth <= bounds[1]:
        return found.note("wrong")
    low, high = bounds
    if most <= 0 or (truth > FEW and most - truth > FEW):
        return None
    found.note("quantities")
    if 0 < truth <= FEW:
        found.note("exact", low == high and most > 0)
        found.note("present", low > 0)
    found.note("absent", truth == 0 and high == 0)
    found.note("all", truth == most and low == most)
    found.note("narrowed", high - low + 1 < min(THRESHOLD, most + 1))
    return None


def read_together(found: Found, world: World, dice: random.Random) -> None:
    """A1, A2, A3, A4, A9, A10 at once: margins, months, zones and partners pooled; every building, and every building × month."""
    bases = {one.base for one in world.shown}
    for fact, base in sorted({(one.fact, one.base) for one in world.shown if one.fact not in bases}):
        attacker = Attacker(world, fact, base)
        found.note("wrong", attacker.wrong())
        told = sorted({one.month for one in world.shown})
        spans = dict.fromkeys([(0, told[-1]), *((before + 1, month) for before, month in zip([-1, *told], told, strict=False))])
        targets = [attacker.mask(frozenset({name}), *span) for name in attacker.names for span in spans]
        small = [one for one in targets if one @ attacker.truth <= FEW or one @ (attacker.most - attacker.truth) <= FEW]
        for target, bounds in zip(small, attacker.bounds(small), strict=True):
            judge(found, int(target @ attacker.truth), int(target @ attacker.most), bounds)
        if small:
            target, before = dice.choice(small), found.learnt
            judge(found, int(target @ attacker.truth), int(target @ attacker.most), attacker.whole_bounds(target))
            found.note("A10 cells")
            found.note("A10 narrowed", found.learnt - before)
    found.note("increment seen", world.seen_changes)


def all_but_one(found: Found, world: World, dice: random.Random) -> None:
    """A6: the attacker knows every home of a released cell but one; does the value tell of it for certain?"""
    cells: dict[tuple[str, str, frozenset[str], int], list[int]] = {}
    for one in world.shown:
        if one.value is not None and not one.repeated:
            cells.setdefault((one.fact, one.base, one.buildings, one.month), []).append(one.value)
    for (fact, base, buildings, month), values in sorted(cells.items(), key=lambda item: (item[0][0], sorted(item[0][2]), item[0][3])):
        homes = world.homes[month]
        inside, whole = homes.with_fact(fact, buildings), homes.with_fact(base, buildings)
        if not whole:
            continue
        target = dice.choice(sorted(whole))
        others = len(inside - {target})
        possible = [count for count in (others, others + 1) if all(value in support(count, len(whole)) for value in values)]
        found.note("A6 cells")
        found.note("A6 certain", len(possible) == 1)


def support(count: int, total: int) -> set[int]:
    """The values that a cell of `count` homes may show."""
    if count < THRESHOLD or total - count < THRESHOLD:
        return set()
    low = count - count % 5
    return {max(low, 15), max(low + 5, 15)} if low != count else {max(low, 15)}


def other_copies(found: Found, world: World) -> None:
    """A4 and A9 on what is read: one cell has one value for everybody; nothing says none, all, or all but a few."""
    found.note("A4 values", sum(len(values) > 1 and _same_homes(world, *cell) for cell, values in world.draws.items()))
    for one in world.shown:
        if one.value is None:
            continue
        mask_homes = world.homes[one.month]
        total = len(mask_homes.with_fact(one.base, one.buildings))
        found.note("cells")
        found.note("A9 cells", one.value == 0 or (one.width > 1 and one.value < THRESHOLD) or one.value > total)


def _same_homes(world: World, fact: str, buildings: frozenset[str]) -> bool:
    return len({frozenset(homes.with_fact(fact, buildings)) for homes in world.homes}) == 1 or len(
        {one.month for one in world.shown if one.fact == fact and one.buildings == buildings and one.value is not None}
    ) == 1  # fmt: skip


def percentages(found: Found, world: World) -> None:
    """A7: a percentage and its base give a count back to fewer than five values."""
    for one in world.shown:
        if one.percent is None:
            continue
        total = len(world.homes[one.month].with_fact(one.base, one.buildings))
        values = [count for count in range(total + 1) if round(100 * count / total, 1) == one.percent]
        found.note("A7 counts", len(values) < 5)


def corrections(found: Found, world: World, dice: random.Random) -> None:
    """A8: one home erased, then one home come late: the next release shows the same cells."""
    if not world.planned:
        return
    again = plan_release(erased(world, dice))
    if again.problems:
        found.note("refused after erasure")
        return
    before = {key: cell.value for key, cell in earlier_cells(world.planned[-1]).items()}
    after = {key: cell.value for key, cell in earlier_cells(again).items()}
    found.note("A8 compared", len(before.keys() & after.keys()))
    found.note("A8 cells", sum(before[key] != after[key] for key in before.keys() & after.keys()))


def run(world: World, seed: int) -> Found:
    """Every attack on one mission."""
    found, dice = Found(), random.Random(seed)
    read_together(found, world, dice)
    all_but_one(found, world, dice)
    other_copies(found, world)
    percentages(found, world)
    corrections(found, world, dice)
    found.note("refused", world.refused)
    found.note("releases", len(world.planned))
    found.note("missions")
    return found
