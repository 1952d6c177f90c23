"""The closed list of tables of a release, and what each cell may show (R2, R3, R5, R6, R8). Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from palier.privacy.rules.cells import BASE, PERCENT_BASE, THRESHOLD, rounded_set
from palier.privacy.rules.homes import Homes, Zone

# One voisin above this share of a cell: the cell would speak of her (R8, INSEE's rule of dominance).
DOMINANT = 0.85
TEAM = 3


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: the homes that have `fact`, out of those that have `base`."""

    code: str
    label: str
    fact: str
    base: str
    # Knocking is our own work: that fewer than 11 doors were left out tells nothing of any home.
    activity: bool = False
    sectors: bool = True
    # What everybody knows it cannot pass: rounding up says no more. 0: nothing is known.
    most: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """One table of the closed list. `parts`: its rows share out the base, so that one alone can be subtracted."""

    code: str
    title: str
    base_label: str
    base: str
    rows: tuple[Row, ...]
    parts: bool = False
    sectors: bool = False
    most: int = 0


@dataclass(frozen=True, slots=True)
class Earlier:
    """A cell as it was last counted: by release `release`. `homes` may lack those erased since: `count` still holds them."""

    value: int | None
    count: int
    homes: frozenset[str]
    release: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: the homes in it, how many of the base are not, what is shown, and why it is hidden or repeated.

    `low` and `high`: what a reader who knows the rules may deduce of the count. `repeats`: the count that it shows again; `few`: at
    most ten homes came or went since then.
    """

    row: Row
    homes: frozenset[str]
    outside: int
    value: int | None
    why: str = ""
    low: int = 0
    high: int = 0
    repeats: Earlier | None = None
    few: bool = False

    @property
    def count(self) -> int:
        """Exact number of homes; never leaves."""
        return len(self.homes)


@dataclass(frozen=True, slots=True)
class Table:
    """One table over one zone."""

    plan: Plan
    zone: Zone
    base: Figure
    figures: tuple[Figure, ...]


WHY = {
    "small": "moins de 11 logements",
    "others": "moins de 11 logements en dehors",
    "voisin": "une seule personne y a presque tout fait",
    "beside": "on la retrouverait par soustraction",
    "again": "moins de 11 logements ont changé : le chiffre d’avant est répété",
    "audit": "on pourrait la resserrer avec ce qui est déjà sorti",
}  # fmt: skip
Before = Mapping[tuple[str, frozenset[str], str], Earlier]


def count_table(homes: Homes, plan: Plan, zone: Zone, secret: bytes, before: Before, team: int) -> Table:
    """One table of one zone as it may leave."""
    whole = homes.with_fact(plan.base, zone.buildings)
    base = _figure(homes, Row("base", plan.base_label, plan.base, "", most=plan.most), whole, whole, secret, team)
    figures = [
        _figure(homes, row, homes.with_fact(row.fact, zone.buildings), homes.with_fact(row.base, zone.buildings), secret, team)
        for row in plan.rows
    ]
    if plan.parts:
        figures = _hide_beside(figures)
    repeated = [
        _repeat(one, before.get((plan.code, zone.buildings, one.row.fact)), _grown(one, plan, zone, homes, before)) for one in figures
    ]
    return Table(plan, zone, _repeat(base, before.get((plan.code, zone.buildings, plan.base)), None), tuple(repeated))


def _figure(homes: Homes, row: Row, inside: frozenset[str], base: frozenset[str], secret: bytes, team: int) -> Figure:
    outside = len(base - inside)
    why = ""
    if len(inside) < THRESHOLD:
        why = "small"
    elif row.base and not row.activity and outside < THRESHOLD:
        why = "others"
    elif team >= TEAM and row.base and not row.activity and is_dominated(homes, inside):
        why = "voisin"
    return judged(Figure(row, inside, outside, None if why else _rounded(row, inside, secret), why))


def _rounded(row: Row, inside: frozenset[str], secret: bytes) -> int:
    value = rounded_set(row.fact, inside, secret)
    return min(value, row.most - row.most % BASE) if row.most >= THRESHOLD + BASE else value


def judged(figure: Figure) -> Figure:
    """With what may be deduced from it. A hidden cell is taken to be known as small, or as nearly everybody, when it is: the strongest reader."""
    total, few, value = figure.count + figure.outside, THRESHOLD - 1, figure.value
    if value is not None:
        most = total if figure.row.activity or not figure.row.base else total - THRESHOLD
        low, high = max(THRESHOLD, value - BASE + 1), min(value + BASE - 1, most)
    elif figure.why == "small":
        low, high = 0, min(few, total)
    elif figure.why == "others":
        low, high = max(0, total - few), total
    else:
        low, high = 0, total
    return replace(figure, low=low, high=high)


def as_earlier(figure: Figure, release: str) -> Earlier:
    """The cell as the next release finds it: counted by `release`, or by the one that it repeats."""
    return figure.repeats or Earlier(figure.value, figure.count, figure.homes, release)


def hide(figure: Figure, why: str) -> Figure:
    """The cell, hidden for this reason."""
    return judged(replace(figure, value=None, why=why))


def is_dominated(homes: Homes, inside: frozenset[str]) -> bool:
    """One voisin spoke with more than 85 % of these homes."""
    most = Counter(homes.voisin_of[key] for key in inside).most_common(1)
    return bool(most) and most[0][1] > DOMINANT * len(inside)


def _hide_beside(figures: list[Figure]) -> list[Figure]:
    """When one part alone is hidden, the smallest other is hidden with it: a subtraction would give it back."""
    hidden = [one for one in figures if one.value is None]
    shown = sorted((one for one in figures if one.value is not None), key=lambda one: one.count)
    if len(hidden) != 1 or not shown:
        return figures
    return [hide(one, "beside") if one is shown[0] else one for one in figures]


def _grown(figure: Figure, plan: Plan, zone: Zone, homes: Homes, before: Before) -> int | None:
    """How many homes entered the base of this cell since that base was last counted; None where that is not known."""
    earlier = before.get((plan.code, zone.buildings, plan.base))
    if earlier is None or figure.row.base != plan.base:
        return None
    return len(homes.with_fact(plan.base, zone.buildings) - earlier.homes)


def _repeat(figure: Figure, earlier: Earlier | None, grown: int | None) -> Figure:
    """The value of before, unless at least 11 homes came or went since it was counted, and not nearly all (R6).

    One home's correction is never seen, and homes that come few by few are seen once they are enough.
    """
    if earlier is None:
        return figure
    entered = len(figure.homes - earlier.homes)
    left = earlier.count - len(figure.homes & earlier.homes)
    few = entered < THRESHOLD and left < THRESHOLD
    nearly_all = grown is not None and grown > 0 and 0 <= grown - entered < THRESHOLD and not figure.row.activity
    if not few and not nearly_all and not 0 < entered < THRESHOLD and not 0 < left < THRESHOLD:
        return figure
    why = figure.why if not entered and not left else "again"
    return replace(figure, value=earlier.value, why=why, low=0, high=figure.count + figure.outside, repeats=earlier, few=few)


def share(value: int | None, base: int | None) -> int | None:
    """A whole percentage of two shown numbers; None under a shown base of 30 (R3)."""
    if value is None or base is None or base < PERCENT_BASE:
        return None
    return min(100, round(100 * value / base))


def sector_plans(plans: Sequence[Plan], contacted: int, mission: Mapping[tuple[str, str], int | None]) -> list[Plan]:
    """What may be told by sector: from 300 homes met, or the rows above 25 % of the mission (R4); sensitive rows never (R5).

    `mission`: (table, row) → share shown for the whole mission.
    """
    found = []
    for plan in plans:
        if not plan.sectors:
            continue
        rows = [row for row in plan.rows if row.sectors and (contacted >= SECTORS_FROM or (mission.get((plan.code, row.code)) or 0) > 25)]
        if rows:
            found.append(replace(plan, rows=tuple(rows), parts=plan.parts and len(rows) == len(plan.rows)))
    return found


SECTORS_FROM = 300
