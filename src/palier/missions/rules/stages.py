"""How a mission goes from preparation to its end."""

from datetime import date

ORDER = ("preparation", "field", "report", "closed")


def check_ready_for_field(*, entrances: int, guide_steps: int, questions: int, starts_on: date, ends_on: date) -> list[str]:
    """What is lacking before voisins may go out, in sentences; empty when nothing is."""
    lacking = []
    if not entrances:
        lacking.append("Choisissez les entrées où frapper.")
    if not guide_steps and not questions:
        lacking.append("Écrivez le guide, ou au moins une question.")
    if ends_on < starts_on:
        lacking.append("La mission finit avant de commencer.")
    return lacking


def may_go(stage: str, to: str) -> bool:
    """One step forward, or one step back when somebody went too fast."""
    return abs(ORDER.index(stage) - ORDER.index(to)) == 1


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
