"""The voluntary survey of voisins: kept without a name, taken back at will, erased in time."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from palier.common.french import plural
from palier.common.journal import write_line
from palier.people.api import Voisin
from palier.teams.models import SurveyAnswer
from palier.teams.queries.survey import person_of
from palier.teams.rules.survey import KEPT_MONTHS


@transaction.atomic
def answer_survey(voisin: Voisin, *, op: UUID, rev: int, wave: str, values: Mapping[str, object], now: datetime) -> None:
    """Keep what she said of one wave; said again, it replaces. Of the day, only the month is kept."""
    key: dict[str, Any] = {"organisation": voisin.site.organisation, "person": person_of(voisin), "wave": wave}
    kept = SurveyAnswer.objects.select_for_update().filter(**key).first()
    if kept is not None and kept.op == op and kept.rev >= rev:
        return
    month = now.date().replace(day=1)
    SurveyAnswer.objects.update_or_create(**key, defaults={"op": op, "rev": rev, "values": dict(values), "month": month})
    # Neither who nor which phone: the journal is read by managers.
    write_line("survey", "answer_survey", f"{month:%Y-%m}")


@transaction.atomic
def take_back_survey(voisin: Voisin, wave: str) -> None:
    """Her answers of this wave are erased. It is then as if she had never been asked."""
    SurveyAnswer.objects.filter(person=person_of(voisin), wave=wave).delete()
    write_line("survey", "take_back_survey", "survey")


def forget_surveys(now: datetime) -> str:
    """Erase the answers older than five years: two years of waves, and the time of a report."""
    months = now.year * 12 + now.month - 1 - KEPT_MONTHS
    found, _ = SurveyAnswer.objects.filter(month__lt=date(months // 12, months % 12 + 1, 1)).delete()
    return plural(found, "réponse effacée", "réponses effacées") if found else ""
