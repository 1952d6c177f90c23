"""What the protection costs: how many cells are told on missions of some 300 homes met, and how far from the truth."""

from dataclasses import dataclass
from statistics import median

from tests.attack.population import MONTHS, THEMES, Mission, asked, make_mission
from tests.attack.rules import WHOLE, Planned, plan_release

HOMES = range(300, 361)


@dataclass(frozen=True)
class Utility:
    """Shares of cells that are told, and the median distance of a told cell to the truth, relative."""

    missions: int
    mission_cells: float
    sector_cells: float
    error: float
    mission_error: float
    sector_error: float
    tables: float


def missions_of_300(count: int, first: int = 0) -> list[Mission]:
    """Synthetic missions of ten buildings where 300 to 360 homes were met."""
    found: list[Mission] = []
    seed = first
    while len(found) < count:
        mission = make_mission(seed, buildings=10)
        if sum(one.month is not None for one in mission.lived) in HOMES:
            found.append(mission)
        seed += 1
    return found


def measure(count: int, first: int = 0) -> Utility:
    """The bilan of so many missions, audited. A cell of a sector frozen at signature that is merged or left out counts as not told."""
    whole: list[bool] = []
    part: list[bool] = []
    errors: list[float] = []
    sector_errors: list[float] = []
    tables: list[int] = []
    for mission in missions_of_300(count, first):
        plan = plan_release(asked(mission, mission.until(MONTHS - 1)))
        assert not plan.problems, plan.problems
        tables.append(len(plan.tables))
        whole += [value for zone, value in _told(plan, errors) if zone == WHOLE]
        told = sum(value for zone, value in _told(plan, sector_errors, sectors=True) if zone != WHOLE)
        cells = len(THEMES) * len(mission.sectors)
        part += [True] * told + [False] * (cells - told)
    return Utility(
        count, sum(whole) / len(whole), sum(part) / max(1, len(part)), median(errors + sector_errors), median(errors), median(sector_errors),
        sum(tables) / count,
    )  # fmt: skip


def _told(plan: Planned, errors: list[float], *, sectors: bool = False) -> list[tuple[str, bool]]:
    cells = []
    for table in plan.tables:
        if table.plan.code != "needs" or (table.zone.code == WHOLE) == sectors:
            continue
        for one in table.figures:
            cells.append((table.zone.code, one.value is not None))
            if one.value is not None:
                errors.append(abs(one.value - one.count) / one.count)
    return cells
