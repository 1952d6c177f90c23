"""Employment: contract, amendments, papers, equipment, the end; the phone of someone who left stops at midnight."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from palier.people.api import voisins_of
from palier.teams.api import (
    Paper,
    TeamRefused,
    begin_employment,
    contract_minutes,
    employed_in,
    end_employment,
    hand_equipment,
    missing_from,
    note_waiver,
    open_employment,
    receive_paper,
    resume_employment,
    set_contract,
    take_back,
    withdraw_paper,
)
from palier.teams.tests.factories import make_team
from palier.visits.tests.factories import a_visit

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_amendments_follow_one_another() -> None:
    _, voisin, manager = make_team()
    set_contract(manager, voisin, starts_on=date(2026, 4, 1), monthly_minutes=960)
    assert [contract_minutes(voisin, day) for day in (date(2025, 12, 31), date(2026, 3, 31), date(2026, 4, 1))] == [0, 900, 960]
    with pytest.raises(TeamRefused, match="ne peut pas le précéder"):
        set_contract(manager, voisin, starts_on=date(2025, 12, 1), monthly_minutes=960)
    with pytest.raises(TeamRefused, match="151 h"):
        set_contract(manager, voisin, starts_on=date(2026, 5, 1), monthly_minutes=9_100)
    with pytest.raises(TeamRefused, match="avenant"):
        begin_employment(manager, voisin, starts_on=date(2026, 5, 1), monthly_minutes=900)


def test_what_a_file_lacks_is_said_until_it_is_there() -> None:
    _, voisin, manager = make_team()
    employment = open_employment(voisin)
    assert employment is not None

    def missing() -> set[str]:
        return {one.code for one in missing_from(employment, list(employment.papers.all()), list(employment.contracts.all()))}

    assert missing() == {"declaration", "medical", "health_cover", "other_jobs", "waiver", "motive"}
    for kind in ("declaration", "medical", "health_cover", "other_jobs", "waiver"):
        paper = receive_paper(manager, employment, kind=kind, received_on=date(2026, 1, 5), kept_at="classeur")
    note_waiver(manager, employment, motive="several_jobs", asked_on=date(2025, 12, 18))
    assert missing() == set()
    set_contract(manager, voisin, starts_on=date(2026, 4, 1), monthly_minutes=960)
    assert missing() == {"signature"}
    withdraw_paper(manager, paper)
    assert Paper.Kind.WAIVER in missing()
    with pytest.raises(TeamRefused):
        note_waiver(manager, employment, motive="", asked_on=date(2025, 12, 18))


def test_equipment_is_handed_once_and_comes_back() -> None:
    _, voisin, manager = make_team()
    badge = hand_equipment(manager, voisin, what="badge", given_on=date(2026, 1, 5))
    with pytest.raises(TeamRefused, match="déjà"):
        hand_equipment(manager, voisin, what="badge", given_on=date(2026, 1, 6))
    take_back(manager, badge, date(2026, 2, 1))
    hand_equipment(manager, voisin, what="badge", given_on=date(2026, 2, 2))


def test_the_end_has_a_reason_and_can_be_taken_back() -> None:
    stage, voisin, manager = make_team()
    with pytest.raises(TeamRefused, match="raison"):
        end_employment(manager, voisin, ends_on=date(2026, 6, 30), reason="")
    employment = end_employment(manager, voisin, ends_on=date(2026, 6, 30), reason="job")
    voisin.refresh_from_db()
    assert voisin.left_at == datetime(2026, 6, 30, 22, tzinfo=UTC)  # midnight in Paris
    assert contract_minutes(voisin, date(2026, 7, 1)) == 0
    assert voisin in employed_in(stage.site, date(2026, 6, 30), date(2026, 6, 30))
    assert voisin not in employed_in(stage.site, date(2026, 7, 1), date(2026, 7, 31))
    with pytest.raises(TeamRefused, match="pas de contrat"):
        end_employment(manager, voisin, ends_on=date(2026, 7, 30), reason="job")
    resume_employment(manager, employment)
    voisin.refresh_from_db()
    assert voisin.left_at is None
    end_employment(manager, voisin, ends_on=date(2026, 6, 30), reason="job")
    begin_employment(manager, voisin, starts_on=date(2026, 9, 1), monthly_minutes=720)
    with pytest.raises(TeamRefused, match="depuis"):
        resume_employment(manager, employment)


def test_the_phone_of_someone_who_left_is_closed_and_what_it_held_is_kept_aside() -> None:
    stage, voisin, manager = make_team()
    phone = stage.phones[0]
    yesterday = timezone.now().date() - timedelta(days=1)
    end_employment(manager, voisin, ends_on=yesterday, reason="moved")
    answer = phone.post(a_visit(stage.tour, stage.doors[0])).json()
    assert answer["revoked"] is True
    assert [(one["status"], one["reason"]) for one in answer["results"]] == [("quarantined", "revoked")]
    assert phone.tours().status_code == 401


def test_until_midnight_it_works() -> None:
    stage, voisin, manager = make_team()
    end_employment(manager, voisin, ends_on=timezone.now().date() + timedelta(days=1), reason="moved")
    answer = stage.phones[0].post(a_visit(stage.tour, stage.doors[0])).json()
    assert answer["revoked"] is False
    assert answer["results"][0]["status"] == "stored"


def test_who_leaves_later_is_of_the_team_until_then() -> None:
    stage, voisin, manager = make_team()
    today = timezone.now().date()
    end_employment(manager, voisin, ends_on=today + timedelta(days=20), reason="moved")
    assert voisin in voisins_of(stage.site)
    end = open_employment(voisin)
    assert end is not None
    resume_employment(manager, end)
    end_employment(manager, voisin, ends_on=today - timedelta(days=2), reason="moved")
    assert voisin not in voisins_of(stage.site)
