"""The door of the room of tours."""

from palier.tours.actions import (
    TourPlanned,
    TourRefused,
    cancel_tour,
    change_tour,
    plan_tour,
    record_end,
    record_start,
    restore_tour,
)
from palier.tours.gates import tour_for
from palier.tours.models import DoorState, Tour, TourStop
from palier.tours.queries import TourRef, next_pass, states_at, tours_between, tours_carried_by, tours_named, tours_of, tours_on
from palier.tours.rules import phone_state, shown_days, shown_phone, slot_warnings

__all__ = [
    "DoorState",
    "Tour",
    "TourPlanned",
    "TourRef",
    "TourRefused",
    "TourStop",
    "cancel_tour",
    "change_tour",
    "next_pass",
    "phone_state",
    "plan_tour",
    "record_end",
    "record_start",
    "restore_tour",
    "shown_days",
    "shown_phone",
    "slot_warnings",
    "states_at",
    "tour_for",
    "tours_between",
    "tours_carried_by",
    "tours_named",
    "tours_of",
    "tours_on",
]
