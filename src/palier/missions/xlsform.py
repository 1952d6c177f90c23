"""Read an XLSForm (pyxform to JSON) into the questionnaire of the contract, or say all that stands in the way."""

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palier.missions.rules.parse import ExpressionRefused, compile_expression

CHOOSING = {
    "select one": "select_one",
    "select_one": "select_one",
    "select all that apply": "select_multiple",
    "select_multiple": "select_multiple",
}
SIMPLE = {
    "integer": "integer",
    "int": "integer",
    "text": "text",
    "string": "text",
    "date": "date",
    "note": "note",
    "calculate": "calculate",
}
# Made by ODK tools for themselves: nothing to ask, nothing lost.
IGNORED = {
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "simserial",
    "subscriberid",
    "audit",
    "instance_name",
}
NAMES = {
    "français": "fr", "french": "fr", "arabe": "ar", "arabic": "ar", "العربية": "ar", "portugais": "pt", "português": "pt",
    "portuguese": "pt", "anglais": "en", "english": "en", "turc": "tr", "turkish": "tr", "soninké": "snk", "bambara": "bm",
    "tamoul": "ta", "tamil": "ta", "espagnol": "es", "spanish": "es", "roumain": "ro", "romanian": "ro", "default": "fr",
}  # fmt: skip
CODE = re.compile(r"[a-zA-Z_][a-zA-Z0-9_.-]{0,63}")


@dataclass(frozen=True)
class Problem:
    """One thing to change in the file: where, and what to do."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.where} : {self.message}" if self.where else self.message


class QuestionnaireRefused(Exception):
    """The form cannot be taken; `problems` lists everything at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(" ".join(map(str, problems)))
        self.problems = problems


def read_xlsform(file: Path | bytes, name: str) -> dict[str, Any]:
    """The compiled definition. Raises `QuestionnaireRefused` with every problem found."""
    survey = _to_json(file, name)
    reader = _Reader(survey)
    questions = reader.questions(survey.get("children", []), "")
    if not reader.problems and not questions:
        reader.say("", "Le fichier n’a aucune question.")
    if reader.problems:
        raise QuestionnaireRefused(reader.problems)
    languages = sorted(reader.languages or {"fr"}, key=lambda code: (code != "fr", code))
    return {"format": 1, "languages": languages, "questions": questions}


def _to_json(file: Path | bytes, name: str) -> dict[str, Any]:
    from pyxform.errors import PyXFormError
    from pyxform.xls2json import workbook_to_json
    from pyxform.xls2json_backends import get_xlsform

    try:
        data = get_xlsform(io.BytesIO(file) if isinstance(file, bytes) else str(file), file_type=Path(name).suffix or ".xlsx")
        found: dict[str, Any] = workbook_to_json(data, form_name="form", warnings=[])
    except PyXFormError as problem:
        raise QuestionnaireRefused([Problem("", f"Le fichier n’est pas un XLSForm lisible. {_first_line(problem)}")]) from None
    except Exception as problem:
        raise QuestionnaireRefused([Problem("", f"Le fichier ne s’ouvre pas comme un classeur ({type(problem).__name__}).")]) from None
    return found


def _first_line(problem: Exception) -> str:
    return str(problem).strip().splitlines()[0][:200] if str(problem).strip() else ""


class _Reader:
    def __init__(self, survey: dict[str, Any]) -> None:
        self.problems: list[Problem] = []
        self.languages: set[str] = set()
        self.default = _language(str(survey.get("default_language") or "default"))
        self.choices: dict[str, list[dict[str, Any]]] = survey.get("choices") or {}
        self.known = set(_codes(survey.get("children", [])))

    def say(self, where: str, message: str) -> None:
        """One more problem."""
        self.problems.append(Problem(where, message))

    def questions(self, children: list[dict[str, Any]], inside: str) -> list[dict[str, Any]]:
        """The questions of a form or of a group; what cannot be taken is written down."""
        found = []
        for child in children:
            question = self.question(child)
            if question is not None:
                found.append(question)
        return found

    def question(self, child: dict[str, Any]) -> dict[str, Any] | None:
        """One row of the sheet « survey »."""
        kind, code = str(child.get("type", "")), str(child.get("name", ""))
        where = f"question « {code} »"
        if kind in IGNORED or (kind == "group" and code == "meta"):
            return None
        if not CODE.fullmatch(code):
            self.say(where, "le nom (colonne name) doit commencer par une lettre, sans espace ni accent.")
            return None
        kind_here = self.kind(kind, child, where)
        if kind_here is None:
            return None
        question: dict[str, Any] = {"code": code, "type": kind_here, "label": self.label(child.get("label"), where)}
        self.texts(question, child, where)
        self.conditions(question, child, where)
        if kind_here == "group":
            question["questions"] = self.questions(child.get("children", []), code)
        if kind_here in ("select_one", "select_multiple"):
            self.choose(question, child, where)
        return question

    def kind(self, kind: str, child: dict[str, Any], where: str) -> str | None:
        """Our type, or a sentence on why there is none."""
        if kind == "group":
            return "group"
        if kind in CHOOSING:
            return CHOOSING[kind]
        if kind in SIMPLE:
            return SIMPLE[kind]
        words = {
            "repeat": "les répétitions ne sont pas prises en charge : une visite est un seul logement.",
            "geopoint": "la position n’est jamais demandée.", "geotrace": "la position n’est jamais demandée.",
            "geoshape": "la position n’est jamais demandée.", "decimal": "utilisez un nombre entier (integer).",
        }  # fmt: skip
        media = ["photo", "image", "audio", "video", "file", "barcode", "signature"]
        message = words.get(kind) or ("les images et les sons ne sont pas pris en charge." if any(one in kind for one in media) else
                                      f"le type « {kind} » n’est pas pris en charge. Les types possibles : select_one, select_multiple, integer, text, date, note, calculate, groupes.")  # fmt: skip
        self.say(where, message)
        return None

    def label(self, label: Any, where: str) -> dict[str, str]:
        """Texts by language."""
        if label is None:
            return {}
        texts = label if isinstance(label, dict) else {self.default: label}
        found = {}
        for language, text in texts.items():
            code = _language(str(language)) if isinstance(label, dict) else self.default
            if text not in (None, "", "-"):
                found[code] = str(text).strip()
        self.languages |= set(found)
        return found

    def texts(self, question: dict[str, Any], child: dict[str, Any], where: str) -> None:
        """Hint, default, required, media refused."""
        if child.get("hint"):
            question["hint"] = self.label(child["hint"], where)
        if child.get("media"):
            self.say(where, "les images et les sons ne sont pas pris en charge : enlevez les colonnes media.")
        default = child.get("default")
        if default not in (None, ""):
            text = str(default)
            question["default"] = int(text) if question["type"] == "integer" and text.lstrip("-").isdigit() else text
        bind = child.get("bind") or {}
        if str(bind.get("required", "")).lower() in ("yes", "true", "true()", "oui"):
            question["required"] = True

    def conditions(self, question: dict[str, Any], child: dict[str, Any], where: str) -> None:
        """relevant, constraint, calculate, compiled."""
        bind = child.get("bind") or {}
        for name in ("relevant", "constraint", "calculate"):
            text = bind.get(name)
            if text:
                self.compiled(question, name, str(text), where, frozenset())
        message = bind.get("jr:constraintMsg")
        if message and question.get("constraint"):
            question["constraint_message"] = self.label(message, where)
        if question["type"] == "calculate" and not question.get("calculate"):
            self.say(where, "un calcul demande une formule (colonne calculation).")

    def compiled(self, question: dict[str, Any], name: str, text: str, where: str, columns: frozenset[str]) -> None:
        """One expression."""
        try:
            question[name] = compile_expression(text, self.known, columns=columns)
        except ExpressionRefused as refusal:
            self.say(f"{where}, colonne {name}", str(refusal))

    def choose(self, question: dict[str, Any], child: dict[str, Any], where: str) -> None:
        """Choices, their columns, the filter, « other »."""
        rows = child.get("choices") or self.choices.get(str(child.get("list_name") or child.get("itemset") or ""), [])
        if not rows or child.get("query"):
            self.say(where, "la liste de choix est vide, ou dans un fichier à part : mettez-la dans la feuille « choices ».")
            return
        question["choices"] = [self.choice(row, where) for row in rows]
        columns = frozenset({"name"} | {column for row in question["choices"] for column in row.get("columns", {})})
        if child.get("choice_filter"):
            self.compiled(question, "choice_filter", str(child["choice_filter"]), where, columns)
        if any(row["code"] == "other" for row in question["choices"]):
            question["or_other"] = True

    def choice(self, row: dict[str, Any], where: str) -> dict[str, Any]:
        """One choice."""
        code = str(row.get("name", ""))
        found: dict[str, Any] = {"code": code, "label": self.label(row.get("label"), where) or {self.default: code}}
        if " " in code or not code or len(code) > 64:
            self.say(where, f"le choix « {code} » a un espace, ou pas de nom : un code est un seul mot.")
        if row.get("media"):
            self.say(where, "les images de choix ne sont pas prises en charge.")
        extra = row.get("extra_data") or {
            key: value for key, value in row.items() if key not in ("name", "label", "media", "sms_option", "__row")
        }
        columns = {str(key): str(value) for key, value in extra.items() if not isinstance(value, dict)}
        return {**found, "columns": columns} if columns else found


def _codes(children: list[dict[str, Any]]) -> list[str]:
    found = []
    for child in children:
        found.append(str(child.get("name", "")))
        found += _codes(child.get("children", [])) if child.get("type") in ("group", "repeat") else []
    return found


def _language(text: str) -> str:
    """`French (fr)`, `Français`, `fr` → `fr`."""
    inside = re.search(r"\(([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)?)\)", text)
    if inside:
        return inside[1].lower()
    plain = text.strip().lower()
    if plain in NAMES:
        return NAMES[plain]
    return plain if re.fullmatch(r"[a-z]{2,3}", plain) else "fr"
