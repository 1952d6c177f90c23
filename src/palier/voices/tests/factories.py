"""Small recordings, each different, and a mission with a guide to say."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from palier.missions.api import Mission, set_guide
from palier.people.api import Account, Voisin
from palier.visits.tests.factories import Stage
from palier.voices.api import Recording, Sentence, keep_recording, mission_sentences, words_of
from palier.voices.rules.opus import Opus
from palier.voices.rules.opus.ogg import write_ogg

# Three seconds of Chromium's own test tone, from its own recorder.
BEEP = (Path(__file__).parent / "fixtures" / "beep.webm").read_bytes()
GUIDE: dict[str, Any] = {
    "steps": [
        {"code": "bonjour", "title": {"fr": "Bonjour"}, "text": {"fr": "Bonjour, j’habite le quartier.", "ar": "السلام عليكم"}},
        {"code": "sujet", "title": {"fr": "Le sujet"}, "text": {"fr": "On parle de l’eau."}},
    ],
    "objections": [{"code": "temps", "question": {"fr": "Je n’ai pas le temps."}, "answer": {"fr": "Je peux repasser."}}],
}


def a_sound(number: int = 0) -> bytes:
    """Six seconds that differ by their number: well formed packets, nothing to hear."""
    return write_ogg(Opus(1, 312, 0, [bytes([3 << 3, number % 256]) + b"\x5a" * 18] * 100))


def with_guide(stage: Stage) -> Mission:
    """The stage's mission, with three sentences to say and its two questions."""
    set_guide(stage.manager, stage.mission, GUIDE)
    return stage.mission


def sentence_of(mission: Mission, key: str) -> Sentence:
    """One sentence of the mission."""
    return next(one for one in mission_sentences(mission) if one.key == key)


def kept(
    stage: Stage, key: str = "guide/bonjour", language: str = "fr", sent: bytes | None = None, speaker: Voisin | Account | None = None
) -> Recording:
    """One recording made at the desk."""
    sentence = sentence_of(stage.mission, key)
    return keep_recording(
        stage.manager, stage.site, stage.mission, sentence, language, sent or a_sound(), speaker=speaker or stage.voisins[0],
        words=words_of(sentence.written(language)[0]), now=timezone.now(),
    )  # fmt: skip
