"""What the work changes for voisins: head office only, nothing under eleven people."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from palier.desk.tests.test_pages import signed_in
from palier.people.api import Account, Voisin
from palier.teams.api import answer_survey
from palier.visits.tests.factories import make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 4, 2, tzinfo=UTC)


def answered(stage, people: int, wave: str, value: int) -> None:
    for number in range(people):
        voisin, _ = Voisin.objects.get_or_create(site=stage.site, first_name=f"V{number}", defaults={"languages": ["fr"]})
        answer_survey(voisin, op=uuid4(), rev=1, wave=wave, values={"speak": value, "work": "looking"}, now=NOW)


def head_of(stage):
    return signed_in(
        Account.objects.create_user("tete@exemple.org", "x", organisation=stage.organisation, first_name="Claire", role="head_office")
    )


def test_under_eleven_nothing_is_said() -> None:
    stage = make_stage()
    answered(stage, 10, "entry", 4)
    page = head_of(stage).get("/reseau/enquete/").content.decode()
    assert "&lt; 11" in page
    assert ">10<" not in page
    assert "cherche un emploi" not in page


def test_above_rounded_figures_and_who_moved() -> None:
    stage = make_stage()
    answered(stage, 40, "entry", 1)
    answered(stage, 40, "12", 4)
    head = head_of(stage)
    rows = head.get("/reseau/enquete/?enquete-export=csv").content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3
    # Everybody agrees now, nobody did: said of all, it would be said of each.
    assert "40" in rows[2]
    assert "40;40" not in rows[2]
    assert head.get("/reseau/enquete/").status_code == 200


def test_never_a_manager() -> None:
    assert signed_in(make_stage().manager).get("/reseau/enquete/").status_code == 403
