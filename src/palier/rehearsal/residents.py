"""How an invented neighbourhood opens its doors. Pure and seeded: the same door behaves the same way for the same seed.

Parameters: domain part (d); presence by slot after Weeks & Kulka's shape, level fitted to first passes seen in France.
"""

import math
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

_WEEK = {(10, 12): 0.38, (12, 14): 0.42, (14, 16): 0.40, (16, 18): 0.52, (18, 20): 0.64, (20, 22): 0.58}
_SATURDAY = {(10, 12): 0.52, (12, 14): 0.48, (14, 17): 0.50, (17, 20): 0.55}
# A mean of a logistic of a normal shrinks towards one half: the level is stretched back.
_STRETCH = math.sqrt(1 + math.pi / 8)
VACANT, UNREACHABLE = 0.04, 0.04
ACCEPTED, ACCEPTED_WITHOUT_LANGUAGE = 0.88, 0.70
REFUSALS = {"not_now": 55, "not_interested": 30, "no_common_language": 8, "never_again": 7}
OTHERS = {"ar": 50, "snk": 12, "bm": 9, "ff": 7, "tr": 14, "pt": 9, "ta": 8, "ur": 6, "other": 15}
NEEDS = {"housing_repair": 24, "charges": 14, "rights": 16, "health": 11, "job": 10, "school": 9, "environment": 10,
         "isolation": 6}  # fmt: skip
NEED_RATE = 0.28
MINUTES = {"info": 8, "dialogue": 15, "survey": 25}


@dataclass(frozen=True)
class Home:
    """One door's habits. `speaks` are the languages a conversation may be held in, the preferred one first."""

    vacant: bool
    unreachable: bool
    warmth: float
    speaks: tuple[str, ...]
    dice: random.Random = field(compare=False)


def home_behind(seed: int, door: str) -> Home:
    """The same home for the same seed and door."""
    dice = random.Random(f"{seed}:{door}")
    vacant = dice.random() < VACANT
    unreachable = dice.random() < UNREACHABLE
    return Home(vacant, unreachable, dice.gauss(0, 1), _languages(dice), dice)


def _languages(dice: random.Random) -> tuple[str, ...]:
    draw = dice.random()
    other = dice.choices(list(OTHERS), list(OTHERS.values()))[0]
    # More homes speak another language than conversations are held in one: not every voisin speaks it.
    if draw < 0.56:
        return ("fr",)
    if draw < 0.84:
        return (other, "fr") if dice.random() < 0.75 else ("fr", other)
    return (other,) if draw < 0.97 else ("none",)


def presence(moment: datetime, warmth: float) -> float:
    """Chance that somebody opens at that moment of the site's day; 0 on Sundays."""
    if moment.weekday() == 6:
        return 0.0
    levels = _SATURDAY if moment.weekday() == 5 else _WEEK
    level = next((p for (start, end), p in levels.items() if start <= moment.hour < end), 0.35)
    return 1 / (1 + math.exp(-(_STRETCH * math.log(level / (1 - level)) + warmth)))


def knock(home: Home, moment: datetime, spoken: set[str], dice: random.Random) -> tuple[str, str | None]:
    """Outcome of one knock and the language of the conversation, for voisins who speak these languages."""
    if home.vacant:
        return ("vacant", None) if dice.random() < 0.7 else ("absent", None)
    if home.unreachable or dice.random() > presence(moment, home.warmth):
        return "absent", None
    shared = next((one for one in home.speaks if one in spoken), None)
    if dice.random() < (ACCEPTED if shared else ACCEPTED_WITHOUT_LANGUAGE) and (shared or dice.random() < 0.35):
        return "met", shared or "fr"
    if shared is None:
        return "no_common_language", None
    return dice.choices(list(REFUSALS), list(REFUSALS.values()))[0], None


def needs_said(dice: random.Random) -> list[str]:
    """Coded needs outside the theme, in a bit more than one conversation out of four."""
    if dice.random() >= NEED_RATE:
        return []
    first = dice.choices(list(NEEDS), list(NEEDS.values()))[0]
    second = dice.choices(list(NEEDS), list(NEEDS.values()))[0]
    return sorted({first, second} if dice.random() < 0.25 else {first})


# Invented people; numbers that ring nowhere (01 99 00 is kept for stories).
FIRST_NAMES = (
    "Aïcha", "Bakary", "Carmen", "Djeneba", "Emre", "Fanta", "Georgeta", "Hawa", "Idriss", "Jacqueline", "Kavitha", "Leïla", "Manuel", "Nassima",
    "Oumar", "Patrick", "Rosa", "Samira", "Tidiane", "Yasmine", "Zübeyde", "Monique", "Abdoulaye", "Simone",
)  # fmt: skip
FOLLOW_UPS = {"explain": 22, "papers": 26, "appointment": 12, "repair": 18, "language": 12, "go_with": 6, "other": 4}
MOMENTS = {"any": 40, "morning": 20, "afternoon": 12, "evening": 22, "saturday": 6}


def follow_up_of(visit: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """What a resident asks for when she asks for a return: by phone two times out of three, else at her door."""
    what = dice.choices(list(FOLLOW_UPS), list(FOLLOW_UPS.values()))[0]
    body = {"what": what, "moment": dice.choices(list(MOMENTS), list(MOMENTS.values()))[0]}
    if visit["language"] not in (None, "fr") and dice.random() < 0.7:
        body["language"] = visit["language"]
    if dice.random() < 0.34:
        return {**body, "way": "visit", "sentence": "follow_up_visit.1", "door": visit["door"]}
    named = {"first_name": dice.choice(FIRST_NAMES)} if dice.random() < 0.85 else {}
    return {**body, **named, "way": "call", "sentence": "follow_up_call.1", "phone": f"+3319900{dice.randrange(10_000):04d}"}


def appointment_after(now: datetime, dice: random.Random) -> datetime:
    """An hour of a weekday in the two weeks that follow, as plannings have them."""
    day = now + timedelta(days=dice.randrange(2, 15))
    day += timedelta(days={5: 2, 6: 1}.get(day.weekday(), 0))
    return day.replace(hour=dice.choice([9, 10, 11, 14, 15, 16]), minute=dice.choice([0, 30]), second=0)


def minutes_of(outcome: str, profile: str, dice: random.Random) -> float:
    """Minutes spent at one door, walking to it included."""
    if outcome != "met":
        return 0.7 + (1.3 if outcome in ("absent", "vacant") else 1.0)
    mean = MINUTES[profile]
    return 0.7 + min(4 * mean, dice.lognormvariate(math.log(mean) - 0.18, 0.6))


def answers_of(definition: dict[str, Any], home: Home, dice: random.Random) -> dict[str, Any]:
    """Believable answers to some of the questions: nobody is asked everything."""
    from palier.missions.api import visible_choices, visible_questions

    answers: dict[str, Any] = {}
    today = "2026-01-01"
    for _ in range(12):
        open_ones = [
            one for one in visible_questions(definition, answers, today)
            if one["code"] not in answers and one["type"] in ("select_one", "select_multiple", "integer")
        ]  # fmt: skip
        if not open_ones:
            break
        question = open_ones[0]
        answers[question["code"]] = _answer(question, visible_choices(question, answers, today), dice)
    return {code: value for code, value in answers.items() if value not in (None, [])}


def _answer(question: dict[str, Any], choices: list[dict[str, Any]], dice: random.Random) -> Any:
    if dice.random() < 0.12:
        return None
    if question["type"] == "integer":
        return dice.choice([1, 2, 2, 3, 4, 6, 8, 12])
    codes = [one["code"] for one in choices]
    weights = [1 / (1.2 + place) for place in range(len(codes))]
    if question["type"] == "select_one":
        return dice.choices(codes, weights)[0] if codes else None
    return sorted({dice.choices(codes, weights)[0] for _ in range(dice.randint(1, 2))}) if codes else None
