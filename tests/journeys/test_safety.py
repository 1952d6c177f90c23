"""A bad evening in a stairwell without network: help is two taps away, nothing is lost, and the desk rings on whichever page is open."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.test_evening import until
from tests.running import CHROMIUM, FLAGS, Running, choose_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
PARIS = ZoneInfo("Europe/Paris")
PASSPHRASE = "une porte qui s’ouvre"
# The frame asks every twenty seconds.
POLL_MS = 25_000

PLACE = """
from datetime import timedelta, time
from palier.missions.api import *
from palier.people.api import Account, Organisation, Site, hire_voisin, set_voisin_phone
from palier.places.api import Neighbourhood, add_entrance, create_building, generate_doors
from palier.safety.api import avoid_entrance, settle_site
from palier.tours.api import plan_tour
organisation = Organisation.objects.create(name="Essai")
quartier = Neighbourhood.objects.create(code="QN09901M", generation=2024, name="Essai")
site = Site.objects.create(organisation=organisation, name="Essai", department="99")
site.neighbourhoods.add(quartier)
manager = Account.objects.create_user("nadia@essai.example", "une porte qui s’ouvre", organisation=organisation, first_name="Nadia", role="manager")
manager.sites.add(site)
team = {name: hire_voisin(manager, site, first_name=name, languages=["fr"]) for name in ("Fatoumata", "Ahmed")}
for place, one in enumerate(team.values()): set_voisin_phone(manager, one, phone=f"06 39 98 00 1{place}", shared=True)
settle_site(manager, site, manager_phone="06 39 98 00 01", numbers=[("Médiation de nuit", "01 99 00 00 21")], grace="30")
building = create_building(manager, quartier, name="Bâtiment C", residence="", landlord="")
entrances = [add_entrance(manager, building, name=name, address="", is_house=False, has_lift=False) for name in ("Escalier 1", "Escalier 2")]
for one in entrances: generate_doors(manager, one, first_floor=1, last_floor=3, doors_per_floor=4, pattern="{étage}{n:02}")
today = timezone.now().astimezone(__import__("zoneinfo").ZoneInfo("Europe/Paris")).date()
mission = create_mission(manager, site, title="Essai", theme="charges", commissioner=None, starts_on=today, ends_on=today + timedelta(days=30))
set_perimeter(manager, mission, entrances)
set_guide(manager, mission, {"steps": [{"code": "a", "title": {"fr": "Bonjour"}, "text": {"fr": "Bonjour"}}], "objections": []})
from palier.rehearsal.partnership import walk_to
second = Account.objects.create_user("claire@essai.example", "une porte qui s’ouvre", organisation=site.organisation, first_name="Claire", role="head_office")
walk_to("field", mission, manager, second, timezone.now())
avoid_entrance(manager, site, entrances[1], reason="tension", until=today + timedelta(days=4), today=today, now=timezone.now())
plan_tour(manager, mission, day=today, starts_at=time(HOURS[0]), ends_at=time(*HOURS[1:]), voisins=[team["Fatoumata"]], entrances=entrances, buddy=team["Ahmed"])
answer(today.isoformat())
"""

ALARMS = """
from palier.safety.api import Alarm
answer([[one.kind, one.sort, one.entrance and one.entrance.name, bool(one.tour), bool(one.withdrawn_at)] for one in Alarm.objects.order_by("raised_at")])
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "data") as found:
        yield found


def prepare(server: Running, *hours: int) -> str:
    day: str = server.python(f"HOURS = {hours}\n{PLACE}")
    return day


def open_desk(pw: Any, server: Running) -> Any:
    page = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(viewport={"width": 1366, "height": 900}).new_page()
    page.goto(server.desk)
    page.fill("[name=login]", "nadia@essai.example")
    page.fill("[name=password]", PASSPHRASE)
    page.click("button:has-text('Entrer')")
    page.goto(f"{server.desk}/missions/")
    return page


def open_phone(pw: Any) -> tuple[Any, Any]:
    context = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(
        viewport={"width": 360, "height": 740}, timezone_id="Europe/Paris"
    )
    return context, context.new_page()


def begin(page: Any, server: Running) -> None:
    page.goto(json.loads(server.run("pair", "Fatoumata", "--json"))["address"])
    choose_pin(page)
    page.wait_for_selector("[data-testid=start-tour]")
    until(page, "navigator.serviceWorker.controller !== null")
    page.click("[data-testid=start-tour]")
    page.wait_for_selector("[data-testid=knock]")


def send_sos(page: Any) -> None:
    page.click("[data-testid=sos]")
    page.wait_for_timeout(900)  # a hurried tap, or a pocket, is not heard
    page.click("[data-testid=sos-yes]")
    page.wait_for_selector("[data-testid=sos-cancel]")


def numbers(page: Any) -> list[str]:
    return [one.get_attribute("href") for one in page.locator("a[href^='tel:'], a[href^='sms:']").all()]


def test_a_bad_evening_without_network(server: Running) -> None:
    prepare(server, 0, 23, 59)
    with playwright.sync_playwright() as pw:
        desk = open_desk(pw, server)
        assert desk.title() == "Missions · Palier"
        context, page = open_phone(pw)
        begin(page, server)
        # The cellar: no network, and the server dies as well.
        context.set_offline(True)
        server.stop()
        page.click("[data-testid=help]")
        page.wait_for_selector("[data-testid=sos]")
        assert {"tel:112", "tel:17", "tel:0639980001"} <= set(numbers(page))
        # A tap that comes too soon does nothing; nor does a change of mind.
        page.click("[data-testid=sos]")
        page.click("[data-testid=sos-yes]")
        page.wait_for_timeout(300)
        assert not page.locator("[data-testid=sos-cancel]").count()
        page.click("[data-testid=sos-no]")
        send_sos(page)
        page.click("[data-testid=sos-cancel]")
        page.wait_for_selector("[data-testid=sos-cancel]", state="detached")
        # This one is meant. It is on the phone before it leaves.
        send_sos(page)
        page.wait_for_selector("[data-state=kept], [data-state=leaving]", timeout=10_000)
        assert "Gardé" in page.inner_text("[data-testid=call-state]")
        assert {"tel:112", "tel:17", "sms:114", "tel:0639980001", "tel:0639980011", "tel:0199000021"} <= set(numbers(page))
        # And a resident in danger, from an open conversation, one tap away.
        page.click("[aria-label=Retour]")
        page.click("[data-testid=knock]")
        page.click("[data-testid=outcome-met]")
        page.wait_for_selector("[data-testid=done]")
        page.click("[data-testid=help]")
        page.click("[data-testid=alert-child]")
        page.wait_for_selector("[data-testid=alert-tell]")
        assert {"tel:17", "tel:119"} <= set(numbers(page))
        page.click("[data-testid=alert-tell]")
        page.wait_for_selector("[data-testid=call-state]")
        assert "Gardé" in page.inner_text("[data-testid=call-state]")
        # Out of the cellar.
        server.start()
        context.set_offline(False)
        page.wait_for_selector("[data-state=arrived]", timeout=20_000)
        desk.wait_for_selector(".sonne:has-text('SOS de Fatoumata')", timeout=POLL_MS)
        assert desk.url.endswith("/missions/")
        assert "Bâtiment C, escalier 1" in desk.inner_text("#sonnette")
        assert "Alerte de Fatoumata : un enfant en danger" in desk.inner_text("#sonnette").replace("\u00a0", " ")
        assert desk.title().startswith("(2) ")
        assert sorted(server.python(ALARMS)) == [["alert", "child", None, True, False], ["sos", "", "Escalier 1", True, False]]
        # Somebody takes it; the phone says who.
        desk.goto(f"{server.desk}/securite/")
        desk.click("[data-testid=alarm-sos] [data-testid=take]")
        desk.click("[data-testid=alarm-alert] [data-testid=take]")
        page.wait_for_selector("[data-state=taken]", timeout=30_000)
        assert "Nadia s’en occupe" in page.inner_text("[data-testid=call-state]")
        desk.select_option("[data-testid=alarm-sos] select", "fine")
        desk.click("[data-testid=alarm-sos] button:has-text('Fermer')")
        assert desk.locator("article").count() == 1
        assert desk.title() == "Sécurité · Palier"


def test_all_is_well_a_new_time_of_return_and_a_locked_phone(server: Running) -> None:
    prepare(server, 0, 23, 59)
    with playwright.sync_playwright() as pw:
        _, page = open_phone(pw)
        begin(page, server)
        page.click("[data-testid='entrance-Escalier 2']")
        page.wait_for_selector(".evite:has-text('À éviter jusqu’au')")
        assert "tensions" not in page.inner_text("body")
        page.click("[data-testid=help]")
        page.click("[data-testid=back-later]")
        assert page.inner_text("[data-testid=back-at]").replace("\u00a0", " ") == "0 h 14"
        page.click("[data-testid=fine]")
        page.wait_for_selector("text=Dit à")
        desk = open_desk(pw, server)
        for _ in range(20):
            desk.goto(f"{server.desk}/securite/")
            text = desk.inner_text("#dehors").replace("\u00a0", " ")
            if "retour prévu 0 h 14" in text:
                break
            page.wait_for_timeout(500)
        assert "retour prévu 0 h 14" in text
        assert "tout va bien à" in text
        assert "06 39 98 00 10" in text
        # Locked, the phone shows nothing of the tour, and still calls for help.
        page.reload()
        page.wait_for_selector("[data-testid=pin]")
        page.click("[data-testid=help]")
        page.wait_for_selector("[data-testid=sos]")
        assert "Bâtiment" not in page.inner_text("body")
        send_sos(page)
        desk.wait_for_selector("[data-testid=alarm-sos]", timeout=POLL_MS + 10_000)
        assert server.python(ALARMS) == [["sos", "", None, True, False]]
        page.click("[data-testid=take-back]")
        for _ in range(40):
            if server.python(ALARMS)[0][-1]:
                break
            page.wait_for_timeout(500)
        desk.reload()
        assert "Fatoumata dit que c’est fini" in desk.inner_text("[data-testid=alarm-sos]")


def test_the_phone_asks_first_then_the_desk_says_who_is_not_back(server: Running) -> None:
    day = prepare(server, 17, 20, 0)
    with playwright.sync_playwright() as pw:
        desk = open_desk(pw, server)
        _, page = open_phone(pw)
        page.clock.set_fixed_time(datetime.fromisoformat(f"{day}T19:58").replace(tzinfo=PARIS))
        begin(page, server)
        page.wait_for_timeout(1500)
        assert not page.locator("[data-testid=late]").count()
        page.clock.set_fixed_time(datetime.fromisoformat(f"{day}T20:16").replace(tzinfo=PARIS))
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector("[data-testid=late]")
        assert "Retour prévu 20 h." in page.inner_text("[data-testid=late]").replace("\u00a0", " ")
        page.click("[data-testid=late-fine]")
        page.wait_for_selector("[data-testid=late]", state="detached")
        page.clock.set_fixed_time(datetime.fromisoformat(f"{day}T20:50").replace(tzinfo=PARIS))
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector("[data-testid=late]")
        assert "bureau de Nadia le voit" in page.inner_text("[data-testid=late]")
        # What the server's own job does at that hour.
        server.python(
            "from datetime import timedelta\nfrom palier.safety.api import raise_overdue\nraise_overdue(timezone.now() + timedelta(days=1))"
        )
        desk.wait_for_selector(".sonne:has-text('Fatoumata n’a pas terminé')", timeout=POLL_MS)
        desk.goto(f"{server.desk}/securite/")
        assert desk.locator("[data-testid=alarm-overdue] a[href='tel:0639980010']").count() == 1
        page.click("[data-testid=late-end]")
        page.click("[data-testid=finish]")
        desk.wait_for_selector("[data-testid=alarm-overdue]", state="detached", timeout=POLL_MS + 10_000)


def test_a_desk_that_hears_nothing_any_more_says_so(server: Running) -> None:
    prepare(server, 0, 23, 59)
    with playwright.sync_playwright() as pw:
        desk = open_desk(pw, server)
        assert not desk.locator(".sourde").is_visible()
        server.stop()
        desk.wait_for_selector(".sourde", state="visible", timeout=POLL_MS)
        server.start()
        desk.wait_for_selector(".sourde", state="hidden", timeout=POLL_MS)
        # The sound is somebody's choice, kept on this machine.
        desk.goto(f"{server.desk}/securite/")
        sound = "[data-bell-sound]"
        assert desk.get_attribute(sound, "aria-pressed") == "false"
        desk.click(sound)
        desk.goto(f"{server.desk}/securite/")
        assert desk.get_attribute(sound, "aria-pressed") == "true"
