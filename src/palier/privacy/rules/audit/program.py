"""The linear programs that bound a quantity, as HiGHS takes them. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from palier.privacy.rules.audit.system import Quantity, System, Unknown


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
