"""The rules under attack: the ones that releases are made with, named here so that the attack needs no database."""

from palier.privacy.rules.cells import THRESHOLD
from palier.privacy.rules.homes import WHOLE, Home, Homes, Zone
from palier.privacy.rules.release import Asked, Planned, plan_release
from palier.privacy.rules.sectors import Place, propose_sectors
from palier.privacy.rules.tables import Earlier, Plan, Row, Table, as_earlier, count_table

__all__ = [
    "THRESHOLD",
    "WHOLE",
    "Asked",
    "Earlier",
    "Home",
    "Homes",
    "Place",
    "Plan",
    "Planned",
    "Row",
    "Table",
    "Zone",
    "as_earlier",
    "count_table",
    "plan_release",
    "propose_sectors",
]
