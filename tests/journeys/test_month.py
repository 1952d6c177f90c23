"""A month on the phone: a training added in the street without network, a survey answered, the manager's validation, the signature."""

import json
from pathlib import Path

import pytest

from tests.journeys.test_evening import open_phone, until
from tests.journeys.test_screens import look
from tests.running import choose_pin, enter_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

WORLD = """
from datetime import timedelta
from palier.teams.api import set_contract
from palier.visits.tests.factories import make_stage
stage = make_stage(entrances=1, doors=2, voisins=1)
set_contract("test", stage.voisins[0], starts_on=timezone.now().date() - timedelta(days=200), monthly_minutes=900)
answer(stage.manager.email)
"""
CONFIRM = """
from palier.people.api import Account, Voisin
from palier.teams.api import confirm_month, month_of
voisin = Voisin.objects.get()
sheet = confirm_month(Account.objects.get(), voisin, timezone.now().date(), timezone.now())
answer({"worked": month_of(voisin, sheet.month).worked, "sorts": sheet.figures["sorts"]})
"""
SIGNED = """
from palier.teams.api import MonthSheet
answer(list(MonthSheet.objects.filter(signed_with="phone").values_list("figures__sorts__training", flat=True)))
"""
SAID = """
from palier.people.api import Organisation
from palier.teams.api import survey_answers
answer([[one.wave, dict(one.values)] for one in survey_answers(Organisation.objects.get())])
"""


def test_a_training_is_added_without_network_then_the_month_is_signed(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server, playwright.sync_playwright() as pw:
        server.python(WORLD)
        context, page = open_phone(pw, tmp_path / "phone")
        page.goto(json.loads(server.run("pair", "Fatou", "--json"))["address"])
        choose_pin(page)
        page.wait_for_selector("[data-testid=nav-me]")
        until(page, "navigator.serviceWorker.controller !== null")
        context.set_offline(True)
        page.click("[data-testid=nav-me]")
        page.click("[data-testid=me-hours]")
        page.click("[data-testid=add-time]")
        page.fill("[data-testid=time-from]", "00:05")
        page.fill("[data-testid=time-to]", "00:05")
        page.click("[data-testid=add-time-go]")
        assert "Il manque" in page.inner_text("[role=alert]")
        page.fill("[data-testid=time-to]", "01:35")
        assert look(page, "hours-add") == []
        page.click("[data-testid=add-time-go]")
        page.wait_for_selector("[data-testid=take-back]")
        assert "1\u00a0h\u00a030" in page.inner_text(".temps")
        # Taken back, and said again.
        page.click("[data-testid=take-back]")
        until(page, "!document.querySelector('[data-testid=take-back]')")
        page.click("[data-testid=add-time]")
        page.click("[data-testid=sort-training]")
        page.fill("[data-testid=time-from]", "00:05")
        page.fill("[data-testid=time-to]", "02:05")
        page.click("[data-testid=add-time-go]")
        page.wait_for_selector("[data-testid=take-back]")
        assert look(page, "hours") == []
        page.click("[aria-label=Retour]")
        answer_the_survey(page)
        context.set_offline(False)
        server_has(server, page)
        until_server(server, page, SAID, [["6", {"speak": 3, "work": "looking"}]])
        assert server.python(CONFIRM) == {"worked": 120, "sorts": {"training": 120}}
        page.reload()
        enter_pin(page)
        page.click("[data-testid=nav-me]")
        page.click("[data-testid=me-hours]")
        page.wait_for_selector("[data-testid=sign]")
        assert look(page, "hours-sign") == []
        page.click("[data-testid=sign]")
        until(page, "document.body.innerText.includes('Signé')")
        until_server(server, page, SIGNED, [120])
        page.click("[aria-label=Retour]")
        page.click("[data-testid=me-survey]")
        page.click("[data-testid=survey-erase]")
        assert look(page, "survey-erase") == []
        page.click("[data-testid=survey-erase-go]")
        until_server(server, page, SAID, [])
        context.close()


def answer_the_survey(page) -> None:
    page.click("[data-testid=me-survey]")
    assert page.is_disabled("[data-testid=survey-send]")
    page.click("[data-testid=survey-speak-2]")
    page.click("[data-testid=survey-speak-3]")
    page.click("[data-testid=survey-able-4]")
    page.click("[data-testid=survey-able-4]")  # on second thoughts, no answer
    page.click("[data-testid=survey-work-looking]")
    assert look(page, "survey") == []
    page.click("[data-testid=survey-send]")
    page.wait_for_selector("[data-testid=me-survey]")


def server_has(server, page) -> None:
    """Until what was declared has arrived."""
    until_server(server, page, "from palier.teams.api import DeclaredHours\nanswer(DeclaredHours.objects.filter(void=False).count())", 1)


def until_server(server, page, script: str, expected: object) -> None:
    for _ in range(30):
        if server.python(script) == expected:
            return
        page.wait_for_timeout(1000)
    raise AssertionError(f"{server.python(script)!r} is not {expected!r}")
