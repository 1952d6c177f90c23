"""Phone numbers as they are read aloud."""


def shown_phone(number: str) -> str:
    """`+33612345678` → `06 12 34 56 78`; another country's number in groups, its country first; a short one as it is."""
    if number.startswith("+33") and len(number) == 12:
        return _in_pairs("0" + number[3:])
    if number.startswith("+"):
        return f"+{_in_pairs(number[1:])}"
    return _in_pairs(number) if len(number) == 10 else number


def _in_pairs(digits: str) -> str:
    return " ".join(digits[start : start + 2] for start in range(0, len(digits), 2))


def read_service_phone(typed: str) -> str | None:
    """The number of a service as a person types it: digits only, with its + if any; None when it is not a number.

    Short numbers exist (39 49, 115). An empty text is a service without a phone.
    """
    text = typed.strip()
    digits = "".join(letter for letter in text if letter.isascii() and letter.isdigit())
    if any(not (letter.isascii() and letter.isdigit()) and letter not in " .-()/+\u00a0\u202f" for letter in text):
        return None
    if not digits:
        return "" if not text else None
    if text.startswith("+"):
        return f"+{digits}" if 8 <= len(digits) <= 15 else None
    return digits if len(digits) in (3, 4, 5, 6, 10) else None
