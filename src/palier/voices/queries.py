"""Reads of the room of voices."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from palier.languages.api import looked_at
from palier.missions.api import Mission, definition_questions, questionnaire_in_use
from palier.people.api import Account, Site, Voisin, voisins_of
from palier.voices.gates import recordings_for
from palier.voices.models import Recording
from palier.voices.public import public_sentences
from palier.voices.rules.sentences import Sentence, languages_of, sentences_of, words_of

_WORDS = Path(__file__).resolve().parent.parent / "contract" / "words"
# Where each sentence of agreement is said (contract/words/consent.json).
_AGREED = {"referral": "Avant une orientation", "appointment": "Avant un rendez-vous", "follow_up_call": "Avant de noter un numéro",
           "follow_up_visit": "Avant de promettre un retour"}  # fmt: skip


class Heard(NamedTuple):
    """A sentence that can be listened to: what a phone must know to fetch it, keep it and show its length."""

    key: str
    language: str
    sha256: str
    size: int
    ms: int


def common_sentences() -> list[Sentence]:
    """What is said whatever the mission: contract/words/said.json, and the sentences of agreement (consent.json).

    A translation that nobody of its language has read again is not what one agrees to: there, the French is said.
    """
    found = [Sentence(f"common/{row['code']}", row["where"], row["text"]) for row in _rows("said")]
    looked = looked_at("phone", "consent.")
    for row in _rows("consent"):
        where = _AGREED.get(row["code"].rpartition(".")[0], "Avant de garder")
        read = {one.language: one.text for one in looked if one.vouched and one.key == f"consent.{row['code']}"}
        found.append(Sentence(f"common/consent.{row['code']}", where, {**row["text"], **read}))
    return found


def corrected_agreements() -> dict[str, dict[str, str]]:
    """Sentences of agreement written otherwise than they came, and that nobody vouched for: key → language → text, empty when withdrawn."""
    found: dict[str, dict[str, str]] = {}
    for one in looked_at("phone", "consent."):
        if not one.vouched:
            found.setdefault(f"common/{one.key}", {})[one.language] = one.text
    return found


@cache
def _rows(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((_WORDS / f"{name}.json").read_text("utf-8"))
    return found


def mission_sentences(mission: Mission, definition: dict[str, Any] | None = None) -> list[Sentence]:
    """The sentences of a mission; `definition` is the questionnaire that a tour carries, else the newest."""
    if definition is None:
        current = questionnaire_in_use(mission)
        definition = current.definition if current else None
    return sentences_of(mission.guide, definition_questions((definition or {}).get("questions", [])))


def words_in_use(site: Site, since: date) -> set[str]:
    """The words of every sentence of a site: those of each mission that goes on or ended after `since`, every version of its
    questions, the common ones and those of the public pages."""
    sentences = common_sentences() + public_sentences()
    for mission in Mission.objects.filter(site=site, ends_on__gte=since).prefetch_related("questionnaires"):
        versions = [one.definition for one in mission.questionnaires.all()] or [{}]
        sentences += [one for definition in versions for one in mission_sentences(mission, definition)]
    return {words_of(text) for one in sentences for text in one.texts.values()}


def heard(site: Site | UUID, sentences: Collection[Sentence]) -> list[Heard]:
    """Every sound of the site that says one of these sentences as it is written now, in any language, in one query."""
    written = [(one, {words_of(text) for text in one.texts.values()}) for one in sentences]
    every = {words for _, known in written for words in known}
    if not every:
        return []
    rows = Recording.objects.filter(site=site, state=Recording.State.HEARD, words__in=every)
    found = []
    for language, words, sha256, size, ms in rows.values_list("language", "words", "sound_id", "sound__size", "sound__ms"):
        for one, known in written:
            if words in known and words_of(one.written(language)[0]) == words:
                found.append(Heard(one.key, language, sha256, size, ms))
    return sorted(found)


def recording_for(site: Site | UUID, sentence: Sentence, language: str) -> Heard | None:
    """The sound that says this sentence in this language as it is written now (public pages ask it); None when there is none."""
    return next((one for one in heard(site, [sentence]) if one.language == language), None)


@dataclass(frozen=True)
class Spot:
    """One sentence in one language, as the desk shows it: `heard`, `changed` (its words were rewritten since) or `missing`."""

    sentence: Sentence
    text: str
    written_in: str
    words: str
    recording: Recording | None
    before: Recording | None
    waiting: list[Recording] = field(default_factory=list)

    @property
    def state(self) -> str:
        """What its pill says."""
        return "heard" if self.recording else "changed" if self.before else "missing"


@dataclass(frozen=True)
class Completeness:
    """How far one language is: sentences written, with a voice, rewritten since, still to say, sent by phones; octets."""

    language: str
    written: int
    heard: int
    changed: int
    missing: int
    waiting: int
    size: int


class Board:
    """The sentences of one mission (or the common ones) with every voice they have, in two queries."""

    def __init__(self, site: Site, sentences: list[Sentence], mission: Mission | None) -> None:
        self.sentences = sentences
        rows = list(
            Recording.objects.filter(site=site, state__in=[Recording.State.HEARD, Recording.State.WAITING])
            .select_related("sound", "voisin", "account").defer("sound__data").order_by("kept_at")
        )  # fmt: skip
        self._heard = {(one.language, one.words): one for one in rows if one.state == Recording.State.HEARD}
        here = [one for one in rows if one.mission_id == (mission.pk if mission else None)]
        self._here: dict[tuple[str, str], list[Recording]] = defaultdict(list)
        for one in here:
            self._here[one.key, one.language].append(one)
        spoken = {language for voisin in voisins_of(site) for language in voisin.languages} | {one.language for one in here}
        self.languages = languages_of(sentences, spoken)

    def spots(self, language: str) -> list[Spot]:
        """Every sentence in one language."""
        return [self.spot(one, language) for one in self.sentences]

    def spot(self, sentence: Sentence, language: str) -> Spot:
        """One sentence in one language."""
        text, written_in = sentence.written(language)
        words = words_of(text)
        here = self._here[sentence.key, language]
        recording = self._heard.get((language, words))
        before = next((one for one in reversed(here) if one.state == Recording.State.HEARD and one.words != words), None)
        waiting = [one for one in here if one.state == Recording.State.WAITING]
        return Spot(sentence, text, written_in, words, recording, None if recording else before, waiting)

    def completeness(self) -> list[Completeness]:
        """One row a language."""
        return [_counted(language, self.spots(language)) for language in self.languages]


def _counted(language: str, spots: Iterable[Spot]) -> Completeness:
    every = list(spots)
    states = [one.state for one in every]
    return Completeness(
        language, sum(one.written_in == language for one in every), states.count("heard"), states.count("changed"), states.count("missing"),
        sum(len(one.waiting) for one in every), sum(one.recording.sound.size for one in every if one.recording and one.recording.sound),
    )  # fmt: skip


def mission_board(mission: Mission) -> Board:
    """The voices of a mission."""
    return Board(mission.site, mission_sentences(mission), mission)


def common_board(site: Site) -> Board:
    """The voices of the sentences that belong to no mission."""
    return Board(site, common_sentences() + public_sentences(), None)


def waiting_for(account: Account) -> QuerySet[Recording]:
    """What phones sent and nobody has listened to yet, oldest first."""
    return recordings_for(account).filter(state=Recording.State.WAITING).order_by("kept_at")


def voice_of(speaker: Voisin | Account) -> QuerySet[Recording]:
    """Every recording of one person that still has its sound, newest first."""
    mine = Recording.objects.filter(voisin=speaker) if isinstance(speaker, Voisin) else Recording.objects.filter(account=speaker)
    return mine.filter(sound__isnull=False).select_related("mission", "sound").defer("sound__data").order_by("-kept_at")


class Fate(NamedTuple):
    """What became of one recording of a voisin."""

    id: UUID
    state: str
    why: str
    mission: UUID | None
    key: str
    language: str


def fates(voisin: Voisin, since: datetime) -> list[Fate]:
    """What a voisin's phone is told of her own recordings: those with a sound, and those decided since."""
    rows = Recording.objects.filter(voisin=voisin).exclude(sound__isnull=True, decided_at__lt=since)
    return [Fate(*row) for row in rows.order_by("kept_at").values_list("id", "state", "why", "mission_id", "key", "language")]
