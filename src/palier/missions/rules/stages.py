"""How a mission goes from a proposal to its end, one step at a time, and what each step asks.

Source: issue *Partners*: nothing goes to the field without guide tested by voisins, training held, agreement signed, posters announced.
"""

from dataclasses import dataclass
from datetime import date

ORDER = ("proposal", "selected", "co_construction", "agreement", "ready", "field", "report", "closed")
TESTERS = 2
OPINIONS = 2


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a mission when it wants to go further. Counts of things, titles in French."""

    starts_on: date
    ends_on: date
    entrances: int = 0
    guide_steps: int = 0
    questions: int = 0
    favourable: int = 0
    refused: bool = False
    approved: frozenset[str] = frozenset()
    signed_on: date | None = None
    testers: int = 0
    trainings: int = 0
    trainings_to_hold: tuple[str, ...] = ()
    posted_on: date | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a step asks: its code says where it is done, `sentence` what is lacking."""

    code: str
    step: str
    done: bool
    sentence: str


def asks(facts: Facts) -> list[Ask]:
    """Everything asked before the field, in the order in which it is done, done or not."""
    written = bool(facts.guide_steps or facts.questions)
    return [
        Ask("selection", "selected", facts.favourable >= OPINIONS and not facts.refused, _selection(facts)),
        Ask("objectives", "agreement", "objectives" in facts.approved, "Écrivez les objectifs et approuvez-les."),
        Ask("message", "agreement", "message" in facts.approved, "Écrivez le message et approuvez-le."),
        Ask("perimeter", "agreement", facts.entrances > 0, "Choisissez les entrées où frapper."),
        Ask("guide", "agreement", written, "Écrivez le guide, ou au moins une question."),
        Ask("dates", "agreement", facts.ends_on >= facts.starts_on, "La mission finit avant de commencer."),
        Ask("signature", "ready", facts.signed_on is not None, "Faites signer la convention et notez la date."),
        Ask("tests", "field", facts.testers >= TESTERS, _tests(facts)),
        Ask("training", "field", facts.trainings > 0 and not facts.trainings_to_hold, _training(facts)),
        Ask("posters", "field", facts.posted_on is not None, "Annoncez la visite : notez où et quand les affiches ont été posées."),
    ]


def _selection(facts: Facts) -> str:
    if facts.refused:
        return "Cette proposition a été refusée."
    left = OPINIONS - facts.favourable
    return "Il faut l’avis favorable de deux personnes." if left == OPINIONS else "Il manque l’avis favorable d’une seconde personne."


def _tests(facts: Facts) -> str:
    if not facts.testers:
        return "Faites essayer le guide par au moins deux voisins."
    return "Un voisin a essayé le guide : il en faut au moins deux."


def _training(facts: Facts) -> str:
    if not facts.trainings:
        return "Dites quelle formation suivent ceux qui iront."
    return f"La formation n’a pas encore eu lieu : {', '.join(facts.trainings_to_hold)}."


def lacking(to: str, facts: Facts) -> list[str]:
    """What is lacking before going to a step, in sentences: what it asks, and what every step before it asked. Empty when nothing is.

    Going to the report and closing ask nothing more.
    """
    if ORDER.index(to) > ORDER.index("field"):
        return []
    return [one.sentence for one in asks(facts) if not one.done and ORDER.index(one.step) <= ORDER.index(to)]


def may_go(stage: str, to: str) -> bool:
    """One step forward, or one step back when somebody went too fast."""
    return abs(ORDER.index(stage) - ORDER.index(to)) == 1


def is_before(stage: str, other: str) -> bool:
    """True when a stage comes before another."""
    return ORDER.index(stage) < ORDER.index(other)


def definition_questions(questions: list[dict]) -> list[dict]:
    """Every question of a definition, groups opened, groups themselves left out."""
    found: list[dict] = []
    for question in questions:
        if question["type"] == "group":
            found += definition_questions(question.get("questions", []))
        else:
            found.append(question)
    return found


def counted_codes(definition: dict) -> frozenset[str]:
    """Codes of the questions whose answers are counted: choices only, never words or dates."""
    questions = definition_questions(definition.get("questions", []))
    return frozenset(one["code"] for one in questions if one["type"] in ("select_one", "select_multiple"))
