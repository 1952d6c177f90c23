"""What may follow what, for a referral and for an appointment. Source: domain b26 (consent → sent → seen → outcome)."""

from datetime import date

# A step may be skipped (the service tells at once that it saw somebody); a closed one may be taken back.
REFERRAL_NEXT: dict[str, tuple[str, ...]] = {
    "agreed": ("sent", "seen", "solved", "unsolved"),
    "sent": ("seen", "solved", "unsolved"),
    "seen": ("solved", "unsolved"),
    "solved": (),
    "unsolved": (),
    "withdrawn": (),
}
APPOINTMENT_NEXT: dict[str, tuple[str, ...]] = {
    "asked": ("booked", "cancelled"),
    "booked": ("kept", "missed", "cancelled"),
    "kept": (),
    "missed": (),
    "cancelled": (),
    "withdrawn": (),
}
CLOSED = frozenset({"solved", "unsolved", "withdrawn", "kept", "missed", "cancelled"})

# After so many days at one step, somebody should ask: to hand over, to be told that it arrived, to learn what came of it. Our choice.
WAITS_DAYS = {"agreed": 3, "sent": 21, "seen": 42}


def stands_still(state: str, since: date, today: date) -> int:
    """How many days too long a referral has stood at its step since `since`; 0 while it is in time, or closed."""
    return max(0, (today - since).days - WAITS_DAYS[state]) if state in WAITS_DAYS else 0
