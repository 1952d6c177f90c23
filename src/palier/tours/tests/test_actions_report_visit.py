"""Something was wrong with a visit: told without a name, looked at, forgotten."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palier.common.models import JournalLine
from palier.tours.api import BadgeReport, close_reports, forget_reports, open_reports, report_visit
from palier.visits.tests.factories import Stage, make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def test_it_is_kept_for_the_site_and_closed_once(stage: Stage) -> None:
    now = timezone.now()
    made = report_visit(stage.site, "asked", now, stage.voisins[0].pk)
    other = make_stage(name="Les Amarres")
    assert [one.pk for one in open_reports([stage.site])] == [made.pk]
    assert not open_reports([other.site])
    close_reports(stage.manager, list(open_reports([stage.site])), now)
    assert not open_reports([stage.site])
    assert JournalLine.objects.filter(verb="report_visit", actor="resident").count() == 1


def test_a_reason_is_one_of_a_list(stage: Stage) -> None:
    with pytest.raises(ValueError, match="words"):
        report_visit(stage.site, "words", timezone.now())


def test_a_flood_stops_at_thirty(stage: Stage) -> None:
    for _ in range(40):
        report_visit(stage.site, "other", timezone.now())
    assert BadgeReport.objects.count() == 30


def test_a_year_later_it_is_forgotten(stage: Stage) -> None:
    report_visit(stage.site, "other", timezone.now() - timedelta(days=366))
    report_visit(stage.site, "other", timezone.now())
    assert forget_reports(timezone.now()) == "1 signalements"
    assert BadgeReport.objects.count() == 1
