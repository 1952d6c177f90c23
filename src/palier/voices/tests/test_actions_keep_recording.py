"""A voice kept at the desk: heard while the words stay the same, one at a time, its speaker's until she takes it back."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from palier.common.models import JournalLine
from palier.missions.api import set_guide
from palier.visits.tests.factories import Stage, make_stage
from palier.voices.api import (
    Recording,
    Sound,
    VoiceRefused,
    erase_recording,
    erase_voice_of,
    forget_recordings,
    heard,
    keep_recording,
    mission_board,
    mission_sentences,
    recording_for,
    sound_for_site,
    voice_of,
    words_of,
)
from palier.voices.tests.factories import BEEP, GUIDE, a_sound, kept, sentence_of, with_guide

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    with_guide(stage)
    return stage


def said(stage: Stage) -> list[tuple[str, str]]:
    return [(one.key, one.language) for one in heard(stage.site, mission_sentences(stage.mission))]


def test_a_voice_is_heard_and_its_lines_are_in_the_journal(stage: Stage) -> None:
    made = kept(stage, sent=BEEP)
    assert said(stage) == [("guide/bonjour", "fr")]
    assert (made.sound.ms, made.speaker) == (3000, "Fatou")
    line = JournalLine.objects.get(verb="keep_recording")
    assert line.detail == {"key": "guide/bonjour", "language": "fr"}
    assert recording_for(stage.site, sentence_of(stage.mission, "guide/bonjour"), "fr").sha256 == made.sound_id
    assert recording_for(stage.site, sentence_of(stage.mission, "guide/bonjour"), "ar") is None
    assert sound_for_site(stage.site, made.sound_id) == made.sound
    assert sound_for_site(make_stage(name="Les Amarres").site, made.sound_id) is None


def test_changed_words_make_it_stale_and_the_old_words_bring_it_back(stage: Stage) -> None:
    kept(stage)
    other = {**GUIDE, "steps": [{**GUIDE["steps"][0], "text": {"fr": "Bonsoir, j’habite le quartier."}}, GUIDE["steps"][1]]}
    set_guide(stage.manager, stage.mission, other)
    assert said(stage) == []
    spot = mission_board(stage.mission).spots("fr")[0]
    assert (spot.state, spot.before.text) == ("changed", "Bonjour, j’habite le quartier.")
    set_guide(stage.manager, stage.mission, GUIDE)
    assert said(stage) == [("guide/bonjour", "fr")]


def test_a_comma_or_a_star_more_keeps_the_voice(stage: Stage) -> None:
    kept(stage)
    starred = {**GUIDE, "steps": [{**GUIDE["steps"][0], "text": {"fr": "Bonjour : j’habite le **quartier** !"}}]}
    set_guide(stage.manager, stage.mission, starred)
    assert said(stage) == [("guide/bonjour", "fr")]


def test_the_same_words_are_heard_in_another_mission_of_the_site_and_on_no_other_site(stage: Stage) -> None:
    kept(stage)
    other = make_stage(name="Les Amarres")
    with_guide(other)
    assert said(other) == []
    other.mission.site = stage.site
    assert heard(other.mission.site, mission_sentences(other.mission))


def test_a_language_nobody_writes_is_said_from_the_french_until_it_is_written(stage: Stage) -> None:
    kept(stage, language="snk")
    assert said(stage) == [("guide/bonjour", "snk")]
    step = {**GUIDE["steps"][0], "text": {**GUIDE["steps"][0]["text"], "snk": "An wuyi"}}
    set_guide(stage.manager, stage.mission, {**GUIDE, "steps": [step]})
    assert said(stage) == []


def test_said_again_the_old_sound_is_gone(stage: Stage) -> None:
    first = kept(stage, sent=a_sound(1))
    second = kept(stage, sent=a_sound(2), speaker=stage.voisins[1])
    first.refresh_from_db()
    assert (first.state, first.sound_id) == ("replaced", None)
    assert list(Sound.objects.values_list("sha256", flat=True)) == [second.sound_id]
    third = kept(stage, sent=a_sound(2))  # the very same file again
    assert (third.sound_id, Sound.objects.count()) == (second.sound_id, 1)


def test_words_that_changed_under_the_speaker_s_eyes_are_refused(stage: Stage) -> None:
    sentence = sentence_of(stage.mission, "guide/bonjour")
    with pytest.raises(VoiceRefused, match="vient de changer"):
        keep_recording(stage.manager, stage.site, stage.mission, sentence, "fr", a_sound(), speaker=stage.manager,
                       words=words_of("autre chose"), now=timezone.now())  # fmt: skip
    with pytest.raises(VoiceRefused, match="M4A"):
        kept(stage, sent=b"\0\0\0 ftypM4A ")
    with pytest.raises(VoiceRefused, match="langue"):
        keep_recording(stage.manager, stage.site, stage.mission, sentence, "xx", a_sound(), speaker=stage.manager,
                       words=words_of(sentence.texts["fr"]), now=timezone.now())  # fmt: skip
    assert not Recording.objects.exists()
    assert not Sound.objects.exists()


def test_a_refused_file_leaves_the_voice_that_was_there(stage: Stage) -> None:
    first = kept(stage)
    with pytest.raises(VoiceRefused):
        kept(stage, sent=b"%PDF-1.7")
    first.refresh_from_db()
    assert first.state == "heard"


def test_erased_it_is_nowhere(stage: Stage) -> None:
    made = kept(stage)
    erase_recording(stage.manager, made, timezone.now())
    made.refresh_from_db()
    assert (made.state, said(stage), Sound.objects.count()) == ("erased", [], 0)


def test_a_file_that_two_recordings_share_stays_for_the_other(stage: Stage) -> None:
    first, second = kept(stage), kept(stage, key="guide/sujet")
    assert first.sound_id == second.sound_id
    erase_recording(stage.manager, first, timezone.now())
    assert said(stage) == [("guide/sujet", "fr")]


def test_a_person_takes_her_whole_voice_back(stage: Stage) -> None:
    kept(stage, sent=a_sound(1))
    kept(stage, key="guide/sujet", sent=a_sound(2))
    kept(stage, key="answer/temps", sent=a_sound(3), speaker=stage.manager)
    assert voice_of(stage.voisins[0]).count() == 2
    assert erase_voice_of(stage.manager, stage.voisins[0], timezone.now()) == 2
    assert said(stage) == [("answer/temps", "fr")]
    assert not voice_of(stage.voisins[0]).exists()


def test_how_complete_each_language_is(stage: Stage) -> None:
    kept(stage)
    kept(stage, language="ar")
    french, arabic = mission_board(stage.mission).completeness()
    assert (french.language, french.written, french.heard, french.missing) == ("fr", 5, 1, 4)
    assert (arabic.language, arabic.written, arabic.heard, arabic.missing) == ("ar", 1, 1, 4)
    assert french.size == Sound.objects.get().size


def test_the_database_refuses_two_voices_for_the_same_words_and_a_voice_of_nobody(stage: Stage) -> None:
    made = kept(stage)
    values = {"site": stage.site, "key": made.key, "language": "fr", "text": made.text, "words": made.words, "state": "heard",
              "sound": made.sound, "agreed_at": made.agreed_at, "kept_at": made.kept_at}  # fmt: skip
    for speaker in ({"voisin": stage.voisins[1]}, {}, {"voisin": stage.voisins[1], "account": stage.manager}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Recording.objects.create(**values, **speaker)


def test_a_voice_that_serves_no_more_is_erased_after_a_year(stage: Stage) -> None:
    used, unused = kept(stage, sent=a_sound(1)), kept(stage, key="guide/sujet", sent=a_sound(2))
    kept(stage, key="question/facture", sent=a_sound(3))
    set_guide(stage.manager, stage.mission, {**GUIDE, "steps": GUIDE["steps"][:1]})
    Recording.objects.update(kept_at=timezone.now() - timezone.timedelta(days=390))
    forget_recordings(timezone.now())
    assert Sound.objects.count() == 3
    Recording.objects.update(kept_at=timezone.now() - timezone.timedelta(days=410))
    assert forget_recordings(timezone.now()).startswith("1 voix")
    used.refresh_from_db()
    unused.refresh_from_db()
    assert (used.state, unused.state) == ("heard", "erased")
    # A mission that ended long ago keeps nobody's voice.
    stage.mission.starts_on = stage.mission.ends_on = timezone.now().date() - timezone.timedelta(days=500)
    stage.mission.save()
    forget_recordings(timezone.now())
    assert not Sound.objects.exists()


def test_silenced_rows_are_forgotten_after_a_year(stage: Stage) -> None:
    made = kept(stage)
    erase_recording(stage.manager, made, timezone.now())
    forget_recordings(timezone.now())
    assert Recording.objects.exists()
    forget_recordings(timezone.now() + timezone.timedelta(days=401))
    assert not Recording.objects.exists()
