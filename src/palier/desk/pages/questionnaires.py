"""What voisins carry to the door: questions, guide, what they leave."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import path

from palier.common.french import LANGUAGES, plain
from palier.desk.pages.scope import DeskRequest, desk_page
from palier.missions.api import (
    ExpressionRefused,
    Mission,
    QuestionnaireRefused,
    compile_expression,
    definition_questions,
    import_questionnaire,
    mission_for,
    questionnaire_in_use,
    save_questionnaire,
    set_guide,
    set_handouts,
)
from palier.voices.api import Spot, mission_board

TYPES = (
    ("select_one", "un seul choix"), ("select_multiple", "plusieurs choix"), ("integer", "un nombre"), ("text", "un texte court"),
    ("date", "une date"), ("note", "une phrase à dire"),
)  # fmt: skip
EMPTY: dict[str, Any] = {"format": 1, "languages": ["fr"], "questions": []}
MAX_FILE = 5_000_000


@desk_page
def questionnaire(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """The questions: import, add, change, move, remove; a preview as the phone shows them."""
    mission = mission_for(request.user, mission_id)
    problems: list[str] = []
    if request.method == "POST":
        try:
            _apply(request, mission)
            return redirect("questionnaire", mission.pk)
        except (QuestionnaireRefused, ExpressionRefused, ValueError) as refusal:
            problems = [str(one) for one in getattr(refusal, "problems", [])] or [str(refusal)]
    current = questionnaire_in_use(mission)
    questions = definition_questions(current.definition.get("questions", [])) if current else []
    asked = request.GET.get("question", "")
    edited = next((one for one in questions if one["code"] == asked), None)
    typed = {**request.POST.dict(), "code": request.POST.get("question", "")} if problems else _typed(edited)
    return render(request, "desk/questionnaires/questions.html", {
        "mission": mission, "current": current, "questions": questions, "problems": problems, "types": TYPES, "typed": typed,
        "edited": edited, "grouped": any(one["type"] == "group" for one in (current.definition if current else EMPTY).get("questions", [])),
        "voices": _voices(mission),
        "choosers": [one for one in questions if one["type"].startswith("select") and one is not edited],
    }, status=400 if problems else 200)  # fmt: skip


def _typed(question: dict[str, Any] | None) -> dict[str, Any]:
    if question is None:
        return {"type": "select_one"}
    return {
        "code": question["code"], "type": question["type"], "label": question["label"].get("fr", ""),
        "hint": question.get("hint", {}).get("fr", ""), "required": "1" if question.get("required") else "",
        "labels": "\n".join(f"{code} | {text}" for code, text in question["label"].items() if code != "fr"),
        "choices": "\n".join(_choice_line(one) for one in question.get("choices", [])),
    }  # fmt: skip


def _choice_line(choice: dict[str, Any]) -> str:
    others = "".join(f" | {code}: {text}" for code, text in choice["label"].items() if code != "fr")
    return f"{choice['code']} | {choice['label'].get('fr', '')}{others}"


def _apply(request: DeskRequest, mission: Mission) -> None:
    what = request.POST.get("what")
    if what == "import":
        _import(request, mission)
        return
    current = questionnaire_in_use(mission)
    definition = dict(current.definition) if current else dict(EMPTY)
    questions = list(definition.get("questions", []))
    code = request.POST.get("question", "")
    place = next((at for at, one in enumerate(questions) if one["code"] == code), None)
    if what == "remove" and place is not None:
        _check_unused(questions, code)
        questions.pop(place)
    elif what in ("up", "down") and place is not None:
        other = place + (1 if what == "down" else -1)
        if 0 <= other < len(questions):
            questions[place], questions[other] = questions[other], questions[place]
    elif what == "save":
        made = _question(request, questions, code)
        if place is None:
            questions.append(made)
        else:
            questions[place] = {
                **{
                    key: questions[place][key]
                    for key in ("relevant", "constraint", "constraint_message", "default")
                    if key in questions[place]
                },
                **made,
            }
    languages = sorted(
        {code for one in definition_questions(questions) for code in one["label"]} | {"fr"},
        key=lambda one: (one != "fr", one),
    )
    save_questionnaire(request.user, mission, {**definition, "languages": languages, "questions": questions})
    messages.success(request, "C’est gardé.")


def _check_unused(questions: list[dict[str, Any]], code: str) -> None:
    users = [one["code"] for one in definition_questions(questions) if f"'{code}'" in repr(one.get("relevant", "")) and one["code"] != code]
    if users:
        raise ValueError(f"La question « {users[0]} » en dépend : changez-la d’abord.")


def _import(request: DeskRequest, mission: Mission) -> None:
    file = request.FILES.get("file")
    if file is None:
        raise ValueError("Choisissez un fichier XLSForm (.xlsx ou .xls).")
    if (file.size or 0) > MAX_FILE:
        raise ValueError("Le fichier dépasse 5 Mo : un questionnaire est bien plus petit.")
    made = import_questionnaire(request.user, mission, file.read(), file.name or "form.xlsx")
    messages.success(request, f"{len(definition_questions(made.definition['questions']))} questions sont là.")


def _question(request: DeskRequest, questions: list[dict[str, Any]], old: str) -> dict[str, Any]:
    post = request.POST
    label = post.get("label", "").strip()
    if not label:
        raise ValueError("Écrivez la question en français.")
    kind = post.get("type", "")
    if kind not in dict(TYPES):
        raise ValueError("Choisissez une forme de réponse.")
    code = old or _code(label, {one["code"] for one in definition_questions(questions)})
    made: dict[str, Any] = {"code": code, "type": kind, "label": {"fr": label, **_labels(post.get("labels", ""))}}
    if post.get("hint", "").strip():
        made["hint"] = {"fr": post["hint"].strip()}
    if post.get("required"):
        made["required"] = True
    if kind.startswith("select"):
        made["choices"] = _choices(post.get("choices", ""))
    condition = _condition(post, {one["code"] for one in definition_questions(questions)} | {code})
    if condition:
        made["relevant"] = condition
    return made


def _code(label: str, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", plain(label)).strip("_")[:30] or "question"
    base = base if base[0].isalpha() else f"q_{base}"
    number, code = 1, base
    while code in taken:
        number += 1
        code = f"{base}_{number}"
    return code


def _labels(text: str) -> dict[str, str]:
    found = {}
    for line in text.splitlines():
        code, bar, words = (part.strip() for part in line.partition("|"))
        if not line.strip():
            continue
        if not bar or code not in LANGUAGES:
            raise ValueError(f"« {line.strip()[:40]} » : écrivez la langue, une barre, puis le texte. Exemple : ar | نعم")
        found[code] = words
    return found


def _choices(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for line in (one for one in text.splitlines() if one.strip()):
        parts = [part.strip() for part in line.split("|")]
        label = parts[1] if len(parts) > 1 and parts[1] else parts[0]
        code = parts[0] if len(parts) > 1 else _code(parts[0], {one["code"] for one in found})
        if " " in code or len(code) > 64:
            raise ValueError(f"Le code « {code} » est un seul mot, sans espace.")
        others = dict(part.split(":", 1) for part in parts[2:] if ":" in part)
        found.append({"code": code, "label": {"fr": label, **{key.strip(): value.strip() for key, value in others.items()}}})
    if len(found) < 2:
        raise ValueError("Il faut au moins deux choix, un par ligne.")
    if len({one["code"] for one in found}) != len(found):
        raise ValueError("Deux choix ont le même code.")
    return found


def _condition(post: Any, known: set[str]) -> list[Any] | None:
    if post.get("expression", "").strip():
        return compile_expression(post["expression"], known)
    question, choice = post.get("if_question", ""), post.get("if_choice", "").strip()
    if question and choice:
        return compile_expression(f"selected(${{{question}}}, '{choice.replace(chr(39), '')}')", known)
    return None


@desk_page
def guide(request: DeskRequest, mission_id: UUID) -> HttpResponse:
    """The talking guide by steps and languages, answers to objections, handouts."""
    mission = mission_for(request.user, mission_id)
    steps = (mission.guide or {}).get("steps", [])
    used = sorted({code for step in steps for code in step["text"]} | {"fr"}, key=lambda one: (one != "fr", one))
    language = request.POST.get("language") or request.GET.get("langue") or "fr"
    if language not in LANGUAGES:
        language = "fr"
    if request.method == "POST":
        set_guide(
            request.user,
            mission,
            {"steps": _steps(request, steps, language), "objections": _objections(request, mission, language)},
        )
        set_handouts(request.user, mission, _handouts(request, mission))
        messages.success(request, "Le guide est gardé. Les téléphones le recevront au prochain réseau.")
        return redirect(f"{request.path}?langue={language}")
    said = {spot.sentence.key: _voice(spot) for spot in mission_board(mission).spots(language)}
    rows = [
        (step["code"], step["title"].get(language, ""), step["text"].get(language, ""), step["text"].get("fr", ""), said.get(f"guide/{step['code']}", ""))
        for step in steps
    ]  # fmt: skip
    rows += [("", "", "", "", "")] * (max(4, len(rows) + 1) - len(rows))
    objections = [
        (one["question"].get(language, ""), one["answer"].get(language, "")) for one in (mission.guide or {}).get("objections", [])
    ]
    return render(request, "desk/questionnaires/guide.html", {
        "mission": mission, "language": language, "used": used, "languages": [(code, name) for code, name in LANGUAGES.items() if code != "other"],
        "rows": rows, "objections": objections + [("", "")] * 2,
        "handouts": "\n".join(one["label"].get("fr", one["code"]) for one in mission.handouts),
    })  # fmt: skip


def _voice(spot: Spot) -> str:
    """What a sentence's line says of its voice."""
    return {
        "heard": f"La voix de {spot.recording.speaker}" if spot.recording else "",
        "changed": "Le texte a changé : la voix ne sert plus",
        "missing": "Pas de voix encore",
    }[spot.state]


def _voices(mission: Mission) -> dict[str, str]:
    """Question → how many languages one can listen to it in."""
    board, found = mission_board(mission), {}
    for sentence in board.sentences:
        if sentence.kind == "question":
            heard = [code for code in board.languages if board.spot(sentence, code).recording]
            found[sentence.key.partition("/")[2]] = f"voix : {', '.join(heard)}" if heard else "pas de voix"
    return found


def _steps(request: DeskRequest, steps: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    known = {step["code"]: step for step in steps}
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for code, title, text in zip(request.POST.getlist("code"), request.POST.getlist("title"), request.POST.getlist("text"), strict=False):
        old = known.get(code)
        titles, texts = dict(old["title"]) if old else {}, dict(old["text"]) if old else {}
        for texts_here, words in ((titles, title), (texts, text)):
            if words.strip():
                texts_here[language] = words.strip().replace("\r\n", "\n")
            else:
                texts_here.pop(language, None)
        if texts:
            made = code or _code(title or text, taken)
            taken.add(made)
            found.append({"code": made, "title": titles or {language: made}, "text": texts})
    return found


def _objections(request: DeskRequest, mission: Mission, language: str) -> list[dict[str, Any]]:
    old = (mission.guide or {}).get("objections", [])
    found: list[dict[str, Any]] = []
    pairs = list(zip(request.POST.getlist("objection"), request.POST.getlist("answer"), strict=False))
    for place, (question, answer) in enumerate(pairs):
        before: dict[str, Any] = old[place] if place < len(old) else {"code": f"o{place + 1}", "question": {}, "answer": {}}
        made: dict[str, Any] = {"code": before["code"], "question": dict(before["question"]), "answer": dict(before["answer"])}
        for name, words in (("question", question), ("answer", answer)):
            if words.strip():
                made[name][language] = words.strip()
            else:
                made[name].pop(language, None)
        if made["question"] and made["answer"]:
            found.append(made)
    return found


def _handouts(request: DeskRequest, mission: Mission) -> list[dict[str, Any]]:
    known = {one["label"].get("fr"): one for one in mission.handouts}
    found: list[dict[str, Any]] = []
    for line in request.POST.get("handouts", "").splitlines():
        if line.strip():
            found.append(
                known.get(line.strip()) or {"code": _code(line, {one["code"] for one in found}), "label": {"fr": line.strip()[:60]}}
            )
    return found


urlpatterns = [
    path("missions/<uuid:mission_id>/questions/", questionnaire, name="questionnaire"),
    path("missions/<uuid:mission_id>/guide/", guide, name="guide"),
]
