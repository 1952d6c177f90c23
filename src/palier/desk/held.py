"""What is held about one home, in plain French, for whoever lives there: read in person, printed, kept nowhere (RGPD art. 15)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from palier.common.french import LANGUAGES, clock, long_day, typo
from palier.common.pdf import write_pdf
from palier.missions.api import definition_questions
from palier.partners.api import follow_ups_at
from palier.places.api import Door, DoorRequest, Opposition, records_of
from palier.privacy.api import activities
from palier.tours.api import DoorState
from palier.visits.api import Visit, words

TYPST = Path(__file__).resolve().parent / "typst" / "held.typ"
NEEDS = {one["code"]: one["label"]["fr"] for one in words("needs")}
OUTCOMES = {one["code"]: one["tile"] for one in words("outcomes")}
# What the register says of these is what a resident is told of them.
SAID = ("visits", "languages", "notes", "door_states", "follow_ups", "oppositions", "requests", "operations", "backups")


@dataclass(frozen=True, slots=True)
class HeldVisit:
    """One knock as it is told to whoever lives there. No voisin is named: they have rights too."""

    visit: Visit
    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class HeldHome:
    """Everything about one home, as sentences."""

    door: Door
    where: str
    visits: list[HeldVisit] = field(default_factory=list)
    states: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """True when there is a door, and nothing said behind it."""
        return not (self.visits or self.states or self.asked)


def held_at(door: Door) -> HeldHome:
    """Read everything that is held about a home, whichever record of its door it is on."""
    records = records_of(door)
    kept, ids = records[0], [one.pk for one in records]
    entrance = kept.entrance
    visits = Visit.objects.filter(door__in=ids).select_related("mission", "tour__questionnaire").order_by("day", "seq")
    states = DoorState.objects.filter(door__in=ids).select_related("mission").order_by("mission__starts_on")
    return HeldHome(
        kept, f"{entrance.building.name}, {entrance.name.lower()}, {kept.label}", [_visit(one) for one in visits], [_state(one) for one in states],
        [*_oppositions(ids), *_follow_ups(ids), *_requests(ids)],
    )  # fmt: skip


def _visit(visit: Visit) -> HeldVisit:
    lines = [
        f"Ce qui est noté : {OUTCOMES.get(visit.outcome, visit.outcome).lower()}{', et vous avez été informé·e' if visit.informed else ''}."
    ]
    if visit.language:
        lines.append(f"Langue de la conversation : {LANGUAGES.get(visit.language, visit.language)} (séparée de votre porte le lendemain).")
    lines += [f"{question} : {answer}." for question, answer in _answers(visit)]
    if visit.needs:
        lines.append(f"Ce qu’il vous faudrait : {', '.join(NEEDS.get(one, one).lower() for one in visit.needs)}.")
    if visit.handed:
        handed = {one["code"]: one["label"].get("fr", one["code"]) for one in visit.mission.handouts}
        lines.append(f"Ce qu’on vous a laissé : {', '.join(handed.get(one, one) for one in visit.handed)}.")
    if visit.note:
        lines.append(f"Un mot libre : « {visit.note} »")
    if visit.void:
        lines.append("Cette ligne a été annulée par le voisin : elle ne compte pas.")
    return HeldVisit(visit, f"{long_day(visit.day)} {visit.day.year}, mission « {visit.mission.title} »", lines)


def _answers(visit: Visit) -> Iterable[tuple[str, str]]:
    asked = visit.tour.questionnaire.definition.get("questions", []) if visit.tour.questionnaire else []
    known = {one["code"]: one for one in definition_questions(asked)}
    for code, value in visit.answers.items():
        question = known.get(code, {})
        choices = {one["code"]: one["label"].get("fr", one["code"]) for one in question.get("choices", [])}
        values = value if isinstance(value, list) else [value]
        yield question.get("label", {}).get("fr", code).rstrip(" ?:"), ", ".join(str(choices.get(one, one)) for one in values)


def _state(state: DoorState) -> str:
    times = "une fois" if state.attempts == 1 else f"{state.attempts} fois"
    return f"Mission « {state.mission.title} » : on a frappé {times} ; état : {state.get_state_display()}."


def _oppositions(doors: list[Any]) -> list[str]:
    return [
        f"Ne plus frapper, depuis le {long_day(one.since.date())} {one.since.year}{f', jusqu’au {long_day(one.until)} {one.until.year}' if one.until else ''}."
        for one in Opposition.objects.filter(door__in=doors, lifted_at=None).order_by("since")
    ]


def _follow_ups(doors: list[Any]) -> list[str]:
    return [f"Demandé le {long_day(one.asked_on)} : qu’on revienne vous voir." for one in follow_ups_at(doors)]


def _requests(doors: list[Any]) -> list[str]:
    return [
        f"Votre demande du {long_day(one.made_at.date())} {one.made_at.year} : {one.get_kind_display()}."
        for one in DoorRequest.objects.filter(door__in=doors).order_by("made_at")
    ]


def held_pdf(home: HeldHome, *, association: str, number: str, now: datetime) -> bytes:
    """What is handed over, PDF/UA-1: what is held, why, until when, and what one may ask."""
    known = {one.code: one for one in activities()}
    return write_pdf(TYPST, {
        "where": typo(home.where), "association": association, "number": number, "made": f"{long_day(now.date())} {now.year}, {clock(now.time())}",
        "empty": home.is_empty, "visits": [[typo(one.title), [typo(line) for line in one.lines]] for one in home.visits],
        "states": [typo(one) for one in home.states], "asked": [typo(one) for one in home.asked],
        "why": [[typo(known[code].title), typo(known[code].purpose), typo(known[code].kept)] for code in SAID],
    }, now)  # fmt: skip


def receipt_pdf(
    *, association: str, number: str, where: str, made: str, counts: list[str], by: str, receipt: int, digest: str, now: datetime
) -> bytes:
    """The proof of an erasure, PDF/UA-1: how much of each kind, when, by whom; nothing of what it was."""
    return write_pdf(TYPST.with_name("erased.typ"), {
        "association": association, "number": number, "where": typo(where), "made": made, "counts": counts, "by": by, "receipt": receipt, "digest": digest,
    }, now)  # fmt: skip
