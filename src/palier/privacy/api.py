"""The door of the room of privacy."""

from palier.privacy.rules.cells import (
    BASE,
    PERCENT_BASE,
    THRESHOLD,
    VERSION,
    Cell,
    merged_languages,
    percent,
    released,
    released_table,
    released_total,
    rounded_set,
)
from palier.privacy.rules.homes import WHOLE, Home, Homes, Zone
from palier.privacy.rules.tables import TEAM, WHY, Earlier, Figure, Plan, Row, Table, count_table, sector_plans, share

__all__ = [
    "BASE",
    "PERCENT_BASE",
    "TEAM",
    "THRESHOLD",
    "VERSION",
    "WHOLE",
    "WHY",
    "Cell",
    "Earlier",
    "Figure",
    "Home",
    "Homes",
    "Plan",
    "Row",
    "Table",
    "Zone",
    "count_table",
    "merged_languages",
    "percent",
    "released",
    "released_table",
    "released_total",
    "rounded_set",
    "sector_plans",
    "share",
]
