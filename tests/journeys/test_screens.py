"""Every screen of the desk and of the phone, in a real browser: nothing that axe finds, nothing that overflows, no other host."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.journeys.walk import keep_note
from tests.running import CHROMIUM, FLAGS, choose_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "field" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
  .then(found => found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 2).map(node => node.html.slice(0, 120)).join(' | ')))"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("screens") / "data", PALIER_DEMO="1") as found:
        found.run("demo", "--no-serve")
        yield found


def look(page, name: str) -> list[str]:
    """What is wrong with the page as it stands."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in field/)")
    page.evaluate(AXE.read_text("utf-8"))
    wrong = [f"{name}: {one}" for one in page.evaluate(RUN)]
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > page.viewport_size["width"]:
        wrong.append(f"{name}: {width} px wide")
    return wrong


SMALL = (
    "[...document.querySelectorAll('button, a')].filter(one => one.getBoundingClientRect().height && "
    "(one.getBoundingClientRect().height < 47.5 || one.getBoundingClientRect().width < 47.5)).map(one => one.outerHTML.slice(0, 90))"
)


def look_at_help(page, name: str) -> list[str]:
    """The screens of help, from the stairs and back: SOS asked and refused, one danger, its numbers."""
    page.click("[data-testid=help]")
    page.wait_for_selector("[data-testid=sos]")
    wrong = look(page, f"help by {name}") + page.evaluate(SMALL)
    page.click("[data-testid=sos]")
    wrong += look(page, f"SOS asked by {name}") + page.evaluate(SMALL)
    page.click("[data-testid=sos-no]")
    page.click("[data-testid=alert-violence]")
    page.wait_for_selector("[data-testid=alert-tell]")
    wrong += look(page, f"danger by {name}") + page.evaluate(SMALL)
    page.click("[aria-label=Retour]")
    page.wait_for_selector("[data-testid=sos]")
    page.click("[aria-label=Retour]")
    page.wait_for_selector("[data-testid=knock]")
    return wrong


def links(page, part: str) -> list[str]:
    found = [one.get_attribute("href") or "" for one in page.locator("a").all()]
    return [one for one in found if part in one]


ONE_OF_EACH = """
from palier.missions.api import Mission
stages = ("co_construction", "field", "closed")
answer([str(Mission.objects.filter(site__name="Les Terrasses", stage=one).latest("starts_on").pk) for one in stages])
"""


@pytest.mark.parametrize("width", [1366, 820])
def test_the_desk(server, width: int) -> None:
    hosts, wrong = set(), []
    with playwright.sync_playwright() as pw:
        context = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(
            viewport={"width": width, "height": 900}, bypass_csp=True
        )
        page = context.new_page()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        page.goto(server.desk)
        wrong += look(page, "login")
        page.fill("[name=login]", "nadia@terrasses.example")
        page.fill("[name=password]", "une porte qui s’ouvre")
        page.click("button:has-text('Entrer')")
        page.goto(f"{server.desk}/missions/")
        listed = dict.fromkeys(links(page, "/missions/"))
        missions = [f"/missions/{one}/" for one in server.python(ONE_OF_EACH)]
        assert set(missions) <= set(listed)
        urls = [
            "/",
            "/missions/",
            "/telephones/",
            "/lieux/ne-plus-frapper/",
            "/securite/",
            f"/creneaux/?jour={date.today() + timedelta(days=14)}",
            "/creneaux/proposer/",
            "/creneaux/reglages/",
            "/securite/reglages/",
            "/missions/nouvelle/",
            "/tournees/",
            "/tournees/nouvelle/",
            "/equipe/",
            "/equipe/nouveau/",
            "/equipe/seminaires/",
            "/equipe/seminaires/nouveau/",
            "/langues/",
            "/langues/ar/",
            "/lieux/",
            "/a-regarder/",
            "/a-rappeler/",
            "/a-rappeler/orientations/",
            "/a-rappeler/orientations/?etat=sent",
            "/a-rappeler/annuaire/",
            "/sites/",
            "/voix/",
            "/voix/la-mienne/",
            "/missions/besoins/",
            "/missions/refus/",
            "/missions/kits/",
        ]
        for mission in missions:
            urls += [
                mission,
                *(mission + one for one in ("changer/", "perimetre/", "questions/", "guide/", "voix/", "bilan/", "chiffres/")),
            ]
        urls += [missions[0] + one for one in ("choix/", "construire/", "prix/", "convention/", "avant-de-partir/")] + [
            missions[2] + "bilan/ecrire/"
        ]
        page.goto(f"{server.desk}/equipe/")
        urls.append(links(page, "/telephone/")[0])
        page.goto(f"{server.desk}/lieux/")
        urls.append(links(page, "/batiment/")[0])
        page.goto(server.desk + urls[-1])
        urls.append(links(page, "/entree/")[0])
        page.goto(server.desk + urls[-1])
        urls.append(links(page, "/porte/")[0])
        page.goto(f"{server.desk}/tournees/")
        urls.append(links(page, "/tournees/")[-1])
        page.goto(f"{server.desk}/equipe/seminaires/")
        urls += [one for one in links(page, "/equipe/seminaires/") if one.count("/") == 4 and "nouveau" not in one]
        for url in urls:
            answer = page.goto(server.desk + url)
            assert answer.status == 200, url
            wrong += look(page, url)
    assert not wrong, "\n".join(wrong)
    assert {one.split(":")[0] for one in hosts} == {"bureau.localhost"}


@pytest.mark.parametrize("width", [360, 320])
def test_the_phone(server, tmp_path: Path, width: int) -> None:
    import json

    hosts, wrong = set(), []
    address = json.loads(server.run("pair", "Ahmed" if width == 360 else "Elif", "--json"))["address"]
    with playwright.sync_playwright() as pw:
        context = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(
            viewport={"width": width, "height": 740}, bypass_csp=True, timezone_id="Europe/Paris"
        )
        page = context.new_page()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        page.goto(server.phone)
        page.wait_for_selector("[data-testid=pair-code]")
        wrong += look(page, "pair")
        page.goto("about:blank")
        page.goto(address)
        page.wait_for_selector("[data-testid=pin]")
        wrong += look(page, "choose a PIN")
        choose_pin(page)
        page.wait_for_selector("[data-testid=start-tour]")
        wrong += look(page, "today")
        page.click("[data-testid=start-tour]")
        page.wait_for_selector("[data-testid=knock]")
        wrong += look(page, "stairs")
        # A whole landing out, in one gesture, taken back by one undo.
        page.wait_for_timeout(300)
        for _ in range(6):
            if page.locator("[data-testid=landing-absent]").count():
                break
            # One door left on this landing: done, and on to the next.
            page.click("[data-testid=knock]")
            page.click("[data-testid=outcome-absent]")
            page.wait_for_selector("[data-testid=undo]")
            page.wait_for_selector("[data-testid=undo]", state="detached")
        doors = page.locator("[data-testid^=door-]:has-text('Absent')").count()
        page.click("[data-testid=landing-absent]")
        page.wait_for_selector("[data-testid=undo]")
        assert page.locator("[data-testid^=door-]:has-text('Absent')").count() >= doors
        page.screenshot(path=str(tmp_path / "landing.png"))
        page.click("[data-testid=undo]")
        page.wait_for_selector("[data-testid=undo]", state="detached")
        assert page.locator("[data-testid^=door-]:has-text('Absent')").count() == doors
        wrong += look_at_help(page, "day")
        page.click("[aria-label='Lumière douce']")
        wrong += look(page, "stairs by night")
        wrong += look_at_help(page, "night")
        page.click("[aria-label='Lumière douce']")
        page.click("[data-testid=knock]")
        wrong += look(page, "door")
        small = page.evaluate(SMALL)
        assert not small, small
        page.click("[data-testid=outcome-met]")
        page.wait_for_selector("[data-testid=done]")
        wrong += look(page, "talk")
        page.click("[data-testid=add-note]")
        page.fill("[data-testid=note]", "Mme Traoré demande un rendez-vous")
        page.wait_for_selector("[data-testid=doubt]")
        wrong += look(page, "note")
        keep_note(page)
        page.click("[data-testid=done]")
        page.click("[data-testid=outcome-absent]") if page.locator("[data-testid=outcome-absent]").count() else None
        page.click("[aria-label='Mes mots']")
        # The screen is loaded when it is asked for.
        page.wait_for_selector("h1:has-text('Mes mots')")
        wrong += look(page, "guide")
        page.click("[aria-label=Retour]")
        page.click("[data-testid=end-tour]")
        wrong += look(page, "end")
        page.click("[data-testid=finish]")
        page.wait_for_selector("[data-testid=count-kept]")
        wrong += look(page, "mailbox")
        page.click("[aria-label=Retour]")
        page.click("[data-testid=nav-me]")
        wrong += look(page, "me")
    assert not wrong, "\n".join(wrong)
    assert {one.split(":")[0] for one in hosts} == {"terrain.localhost"}
