"""From the content of a release to what a page shows: the same numbers, sorted, with closed shutters where there are none.

Nothing is computed here but lengths of bars and lit windows. Pure. Source: security §3 (R2, R3, R5, R6).
"""

from dataclasses import dataclass
from typing import Any

Content = dict[str, Any]
WHOLE = "mission"
WINDOWS, ROW = 160, 20
# Tables whose first rows stand side by side, sector by sector.
SIDE_BY_SIDE = ("funnel", "needs")


@dataclass(frozen=True, slots=True)
class Bar:
    """One line: `value` is None behind shutters; `width` in hundredths of the base, for the eye only."""

    label: str
    value: int | None
    share: int | None
    width: int


@dataclass(frozen=True, slots=True)
class Chart:
    """One table of the whole mission: its finding as a title, its denominator, its lines, how many are hidden."""

    code: str
    title: str
    unit: str
    base_label: str
    base: int | None
    bars: tuple[Bar, ...]

    @property
    def hidden(self) -> int:
        """How many lines are behind shutters."""
        return sum(one.value is None for one in self.bars)

    @property
    def all_hidden(self) -> bool:
        """True when not one number may be read."""
        return self.hidden == len(self.bars)


@dataclass(frozen=True, slots=True)
class Sectors:
    """The same lines sector by sector: the only geography there is."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]


def charts_of(content: Content) -> list[Chart]:
    """The tables of the whole mission, in the order of the release. Questions keep the order of their answers, needs begin with the largest."""
    return [_chart(one) for one in content["tables"] if one["zone"]["code"] == WHOLE and one["rows"] and one["code"] != "funnel"]


def _chart(table: Content) -> Chart:
    base, rows = table["base"]["value"], table["rows"]
    most = base or max((row["value"] or 0 for row in rows), default=0) or 1
    bars = [Bar(row["label"], row["value"], row["share"], min(100, round(100 * (row["value"] or 0) / most))) for row in rows]
    if not table["code"].startswith("q-"):
        # Among the hidden ones the order of the list, which says nothing.
        bars.sort(key=lambda one: (one.value is None, -(one.value or 0)))
    return Chart(table["code"], table["title"], table["unit"], table["base"]["label"], base, tuple(bars))


def sectors_of(content: Content) -> Sectors | None:
    """The tables of the sectors as one; None when the mission has none."""
    found: dict[str, dict[tuple[str, str], int | None]] = {}
    names: dict[str, str] = {}
    columns: dict[tuple[str, str], str] = {}
    for table in content["tables"]:
        zone = table["zone"]
        if zone["code"] == WHOLE or table["code"] not in SIDE_BY_SIDE:
            continue
        names[zone["code"]] = zone["name"]
        for row in table["rows"]:
            columns[table["code"], row["code"]] = row["label"]
            found.setdefault(zone["code"], {})[table["code"], row["code"]] = row["value"]
    if not found:
        return None
    # A column closed everywhere teaches nothing: it is said once, in the table of the mission.
    kept = [key for key in columns if any(one.get(key) is not None for one in found.values())]
    rows = tuple((names[code], tuple(found[code].get(key) for key in kept)) for code in sorted(found, key=lambda one: names[one]))
    return Sectors("Secteur par secteur", tuple(columns[key] for key in kept), rows)


def funnel_of(content: Content) -> dict[str, int | None]:
    """Knocked, met, informed, of the whole mission; a key is absent when the release has no such line."""
    tables = [one for one in content["tables"] if one["code"] == "funnel" and one["zone"]["code"] == WHOLE]
    return {row["code"]: row["value"] for row in tables[0]["rows"]} if tables else {}


def languages_shown(content: Content) -> int:
    """How many languages have a number; the merged others count for none."""
    tables = [one for one in content["tables"] if one["code"] == "languages"]
    return sum(row["value"] is not None and row["code"] != "other" for row in tables[0]["rows"]) if tables else 0


def lit(doors: int, knocked: int | None) -> int:
    """How many of 160 windows are lit: one window is the same number of homes everywhere, and stands nowhere in particular."""
    return 0 if not doors or knocked is None else min(WINDOWS, round(WINDOWS * knocked / doors))
