"""Words of residents on their way to a bilan: chosen and rewritten by one person, checked by another (security §3, R9)."""

from django.db import transaction

from palier.common.journal import write_line
from palier.impact.actions.bilans import BilanRefused
from palier.impact.models import Words
from palier.impact.queries import last_release, places_within
from palier.impact.rules.content import table_of
from palier.missions.api import Mission
from palier.people.api import Account
from palier.privacy.api import may_be_said, may_check, problems_with


def _judge(mission: Mission, theme: str, text: str) -> None:
    release = last_release(mission)
    rows = table_of(release.content, "needs").get("rows", []) if release else []
    problems = problems_with(text, places_within(mission))
    if not may_be_said(theme, {row["code"]: row["value"] for row in rows}):
        problems.append("Moins de 11 logements en ont parlé, ou ce thème n’est pas dans les chiffres figés : rien n’en est cité.")
    if problems:
        raise BilanRefused(problems)


@transaction.atomic
def choose_words(actor: Account, mission: Mission, theme: str, text: str) -> Words:
    """Words rewritten so that nobody is recognised, for somebody else to check. Nothing says where they come from. Raises `BilanRefused`."""
    _judge(mission, theme, text.strip())
    made = Words.objects.create(mission=mission, theme=theme, text=text.strip(), rewritten_by=actor)
    write_line(actor, "choose_words", made)
    return made


@transaction.atomic
def rewrite_words(actor: Account, words: Words, theme: str, text: str) -> Words:
    """Other words: they are to be checked again, by somebody else than who wrote them. Raises `BilanRefused`."""
    found = Words.objects.select_for_update().get(pk=words.pk)
    _judge(found.mission, theme, text.strip())
    found.theme, found.text, found.state, found.why = theme, text.strip(), Words.State.TO_CHECK, ""
    found.rewritten_by, found.checked_by = actor, None
    found.save()
    write_line(actor, "rewrite_words", found)
    return found


@transaction.atomic
def check_words(actor: Account, words: Words) -> Words:
    """The second person: nobody can be recognised. Raises `BilanRefused` for who rewrote them."""
    found = Words.objects.select_for_update().get(pk=words.pk)
    if not may_check(found.rewritten_by_id, actor.pk):
        raise BilanRefused(["Vous les avez réécrites : c’est à quelqu’un d’autre de les relire."])
    _judge(found.mission, found.theme, found.text)
    found.state, found.checked_by, found.why = Words.State.CHECKED, actor, ""
    found.save()
    write_line(actor, "check_words", found)
    return found


@transaction.atomic
def set_words_aside(actor: Account, words: Words, why: str) -> Words:
    """Not in a bilan, and why. Raises `BilanRefused` without a reason."""
    if not why.strip():
        raise BilanRefused(["Dites pourquoi, en quelques mots."])
    found = Words.objects.select_for_update().get(pk=words.pk)
    found.state, found.why, found.checked_by = Words.State.SET_ASIDE, why.strip()[:160], None
    found.save()
    write_line(actor, "set_words_aside", found)
    return found


@transaction.atomic
def remove_words(actor: Account, words: Words) -> None:
    """They are forgotten."""
    write_line(actor, "remove_words", words)
    words.delete()
