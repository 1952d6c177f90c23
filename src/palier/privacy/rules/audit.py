"""The audit of a release: everything that ever left, written as one linear system, may not narrow what it hides. Pure.

Source: security §3.3 R7. Unknown: how many homes of one building are in one cell of one release. The attacker knows, for each building and
each date, how many homes there are in the base (the landlord does), every figure ever released and every rule. A quantity of 0 to 10
homes must stay in an interval of 11 values or more, unless the attacker already had less; it must not be proven present or absent.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil, floor, inf, isfinite
from typing import Any

from palier.privacy.rules.cells import THRESHOLD

Unknown = int
INFINITE = 10**9


@dataclass(frozen=True, slots=True)
class Told:
    """One cell of one release: the homes of `buildings` that have `fact` number between `low` and `high`.

    `since`: the release whose count it shows again, with at most ten homes come or gone since.
    """

    table: str
    fact: str
    buildings: tuple[str, ...]
    low: int
    high: int
    value: int | None
    since: str = ""


@dataclass(frozen=True, slots=True)
class Out:
    """One release as the audit keeps it: exact counts per building, no door.

    `tables`: fact → its table, whether it was told or not: what is left out once is still to be protected at its date.
    `counts` and `bases`: fact → building → homes. `marks`: fact → building → keyed digest of the homes, so that the same homes released
    twice are one unknown. `parts`: facts that share out one base. `follows`: the release of the same mission before it, in the list.
    """

    name: str
    tables: Mapping[str, str]
    counts: Mapping[str, Mapping[str, int]]
    bases: Mapping[str, Mapping[str, int]]
    marks: Mapping[str, Mapping[str, str]]
    told: Sequence[Told]
    parts: Sequence[tuple[str, ...]] = ()
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A quantity that the release would give away. `low` and `high` bound it; `homes` is what it is."""

    table: str
    fact: str
    building: str
    low: int
    high: int
    homes: int
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the audit found. `solved` is false when the solver did not answer: then nothing leaves."""

    narrowed: list[Narrowed]
    solved: bool = True
    quantities: int = 0
    programs: int = 0
    narrowest: int | None = None

    @property
    def passed(self) -> bool:
        """True when the release may leave."""
        return self.solved and not self.narrowed


@dataclass(slots=True)
class Quantity:
    """A sum of unknowns that nobody may narrow."""

    table: str
    fact: str
    building: str
    terms: dict[Unknown, float]
    truth: int
    most: int
    seen_low: float = inf
    seen_high: float = -inf
    low: float | None = None
    high: float | None = None

    @property
    def safe(self) -> bool:
        """What was seen possible is enough, whatever else is."""
        return trouble(self.truth, self.most, _up(self.seen_low), _down(self.seen_high)) is None


def trouble(truth: int, most: int, low: int, high: int) -> str | None:
    """Why an interval gives a small quantity away; None when it does not. `most`: what it could be before any release."""
    if most <= 0 or (truth >= THRESHOLD and most - truth >= THRESHOLD):
        return None
    if truth == 0 and high <= 0:
        return "absent"
    if truth == most and low >= most:
        return "all"
    if 0 < truth < THRESHOLD and low > 0:
        return "present"
    return "narrow" if high - low + 1 < min(THRESHOLD, most + 1) else None


def _up(value: float) -> int:
    return ceil(value - 1e-6) if isfinite(value) else 10**9


def _down(value: float) -> int:
    return floor(value + 1e-6) if isfinite(value) else -(10**9)


@dataclass(slots=True)
class System:
    """Unknowns with their bounds, rows of constraints, and the quantities to protect."""

    most: list[int] = field(default_factory=list)
    truth: list[int] = field(default_factory=list)
    rows: list[tuple[dict[Unknown, float], float, float]] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    index: dict[tuple[str, str, str], Unknown] = field(default_factory=dict)

    def unknown(self, fact: str, building: str, mark: str, truth: int, most: int) -> Unknown:
        """The unknown of these homes; the same one when they were released before."""
        key = (fact, building, mark)
        if key not in self.index:
            self.index[key] = len(self.most)
            self.most.append(most)
            self.truth.append(truth)
        return self.index[key]

    def constrain(self, terms: dict[Unknown, float], low: float, high: float) -> None:
        """Their weighted sum is between `low` and `high`."""
        if terms:
            self.rows.append((terms, low, high))


def system_of(outs: Sequence[Out], *, silent: bool = False) -> System:
    """The linear system of everything in `outs`, oldest first; the quantities are those of every release in it.

    `silent`: the last one is there, and tells nothing: what an attacker has without it.
    """
    system = System()
    placed: list[dict[tuple[str, str], Unknown]] = []
    names: dict[str, int] = {}
    for number, out in enumerate(outs):
        here, told = _place(system, out), [] if silent and number == len(outs) - 1 else out.told
        names[out.name] = number
        _tell(system, out, here, told)
        _repeat(system, here, told, placed, names)
        _follow(system, outs, placed, out, here)
        placed.append(here)
    return system


def _place(system: System, out: Out) -> dict[tuple[str, str], Unknown]:
    here: dict[tuple[str, str], Unknown] = {}
    for fact, table in out.tables.items():
        for building, most in out.bases[fact].items():
            truth, before = out.counts[fact].get(building, 0), len(system.most)
            one = here[fact, building] = system.unknown(fact, building, out.marks[fact][building], truth, most)
            if one == before:
                system.quantities.append(Quantity(table, fact, building, {one: 1.0}, truth, most))
    for facts in out.parts:
        for building, most in out.bases[facts[0]].items():
            if sum(out.counts[fact].get(building, 0) for fact in facts) == most:
                system.constrain({here[fact, building]: 1.0 for fact in facts}, most, most)
    _place_merged(system, out, here)
    return here


def _place_merged(system: System, out: Out, here: Mapping[tuple[str, str], Unknown]) -> None:
    """Codes told as one (`a+b`): no fewer homes than each, no more than all of them added."""
    for fact in out.tables:
        codes = fact.split("+")
        if len(codes) == 1 or not all(code in out.tables for code in codes):
            continue
        for building in out.bases[fact]:
            whole, parts = here[fact, building], [here[code, building] for code in codes]
            system.constrain({whole: -1.0, **dict.fromkeys(parts, 1.0)}, 0, INFINITE)
            for one in parts:
                system.constrain({whole: 1.0, one: -1.0}, 0, INFINITE)


def _tell(system: System, out: Out, here: Mapping[tuple[str, str], Unknown], told: Sequence[Told]) -> None:
    for one in told:
        terms = {here[one.fact, building]: 1.0 for building in one.buildings if (one.fact, building) in here}
        most = sum(out.bases[one.fact].get(building, 0) for building in one.buildings)
        if one.low > 0 or one.high < most:
            system.constrain(terms, one.low, one.high)
        if one.value is None and len(terms) > 1:
            truth = sum(out.counts[one.fact].get(building, 0) for building in one.buildings)
            system.quantities.append(Quantity(one.table, one.fact, "", dict(terms), truth, most))


def _repeat(
    system: System, here: Mapping[tuple[str, str], Unknown], told: Sequence[Told], placed: Sequence[Mapping[tuple[str, str], Unknown]],
    names: Mapping[str, int],
) -> None:  # fmt: skip
    """A cell that shows again what was counted before: at most ten homes came or went since."""
    few = THRESHOLD - 1
    for one in told:
        if one.since not in names or names[one.since] >= len(placed):
            continue
        old, terms = placed[names[one.since]], dict[Unknown, float]()
        for building in one.buildings:
            for unknown, weight in ((here.get((one.fact, building)), 1.0), (old.get((one.fact, building)), -1.0)):
                if unknown is not None:
                    terms[unknown] = terms.get(unknown, 0.0) + weight
        terms = {unknown: weight for unknown, weight in terms.items() if weight}
        if abs(sum(weight * system.truth[unknown] for unknown, weight in terms.items())) <= few:
            system.constrain(terms, -few, few)


def _follow(
    system: System,
    outs: Sequence[Out],
    placed: Sequence[Mapping[tuple[str, str], Unknown]],
    new: Out,
    here: Mapping[tuple[str, str], Unknown],
) -> None:
    """What came between two releases of one mission: per building no more than the homes that came.

    A table may have been left out of a release in between: each fact follows the last release that told it.
    """
    for (fact, building), one in here.items():
        back = new.follows
        while back is not None and (fact, building) not in placed[back]:
            back = outs[back].follows
        if back is None or placed[back][fact, building] == one:
            continue
        before = placed[back][fact, building]
        came = new.bases[fact][building] - outs[back].bases[fact][building]
        grown = system.truth[one] - system.truth[before]
        # Where a home changed its mind the attacker would be wrong to believe it: then it is no constraint.
        if 0 <= grown <= came:
            system.constrain({one: 1.0, before: -1.0}, 0, came)
            system.quantities.append(Quantity(new.tables[fact], fact, building, {one: 1.0, before: -1.0}, grown, came))


def audit(outs: Sequence[Out], *, seconds: float = 2.0, programs: int = 6000) -> Verdict:
    """Judge the last of `outs` against all before it. `seconds` for each linear program, `programs` of them at most; past that: not solved."""
    system = system_of(outs)
    verdict = judge(system, _touched(system, outs[-1]), seconds=seconds, programs=programs)
    if not verdict.narrowed or len(outs) == 1:
        return verdict
    # What was already that narrow without this release is not its doing.
    silent = system_of(outs, silent=True)
    suspects = {(one.fact, one.building) for one in verdict.narrowed}
    silent.quantities = [one for one in silent.quantities if (one.fact, one.building) in suspects]
    before = judge(silent, _touched(silent, outs[-1]), seconds=seconds, programs=programs)
    known = {(one.fact, one.building, one.low, one.high) for one in before.narrowed}
    left = [one for one in verdict.narrowed if (one.fact, one.building, one.low, one.high) not in known]
    return replace(verdict, narrowed=left, solved=before.solved, programs=verdict.programs + before.programs)


def _touched(system: System, new: Out) -> set[Unknown]:
    """The unknowns of the release being judged."""
    return {system.index[fact, building, new.marks[fact][building]] for fact in new.tables for building in new.bases[fact]}


def judge(system: System, touched: Iterable[Unknown], *, seconds: float, programs: int) -> Verdict:
    """Bound every quantity that is tied, however remotely, to a touched unknown."""
    groups = _components(system, set(touched))
    narrowed: list[Narrowed] = []
    done = count = 0
    widths: list[int] = []
    for unknowns, rows, quantities in groups:
        program = Program(system, unknowns, rows, seconds)
        small = [one for one in quantities if one.most > 0 and (one.truth < THRESHOLD or one.most - one.truth < THRESHOLD)]
        if not rows:
            small = []
        if not bound(program, small, programs - done):
            return Verdict([], solved=False, quantities=count, programs=done + program.solved)
        done += program.solved
        count += len(small)
        for one in small:
            if one.low is None or one.high is None:
                continue
            low, high = _up(one.low), _down(one.high)
            kind = trouble(one.truth, one.most, low, high)
            widths.append(high - low + 1)
            if kind:
                narrowed.append(Narrowed(one.table, one.fact, one.building, low, high, one.truth, kind))
    return Verdict(narrowed, True, count, done, min(widths, default=None))


def _components(
    system: System, touched: set[Unknown]
) -> list[tuple[list[Unknown], list[tuple[dict[Unknown, float], float, float]], list[Quantity]]]:
    """Unknowns that constraints tie together, with their constraints and quantities; only those that were touched."""
    parent = list(range(len(system.most)))

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    ties = [list(row[0]) for row in system.rows] + [list(quantity.terms) for quantity in system.quantities]
    for first, *others in ties:
        for other in others:
            parent[root(other)] = root(first)
    wanted = {root(one) for one in touched}
    unknowns: dict[int, list[Unknown]] = {one: [] for one in wanted}
    rows: dict[int, list[tuple[dict[Unknown, float], float, float]]] = {one: [] for one in wanted}
    quantities: dict[int, list[Quantity]] = {one: [] for one in wanted}
    for one in range(len(system.most)):
        if root(one) in wanted:
            unknowns[root(one)].append(one)
    for row in system.rows:
        if (group := root(next(iter(row[0])))) in wanted:
            rows[group].append(row)
    for quantity in system.quantities:
        if (group := root(next(iter(quantity.terms)))) in wanted:
            quantities[group].append(quantity)
    return [(unknowns[one], rows[one], quantities[one]) for one in sorted(wanted)]


class Program:
    """One component as HiGHS takes it. The solver is loaded here, and only where figures are judged."""

    def __init__(
        self, system: System, unknowns: Sequence[Unknown], rows: Sequence[tuple[dict[Unknown, float], float, float]], seconds: float
    ) -> None:
        self.place = {one: number for number, one in enumerate(unknowns)}
        self.size, self.seconds, self.solved = len(unknowns), seconds, 0
        self.truth = [float(system.truth[one]) for one in unknowns]
        self.most = [float(system.most[one]) for one in unknowns]
        self.low, self.high = [row[1] for row in rows], [row[2] for row in rows]
        self.matrix = self.rows_of([row[0] for row in rows])

    def rows_of(self, sums: Sequence[Mapping[Unknown, float]]) -> Any:
        """Weighted sums of unknowns as the rows of a matrix."""
        from scipy.sparse import csr_array

        spots = [(number, self.place[one], weight) for number, terms in enumerate(sums) for one, weight in terms.items()]
        numbers, columns, weights = [spot[0] for spot in spots], [spot[1] for spot in spots], [spot[2] for spot in spots]
        return csr_array((weights, (numbers, columns)), shape=(len(sums), self.size))

    def solve(self, sums: Sequence[Mapping[Unknown, float]]) -> list[list[float]] | None:
        """For each weighted sum, a possible world where it is least; None when the solver did not say.

        Several are asked at once, side by side in one program: most of the time of a small one is spent on its way to the solver.
        """
        found: list[list[float]] = []
        step = max(1, COLUMNS // self.size)
        for begun in range(0, len(sums), step):
            points = self._solve(sums[begun : begun + step])
            if points is None:
                return None
            found += points
        return found

    def _solve(self, sums: Sequence[Mapping[Unknown, float]]) -> list[list[float]] | None:
        import numpy as np
        from scipy.optimize import Bounds, LinearConstraint, milp

        copies = len(sums)
        self.solved += copies
        objective = np.zeros(self.size * copies)
        for number, terms in enumerate(sums):
            for one, weight in terms.items():
                objective[number * self.size + self.place[one]] += weight
        found = milp(
            objective, bounds=Bounds(np.zeros(self.size * copies), np.tile(self.most, copies)),
            constraints=LinearConstraint(self._side_by_side(copies), np.tile(self.low, copies), np.tile(self.high, copies)),
            options={"time_limit": self.seconds * copies, "presolve": False},
        )  # fmt: skip
        if found.status != 0 or found.x is None:
            return None
        points: list[list[float]] = found.x.reshape(copies, self.size).tolist()
        return points

    def _side_by_side(self, copies: int) -> Any:
        import numpy as np
        from scipy.sparse import csr_array

        one, lines = self.matrix, self.matrix.shape[0]
        columns = (one.indices[None, :] + self.size * np.arange(copies)[:, None]).ravel()
        ends = np.concatenate([[0], (one.indptr[1:][None, :] + one.nnz * np.arange(copies)[:, None]).ravel()])
        return csr_array((np.tile(one.data, copies), columns, ends), shape=(lines * copies, self.size * copies))


# Unknowns side by side in one program.
COLUMNS = 6000


def bound(program: Program, quantities: Sequence[Quantity], programs: int) -> bool:
    """Find for each quantity enough possible worlds to know it safe, or its exact least and greatest. False when the solver failed.

    One world shows many quantities at once: whole groups are pushed down and up, before any is asked alone.
    """
    look = program.rows_of([one.terms for one in quantities])

    def see(points: Sequence[Sequence[float]]) -> None:
        for one, values in zip(quantities, (look @ list(map(list, zip(*points, strict=True)))).tolist(), strict=True):
            one.seen_low, one.seen_high = min(one.seen_low, *values), max(one.seen_high, *values)

    if not quantities:
        return True
    see([program.truth])
    for pattern in PATTERNS:
        unsafe = [one for one in quantities if not one.safe]
        if not unsafe:
            return True
        points = program.solve([_together(unsafe, signs) for signs in pattern])
        if points is None:
            return False
        see(points)
    left = [one for one in quantities if not one.safe]
    while left:
        some, left = left[:ALONE], left[ALONE:]
        if program.solved + 2 * len(some) > programs:
            return False
        ends = program.solve([{unknown: sign * weight for unknown, weight in one.terms.items()} for one in some for sign in (1.0, -1.0)])
        if ends is None:
            return False
        see(ends)
        for one in some:
            one.low, one.high = one.seen_low, one.seen_high
        # The ends of one show others safe.
        left = [one for one in left if not one.safe]
    return True


# How many quantities are asked alone at a time.
ALONE = 6
# Which quantities are pushed down (+) and up (-): all of them, then by turns of several lengths.
PATTERNS = (
    ((1,), (-1,), (1, -1), (-1, 1)),
    ((1,), (-1,), (1, 1, -1, -1), (-1, 1, 1, -1), (1, -1, -1), (-1, 1, 1)),
    ((1,), (-1,), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1), (-1, 0, 0, 0), (0, -1, 0, 0), (0, 0, -1, 0), (0, 0, 0, -1)),
    (
        (1, 0, 0, 0, 0, 0, 0),
        (0, 0, 0, 1, 0, 0, 0),
        (0, 0, 0, 0, 0, 1, 0),
        (-1, 0, 0, 0, 0, 0, 0),
        (0, 0, 0, -1, 0, 0, 0),
        (0, 0, 0, 0, 0, -1, 0),
    ),
)


def _together(quantities: Sequence[Quantity], signs: Sequence[int]) -> dict[Unknown, float]:
    together: dict[Unknown, float] = {}
    for number, one in enumerate(quantities):
        for unknown, weight in one.terms.items():
            together[unknown] = together.get(unknown, 0.0) + signs[number % len(signs)] * weight / (1 + one.most)
    return together


def as_kept(out: Out) -> dict[str, Any]:
    """A release as JSON keeps it: counts per building, no door."""
    return {
        "name": out.name, "tables": dict(out.tables), "counts": {fact: dict(one) for fact, one in out.counts.items()},
        "bases": {fact: dict(one) for fact, one in out.bases.items()}, "marks": {fact: dict(one) for fact, one in out.marks.items()},
        "told": [[one.table, one.fact, list(one.buildings), one.low, one.high, one.value, one.since] for one in out.told],
        "parts": [list(one) for one in out.parts],
    }  # fmt: skip


def from_kept(kept: Mapping[str, Any], follows: int | None) -> Out:
    """A kept release, read again; `follows`: where the release before it of the same mission is in the list."""
    told = [
        Told(table, fact, tuple(buildings), low, high, value, since) for table, fact, buildings, low, high, value, since in kept["told"]
    ]
    return Out(
        kept["name"], kept["tables"], kept["counts"], kept["bases"], kept["marks"], told, [tuple(one) for one in kept["parts"]], follows
    )
