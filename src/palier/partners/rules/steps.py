"""What may follow what, for a referral and for an appointment. Source: domain b26 (consent → sent → seen → outcome)."""

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
