"""What the work changes for voisins, for head office: all sites together, and nothing under eleven people."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from palier.desk.pages.scope import DeskRequest, desk_page
from palier.desk.tables import Column, Table
from palier.impact.api import release_secret
from palier.people.api import Account
from palier.privacy.api import THRESHOLD, Cell, percent, released, released_table, released_total
from palier.teams.api import SCALED, WAVES, WORK_ANSWERS, SurveyAnswers, agreeing, moved, survey_answers, working

QUESTIONS = {
    "speak": "parle facilement devant des inconnus", "able": "se sent capable d’arriver à ce qu’elle ou il décide",
    "network": "sait à qui demander de l’aide dans le quartier", "explain": "sait expliquer une démarche simplement",
    "services": "sait quel service fait quoi",
}  # fmt: skip
WHEN = {"entry": "à l’arrivée", "6": "à 6 mois", "12": "à un an", "24": "à deux ans"}
BESIDES = {
    "only_here": "rien d’autre", "other_job": "un autre emploi", "training": "une formation", "looking": "cherche un emploi",
    "studying": "des études", "retired": "la retraite",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One question in one wave, as it may be shown."""

    wave: str
    question: str
    asked: Cell
    agree: Cell
    up: Cell
    down: Cell

    @property
    def share(self) -> int | None:
        """Percentage of those who answered."""
        return percent(self.agree, self.asked)


@desk_page
def survey(request: DeskRequest) -> HttpResponse:
    """Who agrees, wave by wave, and who moved since the arrival; head office only."""
    if request.user.role != Account.Role.HEAD_OFFICE:
        raise PermissionDenied
    answers, secret = survey_answers(request.user.organisation), release_secret()
    lines = [one for wave in WAVES for one in _lines(answers, wave, secret)]
    table = Table(request, "enquete", [
        Column("Quand", lambda one: WHEN[one.wave]),
        Column("Question", lambda one: QUESTIONS[one.question]),
        Column("Réponses", lambda one: one.asked.value, number=True, shown=lambda one: one.asked.shown),
        Column("Plutôt ou tout à fait", lambda one: one.agree.value, number=True, shown=lambda one: one.agree.shown),
        Column("En %", lambda one: one.share, number=True),
        Column("Plus qu’à l’arrivée", lambda one: one.up.value, number=True, shown=lambda one: _since(one, one.up)),
        Column("Moins", lambda one: one.down.value, number=True, shown=lambda one: _since(one, one.down)),
    ], lines, title="Ce que le travail change", empty="Personne n’a encore répondu.")  # fmt: skip
    if table.export:
        return table.export
    besides = [(WHEN[wave], _besides(answers, wave, secret)) for wave in WAVES]
    return render(request, "desk/survey.html", {"table": table, "besides": [one for one in besides if one[1]], "threshold": THRESHOLD})


def _since(line: Line, cell: Cell) -> str:
    return "" if line.wave == "entry" else cell.shown


def _lines(answers: SurveyAnswers, wave: str, secret: bytes) -> list[Line]:
    agree, since = agreeing(answers, wave), moved(answers, wave)
    found = []
    for code in SCALED:
        yes, asked = agree.get(code, (0, 0))
        if not asked:
            continue
        up, same, down = since.get(code, (0, 0, 0))
        key = f"survey:{wave}:{code}"
        change = released_table({"up": up, "same": same, "down": down}, up + same + down, key, secret)
        found.append(
            Line(wave, code, released_total(asked, key, secret), released(yes, asked, f"{key}:yes", secret), change["up"], change["down"])
        )
    return found


def _besides(answers: SurveyAnswers, wave: str, secret: bytes) -> list[tuple[str, str]]:
    counts = working(answers, wave)
    total = sum(counts.values())
    if total < THRESHOLD:
        return []
    cells = released_table({one: counts[one] for one in WORK_ANSWERS}, total, f"survey:{wave}:work", secret)
    return [(BESIDES[one], cell.shown) for one, cell in cells.items()]


urlpatterns = [path("reseau/enquete/", survey, name="network_survey")]
