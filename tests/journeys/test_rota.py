"""The weeks to come on the phone: said in the street without network, answered, given away, taken by a colleague."""

import json
from pathlib import Path

import pytest

from tests.journeys.test_evening import open_phone, until
from tests.journeys.test_screens import SMALL, look
from tests.running import choose_pin, enter_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

WORLD = """
from datetime import time, timedelta
from palier.teams.api import offer_slot, set_contract
from palier.visits.tests.factories import make_stage
stage = make_stage(entrances=1, doors=2, voisins=2)
now = timezone.now()
for one in stage.voisins:
    set_contract("test", one, starts_on=now.date() - timedelta(days=100), monthly_minutes=900)
day = now.date() + timedelta(days=16)
day += timedelta(days=(1 - day.weekday()) % 7)
for title, places in (("Atelier fuites", 1), ("Permanence au marché", 2)):
    offer_slot(stage.manager, stage.site, sort="training", title=title, place="Maison du projet", day=day, starts_at=time(14), ends_at=time(16),
               places=places, voisins=stage.voisins, now=now)
    day += timedelta(days=1)
answer(stage.manager.email)
"""
SAID = """
from palier.teams.api import SlotAsk, availability_of
from palier.people.api import Voisin
from datetime import date
fatou = Voisin.objects.get(first_name="Fatou")
said = availability_of([fatou], date(2020, 1, 1), date(2099, 1, 1))[fatou.pk]
answer({
    "week": {day: [f"{one.starts_at:%H:%M}-{one.ends_at:%H:%M}" for one in windows] for day, windows in (said.week or {}).items()},
    "differences": [one.free for one in said.differences],
    "asks": sorted([one.voisin.first_name, one.slot.title[:7], one.state] for one in SlotAsk.objects.select_related("voisin", "slot")),
})
"""
COLLEAGUE = """
from palier.people.api import Voisin
from palier.teams.api import Slot, answer_slot
slot = Slot.objects.get(title="Atelier fuites")
answer(answer_slot("test", slot, Voisin.objects.get(first_name="Ahmed"), "yes", timezone.now()).state)
"""


def test_a_week_is_said_and_slots_are_answered_without_network(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server, playwright.sync_playwright() as pw:
        server.python(WORLD)
        context, page = open_phone(pw, tmp_path / "phone")
        page.goto(json.loads(server.run("pair", "Fatou", "--json"))["address"])
        choose_pin(page)
        page.wait_for_selector("[data-testid=slot-waiting]")
        until(page, "navigator.serviceWorker.controller !== null")
        context.set_offline(True)
        page.reload()
        enter_pin(page)
        page.wait_for_selector("[data-testid=slot-waiting]")
        assert page.locator("[data-testid=slot-waiting]").count() == 2
        wrong = look(page, "offers") + page.evaluate(SMALL)
        # Yes to the first; no to the second, taken back, then no again: nothing asks why.
        page.locator("[data-testid=slot-yes]").first.click()
        page.wait_for_selector("[data-testid=slot-taken]")
        page.locator("[data-testid=slot-no]").first.click()
        page.click("[data-testid=slot-undo]")
        page.locator("[data-testid=slot-no]").first.click()
        page.wait_for_selector("[data-testid=slot-past]")
        wrong += look(page, "answered") + page.evaluate(SMALL)
        page.click("[data-testid=nav-me]")
        page.click("[data-testid=me-rota]")
        page.click("[data-testid=part-2-afternoon]")
        page.click("[data-testid=part-2-evening]")
        page.click("[data-testid=part-6-morning]")
        page.click("[data-testid=rota-keep]")
        page.click("[data-testid=rota-add]")
        page.click("[data-testid=rota-some]")
        page.fill("[data-testid=rota-from]", "18:00")
        page.fill("[data-testid=rota-to]", "17:00")
        page.click("[data-testid=rota-sheet-keep]")
        assert "avant" in page.inner_text("[role=alert]")
        wrong += look(page, "days that differ") + page.evaluate(SMALL)
        page.fill("[data-testid=rota-to]", "19:00")
        page.click("[data-testid=rota-sheet-keep]")
        page.wait_for_selector("[data-testid=rota-remove]")
        page.click("[data-testid=agenda-make]")
        page.wait_for_selector(".pb")
        wrong += look(page, "my weeks") + page.evaluate(SMALL)
        assert wrong == []
        context.set_offline(False)
        page.click("[data-testid=agenda-make]")
        page.wait_for_selector("[data-testid=agenda-address]")
        until(page, "document.querySelector('[data-testid=agenda-close]') !== null")
        page.locator(".bar .ib").first.click()
        page.click("[data-testid=nav-today]")
        # What left is no longer said to be leaving.
        until(page, "document.querySelector('[data-testid=slot-taken]') && !document.body.innerText.includes('Partira au réseau')")
        said = server.python(SAID)
        assert said["week"] == {"2": ["12:00-21:00"], "6": ["09:00-12:00"]}
        assert said["differences"] == [False]
        assert said["asks"] == [["Ahmed", "Atelier", "waiting"], ["Ahmed", "Permane", "waiting"], ["Fatou", "Atelier", "accepted"], ["Fatou", "Permane", "refused"]]  # fmt: skip
        # Something came in between: she gives her place away, and keeps it until a colleague takes it.
        page.click("[data-testid=slot-cannot]")
        page.click("[data-testid=slot-swap]")
        page.wait_for_selector("[data-testid=slot-keep]")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        until(page, "!document.body.innerText.includes('Partira au réseau')")
        assert server.python(COLLEAGUE) == "accepted"
        page.evaluate("window.dispatchEvent(new Event('online'))")
        until(page, "document.body.innerText.includes('Un collègue a pris ma place')")
        context.close()
