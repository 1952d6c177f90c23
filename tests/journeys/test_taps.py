"""How many taps each outcome asks for, counted by the browser and not by us (DESIGN-SYSTEM §8): from the stairwell to the visit kept."""

import json
from pathlib import Path

import pytest

from tests.journeys.test_evening import open_phone
from tests.running import Running, choose_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
WORLD = """
from palier.visits.tests.factories import make_stage
stage = make_stage(entrances=1, doors=12, voisins=1)
found = stage.tour.questionnaire
found.definition = {"format": 1, "languages": ["fr"], "questions": [
  {"type": "select_one", "code": code, "label": {"fr": text}, "choices": [{"code": "yes", "label": {"fr": "Oui"}}, {"code": "no", "label": {"fr": "Non"}}]}
  for code, text in (("one", "Une ?"), ("two", "Deux ?"), ("three", "Trois ?"))]}
found.save()
stage.mission.needs = [{"code": "rights", "label": {"fr": "Droits"}}]
stage.mission.save()
"""
FOUND = """
from palier.visits.api import Visit
answer([[one.outcome, one.language, len(one.answers), len(one.needs)] for one in Visit.objects.order_by("seq")])
"""
# What a finger does is counted in the page, whatever the test clicks through.
COUNT = "() => { window.taps = 0; addEventListener('click', (one) => { if (one.isTrusted) window.taps += 1; }, true); }"


@pytest.fixture
def server(tmp_path: Path):
    with running(tmp_path / "data") as found:
        found.python(WORLD)
        yield found


def taken(page, *names: str) -> int:
    """Tap these, in order; how many taps the page saw."""
    before = page.evaluate("window.taps")
    for one in names:
        page.click(f"[data-testid={one}]")
    return int(page.evaluate("window.taps")) - before


def test_each_outcome_takes_the_taps_that_were_promised(server: Running, tmp_path: Path) -> None:
    with playwright.sync_playwright() as pw:
        context, page = open_phone(pw, tmp_path / "phone")
        page.goto(json.loads(server.run("pair", "Fatou", "--json"))["address"])
        choose_pin(page)
        page.click("[data-testid=start-tour]")
        page.wait_for_selector("[data-testid=knock]")
        page.evaluate(COUNT)
        context.set_offline(True)

        def back_to_the_stairs() -> None:
            page.locator("main .ib").first.click()
            page.wait_for_selector("[data-testid=knock]")

        for outcome in ("absent", "not_interested"):
            assert taken(page, "knock", f"outcome-{outcome}") == 2
            page.wait_for_selector("[data-testid=undo]")
            page.wait_for_selector("[data-testid=knock]")
        # Talked, and nothing more noted: kept at the second tap, with the language of the visit before.
        assert taken(page, "knock", "outcome-met") == 2
        page.wait_for_selector("[data-testid=done]")
        back_to_the_stairs()
        two = ("question-one-yes", "question-two-no")
        assert taken(page, "knock", "outcome-met", *two) == 4
        back_to_the_stairs()
        assert taken(page, "knock", "outcome-met", *two, "question-three-yes") == 5
        # « C’est noté » opens the next door: it stands for the next « Je frappe ».
        assert taken(page, "done") == 1
        page.wait_for_selector("[data-testid=outcome-met]")
        assert taken(page, "outcome-met", *two, "question-three-yes", "need-rights") == 5
        assert taken(page, "done") == 1
        context.set_offline(False)
        page.evaluate("dispatchEvent(new Event('online'))")
        found: list = []
        for _ in range(60):
            found = server.python(FOUND)
            if len(found) == 6:
                break
            page.wait_for_timeout(500)
        met = [one for one in found if one[0] == "met"]
        assert sorted(one[2] for one in met) == [0, 2, 3, 3]
        assert [one[3] for one in met] == [0, 0, 0, 1]
        assert {one[1] for one in met} == {"fr"}
        context.close()
