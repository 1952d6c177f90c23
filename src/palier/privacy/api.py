"""The door of the room of privacy."""

from palier.privacy.actions import broken_receipts, note_erasure
from palier.privacy.gather import activities, fields_of_models, holdings
from palier.privacy.models import Erasure
from palier.privacy.register import JOINT, NEVER, Register, register, register_pdf, register_xlsx
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
from palier.privacy.rules.receipts import counted
from palier.privacy.rules.tables import TEAM, WHY, Earlier, Figure, Plan, Row, Table, count_table, sector_plans, share

__all__ = [
    "BASE",
    "JOINT",
    "NEVER",
    "PERCENT_BASE",
    "TEAM",
    "THRESHOLD",
    "VERSION",
    "WHOLE",
    "WHY",
    "Cell",
    "Earlier",
    "Erasure",
    "Figure",
    "Home",
    "Homes",
    "Plan",
    "Register",
    "Row",
    "Table",
    "Zone",
    "activities",
    "broken_receipts",
    "count_table",
    "counted",
    "fields_of_models",
    "holdings",
    "merged_languages",
    "note_erasure",
    "percent",
    "register",
    "register_pdf",
    "register_xlsx",
    "released",
    "released_table",
    "released_total",
    "rounded_set",
    "sector_plans",
    "share",
]
