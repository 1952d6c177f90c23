"""The teams of every site, for head office only."""

from datetime import timedelta

import pytest
from django.utils import timezone

from palier.desk.tests.test_pages import signed_in
from palier.people.api import Account, Site
from palier.teams.api import end_employment, network_teams, open_employment, receive_paper, set_contract
from palier.teams.tests.factories import said
from palier.visits.tests.factories import make_stage

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_figures_of_a_site() -> None:
    stage = make_stage()
    one, two = stage.voisins[:2]
    today = timezone.localdate()
    for voisin in (one, two):
        set_contract(stage.manager, voisin, starts_on=today - timedelta(days=304), monthly_minutes=900, signed_on=today)
    last = (today.replace(day=1) - timedelta(days=10)).isoformat()
    said(one, last, "17:30", "20:00")
    said(one, last, "14:00", "15:00", "training")
    end_employment(stage.manager, two, ends_on=today - timedelta(days=3), reason="job")
    (team,) = network_teams([stage.site], today)
    assert (team.headcount, team.seniority_months, team.hired, dict(team.exits)) == (1, 10, 2, {"job": 1})
    assert (team.training.training, team.training.worked, team.unconfirmed, team.files_incomplete, team.waivers) == (60, 210, 1, 1, 0)
    assert team.out_of_line == ["1 dossier incomplet", "1 mois à valider"]


def test_a_complete_file_is_not_out_of_line() -> None:
    stage = make_stage()
    today = timezone.localdate()
    set_contract(stage.manager, stage.voisins[0], starts_on=today - timedelta(days=3), monthly_minutes=6_300, signed_on=today)
    employment = open_employment(stage.voisins[0])
    assert employment is not None
    for kind in ("declaration", "medical", "health_cover", "other_jobs"):
        receive_paper(stage.manager, employment, kind=kind, received_on=today)
    assert network_teams([stage.site], today)[0].out_of_line == []


def test_the_queries_do_not_grow_with_the_sites(django_assert_max_num_queries) -> None:
    stage = make_stage()
    sites = [stage.site, *[Site.objects.create(organisation=stage.organisation, name=f"S{n}", department="93") for n in range(20)]]
    with django_assert_max_num_queries(9):
        assert len(network_teams(sites, timezone.localdate())) == 21


def test_head_office_only() -> None:
    stage = make_stage()
    assert signed_in(stage.manager).get("/reseau/equipes/").status_code == 403
    head = Account.objects.create_user("tete@exemple.org", "x", organisation=stage.organisation, first_name="Claire", role="head_office")
    page = signed_in(head).get("/reseau/equipes/")
    assert page.status_code == 200
    assert stage.site.name in page.content.decode()
    assert signed_in(head).get("/reseau/equipes/?equipes-export=csv").content.startswith(b"\xef\xbb\xbf")
