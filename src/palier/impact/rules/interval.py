"""How sure a share is. Pure.

Source: Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212.
"""

from math import sqrt

Z_95 = 1.959964
# A printed count is its true value up or down to a multiple of five: four homes away at most (security §3, R3).
ROUNDING = 4


def wilson(count: float, of: float) -> tuple[float, float]:
    """The 95 % interval of a share `count / of`, between 0 and 1. Without anybody asked, everything is possible."""
    if of <= 0:
        return 0.0, 1.0
    share, spread = min(1.0, max(0.0, count / of)), Z_95**2 / of
    centre = (share + spread / 2) / (1 + spread)
    half = sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def printed_interval(value: int | None, base: int | None) -> tuple[int, int] | None:
    """The interval of a printed share, in whole percents, the rounding of both figures included; None when one is hidden.

    It says how far chance and rounding could have moved the share, had other doors opened; not that those who did not open think alike.
    """
    if value is None or not base:
        return None
    low, _ = wilson(max(0, value - ROUNDING), base + ROUNDING)
    _, high = wilson(min(value + ROUNDING, base), max(value, base - ROUNDING))
    return int(100 * low), min(100, -int(-100 * high // 1))
