"""A school head recommends somebody on the public page, without script; two people meet her; she is hired, planned for a first tour,
declares hours on her phone, is corrected, signs, and is paid for what was worked.
"""

import calendar
import csv
import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest

from tests.journeys.test_evening import open_phone, until
from tests.journeys.test_month import until_server
from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, choose_pin, enter_pin, running

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


DECLARED = """
from palier.teams.api import DeclaredHours
answer([str(one.starts_at)[:5] + " " + str(one.ends_at)[:5] for one in DeclaredHours.objects.filter(voisin__first_name="Ionela", sort="training")])
"""
SIGNED = """
from palier.teams.api import MonthSheet
answer(MonthSheet.objects.filter(voisin__first_name="Ionela", signed_with="phone").count())
"""


def test_from_a_recommendation_to_a_first_paid_month(server: Running, tmp_path: Path) -> None:
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
        paid(pw, server, page, tmp_path)
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


def paid(pw, server: Running, desk, tmp_path: Path) -> None:
    """Two hours declared were an hour and a half, and an hour was forgotten: corrected with its reason and noted at the desk, read and signed
    on the phone, and paid as two hours and a half, whatever the day on which this is played.
    """
    context, phone = open_phone(pw, tmp_path / "phone")
    phone.goto(json.loads(server.run("pair", "Ionela", "--json"))["address"])
    choose_pin(phone)
    phone.click("[data-testid=nav-me]")
    phone.click("[data-testid=me-hours]")
    phone.click("[data-testid=add-time]")
    phone.click("[data-testid=sort-training]")
    phone.fill("[data-testid=time-from]", "00:05")
    phone.fill("[data-testid=time-to]", "02:05")
    phone.click("[data-testid=add-time-go]")
    until_server(server, phone, DECLARED, ["00:05 02:05"])

    desk.goto(f"{server.desk}/heures/")
    desk.click("a:has-text('Ionela')")
    desk.wait_for_selector("a:has-text('Corriger')")
    desk.screenshot(path=str(tmp_path / "hours.png"), full_page=True)
    person = desk.url
    desk.click("a:has-text('Corriger')")
    desk.fill("[name=to]", "01:35")
    desk.fill("[name=reason]", "La séance a fini plus tôt.")
    desk.click("button:has-text('Corriger')")
    desk.wait_for_url("**/heures/**")
    assert "La séance a fini plus tôt." in desk.inner_text("main")
    desk.goto(person)
    for name, value in (
        ("day", desk.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Europe/Paris'})")),
        ("from", "02:30"),
        ("to", "03:30"),
    ):
        desk.fill(f"form[action*='noter'] [name={name}]", value)
    desk.select_option("form[action*='noter'] [name=sort]", "meeting")
    desk.click("button:has-text('Noter')")
    assert "2 h 30 sur" in desk.inner_text("h1").replace("\u00a0", " ").replace("\u202f", " ")
    if desk.locator("button:has-text('Tout est juste')").count():
        desk.click("button:has-text('Tout est juste')")
    desk.goto(f"{server.desk}/heures/")
    desk.check("[aria-label='Choisir Ionela']")
    desk.click("button:has-text('Valider pour la paie')")
    assert look(desk, "hours, confirmed") == []
    desk.screenshot(path=str(tmp_path / "month.png"), full_page=True)

    phone.reload()
    enter_pin(phone)
    phone.click("[data-testid=nav-me]")
    phone.click("[data-testid=me-hours]")
    phone.wait_for_selector("[data-testid=sign]")
    until(phone, "document.body.innerText.includes('La séance a fini plus tôt.')")
    phone.screenshot(path=str(tmp_path / "sign.png"), full_page=True)
    phone.click("[data-testid=sign]")
    until_server(server, phone, SIGNED, 1)
    context.close()

    desk.goto(person)
    text = subprocess.run(
        ["pdftotext", "-layout", str(taken(desk, "a:has-text('Le relevé')")), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert {"1 h 30", "2 h 30"} <= set(re.findall(r"\d+ h \d\d", text.replace("\u00a0", " ").replace("\u202f", " ")))
    desk.goto(f"{server.desk}/heures/")
    rows = list(csv.reader(taken(desk, "a:has-text('Paie, CSV')").read_text("utf-8-sig").splitlines(), delimiter=";"))
    mine = {row[3]: float(row[4].replace(",", ".")) for row in rows if row[1] == "Ionela"}
    # Counted apart from the rules: twelve hours and a half a month, for the days that are left of this one.
    today = date.fromisoformat(desk.evaluate("new Date().toLocaleDateString('sv', {timeZone: 'Europe/Paris'})"))
    days = calendar.monthrange(today.year, today.month)[1]
    due = 12.5 * (days - today.day + 1) / days
    assert mine["heures dues au contrat"] == pytest.approx(due, abs=0.02)
    assert mine["heures du contrat"] == pytest.approx(min(2.5, due), abs=0.02)
    paid = sum(hours for item, hours in mine.items() if item != "heures dues au contrat")
    assert paid == pytest.approx(2.5, abs=0.02)


def taken(page, button: str) -> Path:
    """The file behind a link."""
    with page.expect_download() as found:
        page.evaluate(
            "for (const one of document.querySelectorAll('main a[href*=releve], main a[href*=paie]')) one.setAttribute('download', '')"
        )
        page.click(button)
    return Path(found.value.path())
