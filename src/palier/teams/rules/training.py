"""A fifth of the time in training: the association's promise to those it employs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from palier.teams.rules.worked import WORKED, Stretch

TARGET = Fraction(1, 5)


@dataclass(frozen=True, slots=True)
class Share:
    """Training among all that was worked, in minutes."""

    training: int
    worked: int

    @property
    def share(self) -> Fraction | None:
        """The part in training; None when nothing was worked."""
        return Fraction(self.training, self.worked) if self.worked else None

    @property
    def missing(self) -> int:
        """Minutes of training that would bring the share to the promise; they are worked time too. 0 once it is kept."""
        lack = TARGET * self.worked - self.training
        return max(0, -int(-lack // (1 - TARGET)))

    def __add__(self, other: "Share") -> "Share":
        return Share(self.training + other.training, self.worked + other.worked)


def training_share(stretches: Iterable[Stretch], until: date) -> Share:
    """The share over the twelve months that end with this day, for one person or for a team. Source: the association's FAQ, recruitment."""
    after = _year_before(until)
    by_sort: Counter[str] = Counter()
    for one in stretches:
        if after < one.day <= until and one.sort in WORKED:
            by_sort[one.sort] += one.minutes
    return Share(by_sort["training"], sum(by_sort.values()))


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)
