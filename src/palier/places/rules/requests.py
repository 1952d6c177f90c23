"""What residents ask about their door. Pure: no database, today is an argument."""

from calendar import monthrange
from datetime import date, timedelta

from palier.common.codes import is_whole, read_typed
from palier.common.personal_data import Duration

RECEIPT_PAYLOAD, RECEIPT_LENGTH = 6, 7
# Rights are answered within one month. Source: RGPD art. 12(3).
RIGHTS = frozenset({"erase", "access", "rectify"})
# A door that our lists do not have is looked for by hand.
DAYS_TO_FIND = 3
UNUSUAL_AT_LEAST, UNUSUAL_SHARE = 4, 0.2
# After the answer. Source: security §4, line 8.
KEPT = timedelta(days=365)
REQUEST_DISPUTED = Duration(months=60)
# A marker is read again. Source: security §4, line 2; CNIL, three years.
OPPOSITION_REVIEWED = Duration(months=36)

# What each kind may be answered with; `done` is given at once when the door is known.
ANSWERS = {
    "stop": ("done", "not_found"),
    "pause": ("done", "not_found"),
    "erase": ("erased", "nothing_held", "not_found", "call_us"),
    "access": ("given", "nothing_held", "not_found", "call_us"),
    "rectify": ("rectified", "nothing_held", "not_found", "call_us"),
}
# Said only when it is known that who asks lives there.
NEEDS_PROOF = frozenset({"erased", "given", "rectified"})


def read_receipt(typed: str) -> str | None:
    """A receipt as it was typed, with its `R-` or without; None when its letters do not agree. A receipt may itself begin with R."""
    code = read_typed(typed)
    for one in (code, code.removeprefix("R")):
        if is_whole(one, RECEIPT_LENGTH):
            return one
    return None


def due_day(kind: str, today: date) -> date:
    """The last day for an answer: one month for a right, three days to find a door."""
    return one_month_after(today) if kind in RIGHTS else today + timedelta(days=DAYS_TO_FIND)


def one_month_after(day: date) -> date:
    """The same day of the next month, or that month's last."""
    year, month = divmod(day.year * 12 + day.month, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_unusual(asked: int, doors: int) -> bool:
    """True when so many doors of one entrance asked within a day that a person should look (DESIGN-SYSTEM §7.8).

    Everybody may ask; somebody may also ask for a neighbour. It is accepted all the same, and shown.
    """
    return asked >= UNUSUAL_AT_LEAST and asked > doors * UNUSUAL_SHARE
