"""Steering committees: called, moved, cancelled, answered; and what partners suggest."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from palier.common.journal import write_line
from palier.partners.models import Partner
from palier.partners.rules.heard import trouble_in
from palier.partners.seats import Committee, Guest, Suggestion
from palier.people.api import Account, Site


class CommitteeRefused(ValueError):
    """It cannot be so; the text is a sentence for the person who asked."""


@transaction.atomic
def call_committee(
    actor: Account, site: Site, *, title: str, begins_at: datetime, ends_at: datetime, place: str, agenda: str, partners: Collection[Partner],
    committee: Committee | None = None,
) -> Committee:  # fmt: skip
    """A new committee, or another day, place or list of guests for one. Who is still invited at the same hours keeps its answer."""
    title, place = " ".join(title.split())[:80], " ".join(place.split())[:160]
    if not title or not place:
        raise CommitteeRefused("Donnez un titre et un lieu.")
    if ends_at <= begins_at:
        raise CommitteeRefused("Le comité finit avant de commencer.")
    if not partners or any(one.organisation_id != site.organisation_id for one in partners):
        raise CommitteeRefused("Invitez au moins un partenaire.")
    row = committee or Committee(site=site)
    moved = committee is not None and (row.begins_at, row.ends_at) != (begins_at, ends_at)
    row.title, row.place, row.begins_at, row.ends_at, row.agenda = title, place, begins_at, ends_at, agenda.strip()[:600]
    row.cancelled_at = None
    row.save()
    row.guests.exclude(partner__in=partners).delete()
    if moved:
        row.guests.update(answer="", answered_at=None)
    there = set(row.guests.values_list("partner_id", flat=True))
    Guest.objects.bulk_create([Guest(committee=row, partner=one) for one in partners if one.pk not in there])
    write_line(actor, "call_committee", row, guests=len(partners), moved=moved)
    return row


@transaction.atomic
def cancel_committee(actor: Account, committee: Committee, now: datetime) -> None:
    """It does not take place; the calendars that hold it say so."""
    Committee.objects.filter(pk=committee.pk).update(cancelled_at=now)
    write_line(actor, "cancel_committee", committee)


@transaction.atomic
def answer_committee(actor: Account, guest: Guest, answer: str, now: datetime) -> None:
    """Comes or does not; may change its mind. Raises `CommitteeRefused`."""
    if answer not in (Guest.Answer.YES, Guest.Answer.NO):
        raise CommitteeRefused("Dites si vous venez.")
    if guest.committee.cancelled_at is not None or guest.committee.ends_at < now:
        raise CommitteeRefused("Ce comité est passé ou annulé.")
    Guest.objects.filter(pk=guest.pk).update(answer=answer, answered_at=now)
    write_line(actor, "answer_committee", guest, answer=answer)


@transaction.atomic
def suggest(actor: Account, partner: Partner, site: Site, words: str, now: datetime) -> Suggestion:
    """A subject for a mission. Raises `CommitteeRefused`: nothing written, or about somebody."""
    words = " ".join(words.split())
    if not words or len(words) > 400:
        raise CommitteeRefused("Dites le sujet en quelques mots, 400 signes au plus.")
    trouble = trouble_in(words)
    if trouble:
        raise CommitteeRefused(trouble)
    if site.organisation_id != partner.organisation_id:
        raise CommitteeRefused("Ce site n’est pas le vôtre.")
    made = Suggestion.objects.create(partner=partner, site=site, words=words, made_at=now)
    write_line(actor, "suggest", made)
    return made


@transaction.atomic
def reply_to_suggestion(actor: Account, suggestion: Suggestion, reply: str, now: datetime) -> None:
    """What the association says of it. Raises `CommitteeRefused`."""
    reply = " ".join(reply.split())[:400]
    if not reply:
        raise CommitteeRefused("Répondez en quelques mots.")
    Suggestion.objects.filter(pk=suggestion.pk).update(reply=reply, replied_at=now)
    write_line(actor, "reply_to_suggestion", suggestion)
