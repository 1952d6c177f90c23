"""French as it is printed: no-break spaces, day and month names, counts, languages by name."""

import re
import unicodedata
from datetime import date, datetime, time

NBSP, NNBSP = "\u00a0", "\u202f"
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

# BCP 47 code → name in French. The languages voisins work in, plus `other`.
LANGUAGES = {
    "fr": "français",
    "ar": "arabe",
    "kab": "kabyle",
    "snk": "soninké",
    "bm": "bambara",
    "ff": "pulaar",
    "wo": "wolof",
    "ln": "lingala",
    "pt": "portugais",
    "tr": "turc",
    "ta": "tamoul",
    "ur": "ourdou",
    "ro": "roumain",
    "zdj": "comorien",
    "zh": "mandarin",
    "en": "anglais",
    "es": "espagnol",
    "ru": "russe",
    "fa": "persan",
    "ps": "pachto",
    "bn": "bengali",
    "ti": "tigrigna",
    "so": "somali",
    "sq": "albanais",
    "ku": "kurde",
    "rom": "romani",
    "ht": "créole haïtien",
    "other": "autre langue",
}


def typo(text: str) -> str:
    """No-break spaces before : ; ? ! % €, inside « », between figures, in `17 h 30`."""
    text = re.sub(r" ([:;?!%€»])", NBSP + r"\1", text)
    text = text.replace("« ", "«" + NBSP)
    text = re.sub(r"(\d) h (\d)", rf"\1{NBSP}h{NBSP}\2", text)
    text = re.sub(r"(\d) h\b", rf"\1{NBSP}h", text)
    return re.sub(r"(\d) (\d{3})(?!\d)", rf"\1{NNBSP}\2", text)


def count(number: int) -> str:
    """`14 400`, with a narrow no-break space between thousands."""
    return f"{number:,}".replace(",", NNBSP)


def plural(number: int, one: str, many: str | None = None) -> str:
    """`0 porte`, `1 porte`, `2 portes`: zero is singular in French."""
    return f"{count(number)} {one if abs(number) < 2 else many or one + 's'}"


def long_day(day: date) -> str:
    """`jeudi 12 mars`, `dimanche 1er mars`."""
    return f"{DAYS[day.weekday()]} {short_day(day)}"


def short_day(day: date) -> str:
    """`12 mars`, `1er mars`."""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"


def clock(moment: datetime | time) -> str:
    """`17 h 30`, `20 h`."""
    return f"{moment.hour}{NBSP}h" + (f"{NBSP}{moment.minute:02d}" if moment.minute else "")


def hours(minutes: int) -> str:
    """`2 h 30`, `45 min`, `15 h`."""
    whole, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else ""
    if not whole:
        return f"{sign}{rest}{NBSP}min"
    return f"{sign}{whole}{NBSP}h" + (f"{NBSP}{rest:02d}" if rest else "")


def language_name(code: str) -> str:
    """Name in French of a BCP 47 code; the code itself when unknown."""
    return LANGUAGES.get(code, code)


def plain(text: object) -> str:
    """For searching and sorting: no accents, no capitals."""
    parts = unicodedata.normalize("NFKD", str(text))
    return "".join(letter for letter in parts if not unicodedata.combining(letter)).casefold()
