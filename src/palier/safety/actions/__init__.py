"""Verbs of the room of safety."""

from palier.safety.actions.alarms import (
    AlarmRaised,
    AlarmRefused,
    close_alarm,
    note_mailed,
    raise_alarm,
    reopen_alarm,
    take_alarm,
)
from palier.safety.actions.avoid import AvoidingRefused, avoid_entrance, stop_avoiding
from palier.safety.actions.forget import forget_outings, forget_safety
from palier.safety.actions.outings import begin_outing, end_outing, raise_overdue, say_fine
from palier.safety.actions.settle import SettingsRefused, settle_site

__all__ = [
    "AlarmRaised",
    "AlarmRefused",
    "AvoidingRefused",
    "SettingsRefused",
    "avoid_entrance",
    "begin_outing",
    "close_alarm",
    "end_outing",
    "forget_outings",
    "forget_safety",
    "note_mailed",
    "raise_alarm",
    "raise_overdue",
    "reopen_alarm",
    "say_fine",
    "settle_site",
    "stop_avoiding",
    "take_alarm",
]
