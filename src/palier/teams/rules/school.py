"""School holidays: which zone a department is in, and which holidays fall on a day."""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
ZONES = ("A", "B", "C")
# Source: arrêté du 7 décembre 2022 fixing the school calendar, the academies of each zone; their departments.
_DEPARTMENTS = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59 60 61 62 67 68 72 76 80 83 84 85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}  # fmt: skip
ZONE_OF = {one: zone for zone, departments in _DEPARTMENTS.items() for one in departments.split()}


@dataclass(frozen=True, slots=True, order=True)
class SchoolHoliday:
    """Children are at home from the first day to the last, both included."""

    zone: str
    first: date
    last: date
    name: str


def zone_of(department: str) -> str:
    """`A`, `B` or `C`; empty for Corsica and overseas, which have calendars of their own."""
    return ZONE_OF.get(department, "")


def holidays_between(holidays: Iterable[SchoolHoliday], zone: str, first: date, last: date) -> list[SchoolHoliday]:
    """Those of a zone that touch these days, by day."""
    return sorted(one for one in holidays if one.zone == zone and one.first <= last and first <= one.last)


# The file has two sets of column names, with labels or without.
_NAMES = {"startdate": "datededebut", "enddate": "datedefin", "zone": "zones"}


class SchoolFileRefused(ValueError):
    """The file is not a calendar of school holidays; says why."""


def read_school_csv(text: str) -> list[SchoolHoliday]:
    """The ministry's open file (`fr-en-calendrier-scolaire.csv`): description, population, begin, end, academy, zone, year.

    Begin and end are moments in UTC: the end is the morning when school starts again. Days of teachers alone are left out.
    Raises `SchoolFileRefused`.
    """
    rows = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";" if text.partition("\n")[0].count(";") else ",")
    names = {_NAMES.get(_plain(one), _plain(one)): one for one in rows.fieldnames or ()}
    try:
        what, who, begin, end, zone = (names[one] for one in ("description", "population", "datededebut", "datedefin", "zones"))
    except KeyError as error:
        raise SchoolFileRefused(f"La colonne {error} manque : est-ce le fichier du calendrier scolaire ?") from None
    found = set()
    for number, row in enumerate(rows, start=2):
        zones = (row[zone] or "").replace("Zone", "").strip()
        if zones not in ZONES or (row[who] or "").strip().casefold().startswith("enseignant"):
            continue
        try:
            one = SchoolHoliday(
                zones, _day(row[begin]), _last(_day(row[begin]), _day(row[end]), row[what]), " ".join(row[what].split())[:60]
            )
        except (ValueError, AttributeError):
            raise SchoolFileRefused(f"Ligne {number} : une date ne se lit pas.") from None
        found.add(one)
    return _checked(found)


def holidays_of_events(events: Iterable[tuple[date, date, str]], file_name: str) -> list[SchoolHoliday]:
    """The ministry's iCalendar files: one a zone, or all three. The zone is in the event's title, else in the file's name.

    Raises `SchoolFileRefused`.
    """
    of_file = _zones_in(file_name)
    found = set()
    for first, last, title in events:
        if "enseignant" in title.casefold() or "rentree" in _plain(title):
            continue
        end = date(first.year, 8, 31) if last <= first and "ete" in _plain(title) else last
        for zone in _zones_in(title) or of_file:
            found.add(SchoolHoliday(zone, first, end, _title(title)))
    return _checked(found)


def _zones_in(text: str) -> list[str]:
    """`A`, `B` and `C` as a title says them: `Zone A`, `Zones A et B`, `Zone-C`, `Zone-A-B-C`."""
    after = re.search(r"zones?[\s_-]*((?:[abc](?![a-z])[\s,_/&-]*(?:et\s+)?)+)", text, flags=re.IGNORECASE)
    return [one for one in ZONES if after and re.search(rf"(?<![A-Z]){one}(?![A-Z])", after[1].upper().replace("ET", " "))]


def _title(text: str) -> str:
    return re.split(r"\s*[-–(]?\s*zones?\b", text, maxsplit=1, flags=re.IGNORECASE)[0].strip()[:60] or "Vacances scolaires"


def _checked(found: set[SchoolHoliday]) -> list[SchoolHoliday]:
    kept = sorted(one for one in found if one.first <= one.last)
    if not kept:
        raise SchoolFileRefused("Aucune vacance des zones A, B ou C dans ce fichier.")
    long = next((one for one in kept if (one.last - one.first).days > 80), None)
    if long is not None:
        raise SchoolFileRefused(f"{long.name} durerait plus de quatre-vingts jours : est-ce le bon fichier ?")
    return kept


def _last(first: date, after: date, what: str) -> date:
    """The day before school starts again. Of the summer the file only says when it begins."""
    if after <= first and "ete" in _plain(what).replace("é", "e"):
        return date(first.year, 8, 31)
    return after - timedelta(days=1)


def _day(text: str) -> date:
    moment = datetime.fromisoformat(text.strip())
    return moment.astimezone(PARIS).date() if moment.tzinfo else moment.date()


def _plain(text: str) -> str:
    return "".join(one for one in text.casefold().replace("é", "e").replace("è", "e") if one.isalpha())
