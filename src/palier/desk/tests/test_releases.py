"""The page of the figures that leave: the exact beside the released, freezing, and nobody else's."""

import pytest
from django.test import Client

from palier.desk.tests.test_pages import HOST, signed_in
from palier.impact.api import last_release
from palier.impact.tests.population import make_played
from palier.visits.tests.factories import make_stage

pytestmark = pytest.mark.django_db


def test_the_exact_is_beside_what_leaves_and_is_frozen_with_its_mark() -> None:
    stage = make_played()
    client, url = signed_in(stage.manager), f"/missions/{stage.mission.pk}/chiffres/"
    page = client.get(url).content.decode()
    assert "Rien n’est encore figé" in page
    assert '<td class="n">41</td>' in page  # charges, exactly, for inside
    assert "moins de 11 logements" in page
    assert client.post(url + "figer").headers["Location"] == url
    release = last_release(stage.mission)
    page = client.get(url).content.decode()
    assert release.digest[:16] in page
    assert "conforme" in page
    assert client.get(url + "figer").status_code == 405


def test_another_site_s_figures_do_not_exist() -> None:
    stage, other = make_stage(), make_stage(name="Les Amarres")
    url = f"/missions/{stage.mission.pk}/chiffres/"
    assert signed_in(other.manager).get(url).status_code == 404
    assert signed_in(other.manager).post(url + "figer").status_code == 404
    assert Client(headers=HOST).get(url).status_code == 302
    assert last_release(stage.mission) is None
