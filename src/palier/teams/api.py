"""The door of the room of teams."""

from palier.teams.actions.agreement import set_agreement
from palier.teams.actions.employment import (
    TeamRefused,
    begin_employment,
    end_employment,
    hand_equipment,
    note_waiver,
    receive_paper,
    resume_employment,
    set_contract,
    take_back,
    withdraw_paper,
)
from palier.teams.actions.hours import confirm_hours, correct_hours, declare_hours, note_hours
from palier.teams.actions.months import confirm_month, mark_exported, reopen_month, sign_month
from palier.teams.gates import employment_for, equipment_for, hours_for, paper_for, sheet_for
from palier.teams.models import Contract, DeclaredHours, Employment, Equipment, HoursCorrection, MonthSheet, Paper, WorkAgreement
from palier.teams.queries.employment import Missing, agreement_of, contract_minutes, employed_in, missing_from, open_employment, terms_of
from palier.teams.queries.hours import (
    Work,
    declared_between,
    month_totals,
    month_works,
    training_shares,
    work_of,
    worked_months,
    worked_weeks,
    works_between,
)
from palier.teams.queries.months import Month, month_of, months_back, months_of, sheets_of
from palier.teams.queries.network import SiteTeam, network_teams
from palier.teams.rules.complementary import Agreement, Paid, Rise, most_in_month, rise_due
from palier.teams.rules.contract import MOTIVES, Terms, due_in_month, needs_waiver, terms_on
from palier.teams.rules.payroll import PAY_ITEMS, PayLine, pay_lines
from palier.teams.rules.planning import Breach, Standing, check_plan
from palier.teams.rules.training import TARGET, Share
from palier.teams.rules.worked import WORKED, Stretch, minutes_by_day, minutes_by_week, monday_of, month_days
from palier.teams.statement import statement_pdf

__all__ = [
    "MOTIVES", "PAY_ITEMS", "TARGET", "WORKED", "Agreement", "Breach", "Contract", "DeclaredHours", "Employment", "Equipment",
    "HoursCorrection", "Missing", "Month", "MonthSheet", "Paid", "Paper", "PayLine", "Rise", "Share", "SiteTeam", "Standing", "Stretch", "TeamRefused",
    "Terms", "Work", "WorkAgreement", "agreement_of", "begin_employment", "check_plan", "confirm_hours", "confirm_month", "contract_minutes",
    "correct_hours", "declare_hours", "declared_between", "due_in_month", "employed_in", "employment_for", "end_employment", "equipment_for",
    "hand_equipment", "hours_for", "mark_exported", "minutes_by_day", "minutes_by_week", "missing_from", "monday_of", "month_days", "month_of",
    "month_totals", "month_works", "months_back", "months_of", "most_in_month", "needs_waiver", "network_teams", "note_hours", "note_waiver", "open_employment", "paper_for",
    "pay_lines", "receive_paper", "reopen_month", "resume_employment", "rise_due", "set_agreement", "set_contract", "sheet_for", "sheets_of",
    "sign_month", "statement_pdf", "take_back", "terms_of", "terms_on", "training_shares", "withdraw_paper", "work_of", "worked_months", "worked_weeks", "works_between",
]  # fmt: skip
