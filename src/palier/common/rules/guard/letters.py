"""Letters as the guard reads them: without accents or capitals, cut into words that still know where they stood in the note.

The phone does the same, letter for letter (`field/src/core/guard/letters.ts`); both replay the labelled notes.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

# What Unicode does not take apart by itself. Arabic letters that people write for one another count as one.
_ALIKE = {
    "œ": "oe", "æ": "ae", "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'",
    "–": "-", "—": "-", "‑": "-", "‐": "-", "ى": "ي", "ة": "ه", "\n": "\n",
}  # fmt: skip
_WORD = re.compile("[a-z\u00c0-\u1fff\u2c00-\ud7ff]+|[0-9]+")
_DOUBLE = re.compile(r"(.)\1+")
_ARABIC_FRONT = re.compile("^[وبلف]?ال|^[وبلف](?=....)")
_SOUNDS = (("ou", "u"), ("y", "i"), ("ph", "f"), ("ch", "x"), ("sh", "x"), ("ck", "k"), ("q", "k"), ("dj", "j"), ("h", ""))
_HARD_C = re.compile("c(?=[aoulr]|$)")
# A note in capitals, or With One On Each Word, says nothing by its capitals.
_CAPITALS_SHARE, _FEW_LETTERS, _FEW_WORDS = 0.6, 8, 3


@dataclass(slots=True)
class Word:
    """A run of letters or digits. `raw`: its plain letters; `short`: without doubled ones; `stem`: also without the s of a plural;
    `gap`: what stands before it; `keys`: what a word list may hold it by."""

    raw: str
    short: str
    stem: str
    keys: list[str]
    begin: int
    end: int
    gap: str
    capital: bool
    shouted: bool
    taken: bool = False


@cache
def _plain(letter: str) -> str:
    """One character in plain letters; nothing for accents, Arabic vowel signs, soft hyphens, direction marks."""
    if letter in _ALIKE:
        return _ALIKE[letter]
    out = ""
    for part in unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).lower()):
        category = unicodedata.category(part)
        if category[0] == "M" or category == "Cf":
            continue
        code = ord(part)
        if 0x660 <= code <= 0x669 or 0x6F0 <= code <= 0x6F9:
            out += str(code % 16)
        elif code > 0xFFFF:
            out += "•"
        else:
            out += _ALIKE.get(part, " " if category[0] == "Z" or part in "\t\v\f\r" else part)
    return out


def fold(note: str) -> tuple[str, list[int]]:
    """The note in plain letters, and for each of them (and the end) where it comes from."""
    text: list[str] = []
    at: list[int] = []
    for place, letter in enumerate(note):
        plain = _plain(letter)
        text.append(plain)
        at += [place] * len(plain)
    return "".join(text), [*at, len(note)]


def without_doubles(word: str) -> str:
    """« connard » and « conard » are one word; an Arabic word loses its article."""
    short = _DOUBLE.sub(r"\1", word)
    return _ARABIC_FRONT.sub("", short) if short[:1] > "\u0600" and len(short) > 4 else short


def stem(word: str) -> str:
    """A word without doubled letters, nor the s of a plural."""
    short = without_doubles(word)
    return short[:-1] if len(short) > 3 and short.endswith("s") else short


def sound(name: str) -> str:
    """A name as one hears it: Aïcha, Aicha, Aisha; Khadija, Kadidja."""
    heard = without_doubles(name)
    for written, said in _SOUNDS:
        heard = heard.replace(written, said)
    return _DOUBLE.sub(r"\1", _HARD_C.sub("k", heard))


def _word(raw: str, begin: int, end: int, gap: str, capital: bool, shouted: bool) -> Word:
    short, stemmed = without_doubles(raw), stem(raw)
    keys = [f"={raw}", stemmed, *(f"{short[:n]}*" for n in range(len(short), 1, -1))]
    return Word(raw, short, stemmed, keys, begin, end, gap, capital, shouted)


def words_of(note: str, text: str, at: list[int]) -> list[Word]:
    """The words of a folded note. « MrSylla » is two: a capital after a small letter begins another."""
    letters = [one for one in note if one.lower() != one.upper()]
    capitals = sum(one != one.lower() for one in letters)
    shouting = len(letters) > _FEW_LETTERS and capitals > _CAPITALS_SHARE * len(letters)

    def capital(place: int) -> bool:
        letter = note[at[place]]
        return letter != letter.lower()

    words: list[Word] = []
    last = 0
    for match in _WORD.finditer(text):
        begin, end = match.span()
        cuts = [one for one in range(begin + 1, end) if at[one] != at[one - 1] and capital(one) and not capital(one - 1)]
        for a, b in zip([begin, *cuts], [*cuts, end], strict=True):
            raw, big = text[a:b], capital(a) and not shouting
            shouted = big and all(capital(one) for one in range(a, b))
            words.append(_word(raw, a, b, text[last:a], big, shouted))
            last = b
    if len(words) > _FEW_WORDS and sum(one.capital for one in words) > _CAPITALS_SHARE * len(words):
        for one in words:
            one.capital = one.shouted = False
    return words
