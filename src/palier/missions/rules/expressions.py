"""The evaluator of questionnaire expressions; its twin is `field/src/core/expressions.ts`.

Both replay `contract/examples/expressions.json`. XPath 1.0 conversions: see `contract/README.md`.
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Value = str | float | bool
Expression = Sequence[Any]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_NUMBER = re.compile(r"[ \t\r\n]*-?(\d+(\.\d*)?|\.\d+)[ \t\r\n]*", re.ASCII)
_SPACES = re.compile(r"[ \t\r\n]+")
_NODES = frozenset({"ref", "self", "choice"})


@dataclass(frozen=True)
class Context:
    """What an expression may look at: the answers, the value being judged, a choice's columns, today as YYYY-MM-DD."""

    answers: Mapping[str, Any]
    today: str
    self_answer: Any = None
    choice: Mapping[str, str] = field(default_factory=dict)


def as_text(answer: Any) -> str:
    """An answer as XForms writes it: nothing is empty, several codes are joined by one space."""
    if answer is None:
        return ""
    if isinstance(answer, (list, tuple)):
        return " ".join(str(one) for one in answer)
    return to_text(float(answer)) if isinstance(answer, (int, float)) and not isinstance(answer, bool) else str(answer)


def to_text(value: Value) -> str:
    """XPath 1.0 string()."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return _plain_decimal(float(value))


def _plain_decimal(value: float) -> str:
    # XPath never writes an exponent.
    if value == 0:
        return "0"
    mantissa, _, power = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    sign, point, digits = "-" if value < 0 else "", len(whole) + int(power or 0), whole + fraction
    if not power:
        return sign + (f"{whole}.{fraction}" if fraction else whole)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return sign + digits + "0" * (point - len(digits))
    return f"{sign}{digits[:point]}.{digits[point:]}"


def to_number(value: Value) -> float:
    """XPath 1.0 number()."""
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, (int, float)):
        return float(value)
    return float(value) if _NUMBER.fullmatch(value) else math.nan


def to_boolean(value: Value) -> bool:
    """XPath 1.0 boolean()."""
    if isinstance(value, (bool, str)):
        return bool(value)
    return value != 0 and not math.isnan(value)


def evaluate(expression: Expression, context: Context) -> Value:
    """The value of a compiled expression. Raises `KeyError` for an operator outside the closed list."""
    name, *parts = expression
    if name in ("str", "num", "bool"):
        return float(parts[0]) if name == "num" else parts[0]
    if name in _NODES:
        return _node(name, parts, context)
    return _OPERATORS[name](parts, context)


def _node(name: str, parts: Sequence[Any], context: Context) -> str:
    if name == "ref":
        return as_text(context.answers.get(parts[0]))
    if name == "self":
        return as_text(context.self_answer)
    return context.choice.get(parts[0], "")


def _truth(expression: Expression, context: Context) -> bool:
    # A reference is a node: it exists even when empty, so against a boolean it is true.
    return True if expression[0] in _NODES else to_boolean(evaluate(expression, context))


def _equal(left: Expression, right: Expression, context: Context, *, negated: bool) -> bool:
    a, b = evaluate(left, context), evaluate(right, context)
    if isinstance(a, bool) or isinstance(b, bool):
        same = _truth(left, context) == _truth(right, context)
    elif isinstance(a, float) or isinstance(b, float):
        same = to_number(a) == to_number(b)
    else:
        same = a == b
    return same != negated


def _ordered(sign: str, left: Expression, right: Expression, context: Context) -> bool:
    a, b = evaluate(left, context), evaluate(right, context)
    if isinstance(a, str) and isinstance(b, str) and _DAY.fullmatch(a) and _DAY.fullmatch(b):
        return _in_order(sign, a, b)
    if isinstance(a, bool) or isinstance(b, bool):
        a, b = _truth(left, context), _truth(right, context)
    return _in_order(sign, to_number(a), to_number(b))


def _in_order(sign: str, a: Any, b: Any) -> bool:
    if sign == "<":
        return bool(a < b)
    if sign == "<=":
        return bool(a <= b)
    return bool(a > b) if sign == ">" else bool(a >= b)


def _divide(a: float, b: float) -> float:
    if b != 0:
        return a / b
    if a == 0 or math.isnan(a):
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1.0, b)


def _modulo(a: float, b: float) -> float:
    if b == 0 or math.isinf(a) or math.isnan(a) or math.isnan(b):
        return math.nan
    return math.fmod(a, b)


def _words(text: str) -> list[str]:
    return [word for word in _SPACES.split(text) if word]


def _text(part: Expression, context: Context) -> str:
    return to_text(evaluate(part, context))


def _number(part: Expression, context: Context) -> float:
    return to_number(evaluate(part, context))


_OPERATORS: dict[str, Any] = {
    "and": lambda p, c: _truth(p[0], c) and _truth(p[1], c),
    "or": lambda p, c: _truth(p[0], c) or _truth(p[1], c),
    "not": lambda p, c: not _truth(p[0], c),
    "=": lambda p, c: _equal(p[0], p[1], c, negated=False),
    "!=": lambda p, c: _equal(p[0], p[1], c, negated=True),
    **{sign: lambda p, c, sign=sign: _ordered(sign, p[0], p[1], c) for sign in ("<", "<=", ">", ">=")},
    "+": lambda p, c: _number(p[0], c) + _number(p[1], c),
    "-": lambda p, c: _number(p[0], c) - _number(p[1], c),
    "*": lambda p, c: _number(p[0], c) * _number(p[1], c),
    "div": lambda p, c: _divide(_number(p[0], c), _number(p[1], c)),
    "mod": lambda p, c: _modulo(_number(p[0], c), _number(p[1], c)),
    "neg": lambda p, c: -_number(p[0], c),
    "selected": lambda p, c: _text(p[1], c).strip(" \t\r\n") in _words(_text(p[0], c)),
    "count-selected": lambda p, c: float(len(_words(_text(p[0], c)))),
    "if": lambda p, c: evaluate(p[1], c) if _truth(p[0], c) else evaluate(p[2], c),
    "coalesce": lambda p, c: _text(p[0], c) or _text(p[1], c),
    "today": lambda p, c: c.today,
    "regex": lambda p, c: re.fullmatch(f"(?:{_text(p[1], c)})", _text(p[0], c), re.ASCII) is not None,
    "string-length": lambda p, c: float(len(_text(p[0], c))),
}
OPERATORS = frozenset(_OPERATORS) | _NODES | {"str", "num", "bool"}
