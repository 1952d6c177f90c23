"""A sentence said at the desk is heard on a landing without network; one said on a phone is heard on another; visits come before sounds."""

import contextlib
import json
import math
import os
import re
import shutil
import subprocess
import wave
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.test_evening import kill, until
from tests.journeys.test_screens import look
from tests.running import CHROMIUM, FLAGS, Running, choose_pin, enter_pin, running

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
MICROPHONE = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]

STAGE = """
from palier.visits.tests.factories import make_stage
from palier.voices.tests.factories import with_guide
stage = make_stage(entrances=1, doors=8)
for voisin in stage.voisins:
    voisin.languages = ["fr", "snk"]
    voisin.save()
with_guide(stage)
answer({"mission": str(stage.mission.pk), "manager": stage.manager.email})
"""
# Thirty sounds of 28 KB: what a mission in several languages weighs.
MANY = """
from palier.visits.models import Tour
from palier.voices.api import keep_recording, mission_sentences, words_of
from palier.voices.rules.opus import Opus
from palier.voices.rules.opus.ogg import write_ogg
tour = Tour.objects.get(); mission = tour.mission
for place, language in enumerate(("fr", "ar", "snk", "bm", "pt", "tr", "ta", "es", "ro", "zh")):
    for number, sentence in enumerate(mission_sentences(mission)[:3]):
        sent = write_ogg(Opus(1, 312, 0, [bytes([3 << 3, place, number]) + b"\\x5a" * 57] * 450))
        keep_recording(mission.site.accounts.get(), mission.site, mission, sentence, language, sent, speaker=tour.voisins.first(),
                       words=words_of(sentence.written(language)[0]), now=timezone.now())
answer(1)
"""
STATES = (
    "from palier.voices.api import Recording\nanswer([[one.key, one.language, one.state] for one in Recording.objects.order_by('kept_at')])"
)
AGREED = """
from palier.visits.models import Tour
from palier.voices.api import common_sentences, keep_recording, words_of
from palier.voices.tests.factories import BEEP
tour = Tour.objects.get(); site = tour.mission.site
sentence = next(one for one in common_sentences() if one.key == "common/consent.follow_up_call.1")
keep_recording(site.accounts.get(), site, None, sentence, "fr", BEEP, speaker=tour.voisins.first(),
               words=words_of(sentence.texts["fr"]), now=timezone.now())
answer(1)
"""
# Two recordings of the test tone that last exactly as long are one file.
FILES = "from palier.voices.api import Sound\nanswer(Sound.objects.count())"
# Every sound that plays says how far it went: the player's element is in no page.
LISTEN = """
window.heard = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  if (!this.seen) { this.seen = 1;
    this.addEventListener('timeupdate', () => window.heard.push(['at', this.currentTime, this.duration]));
    for (const name of ['ended', 'pause', 'error']) this.addEventListener(name, () => window.heard.push([name])); }
  return play.call(this);
};
"""
# Whether the screen is held awake: +1 when asked, -1 when let go.
AWAKE = """
window.awake = 0;
if (navigator.wakeLock) navigator.wakeLock.request = async () => { window.awake += 1; return { release: async () => { window.awake -= 1; } }; };
"""
# A telephone that pays for each megabyte.
METERED = "Object.defineProperty(navigator, 'connection', {value: {type: 'cellular', effectiveType: '4g'}, configurable: true});"
WIFI = "Object.defineProperty(navigator, 'connection', {value: {type: 'wifi'}, configurable: true});"
KEPT = "caches.open('sounds').then(cache => cache.keys()).then(keys => keys.length)"


@pytest.fixture
def server(tmp_path: Path):
    with running(tmp_path / "data") as found:
        yield found


def open_phone(pw: Any, folder: Path, *scripts: str) -> tuple[Any, Any]:
    for name in ("SingletonLock", "SingletonSocket", "SingletonCookie"):
        (folder / name).unlink(missing_ok=True)
    context = pw.chromium.launch_persistent_context(
        str(folder), executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE], viewport={"width": 360, "height": 740}, service_workers="allow"
    )
    for script in (LISTEN, *scripts):
        context.add_init_script(script)
    return context, context.pages[0] if context.pages else context.new_page()


def pair(page: Any, server: Running, voisin: str) -> None:
    page.goto(json.loads(server.run("pair", voisin, "--json"))["address"])
    choose_pin(page)
    page.wait_for_selector("[data-testid=start-tour]")
    until(page, "navigator.serviceWorker.controller !== null")


def open_desk(pw: Any, server: Running, email: str) -> Any:
    page = pw.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE]).new_context(bypass_csp=False).new_page()
    page.goto(server.desk)
    page.fill("[name=login]", email)
    page.fill("[name=password]", "une-phrase-de-passe")
    page.click("button:has-text('Entrer')")
    return page


def say_at_the_desk(page: Any, server: Running, mission: str, language: str, sentences: int, ms: int = 1200) -> None:
    """The first sentences of a mission, one after the other, as the recorder offers them."""
    page.goto(f"{server.desk}/missions/{mission}/voix/?langue={language}")
    page.locator("[data-record]").first.click()
    for number in range(sentences):
        page.click("[data-do=record]")
        page.wait_for_timeout(ms + 230 * number)  # the test tone is always the same: only its length makes another file
        page.click("[data-do=stop]")
        page.wait_for_selector("[data-do=keep]:visible")
        if number == 0:
            page.click("[data-do=keep]")
            assert "d’accord" in page.inner_text("[data-problem]")  # nobody's voice without a yes
            page.check("[data-agreed]")
        page.click("[data-do=keep]")
        page.wait_for_function("n => document.querySelectorAll('.phrase.heard').length === n", arg=number + 1)
    page.keyboard.press("Escape")


def heard(page: Any, button: str) -> tuple[float, float]:
    """Tap, and wait until it was heard to its end: how far it went, how long it is, in seconds."""
    page.evaluate("window.heard = []")
    page.click(button)
    until(page, "window.heard.some(one => one[0] === 'ended')")
    steps = [one for one in page.evaluate("window.heard") if one[0] == "at"]
    assert not [one for one in page.evaluate("window.heard") if one[0] == "error"]
    return max(one[1] for one in steps), steps[-1][2]


def test_said_at_the_desk_heard_on_a_landing_without_network(server: Running, tmp_path: Path) -> None:
    made = server.python(STAGE)
    with playwright.sync_playwright() as pw:
        desk = open_desk(pw, server, made["manager"])
        say_at_the_desk(desk, server, made["mission"], "fr", 5)
        desk.wait_for_selector(".langues >> text=5 sur 5")
        # Listened to at the desk too.
        desk.locator("[data-listen]").first.click()
        desk.wait_for_selector(".joue")
        desk.wait_for_selector(".joue", state="detached", timeout=10_000)
        server.python(AGREED)
        context, page = open_phone(pw, tmp_path / "phone", METERED, AWAKE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url) if "/audio/" in request.url else None)
        pair(page, server, "Fatou")
        # On a network that somebody pays for, nothing comes without a tap.
        page.wait_for_selector("[data-testid=sounds-missing]")
        assert re.search(r"\d+\sKo", page.inner_text("[data-testid=sounds-missing]"))
        assert (asked, page.evaluate(KEPT)) == ([], 0)
        page.click("[data-testid=fetch-sounds]")
        page.wait_for_selector("[data-testid=sounds-missing]", state="detached")
        assert page.evaluate(KEPT) == server.python(FILES)
        # The hall: no network, the server dead, the app opened again.
        context.set_offline(True)
        server.stop()
        page.goto(server.phone)
        enter_pin(page)
        page.wait_for_selector("[data-testid=start-tour]")
        page.click("[data-testid=nav-guide]")
        went, length = heard(page, "[data-testid='listen-guide/bonjour']")
        assert went > 0.8
        assert 0.9 < length < 3  # known before it plays, which a recorder's own file does not say
        # In big letters, with its sound, and back by one tap.
        page.click("[aria-label='Montrer en grand']")
        assert "j’habite le quartier" in page.inner_text("[data-testid=large]")
        until(page, "window.awake === 1")
        heard(page, "[data-testid=listen-large]")
        page.click("[data-testid=large-close]")
        page.wait_for_selector("[data-testid=large]", state="detached")
        until(page, "window.awake === 0")
        # At the door: one tap beside the question; another one stops the first.
        page.click("[data-testid=nav-today]")
        page.click("[data-testid=start-tour]")
        page.click("[data-testid=knock]")
        page.click("[data-testid=outcome-met]")
        heard(page, "[data-testid='hear-question/facture']")
        page.click("[data-testid='hear-question/facture']")
        page.wait_for_selector("[data-testid='hear-question/facture'][aria-pressed=true]")
        page.click("[data-testid='hear-question/mot']")
        page.wait_for_selector("[data-testid='hear-question/mot'][aria-pressed=true]")
        assert page.get_attribute("[data-testid='hear-question/facture']", "aria-pressed") == "false"
        # Before a number is noted, what one agrees to can be heard too.
        page.click("[data-testid=ask-follow_up]")
        page.locator("[data-testid^=what-]").first.click()
        page.click("[data-testid=ask-next]")
        heard(page, "[data-testid='hear-common/consent.follow_up_call.1']")
        page.click("[aria-label=Retour]")
        page.click("[aria-label=Retour]")
        # Nobody said it in Soninke: the button is not there, the text is.
        page.click("[data-testid=language-snk]")
        page.wait_for_selector("[data-testid='hear-question/facture']", state="detached")
        assert "Vous comprenez" in page.inner_text("main")
        context.close()


def test_a_file_that_is_not_opus_is_made_small_by_the_desk_s_own_browser(server: Running, tmp_path: Path) -> None:
    """A telephone's or a dictaphone's file, as somebody has it: here a WAV of two seconds, 176 KB."""
    made = server.python(STAGE)
    file = tmp_path / "Message vocal 3.wav"
    with wave.open(str(file), "wb") as out:
        out.setparams((1, 2, 44_100, 0, "NONE", ""))
        out.writeframes(b"".join(int(9000 * math.sin(n / 12)).to_bytes(2, "little", signed=True) for n in range(88_200)))
    with playwright.sync_playwright() as pw:
        desk = open_desk(pw, server, made["manager"])
        desk.goto(f"{server.desk}/missions/{made['mission']}/voix/?langue=fr")
        desk.locator("[data-record]").first.click()
        desk.set_input_files("[data-file]", file)
        desk.wait_for_selector("[data-do=keep]:visible", timeout=15_000)
        desk.check("[data-agreed]")
        desk.click("[data-do=keep]")
        desk.wait_for_selector(".phrase.heard")
        desk.set_input_files("[data-file]", __file__)
        desk.wait_for_selector("[data-problem]:visible")
        assert "sait lire" in desk.inner_text("[data-problem]")
    kept = server.python("from palier.voices.api import Sound\nanswer(list(Sound.objects.values_list('ms', 'size')))")
    assert len(kept) == 1
    assert 1900 < kept[0][0] < 3000
    assert kept[0][1] <= 30 * 1024


def test_on_a_free_network_sounds_come_alone_and_go_when_their_words_change(server: Running, tmp_path: Path) -> None:
    made = server.python(STAGE)
    with playwright.sync_playwright() as pw:
        say_at_the_desk(open_desk(pw, server, made["manager"]), server, made["mission"], "fr", 2)
        context, page = open_phone(pw, tmp_path / "phone", WIFI)
        pair(page, server, "Fatou")
        files = server.python(FILES)
        until(page, f"{KEPT}.then(n => n === {files})")
        server.python(f"""
from palier.missions.api import Mission, set_guide
mission = Mission.objects.get(pk="{made["mission"]}")
guide = dict(mission.guide); guide["steps"][0]["text"]["fr"] = "Bonsoir, j’habite le quartier."
set_guide("desk", mission, guide)
""")
        page.click("[data-testid=open-mailbox]")
        page.click("[data-testid=retry]")
        until(page, f"{KEPT}.then(n => n === {files - 1})")
        page.click("[aria-label=Retour]")
        page.click("[data-testid=nav-guide]")
        assert "Bonsoir" in page.inner_text(".dit")
        assert not page.locator("[data-testid='listen-guide/bonjour']").count()
        context.close()


def test_said_on_a_phone_without_network_approved_heard_on_another_and_taken_back(server: Running, tmp_path: Path) -> None:
    made = server.python(STAGE)
    profile = tmp_path / "phone"
    with playwright.sync_playwright() as pw:
        context, page = open_phone(pw, profile)
        pair(page, server, "Fatou")
        context.set_offline(True)
        server.stop()
        page.click("[data-testid=nav-guide]")
        page.click("[data-testid=guide-snk]")
        page.click("[data-testid='say-guide/bonjour']")
        page.click("[data-testid=voice-begin]")
        page.wait_for_timeout(1500)
        page.click("[data-testid=voice-stop]")
        heard(page, "[data-testid=voice-listen]")
        page.click("[data-testid=voice-keep]")
        page.wait_for_selector("[data-testid='voice-state-guide/bonjour']")
        assert "gardée ici" in page.inner_text("[data-testid='voice-state-guide/bonjour']")
        # The battery dies. Opened again, still without a server: it is there, and can be listened to.
        kill(profile)
        context, page = open_phone(pw, profile)
        page.goto(server.phone)
        enter_pin(page)
        page.wait_for_selector("[data-testid=start-tour]")
        page.click("[data-testid=nav-guide]")
        page.click("[data-testid=guide-snk]")
        heard(page, "[data-testid='listen-guide/bonjour']")
        server.start()
        page.click("[data-testid=nav-today]")
        page.click("[data-testid=open-mailbox]")
        page.click("[data-testid=retry]")
        for _ in range(100):
            if server.python(STATES):
                break
            page.wait_for_timeout(200)
        assert server.python(STATES) == [["guide/bonjour", "snk", "waiting"]]
        # Another phone does not hear it before somebody listened.
        other, second = open_phone(pw, tmp_path / "second", WIFI)
        pair(second, server, "Ahmed")
        second.click("[data-testid=nav-guide]")
        second.click("[data-testid=guide-snk]")
        assert not second.locator("[data-testid='listen-guide/bonjour']").count()
        desk = open_desk(pw, server, made["manager"])
        assert re.search("1 voix à écouter", desk.inner_text("main"))
        desk.goto(f"{server.desk}/voix/")
        desk.click("[data-listen]")
        desk.wait_for_selector(".joue")
        desk.click("button:has-text('Elle est bonne')")
        desk.wait_for_selector("text=est sur les téléphones")
        again(second)
        until(second, f"{KEPT}.then(n => n === 1)")
        second.click("[data-testid=nav-guide]")
        second.click("[data-testid=guide-snk]")
        went, _ = heard(second, "[data-testid='listen-guide/bonjour']")
        assert went > 1
        # Its speaker takes it back: gone from the desk at once, from the other phone at its next contact.
        again(page)
        page.click("[data-testid=nav-me]")
        assert "1 phrase dite par moi" in page.inner_text("[data-testid=my-sounds]")
        page.click("[data-testid=erase-all]")
        page.click("[data-testid=erase-all-go]")
        for _ in range(100):
            if server.python(STATES)[0][2] == "erased":
                break
            page.wait_for_timeout(200)
        assert server.python("from palier.voices.api import Sound\nanswer(Sound.objects.count())") == 0
        again(second)
        until(second, f"{KEPT}.then(n => n === 0)")
        for one in (context, other):
            one.close()
    shutil.rmtree(profile, ignore_errors=True)


def again(page: Any) -> None:
    """One more contact with the server, from the day's page."""
    page.click("[data-testid=nav-today]") if page.locator("[data-testid=nav-today]").count() else page.click("[aria-label=Retour]")
    page.click("[data-testid=open-mailbox]")
    page.click("[data-testid=retry]")
    page.wait_for_selector("[data-testid=retry]:enabled")
    page.click("[aria-label=Retour]")
    page.wait_for_selector("[data-testid=nav-today]")


@pytest.mark.skipif(os.geteuid() != 0, reason="a small disk of its own is mounted")
def test_a_phone_that_is_full_drops_sounds_and_keeps_the_visit(server: Running, tmp_path: Path) -> None:
    """A disk that is really full: the visit is kept by the first tap, sounds gave way, and the day's page says so."""
    server.python(STAGE)
    server.python(MANY)
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=120M", "tmpfs", str(disk)], check=True)
    try:
        with playwright.sync_playwright() as pw:
            context, page = open_phone(pw, disk / "phone", WIFI)
            pair(page, server, "Fatou")
            until(page, f"{KEPT}.then(n => n === 30)")
            page.click("[data-testid=start-tour]")
            page.wait_for_selector("[data-testid=knock]")
            context.set_offline(True)
            page.click("[data-testid=knock]")
            page.wait_for_selector("[data-testid=outcome-absent]")
            fill(disk / "photos")
            page.click("[data-testid=outcome-absent]")
            page.wait_for_selector("[data-testid=undo], #full-title")
            assert not page.locator("#full-title").count(), "the visit was refused while sounds could have gone"
            assert page.evaluate(KEPT) < 30
            (disk / "photos").unlink()
            # What was dropped does not come back by itself; the day's page says what is missing.
            left = page.evaluate(KEPT)
            context.set_offline(False)
            page.wait_for_selector("[data-testid=undo]", state="detached")
            page.click(".sync")
            page.click("[data-testid=retry]")
            until(page, "document.querySelector('[data-testid=count-arrived]').textContent === '1'")
            assert server.python("from palier.visits.api import Visit\nanswer(Visit.objects.count())") == 1
            page.click("[aria-label=Retour]")
            page.wait_for_selector("[data-testid=fetch-sounds], [data-testid=low]")
            assert page.evaluate(KEPT) == left
            context.close()
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def fill(file: Path) -> None:
    """To the last byte, as somebody's photos would."""
    with file.open("wb", buffering=0) as out, contextlib.suppress(OSError):
        while True:
            out.write(b"x" * 4096)


@pytest.mark.parametrize(("width", "night"), [(360, False), (320, False), (360, True)])
def test_every_screen_with_a_voice(server: Running, tmp_path: Path, width: int, night: bool) -> None:
    made = server.python(STAGE)
    wrong: list[str] = []
    with playwright.sync_playwright() as pw:
        say_at_the_desk(open_desk(pw, server, made["manager"]), server, made["mission"], "fr", 5, ms=900)
        context = pw.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *MICROPHONE]).new_context(
            viewport={"width": width, "height": 740}, bypass_csp=True
        )
        context.add_init_script(METERED)
        page = context.new_page()
        page.on("pageerror", lambda problem: wrong.append(str(problem)))
        pair(page, server, "Fatou")
        page.wait_for_selector("[data-testid=sounds-missing]")
        if night:
            page.click("[data-testid=start-tour]")
            page.click("[aria-label='Lumière douce']")
            page.click("[aria-label=Retour]")
        wrong += look(page, "sounds missing")
        page.click("[data-testid=fetch-sounds]")
        page.click("[data-testid=nav-guide]")
        page.wait_for_selector("[data-testid='listen-guide/bonjour']")
        wrong += look(page, "guide")
        page.click("[data-testid='listen-guide/bonjour']")
        wrong += look(page, "guide, playing")
        page.locator(".obj details").first.click()
        wrong += look(page, "guide, an answer")
        page.click("[aria-label='Montrer en grand']")
        page.wait_for_selector("[data-testid=large]")
        wrong += look(page, "large")
        page.click("[data-testid=large-close]")
        page.click("[data-testid=guide-snk]")
        page.click("[data-testid='say-guide/bonjour']")
        page.wait_for_selector("[data-testid=voice-begin]")
        wrong += look(page, "recorder")
        page.click("[data-testid=voice-begin]")
        page.wait_for_timeout(1200)
        wrong += look(page, "recorder, listening")
        page.click("[data-testid=voice-stop]")
        page.wait_for_selector("[data-testid=voice-keep]")
        wrong += look(page, "recorder, said")
        small = page.evaluate(
            "[...document.querySelectorAll('button, a, summary')].filter(one => one.getBoundingClientRect().height && "
            "(one.getBoundingClientRect().height < 47.5 || one.getBoundingClientRect().width < 47.5)).map(one => one.outerHTML.slice(0, 90))"
        )
        assert not small, small
        page.click("[data-testid=voice-keep]")
        page.wait_for_selector("[data-testid='voice-state-guide/bonjour']")
        wrong += look(page, "guide, one's own voice")
        page.click("[data-testid=nav-me]")
        page.wait_for_selector("[data-testid=my-sounds]")
        wrong += look(page, "me")
        page.click("[data-testid=nav-today]")
        page.click("[data-testid=start-tour]")
        page.click("[data-testid=knock]")
        page.click("[data-testid=outcome-met]")
        page.click("[data-testid='hear-question/facture']")
        wrong += look(page, "talk, playing")
    assert not wrong, "\n".join(wrong)
