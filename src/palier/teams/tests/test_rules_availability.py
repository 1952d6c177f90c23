"""What a person said of her week: no database, any day of the year."""

from datetime import date, time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from palier.teams.rules.availability import Can, Difference, Window, can_come, merged, open_windows, without

TUESDAY = date(2026, 3, 3)
EVENING = Window(time(17), time(21))
WEEK = {2: [Window(time(12), time(17)), EVENING], 6: [Window(time(9), time(12))]}


def can(start: str, end: str, *differences: Difference, day: date = TUESDAY, week: object = WEEK) -> Can:
    return can_come(week, differences, day, time.fromisoformat(start), time.fromisoformat(end))  # type: ignore[arg-type]


def test_two_parts_that_touch_are_one_moment() -> None:
    assert open_windows(WEEK, [], TUESDAY) == [Window(time(12), time(21))]
    assert can("16:00", "18:00") == Can.FREE
    assert can("20:00", "22:00") == Can.PARTLY
    assert can("09:00", "11:00") == Can.AWAY
    assert can("09:00", "11:00", day=date(2026, 3, 7)) == Can.FREE


def test_nothing_said_is_not_a_no() -> None:
    assert can("17:00", "19:00", week=None) == Can.UNSAID
    assert can("17:00", "19:00", Difference(TUESDAY, TUESDAY, free=False), week=None) == Can.AWAY
    assert can("17:00", "19:00", Difference(TUESDAY, TUESDAY, free=True, window=EVENING), week=None) == Can.FREE
    # Away in the morning says nothing of the evening.
    assert can("17:00", "19:00", Difference(TUESDAY, TUESDAY, free=False, window=Window(time(8), time(12))), week=None) == Can.UNSAID


def test_a_difference_goes_from_its_first_day_to_its_last_over_the_end_of_a_month() -> None:
    away = Difference(date(2026, 2, 27), date(2026, 3, 3), free=False)
    assert can("17:30", "19:00", away) == Can.AWAY
    assert can("17:30", "19:00", away, day=date(2026, 3, 10)) == Can.FREE
    assert can("17:30", "19:00", Difference(TUESDAY, TUESDAY, False, Window(time(17), time(18)))) == Can.PARTLY
    # The evening she added herself wins over the holidays she crossed out.
    assert can("17:30", "19:00", away, Difference(TUESDAY, TUESDAY, True, EVENING)) == Can.FREE


def test_the_days_when_the_clock_changes_are_days_like_others() -> None:
    sunday = {7: [EVENING]}
    for day in (date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)):
        assert can("17:00", "21:00", day=day, week={day.isoweekday(): [EVENING]}) == Can.FREE
    assert can("17:00", "21:00", day=date(2026, 3, 29), week=sunday) == Can.FREE


def test_a_slot_past_midnight_is_looked_at_until_midnight() -> None:
    assert can("20:00", "01:00", Difference(TUESDAY, TUESDAY, True)) == Can.FREE
    assert can("20:00", "01:00") == Can.PARTLY


clocks = st.times().map(lambda one: one.replace(second=0, microsecond=0))
windows = st.tuples(clocks, clocks).filter(lambda two: two[0] != two[1]).map(lambda two: Window(min(two), max(two)))


@given(st.lists(windows, max_size=6), windows)
def test_moments_never_overlap_and_what_is_taken_away_is_gone(some: list[Window], gone: Window) -> None:
    left = without(merged(some), gone)
    for one, after in pairwise(merged(some)):
        assert one.ends_at < after.starts_at
    assert all(one.starts_at < one.ends_at and (one.ends_at <= gone.starts_at or one.starts_at >= gone.ends_at) for one in left)
    assert can_come({2: some}, [Difference(TUESDAY, TUESDAY, False)], TUESDAY, gone.starts_at, gone.ends_at) == Can.AWAY
