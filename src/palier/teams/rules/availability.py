"""When a person says she can come: a usual week, and what differs from it. Clock times of the site, never a reason.

Source: domain V11; nobody has to say why (L3123-12 lets a part-timer refuse for the rest of her life).
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

# How the week is read at a glance, and what one tap on the phone means.
PARTS = (("morning", time(9), time(12)), ("afternoon", time(12), time(17)), ("evening", time(17), time(21)))


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """A piece of one day, from clock time to clock time; its end is after its start."""

    starts_at: time
    ends_at: time


@dataclass(frozen=True, slots=True)
class Difference:
    """From one day to another, both included: not there (`free` false), or there although it is not usual.

    Without a window, the whole day.
    """

    first: date
    last: date
    free: bool
    window: Window | None = None

    def on(self, day: date) -> bool:
        """True when it speaks of that day."""
        return self.first <= day <= self.last


# ISO weekday (1 is Monday) → windows.
Week = Mapping[int, Sequence[Window]]


class Can(StrEnum):
    """What a person said of a moment. `UNSAID` is not a no: nobody asked her yet."""

    FREE = "free"
    PARTLY = "partly"
    AWAY = "away"
    UNSAID = "unsaid"


WHOLE_DAY = Window(time.min, time.max)


def open_windows(week: Week | None, differences: Iterable[Difference], day: date) -> list[Window]:
    """The moments of a day when a person can come. What she added herself wins over what she crossed out."""
    found = merged((week or {}).get(day.isoweekday(), ()))
    spoken = [one for one in differences if one.on(day)]
    for one in spoken:
        if not one.free:
            found = without(found, one.window or WHOLE_DAY)
    return merged([*found, *(one.window or WHOLE_DAY for one in spoken if one.free)])


def can_come(week: Week | None, differences: Collection[Difference], day: date, starts_at: time, ends_at: time) -> Can:
    """What she said of this moment. A slot past midnight is looked at until midnight."""
    ends_at = ends_at if ends_at > starts_at else time.max
    asked = Window(starts_at, ends_at)
    left = [asked]
    for one in open_windows(week, differences, day):
        left = without(left, one)
    if not left:
        return Can.FREE
    if left != [asked]:
        return Can.PARTLY
    crossed = any(one.on(day) and not one.free and overlap(one.window or WHOLE_DAY, asked) for one in differences)
    return Can.AWAY if week is not None or crossed else Can.UNSAID


def merged(windows: Iterable[Window]) -> list[Window]:
    """The same moments, in order, with those that touch joined."""
    found: list[Window] = []
    for one in sorted(windows):
        if found and one.starts_at <= found[-1].ends_at:
            found[-1] = Window(found[-1].starts_at, max(found[-1].ends_at, one.ends_at))
        else:
            found.append(one)
    return found


def without(windows: Iterable[Window], gone: Window) -> list[Window]:
    """The same moments but for one piece of the day."""
    found = []
    for one in windows:
        if not overlap(one, gone):
            found.append(one)
            continue
        if one.starts_at < gone.starts_at:
            found.append(Window(one.starts_at, gone.starts_at))
        if gone.ends_at < one.ends_at:
            found.append(Window(gone.ends_at, one.ends_at))
    return found


def overlap(one: Window, other: Window) -> bool:
    """True when they share more than an instant."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at
