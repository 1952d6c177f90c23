"""Who of the partners enters the portal: a landlord, an agglomeration that also pays, a social centre; a committee; an idea."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from palier.missions.api import Mission
from palier.partners.api import (
    Guest,
    Partner,
    Service,
    Structure,
    add_partner,
    answer_committee,
    call_committee,
    change_service,
    fund_missions,
    invite,
    reply_to_suggestion,
    shown_phone,
    suggest,
    take_seat,
)
from palier.people.api import Account, Site


def seat_partners(site: Site, manager: Account, passphrase: str, now: datetime) -> None:
    """Through the link, like everybody."""
    landlord, town = (Partner.objects.get(organisation=site.organisation, name=name) for name in ("Habitat des Prés", "Agglo Val de Rive"))
    centre = add_partner(manager, site.organisation, name="Centre social des Tilleuls", kind=Partner.Kind.LOCAL_ACTOR)
    entry = Structure.objects.filter(site=site, name=centre.name).first()

    def sit(partner: Partner, email: str, first_name: str, kind: str, structure: Structure | None = None) -> Account:
        secret = invite(manager, partner, email=email, kind=kind, now=now, structure=structure)
        return take_seat(secret, first_name=first_name, password=passphrase, now=now)

    lea = sit(landlord, "lea@habitat.example", "Léa", "commissioner")
    sit(town, "karim@agglo.example", "Karim", "commissioner")
    sit(town, "karim@agglo.example", "Karim", "funder")
    yann = sit(centre, "yann@tilleuls.example", "Yann", "local_actor", entry)
    fund_missions(manager, town, set(Mission.objects.filter(site=site, commissioner=landlord).values_list("pk", flat=True)))
    for service in Service.objects.filter(site=site, name__in=("Centre social", "Agence du bailleur")):
        change_service(
            manager, service, name=service.name, what=service.what, needs=service.needs, place=service.place, opening=service.opening,
            phone=shown_phone(service.phone), books=service.books, partner=centre if service.name == "Centre social" else landlord,
        )  # fmt: skip
    _committee(site, manager, lea, [landlord, town, centre], now)
    idea = suggest(yann, centre, site, "Le ménage du soir : qui travaille de nuit ne trouve personne pour garder les enfants.", now)
    reply_to_suggestion(manager, idea, "On l’a entendu aussi aux portes. On en parle au prochain comité.", now)
    suggest(yann, centre, site, "Les inscriptions aux cours de français ouvrent en janvier, et peu de gens le savent.", now)


def _committee(site: Site, manager: Account, lea: Account, partners: list[Partner], now: datetime) -> None:
    zone = ZoneInfo(site.time_zone)
    day = now.astimezone(zone).date() + timedelta(days=16)
    made = call_committee(
        manager, site, title="Comité de pilotage des Terrasses", begins_at=datetime.combine(day, time(14), zone),
        ends_at=datetime.combine(day, time(16), zone), place="Salle du centre social, 12 allée des Tilleuls", partners=partners,
        agenda="Ce que la mission chauffage a donné à mi-parcours\nLes remontées sans réponse\nLe tri : ce qui se construit",
    )  # fmt: skip
    answer_committee(lea, Guest.objects.get(committee=made, partner=partners[0]), "yes", now)
