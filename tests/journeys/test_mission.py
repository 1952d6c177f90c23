"""A mission from what residents ask to its second bilan, by everybody who has a part in it, each in a browser of their own.

The doors themselves are knocked by `test_evening`; here three hundred homes are written at once, and six months pass at once.
"""

import re
import subprocess
from pathlib import Path

import pytest

from tests.journeys.test_portal import PASSPHRASE, enter, portal
from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

WORLD = """
from palier.impact.tests.population import make_played
from palier.partners.api import add_partner, invite, take_seat
from palier.people.api import Account
stage = make_played()
stage.mission.theme = "school"
stage.mission.save()
stage.manager.set_password("%(word)s")
stage.manager.save()
claire = Account.objects.create_user("claire@exemple.example", "%(word)s", organisation=stage.organisation, first_name="Claire", role="head_office")
landlord = add_partner(stage.manager, stage.organisation, name="Habitat des Prés", kind="landlord")
secret = invite(stage.manager, landlord, email="lea@h.example", kind="commissioner", now=timezone.now())
take_seat(secret, first_name="Léa", password="%(word)s", now=timezone.now())
answer({"nadia": stage.manager.email, "claire": claire.email, "lea": "lea@h.example"})
"""
READY = """
from datetime import time, timedelta
from palier.missions.api import Mission, set_guide, set_perimeter, set_trainings
from palier.people.api import Voisin
from palier.places.api import Entrance
from palier.teams.api import Attendance, keep_module, note_attendance, plan_session
mission = Mission.objects.get(pk="%s")
manager, today = mission.site.accounts.get(), timezone.localdate()
team = list(Voisin.objects.filter(site=mission.site))
set_perimeter(manager, mission, Entrance.objects.all())
set_guide(manager, mission, {"steps": [{"code": "a", "title": {"fr": "Bonjour"}, "text": {"fr": "Bonjour, je suis votre voisine."}}], "objections": []})
module = keep_module(manager, mission.site.organisation, title="Lire une quittance", minutes=120, skills=("message",), everyone=False)
set_trainings(manager, mission, [module])
session = plan_session(manager, mission.site, module, day=today - timedelta(days=1), starts_at=time(9, 30), ends_at=time(11, 30), place="Maison du projet",
                       trainer="Habitat", partner=mission.commissioner, voisins=team, now=timezone.now() - timedelta(days=10))
for one in team:
    note_attendance(manager, Attendance.objects.get(session=session, voisin=one), there=True, now=timezone.now())
"""
FIELD = """
import random
from types import SimpleNamespace
from palier.impact.tests.population import tally, visits_of
from palier.missions.api import Mission, Questionnaire
from palier.people.api import Voisin
from palier.places.api import Door, Entrance
from palier.visits.tests.factories import DEFINITION, make_tour
mission = Mission.objects.get(pk="%s")
team = list(Voisin.objects.filter(site=mission.site))
questionnaire = Questionnaire.objects.create(mission=mission, source="desk", definition=DEFINITION)
tour = make_tour(mission, questionnaire, timezone.localdate(), team, list(Entrance.objects.all()))
tour.state = "ended"
tour.save()
stage = SimpleNamespace(mission=mission, tour=tour, voisins=team)
doors = list(Door.objects.order_by("pk"))
random.Random(3).shuffle(doors)
visits_of(stage, doors[:160], "met", team, needs=lambda one: ["charges"] if one < 62 else [])
visits_of(stage, doors[160:270], "absent", team)
tally(stage, {"fr": 120, "ar": 40})
"""
SIX_MONTHS = """
from datetime import timedelta
from palier.config.wiring import purge_all
from palier.partners.models import Referral
from palier.missions.api import Mission
from palier.visits.api import Visit
mission, now = Mission.objects.get(pk="%s"), timezone.now()
Referral.objects.bulk_create(Referral(rev=1, site=mission.site, mission=mission.pk, asked_on=now.date(), sentence="s", to="t", slip="S", sent_at=now,
    state="solved" if one < 24 else "sent") for one in range(40))
purge_all(now + timedelta(days=190))
answer({"left": Visit.objects.filter(mission=mission).count()})
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("mission") / "data") as found:
        yield found


def choose(page, at: str) -> None:
    """Yes to every criterion, in words."""
    page.goto(f"{at}/choix/")
    for one in page.query_selector_all("input[type=radio][value=yes]"):
        one.check(force=True)
    for one in page.query_selector_all("input[name$=_why]"):
        one.fill("Les habitants le demandent, et c’est gratuit.")
    page.fill("[name=reason]", "Utile et concret.")
    page.click("button:has-text('Donner mon avis')")


def step(page, at: str, stage: str) -> None:
    """To the next stage, from the mission's page."""
    page.goto(f"{at}/")
    page.click(f"button[name=stage][value={stage}]")
    page.wait_for_load_state()


def write(page, part: str, text: str) -> None:
    """A part of the bilan is kept while it is typed."""
    page.fill(f"#partie-{part} textarea", text)
    page.wait_for_selector(f"#garde-{part}:has-text('Gardé à')")


def test_from_a_need_to_the_second_bilan(server: Running, tmp_path: Path) -> None:
    world, wrong = server.python(WORLD % {"word": PASSPHRASE}), []
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        nadia, claire = (enter(browser, f"{server.desk}/comptes/connexion/", world[who], 1366) for who in ("nadia", "claire"))
        lea = enter(browser, f"{portal(server)}/comptes/connexion/", world["lea"], 1366)

        # What residents ask and nobody pays for becomes a proposal; two people choose it.
        nadia.goto(f"{server.desk}/missions/besoins/")
        nadia.check("[name=need][value=charges]")
        nadia.click("button:has-text('En faire une proposition')")
        nadia.wait_for_load_state()
        mission = re.search(r"missions/([0-9a-f-]{36})", nadia.url)[1]
        at = f"{server.desk}/missions/{mission}"
        nadia.goto(f"{at}/changer/")
        nadia.fill("[name=title]", "Lire sa quittance")
        nadia.select_option("[name=commissioner]", label="Habitat des Prés")
        nadia.click("button:has-text('Garder')")
        for page in (nadia, claire):
            choose(page, at)
        step(nadia, at, "co_construction")

        # Built together: the association writes, the commissioner agrees.
        for part, text in (("objectives", "Que chacun sache lire sa quittance."), ("message", "On regarde ensemble la ligne eau chaude.")):
            nadia.goto(f"{at}/construire/")
            section = nadia.locator(f"section#{part}")
            section.locator("summary:has-text('Écrire')").first.click()
            section.locator("[name=text]").fill(text)
            section.locator("button:has-text('Garder cette version')").click()
            nadia.locator(f"section#{part} button:has-text('Approuver')").click()
            nadia.wait_for_load_state()
        lea.goto(f"{portal(server)}/missions/{mission}/construire/")
        lea.click("button[name=what][value=approve] >> nth=0")
        lea.wait_for_load_state()
        wrong += look(lea, "built together, by the commissioner")
        server.python(READY % mission)
        step(nadia, at, "agreement")

        # The agreement, signed; then what must be done before anybody goes.
        nadia.goto(f"{at}/convention/")
        nadia.check("[name=nature][value=service]")
        for name, value in (
            ("price", "7 600"),
            ("label_0", "À la signature"),
            ("cents_0", "7 600"),
            ("feedback_contact", "la direction de la proximité"),
        ):
            nadia.fill(f"[name={name}]", value)
        nadia.fill("[name=due_0]", nadia.evaluate("new Date().toISOString().slice(0, 10)"))
        nadia.click("button:has-text('Écrire cette version')")
        nadia.fill("[name=for_us]", "Claire")
        nadia.fill("[name=for_them]", "La direction")
        nadia.click("button:has-text('Noter la signature')")
        nadia.wait_for_load_state()
        step(nadia, at, "ready")
        nadia.goto(f"{at}/avant-de-partir/")
        for one in nadia.query_selector_all("[name=voisin]")[:2]:
            one.check()
        nadia.click("button:has-text('Noter l’essai')")
        nadia.fill("[name=place]", "Les halls")
        nadia.click("button:has-text('Noter l’affichage')")
        nadia.wait_for_load_state()
        wrong += look(nadia, "before going")
        step(nadia, at, "field")
        assert "terrain" in nadia.inner_text("main").lower()

        # The doors; the figures frozen; the bilan written, its words checked, approved by two.
        server.python(FIELD % mission)
        step(nadia, at, "report")
        nadia.goto(f"{at}/chiffres/")
        wrong += look(nadia, "the figures that leave")
        nadia.locator(f"form[action='/missions/{mission}/chiffres/figer'] button").first.click()
        nadia.wait_for_load_state()
        nadia.goto(f"{at}/bilan/ecrire/1/")
        nadia.click("button:has-text('Commencer à écrire')")
        for part in ("essential", "analysis", "proposals"):
            write(nadia, part, "Réécrire la ligne eau chaude.")
        nadia.fill("#mots", "Mme Diallo n’y comprend rien.")
        nadia.select_option("#paroles [name=theme] >> nth=0", "charges")
        nadia.click("button:has-text('Faire relire par quelqu’un')")
        assert "un nom" in nadia.inner_text("#paroles [role=alert]")
        nadia.fill("#mots", "Personne ne m’avait expliqué cette ligne.")
        nadia.click("button:has-text('Faire relire par quelqu’un')")
        nadia.wait_for_selector("article.parole")
        wrong += look(nadia, "the bilan")
        nadia.screenshot(path=str(tmp_path / "bilan.png"), full_page=True)
        claire.goto(f"{at}/bilan/ecrire/1/")
        claire.click("button:has-text('On ne reconnaît personne')")
        nadia.goto(f"{at}/bilan/ecrire/1/")
        nadia.click("button:has-text('Faire relire') >> nth=0")
        nadia.click("button:has-text('J’approuve')")
        lea.goto(f"{portal(server)}/missions/{mission}/")
        assert "Personne ne m’avait expliqué" not in lea.inner_text("main"), "one approval is not enough"
        claire.goto(f"{at}/bilan/ecrire/1/")
        claire.click("button:has-text('J’approuve')")
        claire.wait_for_selector("h1:has-text('Bilan approuvé')")

        # The commissioner reads it; every number of the file is one of those that were frozen.
        lea.goto(f"{portal(server)}/missions/{mission}/")
        assert "Personne ne m’avait expliqué cette ligne." in lea.inner_text("main")
        wrong += look(lea, "the mission, by the commissioner")
        lea.screenshot(path=str(tmp_path / "portal.png"), full_page=True)
        lea.goto(f"{portal(server)}/documents/")
        with lea.expect_download() as taken:
            lea.click("a[href$='.pdf'] >> nth=0")
        text = subprocess.run(["pdftotext", str(taken.value.path()), "-"], capture_output=True, check=True).stdout.decode()
        assert "Projet" not in text

        # Six months and some days later no visit is left, and the second bilan is written all the same.
        step(nadia, at, "closed")
        assert server.python(SIX_MONTHS % mission) == {"left": 0}
        nadia.goto(f"{at}/bilan/")
        assert "Les visites de cette mission sont effacées" in nadia.inner_text("main")
        nadia.goto(f"{at}/bilan/ecrire/2/")
        nadia.click("button:has-text('Commencer à écrire')")
        for part in ("essential", "proposals"):
            write(nadia, part, "La ligne est réécrite.")
        nadia.click("button:has-text('Faire relire') >> nth=0")
        nadia.click("button:has-text('J’approuve')")
        claire.goto(f"{at}/bilan/ecrire/2/")
        claire.click("button:has-text('J’approuve')")
        claire.wait_for_selector("h1:has-text('Bilan approuvé')")
        wrong += look(claire, "the second bilan")
        claire.screenshot(path=str(tmp_path / "second.png"), full_page=True)
        browser.close()
    assert not wrong, "\n".join(wrong)
