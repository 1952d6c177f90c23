"""The badge: its code, its tile, when it says yes."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from palier.common.codes import is_whole
from palier.tours.rules.badge import EARLY, LATE, badge_digest, code_of, tile_of, window_of

KEY = bytes(range(32))
FATOU, TOUR = UUID(int=1), UUID(int=2)
PARIS = ZoneInfo("Europe/Paris")


def test_the_same_shift_gives_the_same_code_and_anything_else_another() -> None:
    digest = badge_digest(KEY, FATOU, TOUR, 0)
    assert digest == badge_digest(KEY, FATOU, TOUR, 0)
    others = [
        badge_digest(KEY, UUID(int=3), TOUR, 0), badge_digest(KEY, FATOU, UUID(int=3), 0), badge_digest(KEY, FATOU, TOUR, 1),
        badge_digest(bytes(32), FATOU, TOUR, 0), badge_digest(KEY, TOUR, FATOU, 0),
    ]  # fmt: skip
    assert len({code_of(one) for one in (digest, *others)}) == 6


def test_codes_never_change_by_themselves() -> None:
    """What is printed on a phone today must be known after any later version: these are for ever."""
    digest = badge_digest(KEY, FATOU, TOUR, 0)
    assert (code_of(digest), tile_of(digest)) == ("2JRRET7N", "3cokd")


def test_ten_thousand_codes_are_whole_and_all_different() -> None:
    digests = [badge_digest(KEY, uuid4(), TOUR, 0) for _ in range(10_000)]
    codes = {code_of(one) for one in digests}
    assert len(codes) == 10_000
    assert all(is_whole(one, 8) for one in codes)


def test_tiles_can_be_told_apart() -> None:
    tiles = [tile_of(badge_digest(KEY, uuid4(), TOUR, 0)) for _ in range(5_000)]
    for tile in tiles:
        cells = [ord(one) - ord("a") for one in tile[1:]]
        assert tile[0] in "0123"
        assert all(0 <= one < 15 for one in cells)
        assert len({one % 3 for one in cells}) >= 2
        assert len({one // 3 for one in cells}) >= 2
    assert len(set(tiles)) > 4_800  # two voisins of one evening almost never share a tile


def test_a_digest_of_one_byte_still_finds_a_tile() -> None:
    assert len(tile_of(bytes(32))) == 5


def test_the_window_has_a_margin_on_both_sides() -> None:
    window = window_of(date(2026, 3, 12), time(17, 30), time(20, 0), PARIS)
    start, end = datetime(2026, 3, 12, 17, 30, tzinfo=PARIS), datetime(2026, 3, 12, 20, 0, tzinfo=PARIS)
    assert window.holds(start - EARLY)
    assert not window.holds(start - EARLY - timedelta(seconds=1))
    assert window.holds(end + LATE)
    assert not window.holds(end + LATE + timedelta(seconds=1))
    assert not window.holds(start + timedelta(days=1))


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 1.0), (date(2026, 10, 25), 3.0), (date(2026, 6, 1), 2.0)])
def test_the_night_when_the_clocks_change(day: date, hours: float) -> None:
    """1 h to 3 h on the clock of the wall lasts one hour in spring, three in autumn; the phone compares moments, not clocks."""
    window = window_of(day, time(1, 0), time(3, 0), PARIS)
    assert window.closes - window.opens == timedelta(hours=hours) + EARLY + LATE


def test_a_site_overseas_has_its_own_evening() -> None:
    window = window_of(date(2026, 3, 12), time(17, 30), time(20, 0), ZoneInfo("Indian/Reunion"))
    assert window.opens == datetime(2026, 3, 12, 13, 10, tzinfo=UTC)


def test_a_tour_said_to_be_over_closes_half_an_hour_later_and_never_later_than_its_slot() -> None:
    ended = datetime(2026, 3, 12, 18, 30, tzinfo=PARIS)
    early = window_of(date(2026, 3, 12), time(17, 30), time(20, 0), PARIS, ended)
    assert early.closes == ended + LATE
    late = window_of(date(2026, 3, 12), time(17, 30), time(20, 0), PARIS, ended + timedelta(hours=6))
    assert late.closes == datetime(2026, 3, 12, 20, 30, tzinfo=PARIS)


def test_a_contract_that_ends_tonight_ends_the_badge_and_one_that_ends_later_does_not() -> None:
    slot = (date(2026, 3, 12), time(17, 30), time(20, 0), PARIS)
    midnight = datetime(2026, 3, 13, 0, 0, tzinfo=PARIS)
    assert window_of(*slot, None, midnight) == window_of(*slot)
    assert window_of(*slot, None, datetime(2026, 3, 12, 18, 0, tzinfo=PARIS)).closes == datetime(2026, 3, 12, 18, 0, tzinfo=PARIS)
