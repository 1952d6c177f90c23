"""The day and slot of a visit, whatever the phone's clock says."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from palier.visits.rules.clock import clock_offset_s, when_of

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 3, 12)


def test_the_slot_is_told_in_the_site_s_own_hour() -> None:
    found = when_of(datetime(2026, 3, 12, 17, 40, tzinfo=UTC), PARIS, DAY, time(17, 30))
    assert (found.day, found.slot, found.flagged) == (DAY, "thu-18", False)


def test_after_midnight_is_still_the_evening_before() -> None:
    found = when_of(datetime(2026, 3, 13, 0, 20, tzinfo=PARIS), PARIS, DAY, time(17, 30))
    assert (found.day, found.flagged) == (DAY, False)


@pytest.mark.parametrize("days", [-400, -30, -2, 2, 30, 400])
def test_a_clock_off_by_days_changes_nothing_but_a_flag(days: int) -> None:
    claimed = datetime(2026, 3, 12, 18, 0, tzinfo=PARIS) + timedelta(days=days)
    found = when_of(claimed, PARIS, DAY, time(17, 30))
    assert (found.day, found.slot, found.flagged) == (DAY, "thu-17", True)


def test_the_ends_of_time_are_flagged_not_fatal() -> None:
    assert when_of(datetime(1, 1, 1, tzinfo=UTC), ZoneInfo("America/Guadeloupe"), DAY, time(9)).flagged


def test_offset_is_bounded() -> None:
    now = datetime(2026, 3, 12, tzinfo=UTC)
    assert clock_offset_s(now + timedelta(minutes=3), now) == 180
    assert clock_offset_s(datetime(1, 1, 2, tzinfo=UTC), now) == -10 * 366 * 86400
