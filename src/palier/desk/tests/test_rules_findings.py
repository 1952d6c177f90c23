"""The sentences that charts are titled with."""

from datetime import date, timedelta

from palier.desk.charts.findings import conversations_title, languages_title, pace, slots, slots_title

START, END = date(2026, 2, 9), date(2026, 3, 28)


def knocks(days: int, each: int) -> dict[str, int]:
    return {(START + timedelta(days=n)).isoformat(): each for n in range(days)}


def test_nothing_is_foretold_in_the_first_week() -> None:
    assert pace(knocks(4, 20), START, END, 640, START + timedelta(days=5)).title == "Trop tôt pour prévoir"


def test_a_good_pace_says_the_day() -> None:
    found = pace(knocks(30, 16), START, END, 640, START + timedelta(days=30))
    assert found.done == 480
    assert found.title.startswith("À ce rythme, l’objectif est tenu le")
    assert found.late_days == 0


def test_a_slow_pace_says_what_lacks() -> None:
    found = pace(knocks(30, 6), START, END, 640, START + timedelta(days=30))
    assert "il manquera" in found.title
    assert found.late_days > 0


def test_a_reached_target_says_so() -> None:
    assert pace(knocks(30, 30), START, END, 640, END).title == "L’objectif est atteint"


def test_slots_need_eleven_knocks() -> None:
    counts = {"tue-18:knocks": 50, "tue-18:contacts": 31, "thu-18:knocks": 40, "thu-18:contacts": 25, "mon-17:knocks": 30, "mon-17:contacts": 9,
              "sat-10:knocks": 10, "sat-10:contacts": 10}  # fmt: skip
    found = slots(counts)
    assert found[5, 10].rate is None
    assert found[1, 18].rate == 62
    assert slots_title(found) == "Les portes s’ouvrent le mardi et le jeudi, après 18 h"
    assert "trop peu" in slots_title(slots({"tue-18:knocks": 3}))


def test_words_for_shares() -> None:
    assert conversations_title(268, 512) == "268 conversations, une porte sur deux"
    assert conversations_title(0, 0) == "Pas encore de conversation"
    assert languages_title({"fr": 66, "ar": 20, "tr": 14}) == "Une conversation sur trois en autre langue"
    assert "Trop peu" in languages_title({"fr": 4})
