"""A release: whole, immutable, numbered, and the same for one home more or less."""

import json
from datetime import UTC, datetime

import pytest

from palier.common.canonical import digest_of
from palier.common.models import JournalLine
from palier.impact.api import ReleaseRefused, freeze_release, last_release, releases_of
from palier.impact.models import AlreadyOut
from palier.impact.tests.population import make_played, tally, visits_of
from palier.missions.api import Mission, PerimeterEntrance, freeze_sectors
from palier.privacy.rules.audit import Program
from palier.visits.api import Visit

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 30, 9, 0, tzinfo=UTC)


def values(content: dict) -> dict:
    return {(table["zone"]["code"], table["code"], row["code"]): row["value"] for table in content["tables"] for row in table["rows"]}


@pytest.mark.postgres
def test_a_release_is_whole_and_immutable() -> None:
    stage = make_played()
    release = freeze_release(stage.manager, stage.mission, "final", NOW)
    assert release.number == 1
    assert release.digest == digest_of(release.content)
    assert release.content["doors"] == 318
    cells = values(release.content)
    assert cells["mission", "needs", "job"] is None
    assert cells["mission", "needs", "charges"] in (40, 45)
    assert {one for one in cells.values() if one}
    assert all(one is None or (one % 5 == 0 and one >= 11) for one in cells.values())
    with pytest.raises(AlreadyOut):
        release.save()
    with pytest.raises(AlreadyOut):
        release.delete()
    assert JournalLine.objects.get(verb="freeze_release").detail["number"] == 1
    text = json.dumps([release.content, release.audit])
    assert not any(door.hex in text or str(door) in text for door in Visit.objects.values_list("door_id", flat=True))
    with pytest.raises(ReleaseRefused):
        freeze_release(stage.manager, stage.mission, "anything", NOW)


def test_one_home_erased_or_come_late_is_never_seen() -> None:
    """A8: the cells of two releases are the same when fewer than eleven homes changed, in either direction."""
    stage = make_played()
    first = freeze_release(stage.manager, stage.mission, "interim", NOW)
    Visit.objects.filter(needs=["charges"]).first().delete()
    tally(stage)
    second = freeze_release(stage.manager, stage.mission, "interim", NOW)
    known = set(Visit.objects.values_list("door_id", flat=True))
    late = [door for door in stage.mission.entrances.first().doors.all() if door.pk not in known][:3]
    visits_of(stage, late, "met", stage.voisins, needs=["charges"], answers={"facture": "oui"})
    tally(stage)
    third = freeze_release(stage.manager, stage.mission, "final", NOW)
    for one in (second, third):
        shown = values(one.content)
        assert {key: value for key, value in values(first.content).items() if key[1] != "languages"} == shown
    assert [one.number for one in releases_of(stage.mission)] == [3, 2, 1]
    assert last_release(stage.mission) == third


def test_sectors_frozen_at_signature_are_told_and_a_solver_that_fails_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    stage = make_played(met=306, absent=4, refused=2, vacant=2, stop=2)
    sectors = freeze_sectors(stage.manager, stage.mission, NOW)
    assert sum(one.buildings.count() for one in sectors) == 6
    assert freeze_sectors(stage.manager, stage.mission, NOW) == sectors
    monkeypatch.setattr(Program, "_solve", lambda self, sums: None)
    with pytest.raises(ReleaseRefused, match="rien ne sort"):
        freeze_release(stage.manager, stage.mission, "final", NOW)
    monkeypatch.undo()
    assert last_release(stage.mission) is None
    release = freeze_release(stage.manager, stage.mission, "final", NOW)
    assert {table["zone"]["code"] for table in release.content["tables"]} > {"mission"}
    told = {table["code"] for table in release.content["tables"] if table["zone"]["code"] != "mission"}
    assert told <= {"funnel", "needs", "q-facture"}
    assert not any(
        row["code"] in ("health", "rights", "isolation") for table in release.content["tables"]
        if table["code"] == "needs" and table["zone"]["code"] != "mission" for row in table["rows"]
    )  # fmt: skip


def test_another_mission_on_the_same_buildings_is_judged_with_what_left() -> None:
    stage = make_played()
    freeze_release(stage.manager, stage.mission, "final", NOW)
    other = Mission.objects.create(
        site=stage.site, title="Pour un autre", theme="charges", starts_on=stage.mission.starts_on, ends_on=stage.mission.ends_on
    )
    PerimeterEntrance.objects.bulk_create(PerimeterEntrance(mission=other, entrance=one) for one in stage.mission.entrances.all())
    Visit.objects.filter(mission=stage.mission).update(mission=other)
    release = freeze_release(stage.manager, other, "final", NOW)
    assert release.audit["verdict"]["against"] == 1
    # R10: the same homes saying the same thing have the same value, whoever it is for.
    assert (
        values(release.content)["mission", "needs", "charges"] == values(last_release(stage.mission).content)["mission", "needs", "charges"]
    )


def test_rounded_up_it_never_says_more_doors_than_there_are() -> None:
    """Everybody was knocked at: 318 doors are never said 320."""
    stage = make_played(met=147, absent=129, refused=23, vacant=12, stop=7)
    release = freeze_release(stage.manager, stage.mission, "final", NOW)
    assert release.content["doors"] == 318
    assert values(release.content)["mission", "funnel", "knocked"] == 315
    assert next(one for one in release.content["tables"] if one["code"] == "funnel")["base"]["value"] == 315
