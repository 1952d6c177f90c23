"""Lines for the payroll: hundredths of hours under the codes of whoever makes the payslips."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# What the payroll hears of, and its name in the export when it has no code of its own.
PAY_ITEMS = {
    "plain": "heures du contrat", "at_10": "heures complémentaires +10 %", "at_25": "heures complémentaires +25 %",
    "sick": "arrêt maladie", "leave": "congé", "due": "heures dues au contrat",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PayLine:
    """One item of one person's month."""

    item: str
    code: str
    minutes: int

    @property
    def hours(self) -> Decimal:
        """Hours with two decimals, the payroll's way: 1 h 40 is 1.67."""
        return (Decimal(self.minutes) / 60).quantize(Decimal("0.01"), ROUND_HALF_UP)


def pay_lines(figures: Mapping[str, Any], codes: Mapping[str, str]) -> list[PayLine]:
    """The items of a confirmed month that are not nothing. Hours over the cap are owed all the same, at +25 %. Source: L3123-29."""
    paid, sorts = figures["paid"], figures["sorts"]
    minutes = {
        "plain": paid["plain"], "at_10": paid["at_10"], "at_25": paid["at_25"] + paid["beyond"],
        "sick": sorts.get("sick", 0), "leave": sorts.get("leave", 0), "due": figures["due"],
    }  # fmt: skip
    return [PayLine(item, codes.get(item) or name, minutes[item]) for item, name in PAY_ITEMS.items() if minutes[item]]
