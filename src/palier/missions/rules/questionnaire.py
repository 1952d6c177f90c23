"""What a questionnaire asks, given the answers so far; its twin is `field/src/core/questionnaire.ts`."""

from collections.abc import Mapping
from typing import Any

from palier.missions.rules.expressions import Context, evaluate, to_boolean, to_text

Answers = Mapping[str, Any]


def visible_questions(definition: Mapping[str, Any], answers: Answers, today: str) -> list[dict[str, Any]]:
    """The questions that a phone shows, groups opened, calculations left out."""
    found = _opened(definition["questions"], relevant_answers(definition, answers, today), today)
    return [question for question in found if question["type"] != "calculate"]


def relevant_answers(definition: Mapping[str, Any], answers: Answers, today: str) -> dict[str, Any]:
    """The answers of questions that are asked: one that is hidden counts as empty, and may hide others in turn."""
    current = dict(answers)
    while True:
        asked = {question["code"] for question in _opened(definition["questions"], current, today)}
        kept = {code: value for code, value in current.items() if code in asked}
        if len(kept) == len(current):
            return kept
        current = kept


def _opened(questions: list[dict[str, Any]], answers: Answers, today: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for question in questions:
        if question.get("relevant") and not _holds(question["relevant"], answers, today):
            continue
        if question["type"] == "group":
            found += _opened(question.get("questions", []), answers, today)
        else:
            found.append(question)
    return found


def _holds(expression: list[Any], answers: Answers, today: str) -> bool:
    return expression[0] == "ref" or to_boolean(evaluate(expression, Context(answers, today)))


def visible_choices(question: Mapping[str, Any], answers: Answers, today: str) -> list[dict[str, Any]]:
    """The choices that the filter lets through."""
    choices: list[dict[str, Any]] = question.get("choices", [])
    expression = question.get("choice_filter")
    if not expression:
        return choices
    kept = []
    for choice in choices:
        columns = {"name": choice["code"], **choice.get("columns", {})}
        if to_boolean(evaluate(expression, Context(answers, today, choice=columns))):
            kept.append(choice)
    return kept


def problem_of(question: Mapping[str, Any], value: Any, answers: Answers, today: str) -> str | None:
    """`required`, `integer`, `constraint`, or None when the answer is good."""
    if value is None or value == "" or value == []:
        return "required" if question.get("required") else None
    if question["type"] == "integer" and (not isinstance(value, int) or isinstance(value, bool)):
        return "integer"
    constraint = question.get("constraint")
    if not constraint:
        return None
    good = to_boolean(evaluate(constraint, Context(answers, today, self_answer=value)))
    return None if good else "constraint"


def clean_answers(definition: Mapping[str, Any], answers: Answers, today: str) -> dict[str, Any]:
    """Only what is relevant and known, with the calculated values."""
    given, found = relevant_answers(definition, answers, today), {}
    for question in _opened(definition["questions"], given, today):
        code = question["code"]
        if question["type"] == "calculate" and question.get("calculate"):
            value = to_text(evaluate(question["calculate"], Context(given, today)))
            given[code] = value
            if value:
                found[code] = value
        elif given.get(code) is not None and question["type"] != "note":
            found[code] = given[code]
    return found
