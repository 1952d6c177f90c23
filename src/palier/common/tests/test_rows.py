"""Rows read and written without the ORM are the rows that the ORM reads and writes."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from palier.common.rows import Key, Reading, among, dashed, equal, insertion, key_of, run
from palier.visits.models import Tally, Visit
from palier.visits.tests.factories import a_visit, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_keys_and_usual_texts_are_two_writings_of_one_id() -> None:
    one = uuid.uuid4()
    assert key_of(one) == key_of(str(one)) == one.hex
    assert dashed(one.hex) == str(one)


def test_each_kind_of_column_is_read_as_the_orm_reads_it() -> None:
    stage = make_stage()
    stage.phones[0].send(a_visit(stage.tour, stage.doors[0], answers={"facture": "é"}, needs=["charges"]))
    names = ["id", "rev", "outcome", "informed", "started_at", "day", "answers", "needs", "tour"]
    row = Reading.of(Visit, names).where(among("door_id", [stage.doors[0].pk.hex]))[0]
    visit = Visit.objects.get()
    assert row == (
        visit.pk.hex, 1, "met", True, visit.started_at, visit.day, {"facture": "é"}, ["charges"], stage.tour.pk.hex,
    )  # fmt: skip
    assert isinstance(row[4], datetime)
    assert row[4].tzinfo is UTC or row[4].utcoffset() is not None
    assert isinstance(row[5], date)


@dataclass
class _Cell:
    mission_id: Key
    dimension: str
    key: str
    value: int


def test_many_rows_are_inserted_replaced_or_added_to() -> None:
    mission = make_stage().mission
    columns, unique = ["mission", "dimension", "key", "value"], ["mission", "dimension", "key"]
    # More values than SQLite takes in one statement.
    cells = [_Cell(mission.pk.hex, "test", f"l’{n}", n) for n in range(6000)]
    run(insertion(Tally, columns, cells))
    run(insertion(Tally, columns, cells[:2000], conflict=unique, adding=True))
    run(insertion(Tally, columns, [_Cell(mission.pk.hex, "test", "l’5999", 1)], conflict=unique))
    found = dict(Tally.objects.filter(mission=mission).values_list("key", "value"))
    assert len(found) == 6000
    assert (found["l’1999"], found["l’2000"], found["l’5999"]) == (3998, 2000, 1)
    assert run(insertion(Tally, columns, [])) == []


def test_conditions_join_and_find_nothing_elsewhere() -> None:
    mission = make_stage().mission
    run(insertion(Tally, ["mission", "dimension", "key", "value"], [_Cell(mission.pk.hex, "test", "a", 1)]))
    reading = Reading.of(Tally, ["key"])
    assert reading.where(equal("mission_id", mission.pk.hex) & equal("key", "a")) == [("a",)]
    assert reading.where(equal("mission_id", uuid.uuid4().hex) & equal("key", "a")) == []
