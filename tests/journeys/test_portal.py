"""A partner, in a real browser, on a phone then at a desk: the link, the figures and their shutters, an answer that residents then read."""

from pathlib import Path

import pytest

from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
PASSPHRASE = "une porte qui s’ouvre"
WORLD = """
from palier.portal.tests.world import make_world
world = make_world()
manager = world.stage.manager
manager.set_password("%s")
manager.save()
answer({"manager": manager.email, "partner": str(world.landlord.pk), "mission": str(world.mission.pk), "other": str(world.other.pk),
        "karim": world.karim.email, "yann": world.yann.email, "place": world.stage.site.neighbourhoods.get().code})
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("portal") / "data") as found:
        yield found


def portal(server: Running) -> str:
    return f"http://partenaires.localhost:{server.port}"


def enter(browser, address: str, email: str, width: int):
    """Signed in, on a page of this width."""
    page = browser.new_context(viewport={"width": width, "height": 900}, bypass_csp=True).new_page()
    page.goto(address)
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSPHRASE)
    page.click("form button")
    page.wait_for_selector("h1")
    return page


def test_a_partner_from_the_link_to_the_answer_that_residents_read(server: Running, tmp_path: Path) -> None:
    world, wrong = server.python(WORLD % PASSPHRASE), []
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        desk = enter(browser, f"{server.desk}/comptes/connexion/", world["manager"], 1366)
        for way in (
            "/acteurs/partenaires/",
            "/acteurs/comites/",
            "/acteurs/comites/nouveau/",
            "/a-rappeler/remontees/",
            "/a-rappeler/remontees/nouvelle/",
        ):
            desk.goto(server.desk + way)
            wrong += look(desk, way)
        desk.goto(f"{server.desk}/acteurs/partenaires/{world['partner']}/")
        desk.fill("[name=email]", "paul@h.example")
        desk.click("text=Inviter >> nth=-1")
        link = desk.inner_text("[data-testid=link]")
        wrong += look(desk, "the link")

        page = browser.new_context(viewport={"width": 360, "height": 740}, bypass_csp=True, accept_downloads=True).new_page()
        page.goto(link)
        wrong += look(page, "invitation at 360")
        page.fill("[name=first_name]", "Paul")
        page.fill("[name=password]", PASSPHRASE)
        page.fill("[name=again]", PASSPHRASE)
        page.click("text=Entrer")
        page.wait_for_selector("text=attendent votre réponse")
        for way in ("/", f"/missions/{world['mission']}/", "/documents/", "/agenda/", "/idees/", "/aide/", "/remontees/"):
            page.goto(portal(server) + way)
            wrong += look(page, f"{way} at 360")
            page.screenshot(path=str(tmp_path / f"portal-360-{way.strip('/').replace('/', '-') or 'home'}.png"), full_page=True)
        page.goto(f"{portal(server)}/missions/{world['mission']}/")
        text = page.inner_text("main")
        assert "300" in text
        assert "fermé" in text
        assert "Personne ne m’avait expliqué." in text
        with page.expect_download() as taken:
            page.click("text=Prendre")
        assert taken.value.suggested_filename == "chiffres-l-eau-sans-gaspiller.xlsx"
        page.goto(f"{portal(server)}/remontees/")
        page.fill("[name=answer]", "M. Petit passera lundi")
        page.click("button:has-text('Répondre')")
        assert "désigne" in page.inner_text("[role=alert]")
        assert page.input_value("[name=answer]") == "M. Petit passera lundi"
        page.fill("[name=answer]", "Les lampes du hall arrivent lundi.")
        page.click("button:has-text('Répondre')")
        page.wait_for_selector("text=Merci.")

        desk.goto(f"{server.desk}/a-rappeler/remontees/")
        desk.click("tbody a")
        desk.wait_for_selector("text=Les lampes du hall arrivent lundi.")
        wrong += look(desk, "one remontée")
        desk.click("button:has-text('Publier')")
        desk.wait_for_selector("text=Retirer de la page")
        resident = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False).new_page()
        resident.goto(f"http://bonjour.localhost:{server.port}/entendu/{world['place']}/")
        assert "Les lampes du hall arrivent lundi." in resident.inner_text("main")

        for email, ways in (
            (world["karim"], ("/", f"/missions/{world['mission']}/", f"/missions/{world['other']}/construire/", "/documents/")),
            (world["yann"], ("/", "/orientations/", "/annuaire/", "/agenda/")),
        ):
            other = enter(browser, f"{portal(server)}/comptes/connexion/", email, 1366)
            for way in ways:
                other.goto(portal(server) + way)
                wrong += look(other, f"{way} by {email}")
        other.goto(f"{portal(server)}/missions/{world['mission']}/")
        assert "Il n’y a rien ici" in other.inner_text("main")
        browser.close()
    assert not wrong, "\n".join(wrong)
