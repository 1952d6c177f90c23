"""The phone in other languages, in a real browser: every screen fits and is read the right way, offline too; no text escapes its key."""

import json
import re
from collections.abc import Callable
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.walk import NOTE, back, choose_language, walk
from tests.running import CHROMIUM, FLAGS, Running, choose_pin, enter_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
AXE = ROOT / "field" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
  .then(found => found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 2).map(node => node.html.slice(0, 120)).join(' | ')))"""
# What slides in has arrived; what goes on for ever is not waited for.
SETTLED = """Promise.race([
  Promise.all(document.getAnimations().map(one => one.finished.catch(() => 0))), new Promise(done => setTimeout(done, 250))
]).then(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))))"""
CLIPPED = (Path(__file__).parent / "clipped.js").read_text("utf-8")
FRENCH: dict[str, Any] = json.loads((ROOT / "field" / "src" / "l10n" / "fr.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("languages") / "data", PALIER_DEMO="1") as found:
        found.run("demo", "--no-serve")
        yield found


@pytest.fixture(scope="module")
def engine():
    with playwright.sync_playwright() as pw:
        yield pw.chromium


@pytest.fixture(scope="module")
def browser(engine):
    with closing(engine.launch(executable_path=CHROMIUM, args=FLAGS)) as found:
        yield found


@contextmanager
def a_phone(browser: Any, width: int = 360, text: int = 100, **more: Any):
    """A phone of its own in the browser; `text` is the size of letters that its owner chose, in percent."""
    with closing(browser.new_context(viewport={"width": width, "height": 740}, is_mobile=True, bypass_csp=True, **more)) as context:
        context.add_init_script(
            f"addEventListener('DOMContentLoaded', () => {{ document.documentElement.style.webkitTextSizeAdjust = '{text}%' }})"
        )
        yield context


def watch(wrong: list[str], check: Callable[[Any, str], list[str]] | None = None) -> Callable[[Any, str], None]:
    """A look that writes down what is wrong on each screen."""

    def look(page: Any, name: str) -> None:
        page.evaluate(SETTLED)
        wrong.extend(f"{name}: {one}" for one in page.evaluate(CLIPPED))
        if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
            wrong.append(f"{name}: wider than the screen")
        if check:
            wrong.extend(f"{name}: {one}" for one in check(page, name))

    return look


def axe(page: Any, _name: str) -> list[str]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in field/)")
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN_AXE)


# The narrowest screen with the largest letters: what fits there fits everywhere. At its usual size, the phone is walked in French by the
# journeys of the screens and below in brackets two fifths longer.
@pytest.mark.parametrize(("language", "who"), [("fr", "Ahmed"), ("ar", "Fatoumata"), ("ta", "Elif")])
def test_every_screen_fits_and_can_be_used(server: Running, browser: Any, language: str, who: str) -> None:
    wrong: list[str] = []
    with a_phone(browser, 320, 200) as context:
        page = context.new_page()
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        walk(page, server, who, watch(wrong, axe), language)
    assert not wrong, "\n".join(wrong)


def test_no_text_escapes_its_key_and_two_fifths_more_letters_fit(server: Running, browser: Any) -> None:
    """A language made of brackets: what is seen outside brackets is a name or a number, or a text that nobody could translate."""
    wrong: list[str] = []
    data: list[str] = []
    with a_phone(browser, service_workers="block") as context:
        context.route("**/l10n/en.json", lambda route: route.fulfill(json=bracketed()))
        page = context.new_page()
        page.on("response", lambda response: data.extend(strings(response.json())) if "/tours" in response.url and response.ok else None)
        walk(page, server, "Fatoumata", watch(wrong, lambda page, name: escaped(page, name, data)), "en")
    assert len(data) > 100
    assert not wrong, "\n".join(dict.fromkeys(wrong))


def bracketed() -> dict[str, Any]:
    """Every French text, two fifths longer, between brackets."""
    texts = {
        key: longer(text) if isinstance(text, str) else {form: longer(one) for form, one in text.items()} for key, text in FRENCH.items()
    }
    return {"texts": texts, "vouched": list(texts)}


def longer(text: str) -> str:
    letters = len(re.sub(r"\{\w+\}", "", text))
    return f"⟦{text} {('lorem ipsum dolor sit amet ' * 40)[: max(1, round(letters * 0.4) - 3)].strip()}⟧"


def strings(found: Any) -> list[str]:
    """Every text in an answer of the server: what people wrote, shown as they wrote it."""
    if isinstance(found, str):
        return [found]
    if isinstance(found, dict):
        return [one for value in found.values() for one in strings(value)]
    return [one for value in found for one in strings(value)] if isinstance(found, list) else []


SEEN = """(() => {
  const found = [];
  const walker = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.data.trim() && !node.parentElement.closest('svg, textarea')) found.push(node.data);
  }
  for (const one of document.querySelectorAll('main [aria-label], main [placeholder], main [title], main [alt]')) {
    for (const name of ['aria-label', 'placeholder', 'title', 'alt']) if (one.getAttribute(name)) found.push(one.getAttribute(name));
  }
  return found;
})()"""
DAYS = re.compile(
    r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|November|December"
)


def escaped(page: Any, name: str, data: list[str]) -> list[str]:
    """What is seen and is neither between brackets nor in the data."""
    if name in ("pair", "languages"):  # before the language is chosen
        return []
    # What is said before a yes is in the language of the conversation, reviewed apart (contract/words/consent.json).
    consents = strings(json.loads((ROOT / "contract" / "words" / "consent.json").read_text("utf-8")))
    names = {
        one[field] for one in json.loads((ROOT / "contract" / "words" / "languages.json").read_text("utf-8")) for field in ("name", "fr")
    }
    written = "\n".join([*data, *consents, NOTE]).replace("{prénom}", "Fatoumata").replace("**", "") + "\n" + "\n".join(names)
    found = []
    for text in page.evaluate(SEEN):
        left = text.replace("\u00a0", " ")
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", left)) != left:
            left = shorter
        for piece in re.split(r"[·\n]|,? and |, ", DAYS.sub("", left)):
            words = piece.strip(" ,.…«»:\u200b\u2066\u2068\u2069")
            if re.search(r"[^\W\d_]{2,}", words) and words not in written:
                found.append(f"escaped its key: {text.strip()[:80]!r}")
    return found


def test_a_chosen_language_stays_without_network_and_over_a_new_version(server: Running, engine: Any, tmp_path: Path) -> None:
    address = json.loads(server.run("pair", "Ahmed", "--json"))["address"]
    with closing(
        engine.launch_persistent_context(
            str(tmp_path / "phone"), executable_path=CHROMIUM, args=FLAGS, viewport={"width": 360, "height": 740}, bypass_csp=True
        )
    ) as context:
        page = context.new_page()
        page.goto(address)
        choose_pin(page)
        page.wait_for_selector("[data-testid=nav-me]")
        page.wait_for_function("navigator.serviceWorker.controller !== null")
        page.click("[data-testid=nav-me]")
        choose_language(page, "ar")
        seen = page.inner_text("[data-testid=nav-me]")
        assert page.get_attribute("html", "dir") == "rtl"
        # A new version of the app throws away the shell of the old one: what the voisin chose is in a cache of its own.
        kept = page.evaluate("caches.keys().then(names => names.sort())")
        assert "palier-lasting" in kept
        context.set_offline(True)
        page.reload()
        enter_pin(page)
        page.click("[data-testid=nav-me]")
        assert page.inner_text("[data-testid=nav-me]") == seen
        assert page.get_attribute("html", "dir") == "rtl"
        assert page.evaluate("document.fonts.load('17px \"Noto Ar\"', 'باب').then(found => found.length)") > 0
        # A language that was never fetched cannot be had here, and is said so; nothing changes.
        page.click("[data-testid=lang-open]")
        page.click("[data-testid=lang-ta]")
        page.wait_for_selector(".langues [role=alert]")
        assert page.get_attribute("html", "lang") == "ar"
        page.click("[data-testid=lang-close]")
        context.set_offline(False)
        # What is corrected at the desk arrives when the app is opened again with network.
        server.python(
            "from palier.languages.api import Wording\n"
            "Wording.objects.create(place='phone', language='ar', key='nav.me', text='أنا هنا', french='Moi', vouched=True, changed_at=timezone.now())"
        )
        page.reload()
        enter_pin(page)
        page.wait_for_function("document.querySelector('[data-testid=nav-me]')?.textContent.includes('أنا هنا')")


def test_questions_needs_and_guide_are_in_the_language_of_the_conversation(server: Running, browser: Any) -> None:
    """A voisin who reads French talks in Arabic: what the mission has in Arabic is shown in it, the rest visibly in French."""
    address = json.loads(server.run("pair", "Ahmed", "--json"))["address"]
    with a_phone(browser) as context:
        page = context.new_page()
        page.goto(address)
        choose_pin(page)
        page.click("[data-testid=start-tour]")
        page.click("[data-testid=knock]")
        page.click("[data-testid=outcome-met]")
        page.click("[data-testid=language-ar]")
        page.wait_for_selector("[data-testid=in-french]")
        need = page.locator("[data-testid^=need-] span").first
        assert (need.get_attribute("lang"), need.get_attribute("dir")) == ("ar", "rtl")
        assert re.search(r"[\u0600-\u06ff]", need.inner_text())
        question = page.locator("section.q[lang]").first
        assert (question.get_attribute("lang"), question.get_attribute("dir")) == ("fr", "ltr")
        assert page.get_attribute("html", "lang") == "fr"
        back(page)
        page.click("[data-testid=open-guide]")
        page.click("[data-testid=guide-ar]")
        said = page.locator(".dit")
        assert (said.get_attribute("lang"), said.get_attribute("dir")) == ("ar", "rtl")
        assert page.locator("[data-testid=in-french]").count() == 0
        # A step that nobody wrote in Arabic, and a language in which nothing is written: the French, and it is said.
        page.locator(".marches button").nth(1).click()
        page.wait_for_selector("[data-testid=in-french]")
        assert said.get_attribute("lang") == "fr"
        page.click("[data-testid=guide-kab]")
        page.locator(".marches button").first.click()
        page.wait_for_selector("[data-testid=in-french]")
        assert said.get_attribute("lang") == "fr"


def test_a_voisin_reads_over_and_head_office_decides(server: Running, browser: Any) -> None:
    address = json.loads(server.run("pair", "Elif", "--json"))["address"]
    wrong: list[str] = []
    look = watch(wrong, axe)
    with a_phone(browser) as context:
        page = context.new_page()
        page.goto(address)
        choose_pin(page)
        page.wait_for_selector("[data-testid=nav-me]")
        page.click("[data-testid=nav-me]")
        choose_language(page, "tr")
        page.click("[data-testid=review]")
        page.wait_for_selector("[data-testid=review-keep]")
        look(page, "reading over")
        first = page.inner_text("[data-testid=review-shown]")
        page.click("[data-testid=review-keep]")
        page.wait_for_function(f"!document.querySelector('[data-testid=review-shown]').innerText.includes({json.dumps(first)})")
        second = page.inner_text("[data-testid=review-shown]")
        page.click("[data-testid=review-change]")
        box = page.locator("[data-testid=review-shown] textarea").first
        said = box.input_value()
        box.fill("")
        page.click("[data-testid=review-keep]")
        page.wait_for_selector(".pb[role=alert]")
        look(page, "another way to say it")
        box.fill(said + " (yeni)")
        page.click("[data-testid=review-keep]")
        page.wait_for_selector("[data-testid=review-change]")
        # Taken back, it is asked again; then left as it is.
        page.click("[data-testid=review-undo]")
        page.wait_for_function(f"document.querySelector('[data-testid=review-shown]').innerText.includes({json.dumps(second)})")
        page.click("[data-testid=review-skip]")
        found = []
        for _ in range(60):
            found = server.python(
                "from palier.languages.api import Proposal\nanswer(list(Proposal.objects.filter(language='tr').values_list('right', flat=True)))"
            )
            if found == [True]:
                break
            page.wait_for_timeout(500)
        assert found == [True]
    assert not wrong, "\n".join(wrong)
