"""What the public pages say: French where a key is missing, nothing invented.

The words are those of the room of languages: the files of `l10n/`, and over them what this association corrected. `**words**`
are strong. What protects a person (`l10n/always_french.json`) never stands alone while nobody of that language vouched for it.
"""

import re
import time
from dataclasses import dataclass, field
from functools import cache, lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from palier.common.french import typo
from palier.doorway.rules.tongues import LANGUAGES
from palier.languages.api import RTL, Text, Words, always_french, form_for, french_of, words_for
from palier.visits.api import words

PLACE = "doorway"


def texts_of(language: str) -> Words:
    """Every text of one language as it is shown today, and which keys were vouched for."""
    if language == "fr":
        french = french_of(PLACE)
        return Words(french, frozenset(french))
    return words_for(PLACE, language)


def spoken() -> frozenset[str]:
    """Languages with more than a few sentences: a browser that asks for one gets it. The others are chosen by hand."""
    return _spoken(int(time.time() // 60))


@lru_cache(maxsize=2)
def _spoken(_minute: int) -> frozenset[str]:
    half = len(french_of(PLACE)) // 2
    return frozenset(code for code in LANGUAGES if len(texts_of(code).texts) > half)


@dataclass(frozen=True)
class Tongue:
    """A language as it is offered: its own name, its name in French."""

    code: str
    name: str
    french: str

    @property
    def rtl(self) -> bool:
        """True when it is written from right to left."""
        return self.code in RTL

    @property
    def written(self) -> bool:
        """True when its pages are more than a few sentences; otherwise the French is shown large."""
        return self.code in spoken()


@cache
def tongues() -> list[Tongue]:
    """The languages of the public pages, in order."""
    named = {one["code"]: one for one in words("languages")}
    return [Tongue(code, named[code]["name"], named[code]["fr"]) for code in LANGUAGES]


@dataclass
class Speaker:
    """Says keys in one language, and remembers whether anything said is still to be reread or lacks."""

    language: str
    to_reread: bool = field(default=False, init=False)
    lacks: bool = field(default=False, init=False)
    known: Words = field(init=False)

    def __post_init__(self) -> None:
        self.known = texts_of(self.language)

    @property
    def tongue(self) -> Tongue:
        """The language itself."""
        return next(one for one in tongues() if one.code == self.language)

    def say(self, key: str, **values: object) -> SafeString:
        """The sentence as HTML. French stands in for what lacks, and beside what nobody vouched for where it must."""
        own = self._own(key, values)
        if own is None:
            return self._aside(key, values)
        said = _html(own, values, isolated=self.tongue.rtl)
        if self._needs_french(key):
            return mark_safe(f'{said}<span class="fr" lang="fr" dir="ltr">{_html(_french(key, values), values)}</span>')  # noqa: S308 (escaped)
        return said

    def word(self, key: str, **values: object) -> str:
        """The sentence as plain text, for a title or a label that can hold no markup."""
        own = self._own(key, values)
        if own is None:
            return _plain(_french(key, values), values)
        said = _plain(own, values)
        return f"{said} / {_plain(_french(key, values), values)}" if self._needs_french(key) else said

    def _own(self, key: str, values: dict[str, object]) -> str | None:
        text = self.known.texts.get(key)
        if text is None:
            self.lacks = True
            return None
        self.to_reread = self.to_reread or key not in self.known.vouched
        return _formed(text, self.language, values)

    def _needs_french(self, key: str) -> bool:
        return key.startswith(always_french(PLACE)) and key not in self.known.vouched

    def _aside(self, key: str, values: dict[str, object]) -> SafeString:
        said = _html(_french(key, values), values)
        return mark_safe(f'<span lang="fr" dir="ltr">{said}</span>')  # noqa: S308 (escaped)


def _french(key: str, values: dict[str, object]) -> str:
    return _formed(french_of(PLACE).get(key, key), "fr", values)


def _formed(text: Text, language: str, values: dict[str, object]) -> str:
    if isinstance(text, str):
        chosen = text
    else:
        number = values.get("n", 0)
        form = form_for(language, number if isinstance(number, int) else 0)
        chosen = text.get(form) or text.get("other") or ""
    return typo(chosen) if language == "fr" else chosen


def _html(text: str, values: dict[str, object], *, isolated: bool = False) -> SafeString:
    """Escaped, strong words made strong, values put in; among right-to-left words a value keeps its own direction."""
    shaped = re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", escape(text))
    around = "<bdi>{}</bdi>" if isolated else "{}"
    filled = re.sub(r"\{(\w+)\}", lambda found: around.format(escape(str(values.get(found[1], "")))), shaped)
    return mark_safe(filled)  # noqa: S308 (every part was escaped)


def _plain(text: str, values: dict[str, object]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], "")), text.replace("**", ""))
