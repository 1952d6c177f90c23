"""The languages of the interface and their plural forms, shared with the phone (`contract/words/plurals.json`).

Source: CLDR 48, cardinals of whole numbers; Soninke and Comorian have none there: two forms, so that whoever translates can tell
one from several. `many` of French, Spanish and Portuguese, for whole millions, is not asked of anybody.
"""

import json
from functools import cache
from pathlib import Path

_FILE = Path(__file__).resolve().parents[2] / "contract" / "words" / "plurals.json"
# Code → the forms that a text with `{n}` needs, each with numbers that take it.
FORMS: dict[str, dict[str, str]] = json.loads(_FILE.read_text("utf-8"))
# Every language of the interface but French, in which all texts are written first.
TRANSLATED = tuple(code for code in FORMS if code != "fr")
RTL = frozenset({"ar", "ur"})


def form_for(language: str, number: int) -> str:
    """The plural form of a whole number, 0 or more: `one`, `few`, `other`…"""
    forms = FORMS[language]
    if language == "ar":
        return _arabic(number)
    if language == "ro":
        return "one" if number == 1 else "few" if number == 0 or 1 <= number % 100 <= 19 else "other"
    if "one" not in forms:
        return "other"
    return "one" if number == 1 or (number == 0 and _nought_is_one(language)) else "other"


def _arabic(number: int) -> str:
    if number < 3:
        return ("zero", "one", "two")[number]
    rest = number % 100
    return "few" if 3 <= rest <= 10 else "many" if rest >= 11 else "other"


@cache
def _nought_is_one(language: str) -> bool:
    return FORMS[language]["one"].startswith("0")


def may_leave_number(form: str) -> bool:
    """True for a form that stands for few numbers: it may say them in letters, « une porte »."""
    return form in ("zero", "one", "two")
