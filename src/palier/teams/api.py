"""The door of the room of teams."""

from palier.teams.actions.agreement import set_agreement
from palier.teams.actions.availability import forget_availability, say_difference, say_usual_week
from palier.teams.actions.calendar import keep_school_holidays, make_feed, revoke_feeds, settle_calendar
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
from palier.teams.actions.forget_files import forget_files
from palier.teams.actions.hours import confirm_hours, correct_hours, declare_hours, note_hours
from palier.teams.actions.months import confirm_month, mark_exported, reopen_month, sign_month
from palier.teams.actions.recruitment import (
    Who,
    apply_for_it,
    change_candidate,
    decide,
    erase_candidate,
    forget_candidates,
    forget_candidates_again,
    hire_candidate,
    hold_interview,
    mark_answered,
    mets_of,
    plan_interview,
    read_candidate,
    recommend,
    tell_of_team,
    undo_decision,
    who_is,
)
from palier.teams.actions.seminars import (
    cancel_seminar,
    change_quote,
    change_seminar,
    forget_verbatims,
    hold_seminar,
    minute,
    note_consent,
    plan_seminar,
    quote,
    remove_point,
    settle_point,
    take_off_quote,
)
from palier.teams.actions.slots import answer_slot, ask_more, cancel_slot, change_slot, is_over, offer_slot, restore_slot
from palier.teams.actions.survey import answer_survey, forget_surveys, take_back_survey
from palier.teams.actions.training import (
    aim_at,
    ask_to_session,
    cancel_session,
    drop_aim,
    give_opinion,
    keep_module,
    move_session,
    note_attendance,
    plan_session,
    restore_session,
    retire_module,
    sign_attendance,
)
from palier.teams.booklet import booklet_pdf, certificate_pdf
from palier.teams.candidates import Candidate, Interview, TeamFact
from palier.teams.gates import (
    attendance_for,
    candidate_for,
    employment_for,
    equipment_for,
    hours_for,
    interview_for,
    may_recruit,
    module_for,
    paper_for,
    point_for,
    seminar_for,
    session_for,
    sheet_for,
    slot_ask_for,
    slot_for,
    slots_in_scope,
    verbatim_for,
)
from palier.teams.models import (
    Attendance,
    Contract,
    DeclaredHours,
    Employment,
    Equipment,
    HoursCorrection,
    MonthSheet,
    Paper,
    Seminar,
    SeminarPoint,
    Slot,
    SlotAsk,
    TrainingModule,
    TrainingSession,
    UsualWeek,
    Verbatim,
    WeekDifference,
    WorkAgreement,
)
from palier.teams.queries.availability import Availability, availability_of, said_by
from palier.teams.queries.calendar import (
    calendar_of,
    commune_breach,
    door_hours_of,
    feed_owner,
    open_feed,
    school_holidays,
    school_holidays_known_until,
    school_zone_of,
)
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
from palier.teams.queries.network import SiteTeam, network_teams, site_shares
from palier.teams.queries.recruitment import TeamPicture, candidates_of, candidates_on_board, candidates_to_be_erased, team_picture
from palier.teams.queries.seminars import agreed_quotes, open_actions, read_since, seminars_of
from palier.teams.queries.slots import asks_in_order, coming_to, places_left, slots_between, slots_for_phone, taken_slots
from palier.teams.queries.survey import survey_answers, survey_due
from palier.teams.queries.training import (
    Booklet,
    Plan,
    SiteTraining,
    Thought,
    booklet_of,
    born_of_training,
    modules_of,
    network_training,
    planned_sessions,
    plans_of,
    sessions_between,
    sessions_of,
    thought_of,
)
from palier.teams.rules.availability import PARTS, Can, Window
from palier.teams.rules.calendar import earliest_day, is_working_day, public_holidays
from palier.teams.rules.complementary import Agreement, Paid, Rise, most_in_month, rise_due
from palier.teams.rules.contract import MOTIVES, Terms, due_in_month, needs_waiver, terms_on
from palier.teams.rules.door_hours import DoorHours
from palier.teams.rules.payroll import PAY_ITEMS, PayLine, pay_lines
from palier.teams.rules.planning import Breach, Standing, check_plan
from palier.teams.rules.recruitment import (
    AGE_BANDS,
    GRID,
    MOMENTS,
    NEVER_WRITTEN,
    NOT_ASKED,
    OUTCOMES,
    REASONS,
    STAGES,
    answer_letter,
    erased_on,
    missing_languages,
    stage_of,
    waits_too_long,
)
from palier.teams.rules.school import SchoolFileRefused, SchoolHoliday, holidays_of_events, read_school_csv
from palier.teams.rules.sessions import may_sign
from palier.teams.rules.skills import ACTIVITIES, SKILLS
from palier.teams.rules.slots import COMES, Answer, State
from palier.teams.rules.survey import SCALED, WAVES, WORK_ANSWERS, agreeing, moved, working
from palier.teams.rules.survey import Answers as SurveyAnswers
from palier.teams.rules.training import TARGET, Share
from palier.teams.rules.worked import WORKED, Stretch, minutes_by_day, minutes_by_week, monday_of, month_days
from palier.teams.statement import statement_pdf

__all__ = [
    "ACTIVITIES", "COMES", "MOTIVES", "PARTS", "PAY_ITEMS", "SCALED", "SKILLS", "TARGET", "WAVES", "WORKED", "WORK_ANSWERS",
    "Agreement", "Answer", "Attendance", "Availability", "Booklet", "Breach", "Can", "Contract", "DeclaredHours", "DoorHours",
    "Employment", "Equipment", "HoursCorrection", "Missing", "Month", "MonthSheet", "Paid", "Paper", "PayLine", "Plan", "Rise",
    "SchoolFileRefused", "SchoolHoliday", "Seminar", "SeminarPoint", "Share", "SiteTeam", "SiteTraining", "Slot", "SlotAsk",
    "Standing", "State", "Stretch", "SurveyAnswers", "TeamRefused", "Terms", "Thought", "TrainingModule", "TrainingSession",
    "UsualWeek", "Verbatim", "WeekDifference", "Window", "Work", "WorkAgreement", "agreed_quotes", "agreeing", "agreement_of",
    "aim_at", "answer_slot", "answer_survey", "ask_more", "ask_to_session", "asks_in_order", "attendance_for", "availability_of",
    "begin_employment", "booklet_of", "booklet_pdf", "born_of_training", "calendar_of", "cancel_seminar", "cancel_session",
    "cancel_slot", "certificate_pdf", "change_quote", "change_seminar", "change_slot", "check_plan", "coming_to", "commune_breach",
    "confirm_hours", "confirm_month", "contract_minutes", "correct_hours", "declare_hours", "declared_between", "door_hours_of",
    "drop_aim", "due_in_month", "earliest_day", "employed_in", "employment_for", "end_employment", "equipment_for", "feed_owner",
    "forget_availability", "forget_files", "forget_surveys", "forget_verbatims", "give_opinion", "hand_equipment", "hold_seminar",
    "holidays_of_events", "hours_for", "is_over", "is_working_day", "keep_module", "keep_school_holidays", "make_feed",
    "mark_exported", "may_sign", "minute", "minutes_by_day", "minutes_by_week", "missing_from", "module_for", "modules_of",
    "monday_of", "month_days", "month_of", "month_totals", "month_works", "months_back", "months_of", "most_in_month",
    "move_session", "moved", "needs_waiver", "network_teams", "network_training", "note_attendance", "note_consent", "note_hours",
    "note_waiver", "offer_slot", "open_actions", "open_employment", "open_feed", "paper_for", "pay_lines",
    "places_left", "plan_seminar", "plan_session", "planned_sessions", "plans_of", "point_for", "public_holidays", "quote",
    "read_school_csv", "read_since", "receive_paper", "remove_point", "reopen_month", "restore_session", "restore_slot",
    "resume_employment", "retire_module", "revoke_feeds", "rise_due", "said_by", "say_difference", "say_usual_week",
    "school_holidays", "school_holidays_known_until", "school_zone_of", "seminar_for", "seminars_of", "session_for",
    "sessions_between", "sessions_of", "set_agreement", "set_contract", "settle_calendar", "settle_point", "sheet_for", "sheets_of",
    "sign_attendance", "sign_month", "site_shares", "slot_ask_for", "slot_for", "slots_between", "slots_for_phone",
    "slots_in_scope", "statement_pdf", "survey_answers", "survey_due", "take_back", "take_back_survey", "take_off_quote",
    "taken_slots", "terms_of", "terms_on", "thought_of", "training_shares", "verbatim_for", "withdraw_paper", "work_of",
    "worked_months", "worked_weeks", "working", "works_between",
]  # fmt: skip
# Recruitment.
__all__ += [
    "AGE_BANDS", "GRID", "MOMENTS", "NEVER_WRITTEN", "NOT_ASKED", "OUTCOMES", "REASONS", "STAGES", "Candidate", "Interview", "TeamFact", "TeamPicture", "Who",
    "answer_letter", "apply_for_it", "candidate_for", "candidates_of", "candidates_on_board", "candidates_to_be_erased", "change_candidate",
    "decide", "erase_candidate", "erased_on", "forget_candidates", "forget_candidates_again", "hire_candidate", "hold_interview", "interview_for",
    "mark_answered", "may_recruit", "mets_of", "missing_languages", "plan_interview", "read_candidate", "recommend", "stage_of", "team_picture",
    "tell_of_team", "undo_decision", "waits_too_long", "who_is",
]  # fmt: skip
