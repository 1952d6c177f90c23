"""Telephone numbers as they are dialled, and as they are read aloud."""

import re

MAY_SEPARATE = " .-/\u00a0\u202f()"


def read_dialled(text: str) -> str | None:
    """A number as it is dialled, digits with at most one leading +: `15`, `3919`, `0199000011`. None when it is none."""
    kept = "".join(letter for letter in text if letter not in MAY_SEPARATE)
    digits = kept.removeprefix("+")
    return kept if digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 15 else None


def shown_number(dialled: str) -> str:
    """`01 99 00 00 11`, `39 19`, `112`, `+33 1 99 00 00 11`: with no-break spaces, so that a number is never cut in two."""
    lead = re.match(r"\+33(?=\d{9}$)", dialled)
    if lead:
        return f"+33\u00a0{dialled[3]}\u00a0{_by_two(dialled[4:])}"
    return _by_two(dialled) if dialled.isdigit() and len(dialled) in (4, 10) else dialled


def _by_two(digits: str) -> str:
    return "\u00a0".join(digits[at : at + 2] for at in range(0, len(digits), 2))
