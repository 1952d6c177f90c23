"""Rules of hours. Pure."""

from datetime import time


def declared_length(starts_at: time, ends_at: time) -> int:
    """Minutes from one clock time to another; past midnight when the end comes before the start (at most 24 h)."""
    start, end = starts_at.hour * 60 + starts_at.minute, ends_at.hour * 60 + ends_at.minute
    return (end - start) % 1440
