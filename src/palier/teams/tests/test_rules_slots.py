"""Answers to a slot, hours of the commune, school holidays: rules alone."""

import json
from datetime import date, time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from palier.teams.rules.door_hours import DoorHours, door_breach
from palier.teams.rules.school import (
    SchoolFileRefused,
    SchoolHoliday,
    holidays_between,
    holidays_of_events,
    read_school_csv,
    zone_of,
)
from palier.teams.rules.slots import Answer, Outcome, State, after_answer

DATA = json.loads((Path(__file__).resolve().parents[1] / "data" / "school_holidays.json").read_text("utf-8"))["holidays"]


def heard(state: State, answer: Answer, *, left: int = 1, swapping: bool = False, broken: bool = False) -> Outcome:
    return after_answer(state, answer, left=left, swapping=swapping, broken=broken)


def test_a_yes_takes_a_place_or_waits_for_one() -> None:
    assert heard(State.WAITING, Answer.YES) == Outcome(State.ACCEPTED)
    assert heard(State.WAITING, Answer.YES, left=0) == Outcome(State.FULL)
    assert heard(State.FULL, Answer.YES) == Outcome(State.ACCEPTED)
    assert heard(State.REFUSED, Answer.YES) == Outcome(State.ACCEPTED)


def test_a_no_is_always_heard() -> None:
    for state in State:
        assert heard(state, Answer.NO, left=0, swapping=True, broken=True) == Outcome(State.REFUSED)
        assert heard(state, Answer.NONE) == Outcome(State.WAITING)


def test_a_swap_keeps_the_place_until_a_colleague_takes_it() -> None:
    assert heard(State.ACCEPTED, Answer.SWAP) == Outcome(State.SWAPPING)
    assert heard(State.WAITING, Answer.SWAP) == Outcome(State.WAITING)
    assert heard(State.WAITING, Answer.YES, left=0, swapping=True) == Outcome(State.ACCEPTED, frees=True)
    # Changed her mind: she comes after all.
    assert heard(State.SWAPPING, Answer.YES, left=0) == Outcome(State.ACCEPTED)
    # A place is free anyway: nobody's is taken.
    assert heard(State.WAITING, Answer.YES, left=1, swapping=True) == Outcome(State.ACCEPTED)


def test_a_yes_that_breaks_a_rule_is_held_and_takes_nobodys_place() -> None:
    assert heard(State.WAITING, Answer.YES, broken=True) == Outcome(State.HELD)
    assert heard(State.WAITING, Answer.YES, left=0, swapping=True, broken=True) == Outcome(State.HELD)
    # Who has a place already does not lose it for having said so again.
    assert heard(State.ACCEPTED, Answer.YES, broken=True) == Outcome(State.ACCEPTED)


ORDER = DoorHours(time(9), time(20), frozenset({1, 2, 3, 4, 5, 6}), holidays=False, order="arrêté du 3 mars 2024")


@pytest.mark.parametrize(
    ("day", "start", "end", "said"),
    [
        ("2026-03-03", "17:30", "20:00", None), ("2026-03-03", "09:00", "10:00", None), ("2026-03-03", "08:59", "10:00", "De 9 h à 20 h."),
        ("2026-03-03", "18:00", "20:01", "De 9 h à 20 h."), ("2026-03-03", "19:00", "01:00", "De 9 h à 20 h."),
        ("2026-03-01", "10:00", "11:00", "lundi, mardi"), ("2026-07-14", "10:00", "11:00", "Un autre jour."),
    ],
)  # fmt: skip
def test_the_commune_is_respected(day: str, start: str, end: str, said: str | None) -> None:
    found = door_breach(ORDER, date.fromisoformat(day), time.fromisoformat(start), time.fromisoformat(end))
    assert (found is None) if said is None else (found is not None and said in found.allowed.replace("\u00a0", " "))
    assert found is None or found.source == "arrêté du 3 mars 2024"


def test_without_an_order_everything_is_allowed() -> None:
    assert door_breach(DoorHours(), date(2026, 3, 1), time(7), time(23)) is None
    assert door_breach(DoorHours(ends_at=time(20)), date(2026, 3, 3), time(6), time(20)) is None


def test_each_department_has_its_zone() -> None:
    assert [zone_of(one) for one in ("69", "59", "93", "75", "13", "33", "2A", "974")] == ["A", "B", "C", "C", "B", "A", "", ""]
    mainland = {f"{one:02d}" for one in range(1, 96)} - {"20"}
    assert {one for one in mainland if not zone_of(one)} == set()


def test_the_holidays_that_come_with_the_software() -> None:
    found = [SchoolHoliday(one["zone"], date.fromisoformat(one["first"]), date.fromisoformat(one["last"]), one["name"]) for one in DATA]
    # Source: the calendar of 2025-2026 (arrêté du 7 décembre 2022): winter in three waves, Christmas together.
    day = date(2026, 2, 16)
    assert [zone for zone in "ABC" if holidays_between(found, zone, day, day)] == ["A", "B"]
    assert holidays_between(found, "C", date(2026, 3, 9), date(2026, 4, 17)) == []
    assert {one.last for one in found if one.first == date(2026, 12, 19)} == {date(2027, 1, 3)}
    for zone in "ABC":
        mine = sorted(one for one in found if one.zone == zone)
        assert all(one.last < after.first for one, after in pairwise(mine))
        assert [mine[0].first.year, mine[-1].last] == [2024, date(2028, 8, 31)]
        # They begin on a day without school after a last class, and last less than a summer.
        assert all(timedelta(1) <= one.last - one.first <= timedelta(65) for one in mine)


CSV = """description;population;date_debut;date_fin;location;zones;annee_scolaire
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Créteil;Zone C;2026-2027
Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Paris;Zone C;2026-2027
Prérentrée;Enseignants;2026-08-30T22:00:00+00:00;2026-08-31T22:00:00+00:00;Paris;Zone C;2026-2027
Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Corse;Corse;2026-2027
Début des Vacances d'Été;-;2027-07-02T22:00:00+00:00;2027-07-02T22:00:00+00:00;Paris;Zone C;2026-2027
"""


def test_the_ministrys_file_is_read_across_the_change_of_clock() -> None:
    text = CSV.replace("date_debut", "Date de début").replace("date_fin", "Date de fin")
    assert read_school_csv(text) == read_school_csv(CSV.replace("date_debut", "start_date").replace("date_fin", "end_date"))
    assert read_school_csv(text) == [
        SchoolHoliday("C", date(2026, 10, 17), date(2026, 11, 1), "Vacances de la Toussaint"),
        SchoolHoliday("C", date(2027, 7, 3), date(2027, 8, 31), "Début des Vacances d'Été"),
    ]


def test_the_ministrys_calendars_are_read() -> None:
    winter, summer = (date(2027, 2, 6), date(2027, 2, 21)), (date(2027, 7, 3), date(2027, 7, 3))
    of_file = holidays_of_events(
        [(*winter, "Vacances d'Hiver"), (*summer, "Vacances d'été"), (*summer, "Rentrée scolaire des élèves")], "Zone-C"
    )
    assert of_file == [SchoolHoliday("C", *winter, "Vacances d'Hiver"), SchoolHoliday("C", summer[0], date(2027, 8, 31), "Vacances d'été")]
    titled = holidays_of_events([(*winter, "Vacances d'Hiver - Zones A et B"), (*summer, "Pont des enseignants - Zone C")], "calendrier")
    assert [(one.zone, one.name) for one in titled] == [("A", "Vacances d'Hiver"), ("B", "Vacances d'Hiver")]
    with pytest.raises(SchoolFileRefused):
        holidays_of_events([(*winter, "Vacances d'Hiver")], "calendrier")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "description;population;datededebut;datedefin;zones\nx;-;hier;demain;Zone A\n", ""])
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(SchoolFileRefused):
        read_school_csv(text)
