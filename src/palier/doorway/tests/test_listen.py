"""A public page is listened to where somebody of the team said it: in her language, as it is written now, and no other sound."""

import pytest
from django.test import Client
from django.utils import timezone

from palier.doorway import networks
from palier.languages.api import Wording, french_of
from palier.visits.tests.factories import Stage, make_stage
from palier.voices.api import Recording, erase_recording, forget_recordings, keep_recording, public_sentence, words_of
from palier.voices.tests.factories import a_sound, kept, with_guide

pytestmark = pytest.mark.django_db
HOST = {"host": "bonjour.localhost"}


@pytest.fixture(autouse=True)
def fresh() -> None:
    networks.forget_everything()


@pytest.fixture
def stage() -> Stage:
    return make_stage()


def say(stage: Stage, page: str, language: str, number: int = 0) -> Recording:
    sentence = public_sentence(page)
    return keep_recording(
        stage.manager, stage.site, None, sentence, language, a_sound(number), speaker=stage.voisins[0],
        words=words_of(sentence.written(language)[0]), now=timezone.now(),
    )  # fmt: skip


def get(url: str) -> str:
    return Client(headers=HOST).get(url).content.decode()


def test_the_button_is_there_only_when_somebody_said_it(stage: Stage) -> None:
    assert "<audio" not in get("/snk/")
    made = say(stage, "home", "snk")
    text = get("/snk/")
    assert f'src="/son/{made.sound_id}.ogg"' in text
    assert 'preload="none"' in text
    assert "<audio" not in get("/fr/")
    assert "<audio" not in get("/snk/stop/")
    say(stage, "stop", "snk", 1)
    assert "<audio" in get("/snk/stop/")
    assert "<audio" in get(f"/snk/h/{stage.entrances[0].pk}/stop/")


def test_the_languages_that_are_spoken_are_marked(stage: Stage) -> None:
    assert get("/langues/").count('class="i"') == 1
    say(stage, "home", "snk")
    assert get("/langues/").count('class="i"') == 2


def test_the_sound_is_served_without_account_and_no_other_is(stage: Stage) -> None:
    made = say(stage, "unknown", "fr")
    answer = Client(headers=HOST).get(f"/son/{made.sound_id}.ogg")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "audio/ogg"
    assert answer.content.startswith(b"OggS")
    with_guide(stage)
    guide = kept(stage, sent=a_sound(7))
    assert Client(headers=HOST).get(f"/son/{guide.sound_id}.ogg").status_code == 404
    assert Client(headers=HOST).get(f"/son/{'0' * 64}.ogg").status_code == 404
    sound = made.sound_id
    erase_recording(stage.manager, made, timezone.now())
    assert Client(headers=HOST).get(f"/son/{sound}.ogg").status_code == 404
    assert "<audio" not in get("/fr/v/AAAAAAAA")


def test_a_page_that_was_reworded_is_silent_until_it_is_said_again(stage: Stage) -> None:
    say(stage, "home", "en")
    assert "<audio" in get("/en/")
    Wording.objects.create(place="doorway", language="en", key="rules.no", text="You may say no.", french=french_of("doorway")["rules.no"],
                           vouched=True, changed_at=timezone.now())  # fmt: skip
    assert "<audio" not in get("/en/")


def test_a_right_that_nobody_reread_is_said_from_the_french(stage: Stage) -> None:
    assert public_sentence("stop").written("ar")[1] == "fr"
    assert public_sentence("home").written("ar")[1] == "ar"


def test_a_page_that_is_still_written_keeps_its_voice(stage: Stage) -> None:
    say(stage, "home", "snk")
    Recording.objects.update(kept_at=timezone.now() - timezone.timedelta(days=900))
    forget_recordings(timezone.now())
    assert "<audio" in get("/snk/")
