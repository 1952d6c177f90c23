"""The badge of one outing: a code that a resident can check, and a cement tile to compare without reading.

Both come from one HMAC over the voisin, the tour and how many of her phones were closed as lost: nothing is stored, a tour
that changes its hours keeps its code, and a stolen phone shows codes that nobody knows any more.
Source: DESIGN-SYSTEM §7.6; domain b30; CIVIGAZ ("taken for sellers", domain §2).
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from palier.common.codes import letters_of

# Seven characters and one that checks them: 23^7 is 3.4 thousand million codes, for a few hundred that are good at a time.
PAYLOAD, LENGTH = 7, 8
CODES = 23**PAYLOAD
EARLY, LATE = timedelta(minutes=20), timedelta(minutes=30)
SHAPES, COLOURS, PALETTES, CELLS = 5, 3, 4, 4


def badge_digest(key: bytes, voisin: UUID, tour: UUID, closed_phones: int) -> bytes:
    """The 32 bytes that code and tile are read from. `key` is the server's secret."""
    return hmac.digest(key, b"badge-1" + voisin.bytes + tour.bytes + closed_phones.to_bytes(4, "big"), "sha256")


def code_of(digest: bytes) -> str:
    """Eight characters: seven from the digest and one that checks them."""
    return letters_of(number_in(digest), PAYLOAD)


def number_in(digest: bytes) -> int:
    """The number that a code writes: quick to compare with the thousands of others of a fortnight."""
    return int.from_bytes(digest[:8], "big") % CODES


def tile_of(digest: bytes) -> str:
    """The tile as five characters: a palette (`0` to `3`), then four cells, each a shape and a colour (`a` to `o`).

    Never a tile of one colour or one shape: those look alike from behind a peephole.
    """
    seed = digest[16:]
    while True:
        for start in range(0, len(seed) - CELLS, CELLS + 1):
            cells = [byte % (SHAPES * COLOURS) for byte in seed[start + 1 : start + 1 + CELLS]]
            if _is_telling(cells):
                return str(seed[start] % PALETTES) + "".join(chr(ord("a") + cell) for cell in cells)
        seed = hashlib.sha256(seed).digest()


def _is_telling(cells: list[int]) -> bool:
    return len(set(cells)) >= 3 and len({cell % COLOURS for cell in cells}) >= 2 and len({cell // COLOURS for cell in cells}) >= 2


@dataclass(frozen=True, slots=True)
class Window:
    """When a code says yes: from `opens` to `closes`, both aware; `ends_at` is the hour told to residents."""

    opens: datetime
    closes: datetime
    ends_at: time

    def holds(self, now: datetime) -> bool:
        """True while the voisin is in visit."""
        return self.opens <= now <= self.closes


def window_of(
    day: date, starts_at: time, ends_at: time, zone: ZoneInfo, ended_at: datetime | None = None, left_at: datetime | None = None
) -> Window:
    """The slot of a tour with a margin: one arrives early, and a conversation lasts. In UTC, so that a night of summer time
    has its true length. A tour that was said to be over closes half an hour after; a contract that ended, at once.
    """
    opens = datetime.combine(day, starts_at, zone).astimezone(UTC) - EARLY
    closes = datetime.combine(day, ends_at, zone).astimezone(UTC) + LATE
    if ended_at is not None:
        closes = min(closes, ended_at.astimezone(UTC) + LATE)
    if left_at is not None:
        closes = min(closes, left_at.astimezone(UTC))
    return Window(opens, closes, ends_at)
