"""A training: signed on the phone without network, its hours once, a word in three taps; seen at the desk, with its papers."""

import json
from pathlib import Path

import pytest

from tests.journeys.test_evening import open_phone, until
from tests.journeys.test_screens import look
from tests.running import choose_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

WORLD = """
from datetime import time, timedelta
from palier.missions.api import set_trainings
from palier.teams.api import keep_module, plan_session, set_contract
from palier.visits.tests.factories import PARIS, make_stage
stage = make_stage(entrances=1, doors=2, voisins=2)
now = timezone.now()
today = now.astimezone(PARIS).date()
for one in stage.voisins:
    set_contract("test", one, starts_on=today - timedelta(days=100), monthly_minutes=900)
def module(title, everyone):
    return keep_module(stage.manager, stage.organisation, title=title, minutes=120, skills=["rights"], everyone=everyone)
water, first = module("Lire une facture d’eau", False), module("Premiers pas", True)
set_trainings(stage.manager, stage.mission, [water])
for what, days in ((water, -1), (first, 12)):
    plan_session(stage.manager, stage.site, what, day=today + timedelta(days=days), starts_at=time(9, 30), ends_at=time(11, 30),
                 place="Maison du projet", trainer="Samia", partner=None, voisins=stage.voisins, now=now)
stage.manager.set_password("une porte qui s’ouvre")
stage.manager.save()
answer(stage.manager.email)
"""
FOUND = """
from palier.teams.api import Attendance, month_works
from palier.teams.models import TrainingOpinion
mine = Attendance.objects.select_related("session", "voisin__site").filter(state="there").first()
works = [] if mine is None else month_works([mine.voisin], mine.session.day)[mine.voisin_id]
answer({"hours": [(one.stretch.sort, one.stretch.minutes) for one in works], "opinions": TrainingOpinion.objects.count()})
"""


def test_a_training_is_signed_without_network_and_seen_at_the_desk(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server, playwright.sync_playwright() as pw:
        manager = server.python(WORLD)
        context, page = open_phone(pw, tmp_path / "phone")
        page.goto(json.loads(server.run("pair", "Fatou", "--json"))["address"])
        choose_pin(page)
        page.wait_for_selector("[data-testid=home-training]")
        until(page, "navigator.serviceWorker.controller !== null")
        assert look(page, "home, a training to sign") == []
        context.set_offline(True)
        page.click("[data-testid=home-training]")
        page.wait_for_selector("[data-testid=sign-session]")
        assert page.locator("[data-testid=coming]").count() == 1
        assert "Premiers pas" in page.inner_text(".scroll")
        page.click("[data-testid=other-hours]")
        page.fill("[data-testid=sign-to]", "09:00")
        page.click("[data-testid=sign-session]")
        page.wait_for_selector(".pb[role=alert]")
        assert look(page, "training, other hours") == []
        page.fill("[data-testid=sign-to]", "11:00")
        page.click("[data-testid=sign-session]")
        page.wait_for_selector("[data-testid=session-there]")
        # Taken back, and signed as it was planned.
        page.click("[data-testid=unsign]")
        page.click("[data-testid=sign-session]")
        page.wait_for_selector("[data-testid=session-there]")
        for aspect in ("useful", "clear", "ready"):
            page.click(f"[data-testid={aspect}-3]")
        page.wait_for_selector("[data-testid=useful-3]", state="detached")
        assert look(page, "training, signed") == []
        context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        until(page, "!document.querySelector('[data-testid=session-there]').innerText.includes('dès qu')")
        assert server.python(FOUND) == {"hours": [["training", 120]], "opinions": 1}
        context.close()

        browser = pw.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        desk = browser.new_page(viewport={"width": 1366, "height": 900})
        desk.goto(server.desk + "/")
        desk.fill("[name=login]", manager)
        desk.fill("[name=password]", "une porte qui s’ouvre")
        desk.keyboard.press("Enter")
        desk.wait_for_selector("#page")
        desk.goto(server.desk + "/equipe/formation/")
        desk.click("text=Lire une facture d’eau >> nth=0")
        desk.wait_for_selector("text=signé sur son téléphone")
        # The other one has no phone with her: noted here.
        desk.click("text=Était là")
        desk.wait_for_selector("text=2 sur 2 personnes attendues")
        with desk.expect_download() as paper:
            desk.click("text=Attestation >> nth=0")
        assert Path(paper.value.path()).read_bytes().startswith(b"%PDF")
        browser.close()
