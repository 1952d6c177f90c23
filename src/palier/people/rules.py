"""Rules of pairing a phone. Pure: no database, `now` is an argument."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeGuard

from palier.common.personal_data import Duration

# No 0/O, 1/I/L, 5/S, 8/B, U/V: ten characters that survive being read aloud on a landing. 24^10 is 46 bits,
# with ten minutes and five tries per network address; the QR carries the same code.
CODE_ALPHABET = "234679ACDEFGHJKMNPQRTWXY"
CODE_LENGTH = 10
CODE_LIFE = timedelta(minutes=10)
TRIES = 5
TRIES_FORGOTTEN_AFTER = timedelta(minutes=10)
TOKEN_SLIDING = timedelta(days=30)
TOKEN_ABSOLUTE = timedelta(days=90)
# Codes and wrong tries, once over.
CODES_KEPT = timedelta(days=1)
# What a phone said of itself, once it was closed. Source: security §4, line 16.
UNPAIRED_KEPT = Duration(months=6)
# After somebody left: the number to call her; her first name, on hours that are kept for a control. Source: security §4, line 10.
LEAVER_PHONE_KEPT = Duration(months=1)
LEAVER_FILE_KEPT = Duration(months=60)


def read_code(typed: str) -> str:
    """What a person typed, as it was written: capitals, no spaces or dashes."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def shown_code(code: str) -> str:
    """`7K3F 92M PQA`: a code in groups that can be read aloud."""
    return f"{code[:4]} {code[4:7]} {code[7:]}"


def fingerprint(secret: str) -> str:
    """What is kept of a code or a token: its SHA-256 (64 hex characters)."""
    return hashlib.sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PhoneReport:
    """What a phone says of itself: operations still held, the oldest, how many it ever wrote, its version, a promise kept.

    `lost`: operations that it once wrote and no longer has, by a count that it keeps elsewhere.
    """

    unsent: int
    oldest: datetime | None
    counter: int
    version: str
    persisted: bool | None
    lost: int = 0


def read_report(data: object) -> PhoneReport | None:
    """A report as sent; None when it is absent or makes no sense: it never makes a post fail."""
    if not isinstance(data, dict):
        return None
    unsent, counter, persisted = data.get("unsent"), data.get("counter"), data.get("persisted")
    if not _is_count(unsent) or not _is_count(counter) or persisted not in (True, False, None):
        return None
    version = data.get("version")
    text = version[:40].replace("\x00", "") if isinstance(version, str) else ""
    lost = data.get("lost", 0)
    return PhoneReport(int(unsent), _moment(data.get("oldest")), int(counter), text, persisted, int(lost) if _is_count(lost) else 0)


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31


def _moment(text: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        return moment if moment is not None and moment.tzinfo and 1990 < moment.year < 2200 else None
    except ValueError:
        return None
