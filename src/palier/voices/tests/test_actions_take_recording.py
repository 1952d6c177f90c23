"""A sentence said on a phone: it waits, is listened to at the desk, then the others hear it."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from palier.missions.api import set_guide
from palier.visits.tests.factories import Stage, make_stage
from palier.voices import actions
from palier.voices.api import (
    Recording,
    Sent,
    Sound,
    VoiceRefused,
    approve_recording,
    erase_own,
    fates,
    heard,
    mission_board,
    mission_sentences,
    refuse_recording,
    take_recording,
    waiting_for,
)
from palier.voices.tests.factories import GUIDE, a_sound, kept, with_guide

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def stage() -> Stage:
    stage = make_stage()
    with_guide(stage)
    return stage


def sent(stage: Stage, **changes: Any) -> Sent:
    values = {"id": uuid.uuid4(), "mission": stage.mission.pk, "key": "guide/bonjour", "language": "snk", "text": GUIDE["steps"][0]["text"]["fr"],
              "agreed_at": timezone.now(), "data": a_sound(7), **changes}  # fmt: skip
    return Sent(**values)


def taken(stage: Stage, one: Sent, phone: int = 0) -> str:
    return take_recording(stage.phones[phone].device, one, timezone.now()).state


def said(stage: Stage) -> list[tuple[str, str]]:
    return [(one.key, one.language) for one in heard(stage.site, mission_sentences(stage.mission))]


def test_it_waits_then_everybody_hears_it(stage: Stage) -> None:
    assert taken(stage, sent(stage)) == "waiting"
    assert said(stage) == []
    waiting = waiting_for(stage.manager).get()
    assert waiting.speaker == "Fatou"
    assert mission_board(stage.mission).spots("snk")[0].waiting == [waiting]
    approve_recording(stage.manager, waiting, timezone.now())
    assert said(stage) == [("guide/bonjour", "snk")]


def test_sent_again_it_is_the_same_one(stage: Stage) -> None:
    one = sent(stage)
    assert [taken(stage, one), taken(stage, one)] == ["waiting", "waiting"]
    approve_recording(stage.manager, Recording.objects.get(), timezone.now())
    assert taken(stage, one) == "heard"
    assert Recording.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_by_two_tabs_at_once_it_is_one_recording(stage: Stage) -> None:
    one, device = sent(stage), stage.phones[0].device
    with ThreadPoolExecutor(8) as pool:
        states = [found.state for found in pool.map(lambda _: _in_a_thread(device, one), range(16))]
    assert states == ["waiting"] * 16
    assert (Recording.objects.count(), Sound.objects.count()) == (1, 1)


def _in_a_thread(device: Any, one: Sent) -> Any:
    try:
        return take_recording(device, one, timezone.now())
    finally:
        connections.close_all()


def test_refused_its_sound_is_gone_and_its_speaker_knows_why(stage: Stage) -> None:
    one = sent(stage)
    taken(stage, one)
    refuse_recording(stage.manager, Recording.objects.get(), "noise", timezone.now())
    assert not Sound.objects.exists()
    told = fates(stage.voisins[0], timezone.now() - timezone.timedelta(days=1))
    assert [tuple(fate) for fate in told] == [(one.id, "refused", "noise", stage.mission.pk, "guide/bonjour", "snk")]
    assert fates(stage.voisins[1], timezone.now() - timezone.timedelta(days=1)) == []
    assert taken(stage, one) == "refused"  # the answer was lost: sent again, it does not come back


def test_approved_it_takes_the_place_of_the_voice_that_was_there(stage: Stage) -> None:
    before = kept(stage, language="snk")
    taken(stage, sent(stage))
    approve_recording(stage.manager, Recording.objects.get(state="waiting"), timezone.now())
    before.refresh_from_db()
    assert before.state == "replaced"
    assert Recording.objects.filter(state="heard").get().voisin == stage.voisins[0]


def test_a_text_rewritten_meanwhile_is_never_approved(stage: Stage) -> None:
    taken(stage, sent(stage))
    step = {**GUIDE["steps"][0], "text": {"fr": "Bonsoir à vous."}}
    set_guide(stage.manager, stage.mission, {**GUIDE, "steps": [step]})
    with pytest.raises(VoiceRefused, match="a changé depuis"):
        approve_recording(stage.manager, Recording.objects.get(), timezone.now())


def test_decided_once(stage: Stage) -> None:
    taken(stage, sent(stage))
    one = Recording.objects.get()
    approve_recording(stage.manager, one, timezone.now())
    for again in (
        lambda: approve_recording(stage.manager, one, timezone.now()),
        lambda: refuse_recording(stage.manager, one, "noise", timezone.now()),
    ):
        with pytest.raises(VoiceRefused, match="déjà"):
            again()


def test_what_is_not_of_its_site_or_not_opus_is_answered_with_a_sentence(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    other = make_stage(name="Les Amarres")
    answers = [
        take_recording(stage.phones[0].device, one, timezone.now())
        for one in (
            sent(stage, mission=other.mission.pk),
            sent(stage, key="autre/x"),
            sent(stage, data=b"%PDF"),
            sent(stage, language="xx"),
        )
    ]
    assert [one.state for one in answers] == ["not_taken"] * 4
    assert all(one.message.endswith(".") for one in answers)
    known = sent(stage)
    taken(stage, known)
    assert taken(stage, known, phone=1) == "not_taken"  # somebody else's id
    monkeypatch.setattr(actions, "MOST_WAITING", 1)
    assert taken(stage, sent(stage)) == "not_taken"
    assert Recording.objects.count() == 1


def test_its_speaker_takes_it_back_from_her_phone_and_nobody_else_s(stage: Stage) -> None:
    one, other = sent(stage), sent(stage, data=a_sound(8))
    taken(stage, one)
    taken(stage, other, phone=1)
    for wanted in (one.id, other.id, uuid.uuid4(), one.id):
        erase_own(stage.phones[0].device, wanted, timezone.now())
    assert [row.state for row in Recording.objects.order_by("kept_at")] == ["erased", "waiting"]


def test_a_clock_that_is_ahead_agrees_no_later_than_now(stage: Stage) -> None:
    taken(stage, sent(stage, agreed_at=timezone.now() + timezone.timedelta(days=400)))
    assert Recording.objects.get().agreed_at <= timezone.now()
