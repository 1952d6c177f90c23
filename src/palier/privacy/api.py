"""The door of the room of privacy."""

from palier.privacy.actions import broken_receipts, note_erasure
from palier.privacy.gather import activities, fields_of_models, holdings
from palier.privacy.models import Erasure
from palier.privacy.register import JOINT, NEVER, Register, register, register_pdf, register_xlsx
from palier.privacy.rules.audit import Narrowed, Out, Told, Verdict, as_kept, audit, from_kept
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
from palier.privacy.rules.geography import differences, zones_at_odds
from palier.privacy.rules.homes import WHOLE, Home, Homes, Zone
from palier.privacy.rules.receipts import counted
from palier.privacy.rules.release import Asked, Planned, plan_release
from palier.privacy.rules.sectors import CONTACT_RATE, SECTOR_HOMES, Place, merge_small, propose_sectors, sector_names
from palier.privacy.rules.snapshots import check_snapshot, numbers_of
from palier.privacy.rules.tables import TEAM, WHY, Earlier, Figure, Plan, Row, Table, as_earlier, count_table, sector_plans, share
from palier.privacy.rules.words import may_be_said, may_check, problems_with

__all__ = [
    "BASE",
    "CONTACT_RATE",
    "JOINT",
    "NEVER",
    "PERCENT_BASE",
    "SECTOR_HOMES",
    "TEAM",
    "THRESHOLD",
    "VERSION",
    "WHOLE",
    "WHY",
    "Asked",
    "Cell",
    "Earlier",
    "Erasure",
    "Figure",
    "Home",
    "Homes",
    "Narrowed",
    "Out",
    "Place",
    "Plan",
    "Planned",
    "Register",
    "Row",
    "Table",
    "Told",
    "Verdict",
    "Zone",
    "activities",
    "as_earlier",
    "as_kept",
    "audit",
    "broken_receipts",
    "check_snapshot",
    "count_table",
    "counted",
    "differences",
    "fields_of_models",
    "from_kept",
    "holdings",
    "may_be_said",
    "may_check",
    "merge_small",
    "merged_languages",
    "note_erasure",
    "numbers_of",
    "percent",
    "plan_release",
    "problems_with",
    "propose_sectors",
    "register",
    "register_pdf",
    "register_xlsx",
    "released",
    "released_table",
    "released_total",
    "rounded_set",
    "sector_names",
    "sector_plans",
    "share",
    "zones_at_odds",
]
