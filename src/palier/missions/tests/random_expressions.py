"""Random expressions, as trees and as XPath, with random answers: for holding evaluators to each other."""

import random
from typing import Any

CODES = ["a", "b", "c"]
TODAY = "2026-03-12"
TEXTS = ["", "oui", "non", "oui non", " oui ", "3", "-2.5", " 7 ", "1e3", "2026-03-11", "2026-03-12", "été", "0", "abc", "12abc"]
PATTERNS = ["[a-z]+", "oui|non", "[0-9]{1,3}", "\\d+", "a.*", "(oui ?)*", "[^ ]+"]


def tree(dice: random.Random, depth: int) -> list[Any]:
    """A random expression."""
    if depth == 0 or dice.random() < 0.2:
        return dice.choice([
            ["str", dice.choice(TEXTS)], ["num", dice.choice([0, 1, 2, 3, 7, 10, 0.5, 2.25, 100])], ["ref", dice.choice(CODES)], ["self"],
            ["today"], ["bool", dice.random() < 0.5],
        ])  # fmt: skip
    kind = dice.choice(["and", "or", "not", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod", "neg", "selected", "count-selected",
                        "if", "coalesce", "regex", "string-length"])  # fmt: skip
    one = lambda: tree(dice, depth - 1)  # noqa: E731
    if kind in ("not", "neg", "count-selected", "string-length"):
        return [kind, one()]
    if kind == "if":
        return [kind, one(), one(), one()]
    if kind == "regex":
        return [kind, one(), ["str", dice.choice(PATTERNS)]]
    return [kind, one(), one()]


def answers(dice: random.Random) -> dict[str, Any]:
    """Random answers, some missing."""
    found: dict[str, Any] = {}
    for code in CODES:
        draw = dice.random()
        if draw < 0.25:
            continue
        found[code] = (
            dice.choice(TEXTS)
            if draw < 0.6
            else dice.randrange(-5, 40)
            if draw < 0.85
            else dice.sample(["oui", "non", "x"], dice.randrange(3))
        )
    return found


def xpath(expression: list[Any]) -> str:
    """The same expression as an XLSForm author would write it."""
    name, *parts = expression
    if name == "str":
        return f"'{parts[0]}'"
    if name == "num":
        return repr(parts[0])
    if name == "bool":
        return "true()" if parts[0] else "false()"
    if name == "ref":
        return "${" + parts[0] + "}"
    if name == "self":
        return "."
    if name == "neg":
        return f"-({xpath(parts[0])})"
    if name in ("and", "or", "=", "!=", "<", "<=", ">", ">=", "+", "-", "*", "div", "mod"):
        return f"({xpath(parts[0])} {name} {xpath(parts[1])})"
    return f"{name}({', '.join(xpath(part) for part in parts)})"
