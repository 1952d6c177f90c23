"""One voisin's way through every screen of the phone, without reading a word: it works in every language."""

import json
from collections.abc import Callable
from typing import Any

from tests.running import Running, choose_pin

Look = Callable[[Any, str], None]
NOTE = "Mme Traoré demande un rendez-vous"


def back(page: Any) -> None:
    """The first round button of the page, whichever way it points."""
    page.locator("main .ib").first.click()


def choose_language(page: Any, code: str) -> None:
    """On the page of pairing or on « Moi »."""
    page.click("[data-testid=lang-open]")
    page.click(f"[data-testid=lang-{code}]")
    page.wait_for_selector("[data-testid=lang-close]", state="detached")


def keep_note(page: Any) -> None:
    """Kept as it is: where the question was out of sight it is shown first."""
    page.click("[data-testid=note-keep]")
    page.wait_for_timeout(400)
    if page.locator("[data-testid=note-keep]").count():
        page.click("[data-testid=note-keep]")


def walk(page: Any, server: Running, who: str, look: Look, language: str = "fr") -> None:
    """Pairs `who`'s phone in that language and gives each screen, by name, to `look`."""
    address = json.loads(server.run("pair", who, "--json"))["address"]
    page.goto(server.phone)
    page.wait_for_selector("[data-testid=pair-code]")
    look(page, "pair")
    page.click("[data-testid=lang-open]")
    page.wait_for_selector(f"[data-testid=lang-{language}]")
    look(page, "languages")
    page.click(f"[data-testid=lang-{language}]")
    page.wait_for_selector("[data-testid=lang-close]", state="detached")
    look(page, "pair, in the language")
    page.fill("[data-testid=pair-code]", "ABCDE12345")
    page.click("[data-testid=pair-submit]")
    page.wait_for_function("document.querySelector('#pair-problem').textContent.length > 3")
    look(page, "a wrong code")
    page.goto("about:blank")
    page.goto(address)
    page.wait_for_selector("[data-testid=pin]")
    look(page, "choose a PIN")
    choose_pin(page)
    page.wait_for_selector("[data-testid=start-tour]")
    look(page, "today")
    _the_stairs(page, look)
    _a_talk(page, look)
    _the_end(page, look)


def _the_stairs(page: Any, look: Look) -> None:
    page.click("[data-testid=start-tour]")
    page.wait_for_selector("[data-testid=knock]")
    look(page, "stairs")
    _help(page, look)
    page.click("[data-testid=add-door]")
    look(page, "a door is missing")
    page.click("[data-testid=add-door-go]")
    look(page, "a door without a name")
    page.locator(".sheet .btn").last.click()
    page.click("[data-testid=hall-closed]")
    look(page, "nobody opens downstairs")
    page.locator(".sheet .btn").last.click()
    page.click("[data-testid=knock]")
    page.wait_for_selector("[data-testid=outcome-absent]")
    look(page, "door")
    page.click("[data-testid=outcome-other]")
    look(page, "other outcomes")
    page.locator(".sheet .btn").last.click()
    page.click("[data-testid=door-more]")
    look(page, "the door's name")
    page.locator(".sheet .btn").last.click()
    page.click("[data-testid=outcome-absent]")
    page.wait_for_selector("[data-testid=undo]")
    look(page, "kept, with its undo")
    page.click("[data-testid=undo]")
    page.wait_for_selector("[data-testid=undo]", state="detached")


def _help(page: Any, look: Look) -> None:
    page.click("[data-testid=help]")
    page.wait_for_selector("[data-testid=sos]")
    look(page, "help")
    page.click("[data-testid=sos]")
    page.wait_for_selector("[data-testid=sos-yes]")
    look(page, "an SOS, before yes")
    page.click("[data-testid=sos-no]")
    page.click("[data-testid=alert-violence]")
    page.wait_for_selector("[data-testid=alert-tell]")
    look(page, "an alert")
    back(page)
    page.wait_for_selector("[data-testid=sos]")
    back(page)
    page.wait_for_selector("[data-testid=knock]")


def _a_talk(page: Any, look: Look) -> None:
    page.click("[data-testid=knock]")
    page.click("[data-testid=outcome-met]")
    page.wait_for_selector("[data-testid=done]")
    look(page, "talk")
    page.click("[data-testid=language-more]")
    look(page, "languages of the talk")
    page.click("[data-testid=language-more]")
    _what_is_asked(page, look)
    page.click("[data-testid=add-note]")
    page.fill("[data-testid=note]", NOTE)
    page.wait_for_selector("[data-testid=doubt]")
    look(page, "note, with a doubt")
    page.click("[data-testid=doubt-leave]")
    look(page, "note, kept as it is")
    keep_note(page)
    page.click("[data-testid=done]")
    page.wait_for_selector("[data-testid=done]", state="detached")
    back(page)
    page.wait_for_selector("[data-testid=knock]")
    look(page, "stairs, one met")
    page.locator("[data-testid^=door-]").first.click()
    look(page, "a door of the top")
    back(page)


def _what_is_asked(page: Any, look: Look) -> None:
    page.click("[data-testid=ask-referral]")
    page.wait_for_selector("[data-testid=ask-referral]", state="detached")
    look(page, "which service")
    back(page)
    page.click("[data-testid=ask-follow_up]")
    page.wait_for_selector("[data-testid=ask-next]")
    page.click("[data-testid=ask-next]")
    look(page, "to be called back")
    page.locator("[data-testid^=what-]").first.click()
    page.click("[data-testid=ask-next]")
    page.wait_for_selector("[data-testid=consent]")
    look(page, "consent")
    page.click("[data-testid=consent-yes]")
    page.wait_for_selector("[data-testid=ask-phone]")
    page.fill("[data-testid=ask-phone]", "0612")
    page.click("[data-testid=ask-keep]")
    look(page, "a number to correct")
    page.fill("[data-testid=ask-phone]", "0199001234")
    page.click("[data-testid=ask-keep]")
    page.wait_for_selector("[data-testid=ask-ok]")
    look(page, "sealed")
    page.click("[data-testid=ask-ok]")
    page.wait_for_selector("[data-testid=add-note]")


def _the_end(page: Any, look: Look) -> None:
    page.wait_for_selector("[data-testid=knock]")
    page.click("[data-testid=open-guide]")
    page.wait_for_selector(".dit")
    look(page, "guide")
    page.locator(".bar .ib.mini").last.click()
    look(page, "guide shown large")
    page.click("[data-testid=large-close]")
    back(page)
    page.click("[data-testid=end-tour]")
    page.click("[data-testid=mood-hard]")
    look(page, "end")
    page.click("[data-testid=finish]")
    page.wait_for_selector("[data-testid=count-kept]")
    look(page, "mailbox")
    back(page)
    page.wait_for_selector("[data-testid=nav-me]")
    look(page, "today, ended")
    page.click("[data-testid=open-badge]")
    page.wait_for_selector("[data-testid=badge-code], [data-testid=badge-off]")
    look(page, "badge")
    back(page)
    page.click("[data-testid=nav-me]")
    page.wait_for_selector("[data-testid=lang-open]")
    look(page, "me")
    page.click("[data-testid=leave]")
    page.wait_for_selector("[data-testid=leave-go]")
    look(page, "giving the phone back")
    page.locator(".sheet .btn").first.click()
