"""The only way from an id to a bilan or to words: outside one's scope neither exists."""

from uuid import UUID

from django.http import Http404

from palier.impact.models import Bilan, Words
from palier.missions.api import missions_for
from palier.people.api import Account


def bilan_for(account: Account, bilan_id: UUID | str) -> Bilan:
    """A bilan of a mission in scope. Raises Http404."""
    found = Bilan.objects.select_related("mission__site", "release").filter(pk=bilan_id, mission__in=missions_for(account)).first()
    if found is None:
        raise Http404
    return found


def words_for(account: Account, words_id: UUID | str) -> Words:
    """Words chosen for a mission in scope. Raises Http404."""
    found = Words.objects.select_related("mission__site").filter(pk=words_id, mission__in=missions_for(account)).first()
    if found is None:
        raise Http404
    return found
