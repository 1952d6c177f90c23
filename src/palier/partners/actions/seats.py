"""Seats: invited by a link, taken once, ended; and which missions a funder helps to pay."""

import secrets
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from palier.common.journal import write_line
from palier.partners.models import Partner, Structure
from palier.partners.rules.seats import INVITATION_LIFE
from palier.partners.seats import Funding, Invitation, Seat
from palier.people.api import Account, PersonRefused, fingerprint, open_partner_account


class SeatRefused(ValueError):
    """It cannot be so; the text is a sentence for the person who asked."""


@transaction.atomic
def invite(actor: Account, partner: Partner, *, email: str, kind: str, now: datetime, structure: Structure | None = None) -> str:
    """A one-time link's secret, in clear for the only time. Earlier links of the same person for this partner stop working.

    Raises `SeatRefused`: no address, one that belongs to the desk, or a directory entry for somebody who is no local actor.
    """
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        raise SeatRefused("Cette adresse de courriel ne se lit pas.") from None
    if kind not in Seat.Kind.values:
        raise SeatRefused("Choisissez ce que ce partenaire est pour nous.")
    if structure is not None and (kind != Seat.Kind.LOCAL_ACTOR or structure.site.organisation_id != partner.organisation_id):
        raise SeatRefused("Une fiche de l’annuaire se confie à un acteur local.")
    known = Account.objects.filter(email=email).first()
    if known is not None and (known.role != Account.Role.PARTNER or known.organisation_id != partner.organisation_id):
        raise SeatRefused("Cette adresse a déjà un compte au bureau.")
    Invitation.objects.filter(partner=partner, email=email, used_at=None, expires_at__gt=now).update(expires_at=now)
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        partner=partner, kind=kind, structure=structure, email=email, token_hash=fingerprint(secret), made_by=actor, made_at=now,
        expires_at=now + INVITATION_LIFE,
    )  # fmt: skip
    write_line(actor, "invite_partner", made, partner=str(partner.pk), kind=kind)
    return secret


def open_invitation(secret: str, now: datetime) -> Invitation | None:
    """The invitation behind a link, while it may still be used."""
    found = Invitation.objects.select_related("partner__organisation", "structure")
    return found.filter(token_hash=fingerprint(secret), used_at=None, expires_at__gt=now).first()


@transaction.atomic
def take_seat(secret: str, *, first_name: str, password: str, now: datetime) -> Account:
    """Choose a passphrase and sit down. Somebody who already has an account changes her passphrase with it, and her other sessions end.

    Raises `SeatRefused`: the link was used or is too old, or the passphrase is too weak.
    """
    row = Invitation.objects.select_for_update().filter(token_hash=fingerprint(secret), used_at=None, expires_at__gt=now).first()
    if row is None:
        raise SeatRefused("Ce lien a déjà servi, ou il est trop vieux. Demandez-en un autre à votre contact.")
    try:
        account = open_partner_account(row.partner.organisation, row.email, password, first_name=first_name)
    except PersonRefused as refusal:
        raise SeatRefused(str(refusal)) from None
    row.used_at = now
    row.save(update_fields=["used_at"])
    seat, _ = Seat.objects.get_or_create(account=account, partner=row.partner, kind=row.kind, ended_at=None, defaults={"given_at": now})
    if row.structure_id and seat.structure_id != row.structure_id:
        seat.structure_id = row.structure_id
        seat.save(update_fields=["structure"])
    write_line(account.pk, "take_seat", seat)
    return account


@transaction.atomic
def end_seat(actor: Account, seat: Seat, now: datetime) -> None:
    """From the next request on this account sees nothing of this partner; without any seat left it no longer enters."""
    Seat.objects.filter(pk=seat.pk, ended_at=None).update(ended_at=now)
    if not Seat.objects.filter(account=seat.account_id, ended_at=None).exists():
        Account.objects.filter(pk=seat.account_id, role=Account.Role.PARTNER).update(is_active=False)
    write_line(actor, "end_seat", seat)


@transaction.atomic
def withdraw_invitation(actor: Account, invitation: Invitation, now: datetime) -> None:
    """The link was sent to somebody else: it opens nothing any more."""
    Invitation.objects.filter(pk=invitation.pk, used_at=None, expires_at__gt=now).update(expires_at=now)
    write_line(actor, "withdraw_invitation", invitation)


@transaction.atomic
def fund_missions(actor: Account, partner: Partner, missions: set[UUID]) -> None:
    """Which missions this partner helps to pay: those, and no others."""
    before = set(Funding.objects.filter(partner=partner).values_list("mission", flat=True))
    Funding.objects.filter(partner=partner, mission__in=before - missions).delete()
    Funding.objects.bulk_create([Funding(partner=partner, mission=one) for one in missions - before])
    if missions != before:
        write_line(actor, "fund_missions", partner, number=len(missions))


@transaction.atomic
def forget_invitations(now: datetime) -> int:
    """Erase the links that were used or are over for a month. Returns how many."""
    gone, _ = Invitation.objects.filter(expires_at__lt=now - 4 * INVITATION_LIFE).delete()
    return gone
