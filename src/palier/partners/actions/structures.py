"""Local actors: structures, the people met there, meetings, and what they agreed to so that we may come in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from palier.common.dialling import read_dialled
from palier.common.journal import write_line
from palier.partners.models import Access, Contact, Meeting, Service, Structure
from palier.partners.rules.keeping import MEETING_KEPT, contact_forgotten_on
from palier.partners.rules.opening import packed, read_osm, week_in_words
from palier.people.api import Account, Site
from palier.places.api import Building


class StructureRefused(ValueError):
    """It cannot be written so; the text is a sentence for the person who asked."""


# What a person may write of a structure, and how long it may be.
TEXTS = {"name": 150, "kind": 16, "address": 200, "commune": 120, "phone": 16, "email": 120, "website": 200, "opening": 400, "remark": 400}


@transaction.atomic
def add_structure(actor: object, site: Site, fields: Mapping[str, str], near: Building | None = None) -> Structure:
    """A local actor noted by hand. `fields`: some of `TEXTS`, plus `hours` in the OpenStreetMap way. Raises `StructureRefused`.

    `near`: the building beside which it stands, so that phones know how far it is.
    """
    made = Structure(site=site, **_read(fields), **_where(near))
    if Structure.objects.filter(site=site, name=made.name, address=made.address, closed_at=None).exists():
        raise StructureRefused(f"« {made.name} » est déjà là, à la même adresse.")
    made.save()
    write_line(actor, "add_structure", made)
    return made


@transaction.atomic
def change_structure(actor: object, structure: Structure, fields: Mapping[str, str], near: Building | None = None) -> None:
    """Correct a local actor. What is corrected by hand is left alone by later imports. Raises `StructureRefused`."""
    row = Structure.objects.select_for_update().get(pk=structure.pk)
    asked = _read(fields, row) | _where(near)
    changed = [name for name, value in asked.items() if getattr(row, name) != value]
    for name, value in asked.items():
        setattr(row, name, value)
    if row.source:
        row.by_hand = sorted({*row.by_hand, *changed})
    row.save()
    write_line(actor, "change_structure", row, fields=changed)


def _where(near: Building | None) -> dict[str, Any]:
    return {"lon": near.lon, "lat": near.lat, "neighbourhood": near.neighbourhood} if near else {}


def _read(fields: Mapping[str, str], before: Structure | None = None) -> dict[str, object]:
    clean = {name: " ".join(fields.get(name, "").split())[:length] for name, length in TEXTS.items() if name in fields}
    if not clean.get("name", before.name if before else ""):
        raise StructureRefused("Donnez un nom, comme on le dit dans le quartier.")
    if clean.get("kind", Structure.Kind.OTHER) not in Structure.Kind.values:
        raise StructureRefused("Choisissez ce que c’est.")
    number = read_dialled(clean.get("phone", "")) if clean.get("phone") else ""
    if number is None:
        raise StructureRefused("Le numéro de téléphone ne se lit pas : 10 chiffres, un numéro court, ou + et l’indicatif du pays.")
    found: dict[str, object] = {**clean, **({"phone": number} if "phone" in clean else {})}
    return found | _hours(fields, clean, before)


def _hours(fields: Mapping[str, str], clean: Mapping[str, str], before: Structure | None) -> dict[str, object]:
    """Hours typed as `Mo-Fr 09:00-12:00` are read; words that changed are only words, and what was read before falls."""
    typed = fields.get("hours", "").strip()
    if typed:
        week = read_osm(typed)
        if week is None:
            raise StructureRefused("Ces horaires ne se lisent pas. Exemple : Mo-Fr 09:00-12:00,14:00-17:00; Sa 09:00-12:00; PH off")
        return {"week": packed(week), "opening": week_in_words(week)[:400]}
    if "opening" in clean and clean["opening"] != (before.opening if before else ""):
        return {"week": None}
    return {}


@transaction.atomic
def close_structure(actor: object, structure: Structure, now: datetime, *, closed: bool = True) -> None:
    """It closed, or was noted by mistake: out of the directory and of the phones; or back in. Imports leave it so."""
    Structure.objects.filter(pk=structure.pk).update(closed_at=now if closed else None)
    write_line(actor, "close_structure" if closed else "put_structure_back", structure)


@transaction.atomic
def give_service(actor: object, structure: Structure, service: Service, *, given: bool = True) -> None:
    """Phones then name this place among those where the service is given; or not any more."""
    if service.site_id != structure.site_id:
        raise StructureRefused("Ce service est d’un autre site.")
    if given:
        service.places.add(structure)
    else:
        service.places.remove(structure)
    write_line(actor, "give_service" if given else "stop_giving_service", structure, service=str(service.pk))


@transaction.atomic
def add_contact(actor: object, structure: Structure, *, name: str, role: str, phone: str, email: str, told_on: date) -> Contact:
    """Somebody met there, who knows that her name is kept. Raises `StructureRefused`."""
    number = read_dialled(phone) if phone.strip() else ""
    if not name.strip():
        raise StructureRefused("Donnez un nom.")
    if number is None:
        raise StructureRefused("Ce numéro de téléphone ne se compose pas : des chiffres, par exemple 01 99 00 11 10.")
    contact = Contact.objects.create(
        structure=structure, name=" ".join(name.split())[:80], role=" ".join(role.split())[:80], phone=number[:16],
        email=email.strip()[:120], told_on=told_on, last_met_on=told_on,
    )  # fmt: skip
    write_line(actor, "add_contact", contact)
    return contact


@transaction.atomic
def remove_contact(actor: object, contact: Contact) -> None:
    """She left, or asked for it: nothing of her stays; the meetings do, without her."""
    write_line(actor, "remove_contact", contact)
    contact.delete()


@transaction.atomic
def note_meeting(
    actor: Account, structure: Structure, *, day: date, said: str, contact: Contact | None = None, again_on: date | None = None
) -> Meeting:
    """What was said, in a few words. Raises `StructureRefused`."""
    if not said.strip():
        raise StructureRefused("Notez en quelques mots ce qui s’est dit.")
    if again_on is not None and again_on < day:
        raise StructureRefused("On en reparle après la rencontre, pas avant.")
    if contact is not None and contact.structure_id != structure.pk:
        raise StructureRefused("Cette personne n’est pas de cette structure.")
    meeting = Meeting.objects.create(
        structure=structure, contact=contact, day=day, said=" ".join(said.split())[:400], again_on=again_on, made_by=actor
    )
    if contact is not None and day > contact.last_met_on:
        contact.last_met_on = day
        contact.save(update_fields=["last_met_on"])
    write_line(actor, "note_meeting", meeting)
    return meeting


@transaction.atomic
def remove_meeting(actor: object, meeting: Meeting) -> None:
    """It was noted by mistake."""
    write_line(actor, "remove_meeting", meeting)
    meeting.delete()


@transaction.atomic
def agree_access(
    actor: object,
    structure: Structure,
    *,
    what: str,
    agreed_on: date,
    until: date | None = None,
    building: Building | None = None,
    terms: str = "",
) -> Access:
    """Keys, a badge, posters. Raises `StructureRefused`: the code of a door is never written down."""
    if what not in Access.What.values:
        raise StructureRefused("Choisissez ce qui a été accordé.")
    if until is not None and until < agreed_on:
        raise StructureRefused("L’accord finit avant de commencer.")
    if any(word.strip(".,;:()").isdigit() and len(word.strip(".,;:()")) > 3 for word in terms.split()):
        raise StructureRefused("Pas de code ici : un code de porte se dit, il ne s’écrit pas.")
    access = Access.objects.create(
        structure=structure, what=what, agreed_on=agreed_on, until=until, building=building, terms=" ".join(terms.split())[:160]
    )
    write_line(actor, "agree_access", access, what=what)
    return access


@transaction.atomic
def mark_access(actor: object, access: Access, *, posted_on: date | None = None, ended_on: date | None = None) -> None:
    """A poster was put up; or keys were given back. Both None: it was a mistake, the agreement stands as on its first day."""
    row = Access.objects.select_for_update().get(pk=access.pk)
    row.posted_on = posted_on or (row.posted_on if ended_on else None)
    row.ended_on = ended_on
    row.save(update_fields=["posted_on", "ended_on"])
    write_line(actor, "mark_access", row, ended=ended_on is not None)


@transaction.atomic
def forget_contacts(now: datetime) -> int:
    """Erase the people whom nobody met for three years, and what was said at meetings five years ago. Returns how many people."""
    today = timezone.localdate(now)
    due = [one for one in Contact.objects.only("pk", "last_met_on") if contact_forgotten_on(one.last_met_on) <= today]
    for contact in due:
        write_line("server", "forget_contact", contact)
        contact.delete()
    Meeting.objects.filter(day__lt=MEETING_KEPT.before(today)).delete()
    return len(due)
