"""What may leave the association (house §6, security §3: R1, R2, R3, R8).

The unit is the home. A count is a multiple of five, or hidden; only the number of doors of the perimeter is exact.
"""

import hashlib
import hmac
from collections.abc import Collection, Mapping
from dataclasses import dataclass

THRESHOLD = 11
BASE = 5
PERCENT_BASE = 30
VERSION = "2026-12"


@dataclass(frozen=True)
class Cell:
    """A figure as it may be printed. `value` is None when it is hidden; `shown` is what is printed."""

    value: int | None

    @property
    def shown(self) -> str:
        """`45`, or `< 11`."""
        return f"< {THRESHOLD}" if self.value is None else str(self.value)


HIDDEN = Cell(None)


def released(count: int, total: int, key: str, secret: bytes) -> Cell:
    """One count of homes out of `total` homes: rounded to five, hidden under 11 or when fewer than 11 remain outside.

    Zero is hidden like one to ten. The rounding is unbiased and keyed: the same cell always gives the same value (R3).
    """
    if count < THRESHOLD or total - count < THRESHOLD:
        return HIDDEN
    return Cell(rounded(count, key, secret))


def released_total(count: int, key: str, secret: bytes) -> Cell:
    """A count that is itself the whole of a table: no complement to protect but the homes outside it."""
    return HIDDEN if count < THRESHOLD else Cell(rounded(count, key, secret))


def rounded(count: int, key: str, secret: bytes) -> int:
    """Up or down to a multiple of five, with the probability of its distance; never under 11 once released."""
    return _rounded(count, hmac.new(secret, f"{key}:{count}".encode(), hashlib.sha256).digest())


def rounded_set(fact: str, homes: Collection[str], secret: bytes) -> int:
    """The number of these homes, rounded: the same homes said to be the same thing give the same number to everybody (R3, R10).

    Unlike `rounded`, a table, a partner or a date changes nothing: no second drawing of one cell exists that could be averaged.
    """
    drawing = hmac.new(secret, fact.encode(), hashlib.sha256)
    for key in sorted(homes):
        drawing.update(b"\n" + key.encode())
    return _rounded(len(homes), drawing.digest())


def _rounded(count: int, draw: bytes) -> int:
    low = count - count % BASE
    if low == count:
        return count
    up = int.from_bytes(draw[:8], "big") / 2**64 < (count - low) / BASE
    return max(low + BASE if up else low, THRESHOLD + BASE - 1 - (THRESHOLD - 1) % BASE)


def released_table(counts: Mapping[str, int], total: int, key: str, secret: bytes) -> dict[str, Cell]:
    """Every cell of one table of parts of `total` homes.

    When one part alone is hidden and the parts add up to the total, the smallest other is hidden with it:
    otherwise a subtraction would give it back (security 3.2, second masking).
    """
    cells = {name: released(count, total, f"{key}:{name}", secret) for name, count in counts.items()}
    hidden = [name for name, cell in cells.items() if cell.value is None]
    open_ones = sorted((name for name in cells if name not in hidden), key=lambda name: counts[name])
    partition = sum(counts.values()) == total
    if partition and len(hidden) == 1 and open_ones and counts[hidden[0]]:
        cells[open_ones[0]] = HIDDEN
    return cells


def percent(part: Cell, whole: Cell) -> int | None:
    """A whole percentage of two released figures; None when one is hidden or the base is under 30."""
    if part.value is None or whole.value is None or whole.value < PERCENT_BASE:
        return None
    return min(100, round(100 * part.value / whole.value))


def merged_languages(counts: Mapping[str, int]) -> dict[str, int]:
    """Languages from 11 homes up; the smaller ones together under `other`, so that none is read by difference."""
    kept = {code: homes for code, homes in counts.items() if homes >= THRESHOLD and code != "other"}
    few = sum(counts.values()) - sum(kept.values())
    if few and few < THRESHOLD and len(kept) > 1:
        smallest = min((code for code in kept if code != "fr"), key=lambda code: kept[code], default=None)
        if smallest is not None:
            few += kept.pop(smallest)
    return {**kept, **({"other": few} if few else {})}
