"""What a resident asks for at a door: a yes or nothing, with the network cut; a first name and a number that no file of the phone shows."""

import contextlib
import json
from pathlib import Path

import pytest

from tests.journeys.test_evening import kill, nothing_readable, open_phone, until
from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, choose_pin, enter_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
# As typed, as read back, as sent.
CANARIES = ("Canarianne", "0199007731", "01 99 00 77 31", "01\u00a099\u00a000\u00a077\u00a031", "199007731")

IN_CLEAR = """() => new Promise((done) => { const asked = indexedDB.open('search', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore('s');
  asked.onsuccess = () => { const tx = asked.result.transaction('s', 'readwrite'); tx.objectStore('s').put('Canariclair', 'k'); tx.oncomplete = done; }; })"""
WORLD = """
from palier.partners.api import add_structure, give_service, open_service
from palier.visits.tests.factories import make_stage
stage = make_stage(entrances=1, doors=6, voisins=1)
building = stage.entrances[0].building
building.lon, building.lat = 2.35, 48.9
building.save()
ccas = open_service("test", stage.site, name="CCAS", what="Aides et papiers", needs=["rights"], place="à la mairie", opening="le matin", phone="0199001200", books=True)
give_service("test", add_structure("test", stage.site, {"name": "Mairie annexe", "hours": "24/7", "phone": "0199001201"}, near=building), ccas)
open_service("test", stage.site, name="Agence du bailleur", needs=["housing_repair"])
answer(stage.manager.email)
"""
READ = """
from django.utils import timezone
from palier.languages.api import Wording, french_of
french = french_of("phone")["consent.referral.1"]
for language, text, vouched in (("tr", "Okundu. Kabul ediyor musunuz?", True), ("es", "", False)):
    Wording.objects.create(place="phone", language=language, key="consent.referral.1", text=text, french=french, vouched=vouched, changed_at=timezone.now())
"""
FOUND = """
from palier.partners.api import Appointment, PersonalFollowUp, Referral, open_follow_up, shown_phone
from palier.people.api import Account
from palier.visits.api import Operation, figures
from palier.missions.api import Mission
manager = Account.objects.get()
words = [open_follow_up(manager, one) for one in PersonalFollowUp.objects.filter(state="to_do")]
answer({"referrals": list(Referral.objects.values_list("to", "slip", "state")), "appointments": list(Appointment.objects.values_list("to", "state")),
  "calls": [(one.first_name, shown_phone(one.phone)) for one in words if one.phone], "returns": sum(1 for one in words if one.door),
  "follow_ups": figures(Mission.objects.get()).get("follow_ups", {}), "aside": Operation.objects.filter(status="quarantined").count(),
  "clear": Operation.objects.filter(body__contains="199007731").count()})
"""


@pytest.fixture
def server(tmp_path: Path):
    with running(tmp_path / "data") as found:
        found.python(WORLD)
        yield found


def start(page, server: Running) -> None:
    """Paired, at the first door, in conversation."""
    page.goto(json.loads(server.run("pair", "Fatou", "--json"))["address"])
    choose_pin(page)
    page.wait_for_selector("[data-testid=start-tour]")
    until(page, "navigator.serviceWorker.controller !== null")
    page.click("[data-testid=start-tour]")
    page.click("[data-testid=knock]")
    page.click("[data-testid=outcome-met]")
    page.wait_for_selector("[data-testid=ask-referral]")


def agree(page, *taps: str) -> None:
    """The taps up to the sentence, then a yes."""
    for one in taps:
        page.click(f"[data-testid={one}]")
    page.wait_for_selector("[data-testid=consent-french]")
    page.click("[data-testid=consent-yes]")


def test_with_the_network_cut_and_the_battery_dead_in_the_middle_of_a_number(server: Running, tmp_path: Path) -> None:
    profile = tmp_path / "phone"
    with playwright.sync_playwright() as pw:
        context, page = open_phone(pw, profile)
        start(page, server)
        context.set_offline(True)
        server.stop()
        # A no keeps nothing.
        page.click("[data-testid=ask-referral]")
        # Without network: the nearest place, how far, and that it is open.
        assert page.inner_text("[data-testid=near-ccas]").replace("\u00a0", " ") == "Mairie annexe · 1 min à pied · ouvert jusqu’à minuit"
        page.click("[data-testid=service-ccas]")
        page.click("[data-testid=consent-no]")
        page.click("[data-testid=ask-ok]")
        assert not page.locator("[data-testid=ask-kept]").count()
        agree(page, "ask-referral", "service-ccas")
        slip = page.inner_text("[data-testid=ask-slip]")
        assert "01\u00a099\u00a000\u00a012\u00a001" in page.inner_text("[data-testid=place]")
        page.click("[data-testid=ask-ok]")
        # A referral said twice by mistake, taken back.
        agree(page, "ask-referral", "service-agence_du_bailleur")
        page.click("[data-testid=ask-cancel]")
        agree(page, "ask-appointment", "service-ccas", "ask-next")
        page.click("[data-testid=ask-ok]")
        agree(page, "ask-follow_up", "way-visit", "what-papers", "ask-next")
        page.click("[data-testid=ask-ok]")
        agree(page, "ask-follow_up", "what-repair", "moment-evening", "ask-next")
        page.type("[data-testid=ask-name]", "Canarianne")
        page.type("[data-testid=ask-phone]", "01 99 00 77")
        page.wait_for_timeout(500)
        kill(profile)
        with contextlib.suppress(Exception):  # it is dead, that is the point
            context.close()
        nothing_readable(profile, CANARIES)
        for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
            (profile / name).unlink(missing_ok=True)
        context, page = open_phone(pw, profile)
        page.goto(server.phone)
        enter_pin(page)
        page.wait_for_selector("[data-testid=ask-name]")
        assert page.input_value("[data-testid=ask-name]") == "Canarianne"
        assert page.input_value("[data-testid=ask-phone]") == "01 99 00 77"
        # Back to the conversation and here again: still there.
        page.click("[aria-label=Retour]")
        page.click("[data-testid=ask-resume]")
        page.click("[data-testid=ask-keep]")
        assert "manque 2 chiffres" in page.inner_text("[data-testid=phone-problem]")
        page.fill("[data-testid=ask-phone]", "01 99 00 77 31")
        assert page.inner_text("[data-testid=ask-read]") == "01\u00a099\u00a000\u00a077\u00a031"
        page.click("[data-testid=ask-keep]")
        page.wait_for_selector("[data-testid=ask-cancel]")
        assert not page.locator("input").count()
        page.click("[data-testid=ask-ok]")
        # The referral, the appointment, the return and the call; with the PIN open, nothing of anybody is on the screen.
        page.wait_for_selector("[data-testid=ask-kept]")
        assert page.locator("[data-testid=ask-kept]").count() == 4
        assert not [one for one in CANARIES if one in page.content()]
        page.wait_for_timeout(300)
        server.start()
        context.set_offline(False)
        page.click("[data-testid=done]")
        page.wait_for_selector("[data-testid=outcome-met]")
        page.click("[aria-label=Retour]")
        page.click(".sync")
        page.click("[data-testid=retry]")
        until(page, "document.querySelector('[data-testid=count-arrived]').textContent === '1'")
        found = server.python(FOUND)
        assert found["referrals"] == [["ccas", slip, "agreed"]]
        assert found["appointments"] == [["ccas", "asked"]]
        assert found["calls"] == [["Canarianne", "01\u00a099\u00a000\u00a077\u00a031"]]
        assert found["returns"] == 1
        assert found["follow_ups"] == {"referral": 1, "appointment": 1, "follow_up": 2}
        assert (found["aside"], found["clear"]) == (0, 0)
        # Undone once it has left: the server forgets at once.
        page.click("[aria-label=Retour]")
        page.click("[data-testid=start-tour]")
        page.click("[data-testid^=door-]:has-text('Parlé')")
        page.click("[data-testid=reopen]")
        for left in (3, 2):
            page.locator("[data-testid=ask-undo]").last.click()
            until(page, f"document.querySelectorAll('[data-testid=ask-kept]').length === {left}")
        page.click("[data-testid=done]")
        page.wait_for_selector("[data-testid=outcome-met]")
        page.click("[aria-label=Retour]")
        page.click(".sync")
        page.click("[data-testid=retry]")
        page.wait_for_timeout(1500)
        found = server.python(FOUND)
        assert (found["calls"], found["returns"], found["follow_ups"]) == ([], 0, {"referral": 1, "appointment": 1})
        page.evaluate(IN_CLEAR)
        context.close()
        nothing_readable(profile, CANARIES)
        # The search finds what lies in clear: else it would prove nothing.
        with pytest.raises(AssertionError):
            nothing_readable(profile, ["Canariclair"])


def test_without_a_common_language_somebody_may_still_ask_for_a_return_in_hers(server: Running) -> None:
    with playwright.sync_playwright() as pw:
        page = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(viewport={"width": 360, "height": 740}).new_page()
        start(page, server)
        page.click("[data-testid=done]")
        page.click("[data-testid=outcome-other]")
        page.click("[data-testid=outcome-no_common_language]")
        for one in ("ask-follow_up", "way-visit", "what-language", "return-more", "return-tr", "ask-next"):
            page.click(f"[data-testid={one}]")
        # What she reads is in her language, though no conversation was held in it.
        assert page.get_attribute("[data-testid=consent-own]", "lang") == "tr"
        page.click("[data-testid=consent-yes]")
        page.click("[data-testid=ask-ok]")
        # Back at her door, not in a conversation that did not take place.
        page.wait_for_selector("[data-testid=ask-kept]")
        assert page.locator("[data-testid=undo-visit]").count() == 1
        page.click("[data-testid=undo-visit]")
        page.wait_for_selector("[data-testid=knock]")
        page.wait_for_timeout(500)
        page.click(".sync")
        page.click("[data-testid=retry]")
        page.wait_for_timeout(1500)
        found = server.python(FOUND)
        assert (found["returns"], found["follow_ups"].get("follow_up", 0), found["aside"]) == (0, 0, 0)


def test_the_sentence_says_whether_somebody_of_that_language_has_read_it(server: Running) -> None:
    """Vouched for in Turkish, withdrawn in Spanish, as it came in Portuguese, nothing yet in Wolof: the French each time."""
    server.python(READ)
    with playwright.sync_playwright() as pw:
        page = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(viewport={"width": 360, "height": 740}).new_page()
        start(page, server)
        for language, own, mark in (("tr", "Okundu", 0), ("es", "", 0), ("pt", "Anoto", 1), ("wo", "", 0)):
            page.click("[data-testid=language-more]")
            page.click(f"[data-testid=language-{language}]")
            page.click("[data-testid=ask-referral]")
            page.click("[data-testid=service-ccas]")
            page.wait_for_selector("[data-testid=consent-french]")
            found = page.locator("[data-testid=consent-own]")
            assert (found.count(), page.locator(".relire").count()) == (int(bool(own)), mark), language
            assert not own or found.inner_text().startswith(own)
            page.click("[data-testid=consent-no]")
            page.click("[data-testid=ask-ok]")


@pytest.mark.parametrize("width", [360, 320])
def test_every_screen_of_a_request(server: Running, width: int) -> None:
    """Nothing that axe finds, nothing that overflows, in French and beside Arabic, by day and by night."""
    wrong: list[str] = []
    with playwright.sync_playwright() as pw:
        context = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS).new_context(
            viewport={"width": width, "height": 740}, bypass_csp=True
        )
        page = context.new_page()
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        start(page, server)
        wrong += look(page, "conversation")
        page.click("[data-testid=ask-referral]")
        wrong += look(page, "services")
        page.click("[data-testid=service-ccas]")
        wrong += look(page, "consent in French")
        page.click("[data-testid=consent-no]")
        wrong += look(page, "no")
        page.click("[data-testid=ask-ok]")
        page.click("[data-testid=language-more]")
        page.click("[data-testid=language-ar]")
        page.evaluate("document.body.classList.add('nuit')")
        page.click("[data-testid=ask-appointment]")
        page.click("[data-testid=service-ccas]")
        page.click("[data-testid=when-known]")
        page.click("[data-testid=ask-next]")
        wrong += look(page, "no hour yet, by night")
        page.fill("[data-testid=ask-day]", "2019-01-01")
        page.fill("[data-testid=ask-hour]", "10:00")
        assert "déjà passé" in page.inner_text("[role=alert]")
        page.click("[data-testid=when-later]")
        page.click("[data-testid=ask-next]")
        assert page.get_attribute("[data-testid=consent-own]", "dir") == "rtl"
        assert "D’ACCORD" in page.inner_text("[data-testid=consent-french]").upper()
        wrong += look(page, "consent in Arabic, by night")
        page.click("[data-testid=consent-yes]")
        wrong += look(page, "a slip, by night")
        page.click("[data-testid=ask-ok]")
        page.click("[data-testid=ask-follow_up]")
        page.click("[data-testid=ask-next]")
        wrong += look(page, "nothing chosen")
        page.click("[data-testid=what-papers]")
        page.click("[data-testid=return-more]")
        wrong += look(page, "a return")
        page.click("[data-testid=ask-next]")
        page.click("[data-testid=consent-yes]")
        page.fill("[data-testid=ask-phone]", "06 12")
        page.click("[data-testid=ask-keep]")
        wrong += look(page, "a short number")
        small = page.evaluate(
            "[...document.querySelectorAll('button, a, input')].filter(one => one.getBoundingClientRect().height && "
            "(one.getBoundingClientRect().height < 47.5 || one.getBoundingClientRect().width < 47.5)).map(one => one.outerHTML.slice(0, 90))"
        )
        assert not small, small
        page.fill("[data-testid=ask-phone]", "06 12 34 56 78")
        page.click("[data-testid=ask-keep]")
        wrong += look(page, "sealed")
        page.click("[data-testid=ask-ok]")
        wrong += look(page, "conversation with what was kept")
    assert not wrong, "\n".join(wrong)
