"""How long a network waits after wrong codes. Pure: the clock is an argument, in seconds.

The wait grows and is short at its longest: nobody can lock out those who share a network (AZ-05). Only a well-made code that
is nobody's counts: a slip of the finger is caught by the check character and costs nothing, a guess is not.
"""

import math
from dataclasses import dataclass, replace

FREE = 8
LONGEST_S = 60
FORGOTTEN_AFTER_S = 600


@dataclass(frozen=True, slots=True)
class Tries:
    """What is remembered of a network: how many counted tries, when the last one was."""

    counted: int = 0
    last_s: float = 0.0


def wait_s(tries: Tries, now_s: float, free: int = FREE) -> int:
    """Whole seconds still to wait before the next try; 0 when it may be now."""
    if now_s - tries.last_s > FORGOTTEN_AFTER_S or tries.counted < free:
        return 0
    delay = min(LONGEST_S, 2 ** (tries.counted - free + 1))
    return max(0, math.ceil(tries.last_s + delay - now_s))


def after_try(tries: Tries, now_s: float) -> Tries:
    """One more counted try. After ten quiet minutes the count starts again."""
    fresh = tries if now_s - tries.last_s <= FORGOTTEN_AFTER_S else Tries()
    return replace(fresh, counted=min(fresh.counted + 1, 1000), last_s=now_s)
