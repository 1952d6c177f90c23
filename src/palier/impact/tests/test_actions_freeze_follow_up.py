"""Six months later: outcomes and answers, without a visit; one referral more or less is never seen."""

from datetime import UTC, date, datetime

import pytest

from palier.impact.api import ReleaseRefused, freeze_follow_up, freeze_release, open_bilan, story_of, table_of
from palier.impact.rules.follow_up import heard_line, outcome_cells
from palier.impact.tests.population import make_played
from palier.partners.models import Referral
from palier.visits.api import Visit
from palier.visits.tests.factories import Stage

pytestmark = pytest.mark.django_db
NOW, LATER = datetime(2026, 3, 30, 9, 0, tzinfo=UTC), datetime(2026, 9, 30, 9, 0, tzinfo=UTC)


def referrals(stage: Stage, state: str, number: int) -> None:
    sent = {"sent_at": NOW} if state != "agreed" else {}
    seen = {"seen_at": NOW} if state in ("seen", "solved", "unsolved") else {}
    Referral.objects.bulk_create(
        Referral(rev=1, site=stage.site, mission=stage.mission.pk, asked_on=date(2026, 3, 12), sentence="s", to="t", slip="S", state=state, **sent, **seen)
        for _ in range(number)
    )  # fmt: skip


@pytest.mark.postgres
def test_the_second_bilan_needs_no_visit_and_hides_what_is_small() -> None:
    stage = make_played()
    with pytest.raises(ReleaseRefused, match="premier bilan"):
        freeze_follow_up(stage.manager, stage.mission, LATER)
    first = freeze_release(stage.manager, stage.mission, "final", NOW)
    for state, number in (("agreed", 12), ("seen", 6), ("solved", 38), ("unsolved", 4)):
        referrals(stage, state, number)
    Visit.objects.all().delete()
    release = freeze_follow_up(stage.manager, stage.mission, LATER)
    cells = {row["code"]: row["value"] for row in table_of(release.content, "outcomes")["rows"]}
    assert cells["agreed"] == 60
    assert cells["solved"] in (35, 40)
    assert cells["unsolved"] is None
    assert table_of(release.content, "funnel") == table_of(first.content, "funnel")
    bilan = open_bilan(stage.manager, stage.mission, 2, LATER)
    assert bilan.release == release
    told = story_of(bilan, "commissioner", LATER.date())
    assert told.kind == "Bilan à six mois"
    assert told.page("outcomes").grids[0].rows[0].shown == "60"
    referrals(stage, "solved", 3)
    again = freeze_follow_up(stage.manager, stage.mission, LATER)
    assert table_of(again.content, "outcomes") == table_of(release.content, "outcomes")


def test_a_small_change_repeats_what_was_printed() -> None:
    first = outcome_cells({"agreed": 60, "solved": 38}, {}, "k", b"s")
    before = {step: (count, cell.value) for step, (count, cell) in first.items()}
    assert outcome_cells({"agreed": 70, "solved": 48}, before, "k", b"s")["solved"] == first["solved"]
    grown = outcome_cells({"agreed": 90, "solved": 60}, before, "k", b"s")
    assert grown["solved"][1].value == 60


def test_what_was_heard_says_what_became_of_it() -> None:
    assert heard_line("L’ascenseur tombe en panne.", "Réparé.", "") == "L’ascenseur tombe en panne. Réponse : Réparé."
    assert heard_line("Pas de banc", "", "Trois bancs.") == "Pas de banc. Ce qui a changé : Trois bancs."
    assert heard_line("Pas de banc", "", "").endswith("Pas encore de réponse.")
