"""Verbs of the room of partners."""

from palier.partners.actions.directory import ServiceRefused, add_partner, change_service, close_service, open_service
from palier.partners.actions.follow_ups import (
    Words,
    forget_again,
    forget_follow_ups,
    note_follow_up,
    note_try,
    open_follow_up,
    reopen_follow_up,
    settle_follow_up,
    withdraw_follow_up,
)
from palier.partners.actions.referrals import (
    StepRefused,
    move_appointment,
    move_referral,
    note_appointment,
    note_referral,
    take_back,
)

__all__ = [
    "ServiceRefused",
    "StepRefused",
    "Words",
    "add_partner",
    "change_service",
    "close_service",
    "forget_again",
    "forget_follow_ups",
    "move_appointment",
    "move_referral",
    "note_appointment",
    "note_follow_up",
    "note_referral",
    "note_try",
    "open_follow_up",
    "open_service",
    "reopen_follow_up",
    "settle_follow_up",
    "take_back",
    "withdraw_follow_up",
]
