"""The sentences of the public pages that can be listened to: recorded at the desk like the others, played without account."""

from collections.abc import Iterable

from palier.languages.api import TRANSLATED, Text, always_french, french_of, words_for
from palier.voices.models import Recording, Sound
from palier.voices.rules.sentences import FRENCH, Sentence, words_of

PLACE = "doorway"
PREFIX = "common/public."
# What is said of each page, in the order of its texts: half a minute at most.
SAID = {
    "home": ("Page publique : qui a frappé ?", ("home.title", "home.lead", "rules.free", "rules.papers", "rules.name", "rules.no")),
    "yes": ("Page publique : oui", ("yes.look", "rules.free", "rules.papers", "rules.no")),
    "unknown": ("Page publique : code inconnu", ("unknown.title", "unknown.lead")),
    "stop": ("Page publique : ne plus venir", ("rights.stop_title", "rights.stop_lead", "rights.stop", "rights.after")),
}


def public_sentence(name: str, languages: tuple[str, ...] = TRANSLATED) -> Sentence:
    """What is said of one page, in French and in those of these languages that are written.

    Where a text that protects somebody was read by nobody of its language, the French is said.
    """
    where, keys = SAID[name]
    french = french_of(PLACE)
    texts = {FRENCH: _said(french[key] for key in keys)}
    for language in languages:
        words = words_for(PLACE, language)
        sure = all(key in words.texts and (key in words.vouched or not key.startswith(always_french(PLACE))) for key in keys)
        if sure and language != FRENCH:
            texts[language] = _said(words.texts[key] for key in keys)
    return Sentence(PREFIX + name, where, texts)


def _said(parts: Iterable[Text]) -> str:
    return "\n\n".join(one for one in parts if isinstance(one, str))


def public_sentences() -> list[Sentence]:
    """Every page that can be listened to, in every language."""
    return [public_sentence(name) for name in SAID]


def sound_of_page(name: str, language: str) -> str | None:
    """The sound (its SHA-256) that says a public page as it is written now, by a voice of any site; None when there is none."""
    text, _ = public_sentence(name, (language,)).written(language)
    found = Recording.objects.filter(state=Recording.State.HEARD, language=language, words=words_of(text), key__startswith=PREFIX)
    return found.order_by("kept_at").values_list("sound_id", flat=True).last()


def languages_heard() -> frozenset[str]:
    """Languages in which somebody said the first public page."""
    found = Recording.objects.filter(state=Recording.State.HEARD, key=f"{PREFIX}home")
    return frozenset(found.values_list("language", flat=True))


def public_sound(sha256: str) -> bytes | None:
    """A sound that a public page plays; None for any other, and for one that was erased."""
    played = Recording.objects.filter(state=Recording.State.HEARD, key__startswith=PREFIX, sound=sha256)
    found = Sound.objects.filter(pk=sha256).first() if played.exists() else None
    return bytes(found.data) if found else None
