"""What the work changes for those who do it: a few questions at entry, after 6, 12 and 24 months, that nobody has to answer.

Answers belong to a person without a name: nothing here knows who she is, only that two answers are the same person's.
Source: domain.md, parts (b) 25 and (c) E5; questions on self-confidence, network, know-how and employment.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

ENTRY = "entry"
# Months after the first day at which each wave is asked, and until when.
WAVES: dict[str, tuple[int, int]] = {ENTRY: (0, 3), "6": (6, 9), "12": (12, 16), "24": (24, 30)}
# Not at all, rather not, rather, quite.
SCALE = (1, 2, 3, 4)
AGREE = frozenset({3, 4})
SCALED = ("speak", "able", "network", "explain", "services")
WORK = "work"
WORK_ANSWERS = ("only_here", "other_job", "training", "looking", "studying", "retired")
KEPT_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One person's answers of one wave: `person` is the same from wave to wave and names nobody."""

    person: str
    wave: str
    values: Mapping[str, int | str]


Answers = list[Answer]


def months_since(first: date, today: date) -> int:
    """Whole months between two days."""
    return (today.year - first.year) * 12 + today.month - first.month - (today.day < first.day)


def due_wave(first_day: date, today: date, done: Collection[str]) -> str | None:
    """The wave to ask now; None when it was answered, declined, or its time is over. One that was missed is not asked again."""
    months = months_since(first_day, today)
    return next((wave for wave, (start, end) in WAVES.items() if start <= months < end and wave not in done), None)


def agreeing(answers: Iterable[Answer], wave: str) -> dict[str, tuple[int, int]]:
    """Question → how many rather or quite agree, out of how many who answered it, in one wave."""
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for answer in answers:
        if answer.wave != wave:
            continue
        for code in SCALED:
            if code in answer.values:
                found[code][0] += answer.values[code] in AGREE
                found[code][1] += 1
    return {code: (found[code][0], found[code][1]) for code in SCALED if code in found}


def moved(answers: Iterable[Answer], wave: str) -> dict[str, tuple[int, int, int]]:
    """Question → how many of those who answered at entry and in this wave are higher, the same, lower than they were."""
    by_person: dict[str, dict[str, Mapping[str, int | str]]] = defaultdict(dict)
    for answer in answers:
        by_person[answer.person][answer.wave] = answer.values
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for waves in by_person.values():
        if wave == ENTRY or ENTRY not in waves or wave not in waves:
            continue
        for code in SCALED:
            before, after = waves[ENTRY].get(code), waves[wave].get(code)
            if isinstance(before, int) and isinstance(after, int):
                found[code]["up" if after > before else "down" if after < before else "same"] += 1
    return {code: (found[code]["up"], found[code]["same"], found[code]["down"]) for code in SCALED if code in found}


def working(answers: Iterable[Answer], wave: str) -> Counter[str]:
    """What those who answered do besides, in one wave."""
    return Counter(str(one.values[WORK]) for one in answers if one.wave == wave and WORK in one.values)
