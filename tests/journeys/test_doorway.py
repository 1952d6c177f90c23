"""Residents, in a real browser without script: is this voisin real? Do not come any more. And what the phone and the desk then show."""

import json
import re
from pathlib import Path

import pytest
import segno

from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, choose_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
PASSPHRASE = "une porte qui s’ouvre"

NOW = """
from palier.common.codes import letters_of
from palier.places.api import doors_of
from palier.rehearsal.doorstep import badge_now
from palier.tours.api import Tour, badges_between
badge = badge_now(timezone.now())
tour = Tour.objects.get(pk=badge.tour)
hall = tour.stops.order_by("position").first().entrance
doors = list(doors_of([hall]))
today = timezone.localdate()
later = next(one for one in badges_between(today, today + timezone.timedelta(days=7)) if not one.in_visit(timezone.now()))
answer({"unknown": letters_of(987654321, 7), "later": later.code,
  "first_name": badge.first_name, "code": badge.code, "tile": badge.tile, "hall": str(hall.pk), "hall_name": hall.name,
  "building": hall.building.name, "door": str(doors[-1].pk), "label": doors[-1].label, "tour": str(tour.pk)})
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("doorway") / "data", PALIER_DEMO="1") as found:
        found.run("demo", "--no-serve")
        yield found


@pytest.fixture(scope="module")
def now(server: Running) -> dict:
    return server.python(NOW)


def a_resident(browser, width: int = 360, **more):
    """A phone that runs no script at all."""
    context = browser.new_context(viewport={"width": width, "height": 740}, java_script_enabled=False, locale="fr-FR", **more)
    return context.new_page()


def public(server: Running) -> str:
    return f"http://bonjour.localhost:{server.port}"


def tile_drawn(page, selector: str) -> list[tuple[str | None, ...]]:
    """The tile as it stands on a page: the ground, then each shape with its colour and place."""
    tile = page.locator(selector)
    ground = tile.locator("rect").get_attribute("fill")
    shapes = [tuple(one.get_attribute(name) for name in ("d", "fill", "transform")) for one in tile.locator("path").all()]
    return [(ground,), *shapes]


def paired_phone(browser, server: Running, first_name: str):
    address = json.loads(server.run("pair", first_name, "--json"))["address"]
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(address)
    choose_pin(page)
    page.wait_for_selector("[data-testid=open-badge]")
    return page


def test_the_phone_s_badge_is_the_one_of_the_page(server: Running, now: dict, tmp_path: Path) -> None:
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        phone = paired_phone(browser, server, now["first_name"])
        # The hall: no network any more.
        phone.context.set_offline(True)
        phone.click("[data-testid=open-badge]")
        phone.wait_for_selector("[data-testid=square]")
        code = phone.inner_text("[data-testid=badge-code]")
        assert code.replace(" ", "") == now["code"]
        # The square, module by module, is the one that any encoder makes for this address.
        address = f"{public(server)}/v/{now['code']}"
        square = phone.locator("[data-testid=square] path").get_attribute("d") or ""
        drawn = {(int(y), int(x) + n) for x, y, run in re.findall(r"M(\d+) (\d+)h(\d+)v1", square) for n in range(int(run))}
        wanted = segno.make(address, error="m", micro=False, boost_error=False).matrix
        assert drawn == {(y, x) for y, row in enumerate(wanted) for x, module in enumerate(row) if module}
        wrong = look_at(phone, "badge")
        tile = tile_drawn(phone, "[data-testid=tile]")
        phone.screenshot(path=str(tmp_path / "badge.png"))
        phone.click("[data-testid=poster]")
        wrong += look_at(phone, "poster")
        assert tile_drawn(phone, "[data-testid=tile]") == tile
        phone.screenshot(path=str(tmp_path / "poster.png"))
        assert not wrong, "\n".join(wrong)
        # Behind the door: the square is photographed, then the code is typed, in a small hand.
        resident = a_resident(browser)
        for way in ("square", "typed"):
            if way == "square":
                resident.goto(address)
            else:
                resident.goto(public(server))
                resident.fill("#code", code.lower())
                resident.click("button:has-text('Vérifier')")
            assert resident.inner_text("h1") == f"Oui, c’est {now['first_name']}."
            assert tile_drawn(resident, "svg.tile") == tile, way
        resident.screenshot(path=str(tmp_path / "oui.png"), full_page=True)
        # A forged one: the same code with one letter changed, then one that nobody has.
        resident.goto(f"{public(server)}/v/{now['code'][:-1]}{'A' if now['code'][-1] != 'A' else 'C'}")
        assert "erreur" in resident.inner_text("h1")
        assert "Gardez la porte fermée" in resident.inner_text("main")
        # The phone is lost, and closed at the desk: what the thief shows is unknown from then on.
        server.python(CLOSE % now["first_name"])
        resident.goto(address)
        assert resident.inner_text("h1") == "Nous ne connaissons pas ce code."


CLOSE = """
from palier.people.api import Device, revoke_device
for device in Device.objects.filter(voisin__first_name=%r, revoked_at=None): revoke_device("journey", device, timezone.now())
answer(True)
"""


def look_at(page, name: str) -> list[str]:
    """axe on a phone screen: its own policy forbids the script, so it is put in from outside."""
    axe = Path(__file__).parents[2] / "field" / "node_modules" / "axe-core" / "axe.min.js"
    if not axe.exists():
        pytest.skip("axe-core is not installed (npm ci in field/)")
    page.evaluate(axe.read_text("utf-8"))
    rules = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']"
    found = page.evaluate(f"axe.run({{runOnly: {rules}}}).then(f => f.violations.map(o => o.id + ': ' + o.nodes[0].html.slice(0, 120)))")
    width = page.evaluate("document.documentElement.scrollWidth")
    return [f"{name}: {one}" for one in found] + ([f"{name}: {width} px wide"] if width > page.viewport_size["width"] else [])


def test_from_the_hall_s_square_to_stop_on_the_phone(server: Running, now: dict, tmp_path: Path) -> None:
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        phone = paired_phone(browser, server, now["first_name"])
        resident = a_resident(browser)
        resident.goto(f"{public(server)}/h/{now['hall']}/")
        assert now["first_name"] in resident.inner_text("main")
        resident.click("a:has-text('Ne plus venir chez moi')")
        resident.select_option("#door", now["door"])
        resident.click("button:has-text('Demander')")
        receipt = resident.inner_text("[data-testid=receipt]")
        assert re.fullmatch(r"R-[0-9A-Z]{4} [0-9A-Z]{3}", receipt)
        assert "On ne frappe plus à cette porte" in resident.inner_text("main")
        assert now["label"] not in resident.inner_text("main")
        assert not resident.context.cookies()
        resident.screenshot(path=str(tmp_path / "receipt.png"), full_page=True)
        # The manager sees the door, not who.
        desk = browser.new_context(viewport={"width": 1366, "height": 900}).new_page()
        desk.goto(server.desk)
        desk.fill("[name=login]", "nadia@terrasses.example")
        desk.fill("[name=password]", PASSPHRASE)
        desk.click("button:has-text('Entrer')")
        desk.goto(f"{server.desk}/habitants/")
        row = desk.locator("tr", has_text=receipt.replace("R-", "R-"))
        assert now["label"] in row.inner_text()
        desk.goto(f"{server.desk}/lieux/ne-plus-frapper/")
        assert "sur la page publique" in desk.locator("tr", has_text=now["label"]).first.inner_text()
        # The voisin's phone, at its next contact.
        phone.reload()
        phone.wait_for_selector("[data-testid=pin]:enabled")
        phone.type("[data-testid=pin]", "271828")
        phone.wait_for_selector("[data-testid=open-badge]")
        assert state_of_door(phone, now, "Stop")
        # A mind changes, by the number alone, typed on another phone.
        other = a_resident(browser)
        other.goto(f"{public(server)}/r/")
        other.fill("#n", receipt.lower())
        other.click("button:has-text('Voir')")
        other.click("button:has-text('Changer d’avis')")
        assert "ne compte plus" in other.inner_text("main")
        assert server.python(f"from palier.places.api import opposed_door_ids\nanswer(len(opposed_door_ids(['{now['door']}'])))") == 0


def state_of_door(phone, now: dict, word: str) -> bool:
    """Open the stairs of the tour under way and look for the door, once the download has come."""
    phone.wait_for_timeout(1500)
    phone.click("[data-testid=start-tour]")
    phone.wait_for_selector("[data-testid=knock]")
    name = f"[data-testid='entrance-{now['hall_name']}']"
    if phone.locator(name).count():
        phone.click(name)
    door = phone.locator(f"[data-testid='door-{now['label']}']")
    door.wait_for()
    return word in door.inner_text()


def every_page(server: Running, now: dict) -> list[str]:
    number = server.python(ASKED % (now["hall"], now["door"]))
    return [
        "/", "/v/?code=7K3", f"/v/{now['code']}", "/v/AAAAAAA2", f"/v/{now['unknown']}", f"/v/{now['later']}", "/signaler/", "/stop/", "/stop/?q=tour", "/stop/?q=nulle-part", "/stop/ailleurs/",
        f"/h/{now['hall']}/", f"/h/{now['hall']}/stop/", f"/h/{now['hall']}/stop/?quoi=access", "/r/", "/r/?n=zut", f"/r/{number}/", "/nous/", "/droits/",
        "/langues/", "/zut",
    ]  # fmt: skip


ASKED = """
from palier.places.api import Door, Entrance, ask_about_door
hall = Entrance.objects.get(pk=%r)
made = ask_about_door("access", timezone.now(), timezone.localdate(), neighbourhood=hall.building.neighbourhood, entrance=hall,
                      door=Door.objects.get(pk=%r))
answer(made.receipt)
"""
SMALL = """[...document.querySelectorAll('a, button, select, summary, input:not([type=radio]):not([type=hidden]), label.op')]
  .filter(one => !one.classList.contains('skip') && one.getBoundingClientRect().height && one.getBoundingClientRect().height < 47.5)
  .map(one => one.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize("language", ["fr", "ar", "ta", "snk"])
def test_every_public_page(server: Running, now: dict, language: str, tmp_path: Path) -> None:
    """axe, targets of 48 px, 320 px wide, text twice as large, no other host: in French, Arabic, Tamil, and one not yet written."""
    wrong, hosts = [], set()
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_context(viewport={"width": 320, "height": 740}, bypass_csp=True).new_page()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
        for path in every_page(server, now):
            page.goto(f"{public(server)}/{language}{path}")
            wrong += look(page, f"{language}{path}")
            wrong += [f"{language}{path}: small {one}" for one in page.evaluate(SMALL)]
            page.evaluate("document.documentElement.style.fontSize = '200%'")
            wrong += look(page, f"{language}{path} at 200 %")
        page.goto(f"{public(server)}/{language}/h/{now['hall']}/stop/")
        page.screenshot(path=str(tmp_path / f"{language}.png"), full_page=True)
    assert not wrong, "\n".join(wrong)
    assert {one.split(":")[0] for one in hosts} == {"bonjour.localhost"}


def test_the_desk_s_page_of_residents(server: Running) -> None:
    wrong = []
    with playwright.sync_playwright() as pw:
        for width in (1366, 820):
            page = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(
                viewport={"width": width, "height": 900}, bypass_csp=True
            ).new_page()  # fmt: skip
            page.goto(server.desk)
            page.fill("[name=login]", "nadia@terrasses.example")
            page.fill("[name=password]", PASSPHRASE)
            page.click("button:has-text('Entrer')")
            page.goto(f"{server.desk}/habitants/")
            wrong += look(page, f"residents {width}")
            for section in ("to-find", "rights"):
                page.goto(f"{server.desk}/habitants/")
                page.click(f"[data-testid={section}] a.b")
                wrong += look(page, f"{section} {width}")
    assert not wrong, "\n".join(wrong)
