"""How a door stands for a mission, from the visits made to it; and what one home adds to the counts.

The four denominators never mix: a home is counted once per cell, however often it was knocked at (domain b1).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

# Outcomes of a knock on a door. Others were not a knock: the hall stayed closed, or it is no dwelling.
NOT_A_KNOCK = frozenset({"inaccessible", "not_a_dwelling"})
# Somebody opened, whatever they then said.
CONTACTS = frozenset({"met", "not_now", "not_interested", "never_again", "no_common_language"})
_STATE = {
    "met": "met",
    "absent": "absent",
    "not_now": "not_now",
    "not_interested": "refused",
    "never_again": "stop",
    "vacant": "vacant",
    "no_common_language": "no_language",
    "inaccessible": "inaccessible",
    "not_a_dwelling": "not_a_dwelling",
}
# A home that spoke with us, or asked us to stop, stays so when a later knock finds nobody.
_LASTING = ("stop", "met", "refused")


@dataclass(frozen=True, slots=True)
class Knock:
    """One visit as the counts need it."""

    seq: int
    pass_number: int
    outcome: str
    informed: bool
    language: str
    place: str
    day: date
    slot: str
    started_at: datetime
    minutes: int
    parted: bool = False
    answers: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    handed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """State of a door for a mission. `attempts` counts knocks, `state` is one of DoorState's codes."""

    state: str = "to_do"
    attempts: int = 0
    informed: bool = False
    last_at: datetime | None = None
    last_slot: str = ""


def in_order(knocks: Iterable[Knock]) -> list[Knock]:
    """By pass, then by arrival: never by a phone's clock."""
    knocks = list(knocks)
    # Most doors have one.
    return knocks if len(knocks) == 1 else sorted(knocks, key=lambda knock: (knock.day, knock.pass_number, knock.seq))


def standing_of(knocks: Sequence[Knock]) -> Standing:
    """The state that the visits of one door add up to; `to_do` when there are none."""
    if not knocks:
        return Standing()
    ordered = in_order(knocks)
    states = [_STATE[knock.outcome] for knock in ordered]
    state = next((lasting for lasting in _LASTING if lasting in states), states[-1])
    real = [knock for knock in ordered if knock.outcome not in NOT_A_KNOCK]
    last = ordered[-1]
    return Standing(state, len(real), any(knock.informed for knock in ordered), last.started_at, last.slot)


def home_counts(entrance: str, knocks: Sequence[Knock], standing: Standing | None = None) -> Counter[tuple[str, str]]:
    """What one home adds to the running counts of its mission: (dimension, key) → number. `standing`: where it is known already."""
    counts: Counter[tuple[str, str]] = Counter()
    if not knocks:
        return counts
    ordered = in_order(knocks)
    _count_home(counts, entrance, standing or standing_of(ordered))
    real = [knock for knock in ordered if knock.outcome not in NOT_A_KNOCK]
    if real:
        counts["first_knocks", real[0].day.isoformat()] += 1
    for knock in ordered:
        _count_attempt(counts, knock)
    met = [knock for knock in ordered if knock.outcome == "met"]
    if met:
        _count_conversations(counts, met)
    return counts


def _count_home(counts: Counter[tuple[str, str]], entrance: str, standing: Standing) -> None:
    counts["homes", standing.state] += 1
    counts["entrances", f"{entrance}:{standing.state}"] += 1
    if standing.attempts:
        counts["homes", "knocked"] += 1
        counts["entrances", f"{entrance}:knocked"] += 1
    if standing.informed:
        counts["homes", "informed"] += 1


def _count_attempt(counts: Counter[tuple[str, str]], knock: Knock) -> None:
    counts["outcomes", knock.outcome] += 1
    counts["passes", f"{knock.pass_number}:{knock.outcome}"] += 1
    if knock.outcome in NOT_A_KNOCK:
        return
    counts["attempts", knock.day.isoformat()] += 1
    counts["slots", f"{knock.slot}:knocks"] += 1
    if knock.outcome in CONTACTS:
        counts["slots", f"{knock.slot}:contacts"] += 1


def _count_conversations(counts: Counter[tuple[str, str]], met: Sequence[Knock]) -> None:
    first, last = met[0], met[-1]
    # Once parted from the address, a language is only in the counts: it is neither added nor taken again (PV-03).
    if first.language and not first.parted:
        counts["languages", first.language] += 1
    if last.place:
        counts["places", last.place] += 1
    for knock in met:
        counts["minutes", "met"] += knock.minutes
        counts["minutes", "met_visits"] += 1
    for need in {need for knock in met for need in knock.needs}:
        counts["needs", need] += 1
    for code in {code for knock in met for code in knock.handed}:
        counts["handed", code] += 1
    for cell in answer_cells(_latest_answers(met)):
        counts["answers", cell] += 1


def _latest_answers(met: Sequence[Knock]) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    for knock in met:
        answers.update(knock.answers)
    return answers


def answer_cells(answers: dict[str, Any]) -> set[str]:
    """`question:value` for each chosen code. Free texts and dates are words of one home: they are never counted."""
    cells: set[str] = set()
    for question, value in answers.items():
        values = value if isinstance(value, list) else [value]
        cells |= {f"{question}:{one}" for one in values if _is_code(one)}
    return cells


def _is_code(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and 0 < len(value) <= 40 and " " not in value)
