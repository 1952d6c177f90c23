"""Opening hours: twenty texts read right, those that cannot be read left alone."""

import csv
import json
from pathlib import Path

import pytest

from palier.partners.rules.opening import (
    Week,
    columns_as_text,
    packed,
    read_columns,
    read_osm,
    says_more,
    standing,
    unpacked,
    week_in_words,
)

EXAMPLES = json.loads((Path(__file__).parents[2] / "contract" / "examples" / "opening.json").read_text())
REAL = Path(__file__).parents[5] / "shared" / "data" / "structures"
real_data = pytest.mark.skipif(not REAL.exists(), reason="the real files are not here")

READ = [
    ("Mo-Fr 08:30-12:30; PH off", "lundi à vendredi, 8 h 30 à 12 h 30 ; fermé les jours fériés"),
    ("Mo-Fr 09:00-12:00,14:00-17:00", "lundi à vendredi, 9 h à 12 h et 14 h à 17 h"),
    ("Mo-Th 09:00-12:00,13:30-17:30; Fr 09:00-12:00", "lundi à jeudi, 9 h à 12 h et 13 h 30 à 17 h 30 ; vendredi, 9 h à 12 h"),
    ("Mo,We 14:00-18:00", "lundi et mercredi, 14 h à 18 h"),
    ("Tu-Sa 10:00-18:30", "mardi à samedi, 10 h à 18 h 30"),
    ("Mo-Fr 09:00-17:00; We off", "lundi, mardi, jeudi et vendredi, 9 h à 17 h"),
    # A later rule replaces the day, a comma adds to it.
    ("Mo-Fr 09:00-12:00; Mo 14:00-17:00", "lundi, 14 h à 17 h ; mardi à vendredi, 9 h à 12 h"),
    ("Mo-Fr 09:00-12:00, Mo 14:00-17:00", "lundi, 9 h à 12 h et 14 h à 17 h ; mardi à vendredi, 9 h à 12 h"),
    ("Mo-Fr 09:00-12:00, Sa 10:00-12:00; PH off", "lundi à vendredi, 9 h à 12 h ; samedi, 10 h à 12 h ; fermé les jours fériés"),
    ("24/7", "tous les jours, jour et nuit"),
    ("Mo-Su 08:00-20:00", "tous les jours, 8 h à 20 h"),
    ("Mo-Su,PH 10:00-12:00", "tous les jours, 10 h à 12 h ; jours fériés, 10 h à 12 h"),
    ("Sa-Mo 10:00-12:00", "lundi, samedi et dimanche, 10 h à 12 h"),
    ("  Mo-Fr  9:00 - 12:00 ;", "lundi à vendredi, 9 h à 12 h"),
    ("Mo-Fr 13:00-24:00", "lundi à vendredi, 13 h à 24 h"),
    ("PH,Su off; Mo-Sa 09:00-19:30", "lundi à samedi, 9 h à 19 h 30 ; fermé les jours fériés"),
    ("We 14:00-16:30", "mercredi, 14 h à 16 h 30"),
    ("Tu,Th,Sa 09:15-11:45", "mardi, jeudi et samedi, 9 h 15 à 11 h 45"),
    ("Mo-Fr 08:00-12:00,13:00-16:00; Fr 08:00-12:00", "lundi à jeudi, 8 h à 12 h et 13 h à 16 h ; vendredi, 8 h à 12 h"),
    ("Mo 09:00-12:00; Tu 09:00-12:00; We closed; Th 14:00-17:00", "lundi et mardi, 9 h à 12 h ; jeudi, 14 h à 17 h"),
]  # fmt: skip
LEFT = [
    "", "sur rendez-vous", "premier samedi du mois", "sauf vacances scolaires", "Mo-Fr 09:00+", "Mo-Fr sunrise-sunset", "Sa[1] 09:00-12:00", "Apr-Oct: Mo-Fr 09:00-12:00", "week 1-53/2 Mo 09:00-12:00",
    'Mo-Fr 09:00-12:00 "sur rendez-vous"', "Mo-Fr 09:00-12:00 || \"autres horaires\"", "Mo-Fr 09:00-12:00; SH off", "09:00-17:00", "Mo-Fr",
    "Mo-Fr 22:00-02:00", "Mo-Fr 12:00-09:00", "Mo-Fr 09:00-12:00,11:00-14:00", "Mo-Fr 09:00-12:00, Mo 11:00-14:00", "Mo-PH 09:00-12:00",
    "Lu-Ve 09:00-12:00", "Mo-Fr 9h-12h", "Mo-Fr 25:00-26:00", "Mo-Fr: 09:00-12:00 garbage", "off",
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), READ, ids=[text for text, _ in READ])
def test_what_can_be_read_is_read_right(text: str, words: str) -> None:
    week = read_osm(text)
    assert week is not None
    assert week_in_words(week) == words
    assert unpacked(json.loads(json.dumps(packed(week)))) == week


@pytest.mark.parametrize("text", LEFT, ids=LEFT)
def test_what_is_not_understood_is_not_guessed(text: str) -> None:
    assert read_osm(text) is None


def test_columns_of_the_france_services_list() -> None:
    week = read_columns(["09:00 - 12:00 / 14:00 - 17:00"] * 4 + ["09:00 - 12:00", ""])
    assert week is not None
    assert week_in_words(week) == "lundi à jeudi, 9 h à 12 h et 14 h à 17 h ; vendredi, 9 h à 12 h"
    assert week.days[6] == ()
    # Said twice is said once; said in two ways is not known, for that day alone.
    assert read_columns(["08:30 - 12:00 / 13:00 - 17:30 / 13:00 - 17:30"]) == Week((((510, 720), (780, 1050)), (), (), (), (), (), ()))
    odd = ["09:00 - 17:30 / 09:00 - 12:00 / 13:30 - 17:30", "09:00 - 12:00", "00:00 - 00:00", "", "", ""]
    week = read_columns(odd)
    assert week is not None
    assert (week.days[0], week.days[1], week.days[2]) == (None, ((540, 720),), None)
    assert "lundi, « 09:00 - 17:30 / 09:00 - 12:00 / 13:30 - 17:30 »" in week_in_words(week, dict(enumerate(odd)))
    assert columns_as_text(odd[:2]).startswith("lundi 09:00 - 17:30 / 09:00")


@pytest.mark.parametrize("cells", [[""] * 6, ["00:00 - 00:00", "", "", "", "", ""], ["fermé", "", "", "", "", ""]])
def test_columns_that_say_nothing_are_no_week(cells: list[str]) -> None:
    assert read_columns(cells) is None


@pytest.mark.parametrize(("remark", "more"), [
    ("Ouverture le samedi : uniquement le 1er samedi de chaque mois", True), ("uniquement sur rdv à partir du 17/05/2024", True),
    ("Bus Itinérant", True), ("Service itinérant, horaires variables selon les jours de marché", True), ("Téléphone 03 28 23 51 02", False),
    ("", False), ("149637178", False),
])  # fmt: skip
def test_a_remark_that_says_more_of_the_hours_takes_their_certainty_away(remark: str, more: bool) -> None:
    assert says_more(remark) is more
    assert (read_columns(["09:00 - 12:00"] * 6, remark) is None) is more


@pytest.mark.parametrize("one", EXAMPLES, ids=lambda one: one["what"])
def test_how_a_place_stands_is_what_the_phone_says(one: dict) -> None:
    found = standing(unpacked(one["week"]), one["weekday"], one["minute"], lambda ahead: ahead in one["holidays"])
    assert {"state": found.state, "minute": found.minute, "in_days": found.in_days} == one["stands"]


@real_data
@pytest.mark.real_data
def test_the_real_list_is_read_or_left_as_text() -> None:
    """148 places of five departments: every week that is read says again what its cells say; none is invented."""
    with next(REAL.glob("france_services_*.csv")).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    columns = ["h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi"]
    read = 0
    for row in rows:
        cells = [row[name] for name in columns]
        week = read_columns(cells, row["commentaire"])
        if week is None:
            assert says_more(row["commentaire"]) or not any(read_columns([cell]) for cell in cells), row["lib_fs"]
            continue
        read += 1
        for cell, spans in zip(cells, week.days, strict=False):
            again = {f"{start // 60:02d}:{start % 60:02d} - {end // 60:02d}:{end % 60:02d}" for start, end in spans or ()}
            assert spans is None or again == {part.strip() for part in cell.split("/") if part.strip()}, (row["lib_fs"], cell)
    assert len(rows) == 148
    assert read == 121
