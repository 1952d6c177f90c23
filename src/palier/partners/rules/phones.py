"""The number that a resident left, as it is read aloud and dialled from here."""

from palier.common.dialling import shown_number


def shown_phone(number: str) -> str:
    """`+33612345678` → `06 12 34 56 78`; another country's in groups of two, its country first; a service's as it was typed."""
    if number.startswith("+33") and len(number) == 12:
        return shown_number("0" + number[3:])
    if number.startswith("+"):
        return "+" + "\u00a0".join(number[start : start + 2] for start in range(1, len(number), 2))
    return shown_number(number)
