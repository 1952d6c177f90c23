"""A release as the audit keeps it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


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
