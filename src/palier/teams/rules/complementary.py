"""Hours beyond the contract: how many, how they are paid, when the contract itself must follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from palier.teams.rules.contract import weekly

WINDOW, PERIOD = 12, 15
TOO_MUCH_A_WEEK = 120


@dataclass(frozen=True, slots=True)
class Agreement:
    """What an agreement changes; without one, the law's own figures.

    `cap` is the part of the contract that may be added in a month. Source: L3123-28 (a tenth), L3123-20 (a third, by agreement).
    """

    cap: Fraction = Fraction(1, 10)
    notice_days: int = 7
    breaks: int = 1
    break_minutes: int = 120

    def __post_init__(self) -> None:
        if not 0 <= self.cap <= Fraction(1, 3):
            raise ValueError("un tiers au plus (L3123-20)")
        if self.notice_days < 3:
            raise ValueError("trois jours au moins (L3123-24)")


@dataclass(frozen=True, slots=True)
class Paid:
    """A month's minutes as they are paid. `beyond` were worked over the cap: paid like the second part, and out of line."""

    plain: int
    at_10: int
    at_25: int
    beyond: int

    @property
    def worked(self) -> int:
        """All of them."""
        return self.plain + self.at_10 + self.at_25 + self.beyond

    @property
    def complementary(self) -> int:
        """Those beyond the contract."""
        return self.worked - self.plain

    @property
    def weighted(self) -> Fraction:
        """Minutes to pay, raises included."""
        return self.plain + Fraction(11, 10) * self.at_10 + Fraction(5, 4) * (self.at_25 + self.beyond)


def most_in_month(due: int, agreement: Agreement) -> int:
    """The most minutes that a month may hold. Source: L3123-28, L3123-20."""
    return due + int(due * agreement.cap)


def paid(worked: int, due: int, agreement: Agreement) -> Paid:
    """How a month's minutes are paid: +10 % within the first tenth, +25 % beyond. Source: L3123-29."""
    plain = min(worked, due)
    extra = worked - plain
    allowed = most_in_month(due, agreement) - due
    at_10 = min(extra, due // 10, allowed)
    at_25 = min(extra, allowed) - at_10
    return Paid(plain, at_10, at_25, extra - at_10 - at_25)


@dataclass(frozen=True, slots=True)
class Rise:
    """The contract must be raised to the mean really worked, unless the person says no. `weeks` are the Mondays that count."""

    weeks: tuple[date, ...]
    mean_week: Fraction
    monthly_minutes: int


def rise_due(by_week: Mapping[date, int], last_week: date, monthly_minutes: int) -> Rise | None:
    """Whether twelve weeks of the fifteen that end with this one are two hours a week over the contract, or more.

    `by_week`: Monday → minutes. Twelve weeks in a row are twelve of fifteen. Source: L3123-13.
    """
    heaviest = _heaviest(by_week, last_week, PERIOD, WINDOW)
    mean = Fraction(sum(minutes for _, minutes in heaviest), WINDOW)
    if mean < weekly(monthly_minutes) + TOO_MUCH_A_WEEK:
        return None
    return Rise(tuple(sorted(week for week, _ in heaviest)), mean, round(mean * 52 / 12))


def most_before_rise(by_week: Mapping[date, int], week: date, monthly_minutes: int) -> int | None:
    """The most minutes this week may hold before the contract must follow. None when it must already, whatever this week holds."""
    others = _heaviest(by_week, week - timedelta(weeks=1), PERIOD - 1, WINDOW)
    limit = WINDOW * (weekly(monthly_minutes) + TOO_MUCH_A_WEEK)
    if sum(minutes for _, minutes in others) >= limit:
        return None
    left = limit - sum(minutes for _, minutes in others[: WINDOW - 1])
    # The limit itself is too much: the last whole minute under it.
    return -(-left.numerator // left.denominator) - 1


def _heaviest(by_week: Mapping[date, int], last_week: date, period: int, size: int) -> Sequence[tuple[date, int]]:
    weeks = [last_week - timedelta(weeks=n) for n in range(period)]
    return sorted(((week, by_week.get(week, 0)) for week in weeks), key=lambda one: (-one[1], one[0]))[:size]
