"""Which sentences can be said aloud, and when a sound still says what is written."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

FRENCH = "fr"
# Up to this many, the choices are said after the question: a resident who listens hears what can be answered.
CHOICES_SAID = 6
KINDS = ("guide", "answer", "question", "common")


@dataclass(frozen=True)
class Sentence:
    """Something that is said at doors. `key` is stable within a mission (`guide/bonjour`), `texts` is language → words."""

    key: str
    where: str
    texts: Mapping[str, str]

    @property
    def kind(self) -> str:
        """One of `KINDS`."""
        return self.key.partition("/")[0]

    def written(self, language: str) -> tuple[str, str]:
        """What is on the screen when one listens in `language`, and the language it is written in.

        Many voisins speak a language that they do not write: then they say it from the French.
        """
        if language in self.texts:
            return self.texts[language], language
        return self.texts.get(FRENCH, ""), FRENCH


@lru_cache(maxsize=8192)
def words_of(text: str) -> str:
    """Hex SHA-256 of the words that one says: letters, marks and figures, in order.

    A comma, a capital, bold stars or a {prénom} change nothing of what is heard; any word does.
    """
    plain = unicodedata.normalize("NFC", _without_names(text)).casefold()
    kept = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in plain)
    return hashlib.sha256(" ".join(kept.split()).encode()).hexdigest()


def to_say(text: str) -> str:
    """The sentence as its speaker reads it: no stars, and no first name, since the whole team will play it."""
    return re.sub(r"[ \t]+", " ", _without_names(text.replace("**", ""))).strip()


def says_a_name(text: str) -> bool:
    """True when the written sentence holds the voisin's first name, which a shared sound leaves out."""
    return bool(_NAME.search(text))


_NAME = re.compile(r"\{[^{}]*\}\.?")


def _without_names(text: str) -> str:
    return _NAME.sub("…", text)


def sentences_of(guide: Mapping[str, Any] | None, questions: Iterable[Mapping[str, Any]]) -> list[Sentence]:
    """The sentences of a mission, in the order in which they come: the guide, the answers to objections, the questions
    (groups opened)."""
    found = [
        Sentence(f"guide/{step['code']}", step["title"].get(FRENCH) or step["code"], step["text"])
        for step in (guide or {}).get("steps", [])
    ]
    found += [
        Sentence(f"answer/{one['code']}", f"« {one['question'].get(FRENCH, one['code'])} »", one["answer"])
        for one in (guide or {}).get("objections", [])
    ]
    found += [Sentence(f"question/{one['code']}", "Question", _asked(one)) for one in questions if one["type"] != "calculate"]
    return [one for one in found if any(text.strip() for text in one.texts.values())]


def _asked(question: Mapping[str, Any]) -> dict[str, str]:
    """The question, then its choices where they are written in the same language."""
    choices = question.get("choices") or []
    found = {}
    for language, label in question["label"].items():
        said = [one["label"].get(language) for one in choices] if len(choices) <= CHOICES_SAID else []
        found[language] = label if not said or None in said else f"{label}\n\n{' · '.join(said)}"
    return found


def languages_of(sentences: Iterable[Sentence], spoken: Iterable[str]) -> list[str]:
    """Every language a sentence is written in or somebody of the team works in: French first."""
    found = {language for one in sentences for language in one.texts} | set(spoken) | {FRENCH}
    return sorted(found - {"other"}, key=lambda code: (code != FRENCH, code))
