"""Everything that left as one linear system: unknowns, constraints, and the quantities to protect. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, inf, isfinite

from palier.privacy.rules.audit.out import Out, Told
from palier.privacy.rules.cells import THRESHOLD

Unknown = int
INFINITE = 10**9


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
        return trouble(self.truth, self.most, whole_up(self.seen_low), whole_down(self.seen_high)) is None


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


def whole_up(value: float) -> int:
    """The least whole number of homes that the solver's answer allows."""
    return ceil(value - 1e-6) if isfinite(value) else 10**9


def whole_down(value: float) -> int:
    """The greatest one."""
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
