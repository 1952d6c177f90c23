"""What the audit finds. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from palier.privacy.rules.audit.out import Out
from palier.privacy.rules.audit.program import Program, bound
from palier.privacy.rules.audit.system import Quantity, System, Unknown, system_of, trouble, whole_down, whole_up
from palier.privacy.rules.cells import THRESHOLD


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
            low, high = whole_up(one.low), whole_down(one.high)
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
