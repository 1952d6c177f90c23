"""Whether a translation may be shown in place of the French.

Source: security AX-07 and IN-07; design system §5 (+35 % of length).
"""

import re
import unicodedata
from dataclasses import dataclass

from palier.languages.rules.forms import FORMS, may_leave_number

# A text, or one text per plural form.
Text = str | dict[str, str]

_VALUE = re.compile(r"\{(\w+)\}")
# An emergency number or a duration left out, or written in other figures, would be read wrongly.
_NUMBER = re.compile(r"\d{2,}")
_MARKUP = re.compile(r"[<>]|&#?\w+;")
# Marks that turn the reading round, and what no keyboard types: a word could hide behind them.
_HIDDEN = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
_FORMULA = ("=", "+", "-", "@")
MAX_LETTERS = 1200


@dataclass(frozen=True)
class Findings:
    """What was found: `refused` keeps the text out, `warned` lets it in and says so. French sentences."""

    refused: tuple[str, ...] = ()
    warned: tuple[str, ...] = ()


def clean(text: str) -> str:
    """As it is kept: one line, composed letters, no space around."""
    return " ".join(unicodedata.normalize("NFC", text).split(" ")).replace("\r\n", "\n").replace("\n", " ").strip()


def check_text(french: Text, text: Text, language: str) -> Findings:
    """What is wrong with a translation of `french` into `language` (BCP 47)."""
    refused: list[str] = []
    warned: list[str] = []
    for form, words in _parts(text):
        source = _source(french, form)
        where = f" ({form})" if form else ""
        refused += [problem + where for problem in _unusable(source, words)]
        refused += [problem + where for problem in _values(source, _all(french), words, form)]
        warned += [problem + where for problem in _odd(source, words)]
    refused += _forms(french, text, language)
    return Findings(tuple(refused), tuple(warned))


def _parts(text: Text) -> list[tuple[str, str]]:
    return list(text.items()) if isinstance(text, dict) else [("", text)]


def _source(french: Text, form: str) -> str:
    if isinstance(french, str):
        return french
    return french.get(form) or french["other"]


def _all(french: Text) -> str:
    """Every form at once: what one leaves out another may show."""
    return french if isinstance(french, str) else " ".join(french.values())


def _unusable(french: str, words: str) -> list[str]:
    found = []
    if not words.strip():
        found.append("Le texte est vide.")
    if _MARKUP.search(words):
        found.append("Pas de balise ni de code : < > et &…; ne sont pas permis.")
    if _HIDDEN.search(words):
        found.append("Un signe invisible se cache dans le texte : le retaper au clavier.")
    if words.startswith(_FORMULA) and not french.startswith(_FORMULA):
        found.append("Un texte ne commence pas par = + - @ : un tableur le prendrait pour une formule.")
    if words.count("**") % 2 or (words.count("**") and not french.count("**")):
        found.append("Les ** entourent des mots, comme dans le français.")
    missing = [number for number in _NUMBER.findall(_VALUE.sub("", french)) if number not in words]
    if missing:
        found.append(f"Il manque le nombre {' et '.join(missing)}, en chiffres 0-9.")
    if any(letter.isdigit() and letter not in "0123456789" for letter in words):
        found.append("Les chiffres restent 0-9 dans toutes les langues, comme sur les portes.")
    if len(words) > MAX_LETTERS:
        found.append(f"Plus de {MAX_LETTERS} lettres.")
    return found


def _values(french: str, allowed: str, words: str, form: str) -> list[str]:
    wanted, given = set(_VALUE.findall(french)), set(_VALUE.findall(words))
    missing, strange = wanted - given, given - set(_VALUE.findall(allowed))
    if may_leave_number(form):
        missing -= {"n"}
    found = [f"Il manque {{{name}}}." for name in sorted(missing)]
    found += [f"{{{name}}} n’est pas dans le français." for name in sorted(strange)]
    if re.sub(r"\{\w+\}", "", words).strip("{}") != re.sub(r"\{\w+\}", "", words) or words.count("{") != words.count("}"):
        found.append("Une accolade est restée seule.")
    return found


def _forms(french: Text, text: Text, language: str) -> list[str]:
    needed = set(FORMS[language])
    if isinstance(french, str):
        return [] if isinstance(text, str) else ["Ce texte n’a pas de formes : une seule ligne."]
    if isinstance(text, str):
        return ["Ce texte compte quelque chose : une ligne par forme."]
    found = [f"Il manque la forme « {form} »." for form in FORMS[language] if form not in text]
    return found + [f"La forme « {form} » n’existe pas dans cette langue." for form in sorted(set(text) - needed)]


def _odd(french: str, words: str) -> list[str]:
    found = []
    if len(words) > max(1.35 * len(french), len(french) + 6):
        found.append(f"C’est long : {len(words)} lettres pour {len(french)} en français.")
    if is_same(french, words):
        found.append("C’est le texte français, sans changement.")
    return found


def is_same(french: str, words: str) -> bool:
    """True when the French was left as it is, and it has words of its own to translate."""
    letters = _VALUE.sub("", french)
    return words.strip().casefold() == french.strip().casefold() and sum(letter.isalpha() for letter in letters) > 3
