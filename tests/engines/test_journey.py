"""The main journeys in Chromium, Firefox and WebKitGTK: `make engines` (Debian's packages are asked for there).

An evening without network: paired, a PIN chosen, the server dead, twelve visits in two entrances with corrections and an undo, the
browser killed in the middle and opened again; then the network: the server holds exactly those. Two pages at once; storage emptied.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines.browsers import ENGINES, Browser, WebKit
from tests.running import PIN, Running, running
from tests.street import Street, make_street
from tests.wire import Wire, until, wire_to

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not os.environ.get("PALIER_ENGINES"), reason="three browsers take minutes: `make engines` runs them"),
]
LOCKED = "[data-testid=pin]:enabled"
DOOR = "[data-testid=outcome-absent]"
STAIRS = "[data-testid=knock]"
READY = f"{LOCKED}, {STAIRS}, {DOOR}, [data-testid=start-tour]"
# What is done at each of the twelve doors: an outcome; then undone and done again, or corrected from the door's page.
EVENING = (
    ("absent", ""), ("met", ""), ("not_interested", "undo"), ("vacant", ""), ("not_now", "correct"), ("met", ""),
    ("absent", ""), ("not_interested", ""), ("met", "correct"), ("absent", "undo"), ("vacant", ""), ("absent", ""),
)  # fmt: skip
KILLED_AFTER = 7
DROP = """(async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await new Promise((done) => { const r = indexedDB.deleteDatabase('palier'); r.onsuccess = r.onblocked = r.onerror = done; });
})()"""
LACKS = """({ sync: 'SyncManager' in window, locks: Boolean(navigator.locks), persist: Boolean(navigator.storage?.persist),
  estimate: Boolean(navigator.storage?.estimate) })"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("engines") / "data") as found:
        yield found
    WebKit.stop_screen()


@pytest.fixture
def wire(server: Running) -> Iterator[Wire]:
    with wire_to(server) as found:
        yield found


@pytest.fixture(params=ENGINES, ids=lambda one: one.name)
def browser(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Browser]:
    if missing := request.param.missing():
        pytest.fail(f"{request.param.name} needs Debian packages: apt-get install {missing}")
    found: Browser = request.param(tmp_path / "phone")
    found.launch()
    try:
        yield found
    finally:
        found.kill()
        getattr(found, "stop", lambda: None)()


def pair(browser: Browser, wire: Wire, street: Street) -> None:
    browser.goto(f"{wire.phone}/#{street.code()}")
    for _ in range(2):
        browser.wait(LOCKED)
        browser.type("[data-testid=pin]", PIN)
        browser.ask("new Promise(done => setTimeout(done, 150))")
    browser.wait("[data-testid=start-tour]")
    until(lambda: browser.ask("navigator.serviceWorker.controller !== null"))


def unlock(browser: Browser) -> None:
    browser.wait(LOCKED)
    browser.type("[data-testid=pin]", PIN)
    browser.wait(f"{STAIRS}, {DOOR}, [data-testid=start-tour]")


def to_the_stairs(browser: Browser) -> None:
    if browser.count("[data-testid=start-tour]"):
        browser.click("[data-testid=start-tour]")
    elif browser.count(DOOR):
        browser.click("[aria-label=Retour]")
    browser.wait(STAIRS)


def at_the_door(browser: Browser) -> None:
    browser.tap(STAIRS)
    browser.wait(f"{DOOR}, {STAIRS}")
    if not browser.count(DOOR):
        browser.click(STAIRS)
    browser.wait(DOOR)


def say(browser: Browser, outcome: str) -> None:
    browser.tap(f"[data-testid=outcome-{outcome}]")
    if outcome == "met":
        browser.tap("[data-testid=question-facture-oui]")
        browser.tap("[data-testid=done]")
        browser.wait(f"{DOOR}, {STAIRS}")
        if not browser.count(STAIRS):
            browser.wait("[data-testid=undo]", gone=True)  # it lies over the way back for six seconds
            browser.click("[aria-label=Retour]")
    browser.wait(STAIRS)


def knock(browser: Browser, outcome: str, then: str) -> None:
    at_the_door(browser)
    label = browser.text(".tt h1").split()[-1]
    if then == "correct":
        say(browser, "vacant" if outcome != "vacant" else "absent")
        browser.tap(f"[data-testid='door-{label}']")
        browser.tap("[data-testid=correct]")
        say(browser, outcome)
        return
    say(browser, outcome)
    if then == "undo":
        browser.tap("[data-testid=undo]")
        browser.wait("[data-testid=undo]", gone=True)
        browser.tap(f"[data-testid='door-{label}']")
        say(browser, outcome)


def test_an_evening_without_network(browser: Browser, server: Running, wire: Wire) -> None:
    street = make_street(server, f"Soir{browser.name}", entrances=2, doors=6)
    pair(browser, wire, street)
    print(browser.name, browser.ask("navigator.userAgent"), browser.ask(LACKS))
    wire.be("dead")
    to_the_stairs(browser)
    for outcome, then in EVENING[:KILLED_AFTER]:
        knock(browser, outcome, then)
    browser.kill()
    browser.launch()
    browser.goto(wire.phone)
    unlock(browser)
    to_the_stairs(browser)
    for outcome, then in EVENING[KILLED_AFTER:]:
        knock(browser, outcome, then)
    browser.tap(".sync")
    assert browser.text("[data-testid=count-kept]") == "12"
    assert street.held()["visits"] == {}
    wire.be("open")
    browser.tap("[data-testid=retry]")
    until(lambda: browser.text("[data-testid=count-arrived]") == "12", 60)
    held = street.held()
    assert held["aside"] == 0
    counted = [outcome for outcome, void, _door, _rev in held["visits"].values() if not void]
    assert sorted(counted) == sorted(outcome for outcome, _then in EVENING)
    assert len({door for _outcome, void, door, _rev in held["visits"].values() if not void}) == len(EVENING)
    assert sum(void for _outcome, void, _door, _rev in held["visits"].values()) == 2  # the two undone
    assert street.alerts() == []


def test_two_pages_at_once(browser: Browser, server: Running, wire: Wire) -> None:
    """Both write and both send: every visit arrives once, whether the engine has locks or not (SY-09)."""
    street = make_street(server, f"Pages{browser.name}", entrances=2, doors=6)
    pair(browser, wire, street)
    wire.be("dead")
    to_the_stairs(browser)
    first = browser.new_page()
    browser.goto(wire.phone)
    unlock(browser)
    to_the_stairs(browser)
    browser.tap("[data-testid='entrance-Escalier 1-2']")
    pages = [first, browser.here()]
    for number in range(6):
        browser.switch(pages[number % 2])
        at_the_door(browser)
        say(browser, "absent")
        wire.be(("open", "lose_answer", "dead")[number % 3])
        browser.ask("dispatchEvent(new Event('online'))")
    wire.be("open")
    for page in pages:
        browser.switch(page)
        browser.ask("dispatchEvent(new Event('online'))")
    until(lambda: len(street.held()["visits"]) == 6, 60)
    browser.tap(".sync")
    until(lambda: browser.text("[data-testid=count-kept]") == "0", 60)
    held = street.held()
    assert len(held["visits"]) == 6
    assert held["aside"] == 0


def test_emptied_storage_is_said(browser: Browser, server: Running, wire: Wire) -> None:
    """The app says so instead of beginning again as if new, and the desk is told (DV-09)."""
    street = make_street(server, f"Vide{browser.name}", entrances=1, doors=6)
    pair(browser, wire, street)
    browser.ask(DROP)
    browser.goto(wire.phone)
    browser.wait("[data-testid=emptied]")
    # WebKitGTK keeps a page that is left in the middle of a transaction, and its lock with it: not left before it is done.
    browser.ask("new Promise(done => setTimeout(done, 1000))")
    browser.goto("about:blank")
    pair(browser, wire, street)
    browser.wait("[data-testid=notice-replaced]")
    assert [kind for kind, _lost in street.alerts()] == ["emptied"]
