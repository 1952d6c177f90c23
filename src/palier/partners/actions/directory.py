"""What changes the directory: partners, and the services where a resident can be sent."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from palier.common.dialling import read_dialled
from palier.common.journal import write_line
from palier.partners.models import Partner, Service
from palier.people.api import Organisation, Site


class ServiceRefused(Exception):
    """The service cannot be written so; the text is a sentence for the person who asked."""


@transaction.atomic
def add_partner(actor: object, organisation: Organisation, *, name: str, kind: str) -> Partner:
    """A partner by name; the one that exists when it is already known."""
    known = Partner.Kind.values
    partner, made = Partner.objects.get_or_create(
        organisation=organisation, name=name.strip(), defaults={"kind": kind if kind in known else known[0]}
    )
    if made:
        write_line(actor, "add_partner", partner)
    return partner


@transaction.atomic
def open_service(
    actor: object, site: Site, *, name: str, what: str = "", needs: Sequence[str] = (), place: str = "", opening: str = "", phone: str = "",
    books: bool = False, partner: Partner | None = None,
) -> Service:  # fmt: skip
    """A place where voisins may send residents. Raises `ServiceRefused`. Its code is made once, from its name."""
    fields = _fields(name, what, needs, place, opening, phone)
    if Service.objects.filter(site=site, name=fields["name"], closed_at=None).exists():
        raise ServiceRefused(f"« {fields['name']} » est déjà dans l’annuaire.")
    code = _free_code(site, str(fields["name"]))
    service = Service.objects.create(site=site, code=code, books=books, partner=partner, **fields)
    write_line(actor, "open_service", service)
    return service


@transaction.atomic
def change_service(
    actor: object, service: Service, *, name: str, what: str, needs: Sequence[str], place: str, opening: str, phone: str, books: bool,
    partner: Partner | None = None,
) -> None:  # fmt: skip
    """What phones will carry from their next contact on. Raises `ServiceRefused`."""
    fields = _fields(name, what, needs, place, opening, phone)
    if Service.objects.filter(site=service.site_id, name=fields["name"], closed_at=None).exclude(pk=service.pk).exists():
        raise ServiceRefused(f"« {fields['name']} » est déjà dans l’annuaire.")
    Service.objects.filter(pk=service.pk).update(books=books, partner=partner, **fields)
    write_line(actor, "change_service", service)


@transaction.atomic
def close_service(actor: object, service: Service, now: datetime, *, closed: bool = True) -> None:
    """Take a service out of the directory, or put it back. What was sent there stays."""
    Service.objects.filter(pk=service.pk).update(closed_at=now if closed else None)
    write_line(actor, "close_service" if closed else "put_service_back", service)


def _fields(name: str, what: str, needs: Sequence[str], place: str, opening: str, phone: str) -> dict[str, object]:
    number = read_dialled(phone) if phone.strip() else ""
    if not name.strip():
        raise ServiceRefused("Donnez un nom au service, comme on le dira à la porte.")
    if number is None:
        raise ServiceRefused("Le numéro de téléphone ne se lit pas : 10 chiffres, un numéro court, ou + et l’indicatif du pays.")
    texts = {"name": name, "what": what, "place": place, "opening": opening}
    clean = {key: " ".join(text.split())[: 80 if key == "name" else 160] for key, text in texts.items()}
    return {**clean, "needs": sorted(set(needs)), "phone": number}


def _free_code(site: Site, name: str) -> str:
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter)).lower()
    stem = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:50] or "service"
    stem = stem if stem[0].isalpha() else f"s_{stem}"
    taken = set(Service.objects.filter(site=site).values_list("code", flat=True))
    return next(code for code in [stem, *(f"{stem}_{number}" for number in range(2, len(taken) + 3))] if code not in taken)
