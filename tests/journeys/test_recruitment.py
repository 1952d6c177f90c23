"""A school head recommends somebody on the public page, without script; two people meet her; she is hired, and planned for a first tour."""

from pathlib import Path

import pytest

from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
WORLD = """
from palier.visits.tests.factories import make_stage
stage = make_stage(entrances=1, doors=6, voisins=2)
answer({"email": stage.manager.email, "mission": str(stage.mission.pk), "colleague": stage.voisins[1].first_name})
"""
FOUND = """
from palier.people.api import Voisin
from palier.teams.api import Candidate, Employment, contract_minutes
from palier.tours.api import Tour
voisin = Voisin.objects.get(first_name="Ionela")
answer({"languages": voisin.languages, "phone": voisin.phone, "minutes": contract_minutes(voisin, timezone.localdate()), "contracts": Employment.objects.filter(voisin=voisin).count(),
  "tours": Tour.objects.filter(voisins=voisin).count(), "clear": Candidate.objects.filter(secret__contains="Canarescu").count(), "kept": Candidate.objects.count()})
"""


@pytest.fixture
def server(tmp_path: Path):
    with running(tmp_path / "data") as found:
        yield found


def test_from_a_recommendation_to_a_first_tour(server: Running) -> None:
    world = server.python(WORLD)
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        recommend(browser, server)
        page = browser.new_context(viewport={"width": 1366, "height": 900}, locale="fr-FR").new_page()
        page.goto(f"{server.desk}/comptes/connexion/")
        page.fill("[name=login]", world["email"])
        page.fill("[name=password]", "une-phrase-de-passe")
        page.click("form button")
        page.goto(f"{server.desk}/equipe/recrutement/")
        assert look(page, "recruitment-board") == []
        page.click("text=Ionela C.")
        assert "Elle traduit pour les familles" in page.inner_text("main")
        page.click("button:has-text('Candidature reçue')")
        for number, who in ((1, 1), (2, 2)):
            page.locator("[name=who]").select_option(index=who)
            page.click("form[action$='entretien/'] button")
            page.locator("text=Remplir la grille").click()
            for box in page.locator("fieldset").all():
                box.locator("label").first.click()
            page.fill("[name=note]", "Elle sait attendre la réponse.")
            if number == 1:
                assert look(page, "recruitment-grid") == []
            page.click("text=Garder sous scellé")
        page.locator("[name=decision]").select_option("hired:languages")
        page.click("text=Noter la décision")
        assert look(page, "recruitment-file") == []
        page.click("button:has-text('de vive voix')")
        page.fill("[name=hours]", "12,5")
        page.click("button:has-text('Recruter')")
        assert "Le dossier de Ionela" in page.inner_text("h1")
        page.goto(f"{server.desk}/tournees/nouvelle/?mission={world['mission']}")
        plan(page)
        browser.close()
    found = server.python(FOUND)
    assert found == {
        "languages": ["fr", "ro"],
        "phone": "0639980051",
        "minutes": 750,
        "contracts": 1,
        "tours": 1,
        "clear": 0,
        "kept": 1,
    }


def recommend(browser, server: Running) -> None:
    """The public page on a phone that runs no script; it leaves no cookie."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False, locale="fr-FR")
    page = context.new_page()
    page.goto(f"http://bonjour.localhost:{server.port}/recommander/")
    for name, text in {"first_name": "Ionela", "last_name": "Canarescu", "phone": "06 39 98 00 51", "by": "Mme Bailly", "by_reach": "01 99 00 12 01",
                       "why": "Elle traduit pour les familles."}.items():  # fmt: skip
        page.fill(f"[name={name}]", text)
    page.click("summary")
    page.check("[name=languages][value=ro]")
    page.check("[name=agreed]")
    page.click("text=Envoyer")
    assert "C’est transmis" in page.inner_text("h1")
    assert context.cookies() == []
    # axe needs a script: the same page, looked at elsewhere.
    page = browser.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR", bypass_csp=True).new_page()
    page.goto(f"http://bonjour.localhost:{server.port}/recommander/")
    assert look(page, "recommend") == []


def plan(page) -> None:
    """Her first tour, by the ordinary planning page, on a slot that she chose."""
    page.locator("label:has-text('Ionela') input[name=voisin]").check()
    page.locator("[name=entrance]").first.check()
    page.check("[name=agreed]")
    page.click("button:has-text('Prévoir la tournée')")
    anyway = page.locator("[name=anyway]")
    if anyway.count():
        anyway.click()
    page.wait_for_url("**/tournees/**")
