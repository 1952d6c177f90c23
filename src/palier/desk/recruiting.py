"""The board of recruitment as it is printed: columns, cards, what each waits for. No order but the date, no count per person."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from zoneinfo import ZoneInfo

from palier.common.french import DAYS, clock, plural, short_day
from palier.desk.asked import age
from palier.impact.api import languages_met
from palier.people.api import Site
from palier.teams.api import (
    AGE_BANDS,
    MOMENTS,
    NEVER_WRITTEN,
    Candidate,
    Interview,
    TeamPicture,
    mets_of,
    missing_languages,
    stage_of,
    waits_too_long,
    who_is,
)
from palier.visits.api import doubts_in

COLUMNS = {
    "recommended": "Recommandés", "applied": "Ont candidaté", "first": "Entretien 1", "second": "Entretien 2", "decision": "Décision",
    "contract": "Contrat",
}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One candidate on the board: what she waits for, in words; `tone` is `w` when it is our turn and late, `ok` when it is done."""

    candidate: Candidate
    name: str
    recommended_by: str
    languages: list[tuple[str, bool]]
    waits: str
    icon: str
    tone: str


@dataclass
class ColumnOf:
    """One column and its cards."""

    title: str
    cards: list[Card] = field(default_factory=list)
    count: int = 0


def board_of(
    candidates: Iterable[Candidate], missing: Iterable[str], today: date, *, named: bool
) -> tuple[list[ColumnOf], list[Candidate]]:
    """The six columns; and those who were answered, whom the board no longer shows."""
    columns = {key: ColumnOf(title) for key, title in COLUMNS.items()}
    past = []
    wanted = set(missing)
    for one in candidates:
        key = column_of(one)
        if key is None:
            past.append(one)
            continue
        columns[key].count += 1
        if named:
            columns[key].cards.append(_card(one, key, wanted, today))
    return list(columns.values()), past


def column_of(one: Candidate) -> str | None:
    """The column of a candidate; None once she has her answer and will not come."""
    stage = stage_of(one.applied_on, mets_of(one), one.outcome)
    if stage != "closed":
        return stage
    if one.outcome == "hired":
        return "contract"
    return "decision" if one.answered_on is None else None


def _card(one: Candidate, key: str, wanted: set[str], today: date) -> Card:
    words, icon, tone = _waits(one, key, today)
    by = one.structure.name if one.structure else "sur la page publique" if one.way == Candidate.Way.FORM else "au bureau"
    return Card(one, who_is(one).short or "dossier illisible", by, [(code, code in wanted) for code in one.languages], words, icon, tone)


def _waits(one: Candidate, key: str, today: date) -> tuple[str, str, str]:
    held = {each.number: each for each in one.interviews.all()}
    if key == "contract":
        if one.voisin is None:
            return "contrat à écrire", "hourglass-medium", "w"
        return ("a commencé" if one.answered_on else "à prévenir"), "check", "ok"
    if key == "decision":
        since = one.decided_on or max((each.held_on for each in held.values() if each.held_on), default=today)
        late = "w" if waits_too_long("decision", since, today) or one.outcome else ""
        return ("à répondre" if one.outcome else "à décider"), "hourglass-medium", late
    if key in ("first", "second"):
        return _interview(held.get(1 if key == "first" else 2))
    since = one.applied_on or one.recommended_on
    if waits_too_long(key, since, today):
        return f"attend depuis {plural((today - since).days, 'jour')}", "clock", "w"
    return ("à rencontrer" if key == "applied" else f"à appeler, {age(since, today)}"), "phone" if key == "recommended" else "check", ""


def _interview(one: Interview | None) -> tuple[str, str, str]:
    if one is None:
        return "second entretien à fixer", "calendar-blank", "w"
    if one.at is None:
        return f"avec {one.by}, jour à fixer", "users", ""
    at = one.at.astimezone(ZoneInfo(one.candidate.site.time_zone))
    return f"avec {one.by}, {DAYS[at.weekday()]} {at.day}, {clock(at)}", "users", ""


def interview_day(one: Interview, site: Site) -> str:
    """`mardi 17 mars, 14 h`; empty while nobody gave a day."""
    if one.at is None:
        return ""
    at = one.at.astimezone(ZoneInfo(site.time_zone))
    return f"{DAYS[at.weekday()]} {short_day(at.date())}, {clock(at)}"


@dataclass(frozen=True)
class Bar:
    """A language met at doors: its share of the conversations (percents), how many of the team speak it."""

    code: str
    share: int
    speak: int


def languages_beside(site: Site, team: TeamPicture) -> tuple[list[Bar], list[str]]:
    """The languages met, French aside, the most met first, the rare ones together at the end; and those that nobody of the team speaks."""
    bars = [Bar(code, share, team.languages[code]) for code, share in languages_met(site) if code != "fr" and share]
    return bars, missing_languages([one.code for one in bars], set(team.languages))


def team_rows(team: TeamPicture) -> list[tuple[str, str]]:
    """What the team is made of, for those who agreed to say it."""
    ages = [(word, f"{team.ages[code]} sur {team.voisins}") for code, word in AGE_BANDS.items() if team.ages[code]]
    moments = [(f"Peut venir {word}", f"{team.moments[code]} sur {team.voisins}") for code, word in MOMENTS.items() if team.moments[code]]
    buildings = [("Bâtiments représentés", f"{team.buildings} sur {team.all_buildings}")] if team.buildings else []
    return [*ages, *moments, *buildings]


def never_written(*texts: str) -> str:
    """The first word that may not be written of a candidate (health, faith, origin…); empty when there is none."""
    return next((doubt.found for text in texts for doubt in doubts_in(text) if doubt.kind in NEVER_WRITTEN), "")
