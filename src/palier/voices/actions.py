"""What changes voices. A voice is a person's: each goes with her agreement, and goes away, sound and all, when she asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from palier.common.french import LANGUAGES
from palier.common.journal import write_line
from palier.missions.api import Mission
from palier.people.api import Account, Device, Site, Voisin
from palier.voices.models import Recording, Sound
from palier.voices.public import public_sentences
from palier.voices.queries import common_sentences, mission_sentences, voice_of, words_in_use
from palier.voices.rules.opus import NotOpus, Voice, read_voice
from palier.voices.rules.sentences import KINDS, Sentence, words_of

# A phone cannot fill the desk's list.
MOST_WAITING = 300
FORGOTTEN_AFTER = timedelta(days=400)


class VoiceRefused(Exception):
    """The recording cannot be; the text is a sentence."""


def keep_recording(
    actor: Account, site: Site, mission: Mission | None, sentence: Sentence, language: str, sent: bytes, *,
    speaker: Voisin | Account, words: str, now: datetime,
) -> Recording:  # fmt: skip
    """A recording made or brought at the desk, by or with its speaker, who agreed: phones hear it at their next contact.

    `words` is the digest of the text that was on the screen. It replaces the voice that said the same words. Raises `VoiceRefused`.
    """
    _check(language)
    text, _ = sentence.written(language)
    if words_of(text) != words:
        raise VoiceRefused("Le texte vient de changer : relisez-le, puis dites-le à nouveau.")
    with transaction.atomic():
        _alone(site)
        voice = _read(sent)
        _replace(site, language, words, now)
        made = Recording.objects.create(
            site=site, mission=mission, key=sentence.key, language=language, text=text, words=words, state=Recording.State.HEARD,
            sound=_keep_sound(voice), agreed_at=now, kept_at=now, decided_at=now, **_speaker(speaker),
        )  # fmt: skip
        write_line(actor, "keep_recording", made, key=sentence.key, language=language)
    return made


@dataclass(frozen=True)
class Sent:
    """A recording as a phone sends it (contract/voice.1.json), read and of the right types."""

    id: UUID
    mission: UUID | None
    key: str
    language: str
    text: str
    agreed_at: datetime
    data: bytes


@dataclass(frozen=True)
class Taken:
    """The answer to a phone: the state of this recording now; when it is `not_taken`, `message` says what to do."""

    state: str
    message: str = ""


def take_recording(device: Device, sent: Sent, now: datetime) -> Taken:
    """A recording from a phone: it waits until somebody at the desk has listened. Sent again, even twice at once, it is the same one."""
    try:
        with transaction.atomic():
            return _take(device, sent, now)
    except VoiceRefused as refusal:
        return Taken("not_taken", str(refusal))


def _take(device: Device, sent: Sent, now: datetime) -> Taken:
    voisin = device.voisin
    _alone(voisin.site)
    known = Recording.objects.filter(pk=sent.id).first()
    if known is not None and known.voisin_id == voisin.pk:
        return Taken(known.state)
    mission = Mission.objects.filter(pk=sent.mission, site=voisin.site_id).first() if sent.mission else None
    if known is not None:
        raise VoiceRefused("Cet enregistrement vient d’un autre téléphone.")
    if (sent.mission and mission is None) or sent.key.partition("/")[0] not in KINDS:
        raise VoiceRefused("Cette phrase n’est pas de votre site.")
    if Recording.objects.filter(voisin=voisin, state=Recording.State.WAITING).count() >= MOST_WAITING:
        raise VoiceRefused("Beaucoup de phrases attendent déjà d’être écoutées au bureau.")
    _check(sent.language)
    made = Recording.objects.create(
        pk=sent.id, site_id=voisin.site_id, mission=mission, key=sent.key, language=sent.language, text=sent.text,
        words=words_of(sent.text), state=Recording.State.WAITING, sound=_keep_sound(_read(sent.data)), voisin=voisin,
        agreed_at=min(sent.agreed_at, now), kept_at=now,
    )  # fmt: skip
    write_line(f"device:{device.pk}", "take_recording", made, key=sent.key, language=sent.language)
    return Taken(made.state)


@transaction.atomic
def approve_recording(actor: Account, recording: Recording, now: datetime) -> Recording:
    """Somebody listened: every phone of the site may play it. Raises `VoiceRefused` when the text was rewritten meanwhile."""
    _alone(recording.site)
    found = _fresh(recording)
    if found.state != Recording.State.WAITING:
        raise VoiceRefused("Cette voix a déjà été écoutée, ou retirée.")
    if not _still_written(found):
        raise VoiceRefused("Le texte a changé depuis : cette voix dirait autre chose que ce qui est écrit. Demandez-en une nouvelle.")
    _replace(found.site, found.language, found.words, now)
    found.state, found.decided_at = Recording.State.HEARD, now
    found.save(update_fields=["state", "decided_at"])
    write_line(actor, "approve_recording", found, key=found.key, language=found.language)
    return found


def _still_written(recording: Recording) -> bool:
    sentences = mission_sentences(recording.mission) if recording.mission else common_sentences() + public_sentences()
    return any(words_of(one.written(recording.language)[0]) == recording.words for one in sentences)


@transaction.atomic
def refuse_recording(actor: Account, recording: Recording, why: str, now: datetime) -> None:
    """To be said again: its sound goes, its speaker's phone says why. `why` is one of `Recording.Why`."""
    found = _fresh(recording)
    if found.state != Recording.State.WAITING:
        raise VoiceRefused("Cette voix a déjà été écoutée, ou retirée.")
    found.why = why if why in Recording.Why.values else Recording.Why.OTHER
    _silence([found], Recording.State.REFUSED, now)
    write_line(actor, "refuse_recording", found, why=found.why)


@transaction.atomic
def erase_recording(actor: object, recording: Recording, now: datetime) -> None:
    """Gone from here at once, from phones at their next contact, from backups as they are replaced."""
    _silence([_fresh(recording)], Recording.State.ERASED, now)
    write_line(actor, "erase_recording", recording)


@transaction.atomic
def erase_voice_of(actor: object, speaker: Voisin | Account, now: datetime) -> int:
    """Somebody takes her agreement back: every recording of hers. Returns how many."""
    mine = list(voice_of(speaker))
    _silence(mine, Recording.State.ERASED, now)
    write_line(actor, "erase_voice_of", speaker, recordings=len(mine))
    return len(mine)


def erase_own(device: Device, recording_id: UUID, now: datetime) -> None:
    """The speaker, from her phone. One that is not hers, or gone already, changes nothing."""
    mine = Recording.objects.filter(pk=recording_id, voisin=device.voisin_id, sound__isnull=False).first()
    if mine is not None:
        erase_recording(f"device:{device.pk}", mine, now)


def forget_recordings(now: datetime) -> str:
    """A voice is kept while it serves (security §4, line 21): erase those that said no current sentence for more than a year,
    and drop the rows of those silenced longer ago than that. Returns how many, for the list of jobs."""
    old = now - FORGOTTEN_AFTER
    unused = 0
    for site in Site.objects.filter(recordings__sound__isnull=False).distinct():
        with transaction.atomic():
            _alone(site)
            said = words_in_use(site, old.date())
            rows = Recording.objects.filter(site=site, sound__isnull=False, kept_at__lt=old).exclude(words__in=said)
            unused += _silence(list(rows), Recording.State.ERASED, now)
    gone, _ = Recording.objects.filter(sound__isnull=True, decided_at__lt=old).delete()
    return f"{unused} voix qui ne servaient plus, {gone} effacées depuis longtemps"


def _check(language: str) -> None:
    if language not in LANGUAGES or language == "other":
        raise VoiceRefused("Choisissez la langue qui est dite.")


def _speaker(speaker: Voisin | Account) -> dict[str, Voisin | Account]:
    return {"voisin": speaker} if isinstance(speaker, Voisin) else {"account": speaker}


def _alone(site: Site) -> None:
    """One change of voices at a time on a site: two managers never leave two voices for the same words."""
    Site.objects.select_for_update().get(pk=site.pk)


def _fresh(recording: Recording) -> Recording:
    return Recording.objects.select_related("site", "mission").get(pk=recording.pk)


def _read(sent: bytes) -> Voice:
    try:
        return read_voice(sent)
    except NotOpus as refusal:
        raise VoiceRefused(str(refusal)) from None


def _keep_sound(voice: Voice) -> Sound:
    values = {"data": voice.data, "size": len(voice.data), "ms": voice.ms}
    return Sound.objects.get_or_create(sha256=voice.sha256, defaults=values)[0]


def _replace(site: Site, language: str, words: str, now: datetime) -> None:
    _silence(
        Recording.objects.filter(site=site, language=language, words=words, state=Recording.State.HEARD), Recording.State.REPLACED, now
    )


def _silence(recordings: Iterable[Recording], state: str, now: datetime) -> int:
    """Take the sound away; it leaves the database when nobody else's recording is the same file. Returns how many."""
    sounds = []
    for one in recordings:
        sounds.append(one.sound_id)
        one.sound, one.state, one.decided_at = None, state, now
        one.save(update_fields=["sound", "state", "why", "decided_at"])
    _drop_orphans(sounds)
    return len(sounds)


def _drop_orphans(sounds: Iterable[str | None]) -> None:
    Sound.objects.filter(sha256__in=[one for one in sounds if one], recordings=None).delete()
