"""Opening hours: read where they can be read for certain, kept as text everywhere else. Pure.

Source: OpenStreetMap, key `opening_hours` (what data·inclusion asks for); the columns `h_lundi`… of the France Services list.
Only a part of that grammar is read: weekdays, hours, public holidays, "off". Seasons, weeks, school holidays, comments and
open ends are not: somebody sent to a closed door does not come back.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from palier.common.french import DAYS

Span = tuple[int, int]
Spans = tuple[Span, ...]
DAY_MINUTES = 24 * 60
_OSM_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_HOLIDAY = 7
_TIME = r"([01]?\d|2[0-4]):([0-5]\d)"
_SPAN = re.compile(rf"{_TIME}\s*[-–]\s*{_TIME}")
_DAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)"
_RULE = re.compile(rf"(?P<days>{_DAY}(?:\s*[-,]\s*{_DAY})*)\s+(?P<hours>off|closed|[\d:\s,–-]+)")
# Words by which a remark says more of when one may come than the columns do.
_SPEAKS = re.compile(
    r"\d\s*h|\d:\d|rendez|rdv|horaire|ouvert|ferm|vacance|matin|midi|soir|uniquement|itin|tourn|permanence|semaine|mois|adresse|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Week:
    """An ordinary week, Monday first: spans in minutes after midnight, none when closed; None for a day that could not be read.

    `holidays`: the same on public holidays; None when nothing is said of them.
    """

    days: tuple[Spans | None, ...]
    holidays: Spans | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Open until a minute, opening in some days at a minute, closed for the week to come, or nobody knows."""

    state: str
    minute: int = 0
    in_days: int = 0


def read_osm(text: str) -> Week | None:
    """An `opening_hours` value as a week; None as soon as one word of it is not understood. Source: OpenStreetMap wiki.

    A rule after `;` replaces the days it names; after a comma it adds to them. Days never named are closed.
    """
    text = " ".join(text.split()).rstrip(";").strip()
    if text == "24/7":
        return Week((((0, DAY_MINUTES),),) * 7)
    days: list[Spans] = [()] * 8
    said: set[int] = set()
    for part in text.split(";"):
        rules = _rules(part.strip())
        if not rules:
            return None
        fresh: set[int] = set()
        for names, hours in rules:
            found, spans = _days(names), _osm_spans(hours)
            if found is None or spans is None:
                return None
            for day in found:
                both = tuple(sorted({*days[day], *spans})) if day in fresh else spans
                if _crossing(both):
                    return None
                days[day] = both
            fresh.update(found)
        said |= fresh
    return Week(tuple(days[:7]), days[_HOLIDAY] if _HOLIDAY in said else None) if any(days[:7]) else None


def _rules(text: str) -> list[tuple[str, str]]:
    """`Mo-Fr 09:00-12:00, Sa 10:00-12:00` → its rules; none when anything is left over."""
    found, at = [], 0
    while at < len(text):
        rule = _RULE.match(text, at)
        if rule is None:
            return []
        hours = rule["hours"].rstrip()
        if hours.endswith(","):
            # The comma belongs to the next rule.
            hours = hours[:-1]
        elif rule.end() < len(text):
            return []
        found.append((rule["days"], hours.strip()))
        at = rule.end()
    return found


def _days(names: str) -> set[int] | None:
    found: set[int] = set()
    for part in re.split(r"\s*,\s*", names):
        first, _, last = (one.strip() for one in part.partition("-"))
        if "PH" in (first, last):
            if last:
                return None
            found.add(_HOLIDAY)
            continue
        start = _OSM_DAYS.index(first)
        end = _OSM_DAYS.index(last) if last else start
        found.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return found


def _osm_spans(hours: str) -> Spans | None:
    if hours in ("off", "closed"):
        return ()
    return _spans(hours.split(","))


def _spans(parts: Sequence[str]) -> Spans | None:
    """Each part as from–to, in order; None when one is not, or when two of them contradict each other."""
    found: set[Span] = set()
    for part in parts:
        read = _SPAN.fullmatch(part.strip())
        if read is None:
            return None
        start, end = int(read[1]) * 60 + int(read[2]), int(read[3]) * 60 + int(read[4])
        if not start < end <= DAY_MINUTES:
            return None
        found.add((start, end))
    spans = tuple(sorted(found))
    return None if _crossing(spans) or not spans else spans


def _crossing(spans: Spans) -> bool:
    return any(before[1] > after[0] for before, after in pairwise(spans))


def read_columns(cells: Sequence[str], remark: str = "") -> Week | None:
    """One cell a day from Monday, as the France Services list writes them (`09:00 - 12:00 / 14:00 - 17:00`, empty when closed).

    The list has no Sunday. None when nothing is said at all, when no day can be read, or when the remark says more of the hours than the
    columns: `uniquement le 1er samedi de chaque mois`. A cell that contradicts itself makes its own day unknown, not the others.
    """
    if not any(cell.strip() for cell in cells) or says_more(remark):
        return None
    days = [() if not cell.strip() else _spans(cell.split("/")) for cell in cells]
    week = tuple([*days, *[()] * 7][:7])
    return Week(week) if any(week) else None


def says_more(remark: str) -> bool:
    """True when a remark speaks of days, hours, appointments or other places: the columns alone would promise too much."""
    return bool(_SPEAKS.search(remark))


def columns_as_text(cells: Sequence[str]) -> str:
    """The same cells as they were given, day by day, for the ones that cannot be read."""
    return " ; ".join(f"{DAYS[place]} {' '.join(cell.split())}" for place, cell in enumerate(cells) if cell.strip())


def week_in_words(week: Week, raw: Mapping[int, str] | None = None) -> str:
    """`lundi à vendredi, 9 h à 12 h et 14 h à 17 h ; samedi, 9 h à 12 h`. An unknown day says what was written (`raw`)."""
    groups: dict[str, list[int]] = {}
    for place, spans in enumerate(week.days):
        words = spans_in_words(spans) if spans is not None else f"« {' '.join((raw or {}).get(place, '').split()) or '?'} »"
        groups.setdefault(words, []).append(place)
    said = [f"{_days_in_words(days)}, {words}" for words, days in groups.items() if words]
    if week.holidays == ():
        said.append("fermé les jours fériés")
    elif week.holidays:
        said.append(f"jours fériés, {spans_in_words(week.holidays)}")
    return " ; ".join(said)


def _days_in_words(days: Sequence[int]) -> str:
    """`tous les jours`, `lundi à vendredi`, `lundi, mardi et jeudi`."""
    first, last = days[0], days[-1]
    if len(days) == 7:
        return "tous les jours"
    if len(days) > 2 and last - first == len(days) - 1:
        return f"{DAYS[first]} à {DAYS[last]}"
    names = [DAYS[day] for day in days]
    return " et ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def spans_in_words(spans: Spans) -> str:
    """`9 h à 12 h et 14 h à 17 h`; `jour et nuit`; empty when closed."""
    if spans == ((0, DAY_MINUTES),):
        return "jour et nuit"
    return " et ".join(f"{minute_in_words(start)} à {minute_in_words(end)}" for start, end in spans)


def minute_in_words(minute: int) -> str:
    """`9 h`, `13 h 30`, with plain spaces: what is typed again from a page must compare equal (`typo` makes them fast)."""
    hour, rest = divmod(minute, 60)
    return f"{hour} h" + (f" {rest:02d}" if rest else "")


def standing(week: Week, weekday: int, minute: int, is_holiday: Callable[[int], bool]) -> Standing:
    """How a place stands on a weekday (Monday 0) at a minute. `is_holiday(n)`: is the day n days on a public holiday?

    The same on the phone (`field/src/core/near.ts`; `contract/examples/opening.json`). Days that nobody knows are never promised.
    """
    for ahead in range(8):
        spans = week.holidays if is_holiday(ahead) else week.days[(weekday + ahead) % 7]
        if spans is None:
            if ahead == 0:
                return Standing("unknown")
            continue
        for start, end in spans:
            if ahead == 0 and start <= minute < end:
                return Standing("open", end)
            if ahead or minute < start:
                return Standing("opens", start, ahead)
    return Standing("closed")


def packed(week: Week) -> dict[str, object]:
    """A week as it is stored and carried: `{"d": [[[540, 720]], [], null, …], "h": []}`; `h` is left out when nothing is said."""
    days = [None if spans is None else [list(span) for span in spans] for spans in week.days]
    return {"d": days, **({} if week.holidays is None else {"h": [list(span) for span in week.holidays]})}


def unpacked(found: Mapping[str, object]) -> Week:
    """The week that `packed` wrote."""
    days: list[list[list[int]] | None] = found["d"]  # type: ignore[assignment]
    held: list[list[int]] | None = found.get("h")  # type: ignore[assignment]
    return Week(tuple(None if one is None else _tuple(one) for one in days), None if held is None else _tuple(held))


def _tuple(spans: list[list[int]]) -> Spans:
    return tuple((start, end) for start, end in spans)
