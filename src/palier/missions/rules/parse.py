"""Compile the XPath of an XLSForm to the closed list of expression trees. Pure.

Anything outside the list is refused by name, with what to do instead (fielddata §3).
"""

import re
from collections.abc import Callable
from typing import Any

Tree = list[Any]

# function → number of arguments it takes
FUNCTIONS: dict[str, tuple[int, ...]] = {
    "selected": (2,), "count-selected": (1,), "if": (3,), "coalesce": (2,), "today": (0,), "regex": (2,),
    "string-length": (1,), "not": (1,), "true": (0,), "false": (0,),
}  # fmt: skip
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_TOKEN = re.compile(
    r"""\s*(?:(?P<string>"[^"]*"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)|\$\{\s*(?P<ref>[\w.-]+)\s*\}|(?:\.\./)+(?P<path>[\w.-]+)"""
    r"""|(?P<sign><=|>=|!=|[=<>+\-*(),])|(?P<name>[A-Za-z_][\w-]*)|(?P<dot>\.)|(?P<bad>\S))"""
)
# Constructs that Python and JavaScript understand differently, or that may take for ever.
_REGEX_REFUSED = re.compile(r"\(\?|\\[AZGKpPXbBkNUux0-9]|\[\[|\\Q|[*+?}]\s*\+|\([^)]*[*+][^)]*\)\s*[*+{]|&&")


class ExpressionRefused(ValueError):
    """The expression cannot be compiled; the text is a sentence that says what to do."""


def compile_expression(text: str, known: set[str], *, columns: frozenset[str] = frozenset()) -> Tree:
    """The tree of an expression. `known` holds the codes of the form; `columns` those of the choices, in a filter."""
    parser = _Parser(_tokens(text), known, columns)
    tree = parser.level(0)
    parser.finish()
    return tree


def _tokens(text: str) -> list[tuple[str, str]]:
    text = text.replace("“", '"').replace("”", '"').replace("’", "'").replace("\u00a0", " ")
    found, place = [], 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        assert match is not None
        kind = str(match.lastgroup)
        if kind == "bad":
            raise ExpressionRefused(f"« {match[kind]} » n’est pas compris dans « {text} ».")
        found.append((kind, match[kind]))
        place = match.end()
    return found


class _Parser:
    """Precedence climbing over XPath 1.0's operators."""

    def __init__(self, tokens: list[tuple[str, str]], known: set[str], columns: frozenset[str]) -> None:
        self.tokens, self.known, self.columns, self.place = tokens, known, columns, 0

    def peek(self) -> tuple[str, str]:
        """The next token, or an end."""
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "")

    def take(self) -> tuple[str, str]:
        """The next token, consumed."""
        token = self.peek()
        self.place += 1
        return token

    def expect(self, sign: str) -> None:
        """Consume one sign."""
        if self.take() != ("sign", sign):
            raise ExpressionRefused(f"Il manque « {sign} » dans l’expression.")

    def finish(self) -> None:
        """Nothing may be left."""
        if self.peek()[0] != "end":
            raise ExpressionRefused(f"« {self.peek()[1]} » est en trop dans l’expression.")

    def level(self, number: int) -> Tree:
        """Operators of one level, left to right."""
        if number == len(LEVELS):
            return self.unary()
        left = self.level(number + 1)
        while self.peek()[0] in ("sign", "name") and self.peek()[1] in LEVELS[number]:
            operator = self.take()[1]
            left = [operator, left, self.level(number + 1)]
        return left

    def unary(self) -> Tree:
        """A minus, then a leaf."""
        if self.peek() == ("sign", "-"):
            self.take()
            return ["neg", self.unary()]
        return self.leaf()

    def leaf(self) -> Tree:
        """A value, a reference, a call or a parenthesis."""
        kind, text = self.take()
        makers: dict[str, Callable[[str], Tree]] = {
            "string": lambda word: ["str", word[1:-1]], "number": lambda word: ["num", _number(word)],
            "dot": lambda word: ["self"], "ref": self.reference, "path": self.reference, "name": self.name,
        }  # fmt: skip
        if kind in makers:
            return makers[kind](text)
        if (kind, text) == ("sign", "("):
            inner = self.level(0)
            self.expect(")")
            return inner
        raise ExpressionRefused("L’expression s’arrête trop tôt." if kind == "end" else f"« {text} » est mal placé.")

    def reference(self, code: str) -> Tree:
        """`${code}`: a question that exists."""
        if code not in self.known:
            raise ExpressionRefused(f"La question « {code} » n’existe pas dans ce questionnaire.")
        return ["ref", code]

    def name(self, name: str) -> Tree:
        """A function of the list, or a column of the choices."""
        if self.peek() == ("sign", "("):
            return self.call(name)
        if name in self.columns:
            return ["choice", name]
        raise ExpressionRefused(f"« {name} » n’est pas compris. Une question s’écrit ${{{name}}}, un texte entre guillemets.")

    def call(self, name: str) -> Tree:
        """A function with its arguments."""
        if name not in FUNCTIONS:
            raise ExpressionRefused(
                f"La fonction {name}() n’est pas prise en charge. Les fonctions possibles : {', '.join(sorted(FUNCTIONS))}."
            )
        self.take()
        arguments: list[Tree] = []
        while self.peek() != ("sign", ")"):
            arguments.append(self.level(0))
            if self.peek() == ("sign", ","):
                self.take()
            elif self.peek() != ("sign", ")"):
                raise ExpressionRefused(f"Il manque « ) » après {name}(.")
        self.take()
        if len(arguments) not in FUNCTIONS[name]:
            raise ExpressionRefused(f"{name}() prend {FUNCTIONS[name][0]} valeur(s), il y en a {len(arguments)}.")
        return _call(name, arguments)


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _call(name: str, arguments: list[Tree]) -> Tree:
    if name in ("true", "false"):
        return ["bool", name == "true"]
    if name == "regex":
        check_regex(arguments[1])
    return [name, *arguments]


def check_regex(pattern: Tree) -> None:
    """Only a literal pattern that Python and JavaScript read alike."""
    if pattern[0] != "str":
        raise ExpressionRefused("regex() demande un modèle écrit entre guillemets.")
    if len(pattern[1]) > 120 or _REGEX_REFUSED.search(pattern[1]):
        raise ExpressionRefused(f"Le modèle « {pattern[1][:60]} » de regex() est trop compliqué.")
    try:
        re.compile(pattern[1])
    except re.error:
        raise ExpressionRefused(f"Le modèle « {pattern[1][:60]} » de regex() n’est pas lisible.") from None
