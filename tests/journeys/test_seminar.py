"""A seminar prepared from what the doors said, held, minuted; and the next one, where what was promised comes back."""

import subprocess
from pathlib import Path

import pytest

from tests.journeys.test_portal import PASSPHRASE, enter
from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
NOTE = "Trois mois sans ascenseur, on monte les courses à deux."
WORLD = """
from datetime import timedelta
from palier.teams.api import set_contract
from palier.visits.tests.factories import a_visit, an_op, make_stage
stage = make_stage()
stage.manager.set_password("%s")
stage.manager.save()
met = a_visit(stage.tour, stage.doors[0], "met")
met["body"]["note"] = "%s"
stage.phones[0].send(met, *[a_visit(stage.tour, door, "absent") for door in stage.doors[1:4]])
stage.phones[0].send(an_op("impression", {"tour": str(stage.tour.pk), "mood": "hard", "heard": ["charges"]}))
for voisin in stage.voisins:
    set_contract(stage.manager, voisin, starts_on=timezone.localdate() - timedelta(days=30), monthly_minutes=900)
answer(stage.manager.email)
"""
HOURS = """
from palier.teams.api import DeclaredHours
answer(sorted((one.voisin.first_name, one.sort, str(one.starts_at), str(one.ends_at)) for one in DeclaredHours.objects.filter(sort="meeting")))
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("seminar") / "data") as found:
        yield found


def plan(page, server: Running, title: str, day: str) -> None:
    """On the desk's own page."""
    page.goto(f"{server.desk}/equipe/seminaires/nouveau/")
    for name, value in (("title", title), ("day", day), ("starts_at", "09:30"), ("ends_at", "11:30"), ("place", "Maison du projet")):
        page.fill(f"[name={name}]", value)
    page.click("button:has-text('Garder')")
    page.wait_for_selector("h2:has-text('Compte rendu')")


def minute(page, kind: str, text: str, owner: str = "", due: str = "") -> None:
    """One line of the minutes."""
    page.select_option("[name=kind]", kind)
    page.fill("#compte-rendu [name=owner]", owner)
    page.fill("#compte-rendu [name=due_on]", due)
    page.fill("#compte-rendu [name=text]", text)
    page.click("#compte-rendu button:has-text('Ajouter')")
    page.wait_for_selector(f"#compte-rendu :text('{text}')")


def test_a_seminar_is_prepared_held_and_followed(server: Running, tmp_path: Path) -> None:
    email, wrong = server.python(WORLD % (PASSPHRASE, NOTE)), []
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = enter(browser, f"{server.desk}/comptes/connexion/", email, 1366)
        today = page.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Europe/Paris'})")
        plan(page, server, "Les ascenseurs", today)
        text = page.inner_text("main").replace("\u00a0", " ").replace("\u202f", " ")
        assert "4 logements" in text
        assert NOTE in page.input_value("#paroles textarea[name=text]")
        page.fill("#paroles textarea[name=text]", "Sans ascenseur, on porte les courses à deux.")
        page.fill("#paroles [name=theme]", "logement")
        page.click("#paroles button:has-text('Sur la table')")
        page.click("button:has-text('D’accord') >> nth=0")
        page.wait_for_selector(".pill.ok:has-text('d’accord')")
        minute(page, "theme", "On se sent oublié.")
        minute(page, "decision", "On écrit au bailleur.")
        minute(page, "action", "Écrire au bailleur pour l’ascenseur", "Nadia", today)
        wrong += look(page, "prepared")
        page.screenshot(path=str(tmp_path / "prepared.png"), full_page=True)

        # One of the two was not there; only who was has the hours.
        page.uncheck("[name=present] >> nth=1")
        here = page.locator("label:has([name=present]) >> nth=0").inner_text().strip()
        page.click("button:has-text('Il a eu lieu')")
        page.wait_for_selector("h2:has-text('Les chiffres lus ce jour-là')")
        assert server.python(HOURS) == [[here, "meeting", "09:30:00", "11:30:00"]]
        wrong += look(page, "held")
        with page.expect_download() as taken:
            page.evaluate("document.querySelector(\"a[href$='.pdf']\").setAttribute('download', 'feuille.pdf')")
            page.click("a[href$='.pdf']")
        sheet = subprocess.run(["pdftotext", str(taken.value.path()), "-"], capture_output=True, check=True).stdout.decode()
        assert "Sans ascenseur" in sheet
        assert "Écrire au bailleur" in sheet
        assert NOTE not in sheet

        # What was promised is on the table of the next one, until somebody says what came of it.
        plan(page, server, "Et depuis ?", page.evaluate("new Date(Date.now() + 30 * 864e5).toISOString().slice(0, 10)"))
        assert "Écrire au bailleur pour l’ascenseur" in page.inner_text("main")
        page.screenshot(path=str(tmp_path / "next.png"), full_page=True)
        page.set_viewport_size({"width": 820, "height": 1180})
        wrong += look(page, "the next one at 820")
        page.fill("[name=said]", "Réparé le 12.")
        page.click("button:has-text('Fait')")
        page.wait_for_selector("text=Rien n’attend des séminaires d’avant.")
        browser.close()
    assert not wrong, "\n".join(wrong)
