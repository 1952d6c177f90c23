"""Team seminars: planned, prepared with chosen words, held, minuted; what was promised is followed at the next one."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max

from palier.common.french import plural
from palier.common.journal import write_line
from palier.people.api import Account, Site, Voisin
from palier.teams.actions.employment import TeamRefused
from palier.teams.actions.hours import note_hours
from palier.teams.models import DeclaredHours, Seminar, SeminarPoint, Verbatim
from palier.teams.queries.hours import works_between
from palier.teams.rules.worked import Stretch, overlaps

VERBATIMS_KEPT = timedelta(days=365)


@transaction.atomic
def plan_seminar(actor: Account, site: Site, *, day: date, starts_at: time, ends_at: time, title: str, place: str = "") -> Seminar:
    """A seminar of the team of this site. Raises `TeamRefused` when it would end before it begins, or has no title."""
    _check(starts_at, ends_at, title)
    made = Seminar.objects.create(
        site=site, day=day, starts_at=starts_at, ends_at=ends_at, title=title.strip()[:80], place=place.strip()[:80]
    )
    write_line(actor, "plan_seminar", made)
    return made


@transaction.atomic
def change_seminar(actor: Account, seminar: Seminar, *, day: date, starts_at: time, ends_at: time, title: str, place: str) -> None:
    """Another day, hour, title or place. Raises `TeamRefused` once it was held."""
    if seminar.held_at:
        raise TeamRefused("Ce séminaire a eu lieu : il ne change plus.")
    _check(starts_at, ends_at, title)
    seminar.day, seminar.starts_at, seminar.ends_at = day, starts_at, ends_at
    seminar.title, seminar.place = title.strip()[:80], place.strip()[:80]
    seminar.save(update_fields=["day", "starts_at", "ends_at", "title", "place"])
    write_line(actor, "change_seminar", seminar)


def _check(starts_at: time, ends_at: time, title: str) -> None:
    if ends_at <= starts_at:
        raise TeamRefused("La fin vient avant le début.")
    if not title.strip():
        raise TeamRefused("Donnez un titre : le sujet, ou la mission.")


@transaction.atomic
def cancel_seminar(actor: Account, seminar: Seminar) -> None:
    """It does not take place. Raises `TeamRefused` once it was held, or when something was promised in it."""
    if seminar.held_at or seminar.points.exists():
        raise TeamRefused("Ce séminaire a un compte rendu : il reste.")
    write_line(actor, "cancel_seminar", seminar)
    seminar.delete()


@transaction.atomic
def quote(actor: Account, seminar: Seminar, author: Voisin, *, text: str, theme: str = "") -> Verbatim:
    """Bring words to the table. Raises `TeamRefused` when they are empty or already there."""
    words = " ".join(text.split())[:280]
    if len(words) < 3:
        raise TeamRefused("Il manque les mots.")
    if seminar.verbatims.filter(text=words, author=author).exists():
        raise TeamRefused("Ces mots sont déjà sur la table.")
    made = Verbatim.objects.create(seminar=seminar, author=author, text=words, theme=theme.strip()[:60])
    write_line(actor, "quote", seminar)
    return made


@transaction.atomic
def change_quote(actor: Account, verbatim: Verbatim, *, text: str, theme: str) -> None:
    """Other words, another theme. New words are asked about again."""
    words = " ".join(text.split())[:280]
    if len(words) < 3:
        raise TeamRefused("Il manque les mots.")
    if words != verbatim.text:
        verbatim.consent, verbatim.answered_on = Verbatim.Consent.ASKED, None
    verbatim.text, verbatim.theme = words, theme.strip()[:60]
    verbatim.save(update_fields=["text", "theme", "consent", "answered_on"])
    write_line(actor, "change_quote", verbatim.seminar)


@transaction.atomic
def note_consent(actor: Account, verbatim: Verbatim, consent: str, today: date) -> None:
    """What the author said of these very words leaving the team. Raises `TeamRefused` for another answer."""
    if consent not in Verbatim.Consent.values:
        raise TeamRefused("Répondez oui ou non.")
    verbatim.consent, verbatim.answered_on = consent, None if consent == Verbatim.Consent.ASKED else today
    verbatim.save(update_fields=["consent", "answered_on"])
    write_line(actor, "note_consent", verbatim.seminar, consent=consent)


@transaction.atomic
def take_off_quote(actor: Account, verbatim: Verbatim) -> None:
    """These words leave the table, and are erased."""
    write_line(actor, "take_off_quote", verbatim.seminar)
    verbatim.delete()


@transaction.atomic
def minute(actor: Account, seminar: Seminar, *, kind: str, text: str, owner: str = "", due_on: date | None = None) -> SeminarPoint:
    """One line of the minutes. Raises `TeamRefused` for an action without an owner."""
    if kind not in SeminarPoint.Kind.values:
        raise TeamRefused("Choisissez : compris, décidé ou à faire.")
    if len(text.strip()) < 3:
        raise TeamRefused("Écrivez la phrase.")
    if kind == SeminarPoint.Kind.ACTION and not owner.strip():
        raise TeamRefused("Qui s’en charge ? Une action sans personne ne se fait pas.")
    last = seminar.points.aggregate(Max("number"))["number__max"] or 0
    action = kind == SeminarPoint.Kind.ACTION
    made = SeminarPoint.objects.create(
        seminar=seminar, number=last + 1, kind=kind, text=text.strip()[:280], owner=owner.strip()[:60] if action else "",
        due_on=due_on if action else None, state=SeminarPoint.State.OPEN if action else SeminarPoint.State.DONE,
    )  # fmt: skip
    write_line(actor, "minute", seminar, kind=kind)
    return made


@transaction.atomic
def settle_point(actor: Account, point: SeminarPoint, state: str, today: date, said: str = "") -> None:
    """An action is done, dropped, or to do again. Dropping it says why (`TeamRefused` otherwise)."""
    if point.kind != SeminarPoint.Kind.ACTION or state not in SeminarPoint.State.values:
        raise TeamRefused("Seule une action se suit.")
    if state == SeminarPoint.State.DROPPED and len(said.strip()) < 3:
        raise TeamRefused("Dites pourquoi elle est abandonnée : l’équipe le lira.")
    point.state, point.said = state, said.strip()[:160]
    point.settled_on = None if state == SeminarPoint.State.OPEN else today
    point.save(update_fields=["state", "said", "settled_on"])
    write_line(actor, "settle_point", point.seminar, state=state)


@transaction.atomic
def remove_point(actor: Account, point: SeminarPoint) -> None:
    """A line written by mistake. Raises `TeamRefused` for an action already settled."""
    if point.kind == SeminarPoint.Kind.ACTION and point.state != SeminarPoint.State.OPEN:
        raise TeamRefused("Cette action est suivie : elle reste au compte rendu.")
    write_line(actor, "remove_point", point.seminar)
    point.delete()


@transaction.atomic
def hold_seminar(actor: Account, seminar: Seminar, *, present: Collection[Voisin], shown: list[str], now: datetime) -> list[str]:
    """It took place: the figures read are kept, and each voisin present has the hours (a meeting is working time).

    Gives what could not be noted, in words: hours that cover others, a month already confirmed. Nothing else is lost for it.
    """
    troubles = []
    seminar.held_at, seminar.shown = now, shown
    seminar.save(update_fields=["held_at", "shown"])
    for voisin in present:
        trouble = _note_presence(actor, seminar, voisin, now)
        if trouble:
            troubles.append(trouble)
    write_line(actor, "hold_seminar", seminar, present=len(present))
    return troubles


def _note_presence(actor: Account, seminar: Seminar, voisin: Voisin, now: datetime) -> str:
    zone = ZoneInfo(seminar.site.time_zone)
    mine = Stretch(seminar.day, seminar.starts_at, seminar.ends_at, DeclaredHours.Sort.MEETING, zone)
    others = [one.stretch for one in works_between([voisin], seminar.day, seminar.day)[voisin.pk]]
    if mine in others:
        return ""
    if overlaps([*others, mine]):
        return f"{voisin.first_name} : d’autres heures couvrent déjà ce moment."
    try:
        note_hours(actor, voisin, day=mine.day, starts_at=mine.starts_at, ends_at=mine.ends_at, sort=mine.sort, now=now)
    except TeamRefused as refusal:
        return str(refusal)
    return ""


def forget_verbatims(now: datetime) -> str:
    """A year after the seminar, its words are erased; what was understood and decided stays. Source: security §4, line 5."""
    found, _ = Verbatim.objects.filter(seminar__day__lt=now.date() - VERBATIMS_KEPT).delete()
    return plural(found, "parole effacée", "paroles effacées") if found else ""
