"""Field feedback: opened, handed to its owner, asked again, answered, told back, published."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from palier.common.journal import write_line
from palier.partners.heard import FieldFeedback
from palier.partners.models import Partner
from palier.partners.rules.heard import ANSWER_DAYS, heard_day, trouble_in
from palier.people.api import Site
from palier.places.api import Neighbourhood

State = FieldFeedback.State
LENGTHS = {"text": 280, "answer": 600, "changed": 400, "told_how": 120}


class FeedbackRefused(ValueError):
    """It cannot be written so; the text is a sentence for the person who asked."""


@transaction.atomic
def open_feedback(
    actor: object, site: Site, *, neighbourhood: Neighbourhood | None, theme: str, text: str, heard_in: str, heard_on: date, now: datetime,
    today: date, born_from: UUID | None = None,
) -> FieldFeedback:  # fmt: skip
    """Something that residents said of a place. Raises `FeedbackRefused`: about a person or a home, or already made of that line."""
    fields = _read(site, neighbourhood, theme, text, heard_in, heard_on, today)
    if born_from is not None and FieldFeedback.objects.filter(born_from=born_from).exists():
        raise FeedbackRefused("Cette ligne du séminaire est déjà une remontée.")
    made = FieldFeedback(site=site, born_from=born_from, made_at=now, **fields)
    made.made_by_id = getattr(actor, "pk", None)
    made.save()
    write_line(actor, "open_feedback", made, theme=theme, heard_in=heard_in)
    return made


@transaction.atomic
def change_feedback(
    actor: object, feedback: FieldFeedback, *, neighbourhood: Neighbourhood | None, theme: str, text: str, heard_in: str, heard_on: date,
    today: date,
) -> None:  # fmt: skip
    """Say it better. Raises `FeedbackRefused`."""
    row = _row(feedback)
    for name, value in _read(row.site, neighbourhood, theme, text, heard_in, heard_on, today).items():
        setattr(row, name, value)
    row.save()
    write_line(actor, "change_feedback", row)


def _read(
    site: Site, neighbourhood: Neighbourhood | None, theme: str, text: str, heard_in: str, heard_on: date, today: date
) -> Mapping[str, object]:
    if neighbourhood is None or not site.neighbourhoods.filter(pk=neighbourhood.pk).exists():
        raise FeedbackRefused("Choisissez le quartier.")
    if theme not in FieldFeedback.Theme.values:
        raise FeedbackRefused("Choisissez un thème.")
    if heard_in not in FieldFeedback.Heard.values:
        raise FeedbackRefused("Dites où vous l’avez entendu.")
    if heard_on > today:
        raise FeedbackRefused("Ce jour n’est pas encore venu.")
    return {
        "neighbourhood": neighbourhood, "theme": theme, "text": _words("text", text, "Écrivez ce qui se passe, et dans quel lieu."),
        "heard_in": heard_in, "heard_on": heard_day(heard_in, heard_on),
    }  # fmt: skip


def _words(name: str, typed: str, lacks: str = "") -> str:
    """Words as they are kept: on one line, about a place. Raises `FeedbackRefused`."""
    words = " ".join(typed.replace("\x00", "").split())
    if lacks and not words:
        raise FeedbackRefused(lacks)
    if len(words) > LENGTHS[name]:
        raise FeedbackRefused(f"C’est trop long : {len(words)} signes, {LENGTHS[name]} au plus.")
    trouble = trouble_in(words)
    if trouble:
        raise FeedbackRefused(trouble)
    return words


def _row(feedback: FieldFeedback) -> FieldFeedback:
    return FieldFeedback.objects.select_for_update(of=("self",)).select_related("site", "neighbourhood").get(pk=feedback.pk)


@transaction.atomic
def assign_feedback(actor: object, feedback: FieldFeedback, owner: Partner | None, today: date, due_on: date | None = None) -> None:
    """To the partner who can act, with a day for the answer (in a month by default); or to another one. Raises `FeedbackRefused`."""
    row = _row(feedback)
    due = due_on or today + timedelta(days=ANSWER_DAYS)
    if owner is None or owner.organisation_id != row.site.organisation_id:
        raise FeedbackRefused("Choisissez à qui le confier.")
    if due < today:
        raise FeedbackRefused("Le jour de la réponse est déjà passé.")
    if row.state not in (State.OPEN, State.ASSIGNED):
        raise FeedbackRefused("Elle a déjà une réponse : rouvrez-la d’abord.")
    row.owner, row.due_on, row.state, row.assigned_on = owner, due, State.ASSIGNED, today
    row.reminders, row.reminded_on = 0, None
    row.save()
    write_line(actor, "assign_feedback", row, owner=str(owner.pk), due_on=due.isoformat())


@transaction.atomic
def remind_owner(actor: object, feedback: FieldFeedback, today: date) -> None:
    """The owner was asked again. Once a day at most. Raises `FeedbackRefused`."""
    row = _row(feedback)
    if row.state != State.ASSIGNED:
        raise FeedbackRefused("Personne n’attend de réponse ici.")
    if row.reminded_on == today:
        raise FeedbackRefused("Le rappel d’aujourd’hui est déjà noté.")
    row.reminders, row.reminded_on = row.reminders + 1, today
    row.save(update_fields=["reminders", "reminded_on"])
    write_line(actor, "remind_owner", row, reminders=row.reminders)


@transaction.atomic
def answer_feedback(actor: object, feedback: FieldFeedback, answer: str, today: date) -> None:
    """What its owner answers, in its own words; correcting an answer keeps its day. Raises `FeedbackRefused`."""
    row = _row(feedback)
    if row.state not in (State.ASSIGNED, State.ANSWERED):
        raise FeedbackRefused("Elle n’attend pas de réponse.")
    row.answer = _words("answer", answer, "Écrivez la réponse, même courte.")
    row.answered_on = row.answered_on or today
    row.state = State.ANSWERED
    row.save()
    write_line(actor, "answer_feedback", row)


@transaction.atomic
def close_feedback(actor: object, feedback: FieldFeedback, *, changed: str, told_on: date | None, told_how: str, today: date) -> None:
    """What changed for good (empty: nothing did), and how residents were told. Raises `FeedbackRefused`."""
    row = _row(feedback)
    if row.state == State.OPEN:
        raise FeedbackRefused("Confiez-la d’abord à quelqu’un.")
    if told_on is not None and told_on > today:
        raise FeedbackRefused("Les habitants ne l’ont pas encore su.")
    words = _words("changed", changed)
    row.changed, row.changed_on = words, (row.changed_on or today) if words else None
    row.told_on, row.told_how = told_on, _words("told_how", told_how) if told_on else ""
    row.state, row.closed_on = State.CLOSED, row.closed_on or today
    row.save()
    write_line(actor, "close_feedback", row, changed=bool(words), told=told_on is not None)


@transaction.atomic
def reopen_feedback(actor: object, feedback: FieldFeedback) -> None:
    """It goes on: back to the answer that was given, or to the one that is awaited."""
    row = _row(feedback)
    if row.state == State.CLOSED:
        row.state, row.closed_on = (State.ANSWERED if row.answer else State.ASSIGNED), None
    elif row.state == State.ANSWERED:
        row.state, row.answer, row.answered_on = State.ASSIGNED, "", None
    row.save()
    write_line(actor, "reopen_feedback", row, state=row.state)


@transaction.atomic
def publish_feedback(actor: object, feedback: FieldFeedback, now: datetime, *, published: bool = True) -> None:
    """On the page of the neighbourhood, for everybody; or off it. Only once it is somebody's: a complaint alone helps nobody."""
    row = _row(feedback)
    if published and row.owner_id is None:
        raise FeedbackRefused("Confiez-la d’abord à quelqu’un : la page dit à qui nous l’avons portée.")
    row.published_at = (row.published_at or now) if published else None
    row.save(update_fields=["published_at"])
    write_line(actor, "publish_feedback" if published else "unpublish_feedback", row)


@transaction.atomic
def remove_feedback(actor: object, feedback: FieldFeedback) -> None:
    """It was a mistake: nobody had been asked yet. Raises `FeedbackRefused`."""
    row = _row(feedback)
    if row.state != State.OPEN:
        raise FeedbackRefused("Quelqu’un l’a déjà reçue : terminez-la plutôt.")
    write_line(actor, "remove_feedback", row)
    row.delete()
