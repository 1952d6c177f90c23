"""The bilan of a mission: what its pages say, from running counts. Pure.

The denominators never mix: doors of the perimeter → homes knocked → met → informed; attempts stand apart (domain b1).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from palier.common.french import DAYS, language_name, plural

STATES = {
    "met": "On s’est parlé", "absent": "Absents à chaque passage", "not_now": "Pas le moment", "refused": "Refus",
    "no_language": "Pas de langue commune", "vacant": "Logements vides", "stop": "Ne plus venir",
    "inaccessible": "Pas pu entrer",
}  # fmt: skip
OUTCOMES = {
    "met": "On s’est parlé", "absent": "Personne", "not_now": "Plus tard", "not_interested": "Refus", "vacant": "Vide",
    "never_again": "Ne plus venir", "no_common_language": "Pas de langue commune",
}  # fmt: skip
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Counts = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Facts:
    """Everything a bilan is written from."""

    title: str
    commissioner: str
    site: str
    theme: str
    starts_on: date
    ends_on: date
    doors: int
    voisins: int
    tours: int
    counts: Counts
    needs: Mapping[str, str]
    questions: list[dict[str, Any]]
    handouts: Mapping[str, str]
    entrances: list[tuple[str, str, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """One figure and its word; `share` is a whole percentage with its base said, or None."""

    word: str
    shown: str
    value: int | None
    share: int | None = None


@dataclass(frozen=True)
class Block:
    """One table: its title, its unit, its base."""

    title: str
    unit: str
    base: str
    lines: list[Line]

    @property
    def empty(self) -> bool:
        """True when every line is hidden or absent."""
        return not any(line.value is not None for line in self.lines)


@dataclass(frozen=True)
class Bilan:
    """What is printed."""

    facts: Facts
    internal: bool
    sentence: str
    funnel: list[Line]
    windows: list[tuple[str, int]]
    languages: Block
    needs: Block
    answers: list[Block]
    states: Block
    handed: Block
    inside: list[Block]

    @property
    def too_early(self) -> bool:
        """Fewer than 11 homes met: nothing of what people said may be printed."""
        return not self.internal and self.funnel[2].value is None


def _table(title: str, unit: str, counts: Mapping[str, int], words: Mapping[str, str], total: int) -> Block:
    """Parts of `total` homes, the largest first, exactly."""
    names = sorted(counts, key=lambda name: -counts[name])
    lines = [Line(words.get(one, one), str(counts[one]), counts[one], _share(counts[one], total)) for one in names]
    return Block(title, unit, plural(total, "logement"), lines)


def _share(count: int, total: int) -> int | None:
    return round(100 * count / total) if total else None


def make_bilan(facts: Facts) -> Bilan:
    """The copy that stays in the association: exact. What leaves is printed from a release (`printed_bilan`)."""
    homes = facts.counts.get("homes", {})
    knocked, met, informed = homes.get("knocked", 0), homes.get("met", 0), homes.get("informed", 0)
    funnel = [
        Line("portes dans le périmètre", str(facts.doors), facts.doors),
        Line("logements où l’on a frappé", str(knocked), knocked),
        Line("logements où l’on s’est parlé", str(met), met),
        Line("logements informés", str(informed), informed),
    ]
    spoken = dict(facts.counts.get("languages", {}))
    states = {code: homes.get(code, 0) for code in STATES if homes.get(code)}
    return Bilan(
        facts=facts, internal=True, funnel=funnel, sentence=said(facts, funnel), windows=windows_of(facts.doors, knocked, met),
        languages=_table("En quelles langues", "conversations, par logement", spoken, _languages(spoken), sum(spoken.values())),
        needs=_table("Ce que les gens demandent", "logements", facts.counts.get("needs", {}), facts.needs, met),
        answers=[_table(label, "logements", cells, words, sum(cells.values())) for label, cells, words in _answers(facts)],
        states=_table("Où en est chaque porte", "logements où l’on a frappé", states, STATES, sum(states.values())),
        handed=_table("Ce que nous avons laissé", "logements", dict(facts.counts.get("handed", {})), facts.handouts, met),
        inside=_inside(facts),
    )  # fmt: skip


def _languages(spoken: Mapping[str, int]) -> dict[str, str]:
    return {code: "autres langues" if code == "other" else language_name(code) for code in spoken}


def _answers(facts: Facts) -> list[tuple[str, dict[str, int], dict[str, str]]]:
    counts = facts.counts.get("answers", {})
    found = []
    for question in facts.questions:
        words = {choice["code"]: _text(choice["label"]) for choice in question.get("choices", [])}
        cells = {code: counts.get(f"{question['code']}:{code}", 0) for code in words}
        if sum(cells.values()):
            found.append((_text(question["label"]), cells, words))
    return found


def _text(label: Mapping[str, str]) -> str:
    return label.get("fr") or next(iter(label.values()), "")


def said(facts: Facts, funnel: list[Line]) -> str:
    """The first sentence."""
    weeks = max(1, round((facts.ends_on - facts.starts_on).days / 7))
    knocked, met = funnel[1], funnel[2].value
    if knocked.value is None:
        return f"La mission du site {facts.site} n’a pas encore assez de portes frappées pour donner des chiffres."
    who = plural(facts.voisins, "voisin a", "voisins ont")
    found = f"{who} frappé à {knocked.shown} portes du site {facts.site}, en {plural(weeks, 'semaine')}."
    return found if met is None else found + f" On s’est parlé dans {funnel[2].shown} logements."


def windows_of(doors: int, knocked: int | None, met: int | None) -> list[tuple[str, int]]:
    """Groups of homes for the lit facade: met, knocked without meeting, the rest. Only printed figures are drawn."""
    spoke = met or 0
    reached = min(knocked or spoke, doors)
    return [("met", min(spoke, doors)), ("knocked", max(0, reached - spoke)), ("rest", max(0, doors - max(reached, spoke)))]


def _inside(facts: Facts) -> list[Block]:
    """Attempts, passes and slots: only in the copy marked interne (house §6)."""
    attempts = sum(facts.counts.get("attempts", {}).values())
    outcomes = facts.counts.get("outcomes", {})
    blocks = [
        Block("Chaque fois où l’on a frappé", "fois", f"{attempts} fois",
              [Line(word, str(outcomes[code]), outcomes[code], _share(outcomes[code], attempts)) for code, word in OUTCOMES.items() if code in outcomes]),
        Block("Par passage", "fois où l’on a frappé, part où l’on s’est parlé", f"{attempts} fois", _passes(facts)),
        Block("Par créneau", "fois où l’on a frappé, part où quelqu’un a ouvert", f"{attempts} fois", _slots(facts)),
    ]  # fmt: skip
    follow = facts.counts.get("follow_ups", {})
    words = {
        "referral": "Orientations",
        "appointment": "Rendez-vous",
        "alert": "Alertes",
        "follow_up": "Retours demandés",
    }
    if follow:
        blocks.append(
            Block(
                "Ce qui a suivi",
                "nombre",
                "",
                [Line(words.get(one, one), str(number), number) for one, number in follow.items()],
            )
        )
    minutes = facts.counts.get("minutes", {})
    if minutes.get("met_visits"):
        mean = round(minutes.get("met", 0) / minutes["met_visits"])
        blocks.append(Block("Durée", "minutes", "", [Line("Durée moyenne d’une conversation", f"{mean} min", mean)]))
    return blocks


def _passes(facts: Facts) -> list[Line]:
    found: dict[str, list[int]] = {}
    for key, number in facts.counts.get("passes", {}).items():
        step, _, outcome = key.partition(":")
        if outcome in OUTCOMES:
            cell = found.setdefault(step, [0, 0])
            cell[0] += number
            cell[1] += number if outcome == "met" else 0
    names = {"1": "1er passage"}
    return [
        Line(names.get(step, f"{step}e passage"), str(knocks), knocks, _share(met, knocks)) for step, (knocks, met) in sorted(found.items())
    ]


def _slots(facts: Facts) -> list[Line]:
    counts = facts.counts.get("slots", {})
    slots = sorted({key.partition(":")[0] for key in counts}, key=lambda slot: (WEEK.index(slot[:3]), slot))
    lines = []
    for slot in slots:
        knocks = counts.get(f"{slot}:knocks", 0)
        lines.append(
            Line(
                f"{DAYS[WEEK.index(slot[:3])]} {int(slot[4:])} h",
                str(knocks),
                knocks,
                _share(counts.get(f"{slot}:contacts", 0), knocks),
            )
        )
    return lines
