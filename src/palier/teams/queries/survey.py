"""The voluntary survey of voisins: whom to ask, and all the answers of an association, without names."""

import hashlib
import hmac
from datetime import date

from palier.people.api import Organisation, Voisin
from palier.safekeeping.api import server_secret
from palier.teams.models import SurveyAnswer
from palier.teams.queries.employment import open_employment
from palier.teams.rules.survey import Answer, due_wave


def person_of(voisin: Voisin) -> str:
    """The same for all the waves of one person, and nothing else: 64 hex digits that only this server can make again."""
    return hmac.new(server_secret("survey"), voisin.pk.bytes, hashlib.sha256).hexdigest()


def survey_due(voisin: Voisin, today: date) -> str | None:
    """The wave that her phone may ask about now; None when there is none, or she is not employed."""
    employment = open_employment(voisin)
    if employment is None:
        return None
    done = SurveyAnswer.objects.filter(person=person_of(voisin)).values_list("wave", flat=True)
    return due_wave(employment.starts_on, today, set(done))


def survey_answers(organisation: Organisation) -> list[Answer]:
    """Every answer kept, of all sites together: a site has too few voisins for a figure."""
    rows = SurveyAnswer.objects.filter(organisation=organisation).values_list("person", "wave", "values")
    return [Answer(*row) for row in rows]
