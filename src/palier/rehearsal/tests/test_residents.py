"""The invented neighbourhood opens its doors as often as the calibration says."""

import random
from collections import Counter
from datetime import datetime

import pytest

from palier.rehearsal.residents import home_behind, knock, presence

EVENING, SATURDAY, LATE = datetime(2026, 3, 12, 18, 30), datetime(2026, 3, 14, 15, 0), datetime(2026, 3, 17, 16, 30)
SPOKEN = {"fr", "ar", "snk"}


def play(passes: list[datetime], homes: int = 6000) -> Counter:
    dice, states = random.Random(4), Counter()
    for number in range(homes):
        home, state = home_behind(1, str(number)), "absent"
        for moment in passes:
            state = knock(home, moment, SPOKEN, dice)[0]
            if state not in ("absent", "not_now"):
                break
        states[state] += 1
    return states


def test_a_first_evening_meets_half() -> None:
    states = play([EVENING])
    assert 0.42 < states["met"] / 6000 < 0.56
    assert 0.36 < states["absent"] / 6000 < 0.5


def test_three_passes_in_three_slots_meet_seven_in_ten() -> None:
    assert 0.62 < play([EVENING, SATURDAY, LATE])["met"] / 6000 < 0.76


def test_daytime_only_meets_fewer() -> None:
    day = datetime(2026, 3, 12, 10, 30)
    assert play([day, day, day])["met"] < play([EVENING, SATURDAY, LATE])["met"]


@pytest.mark.parametrize(("moment", "level"), [(EVENING, 0.64), (SATURDAY, 0.50), (LATE, 0.52)])
def test_presence_keeps_its_level(moment: datetime, level: float) -> None:
    dice = random.Random(2)
    mean = sum(presence(moment, dice.gauss(0, 1)) for _ in range(20_000)) / 20_000
    assert abs(mean - level) < 0.02


def test_nobody_is_disturbed_on_sunday() -> None:
    assert presence(datetime(2026, 3, 15, 18, 0), 3.0) == 0


def test_the_same_door_is_the_same_home() -> None:
    assert home_behind(1, "a") == home_behind(1, "a")
    assert home_behind(1, "a") != home_behind(1, "b")
