"""The demo's local actors: who is around, when they are open, whom Nadia met, what they let her do. All invented."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from palier.partners.api import (
    Service,
    Structure,
    add_contact,
    add_structure,
    agree_access,
    give_service,
    mark_access,
    note_meeting,
)
from palier.people.api import Account, Site
from palier.places.api import Building, Neighbourhood
from palier.rehearsal.neighbourhood import METRE_LAT, METRE_LON, ORIGIN

# name, kind, address, hours (or words, when they cannot be read), phone, metres east and north, services given there.
ACTORS: tuple[tuple[str, str, str, str, str, int, int, tuple[str, ...]], ...] = (
    ("École Jacques-Prévert", "school", "4 allée des Tilleuls", "Mo,Tu,Th,Fr 08:20-11:40,13:20-16:00; PH off", "0199001201", 60, 235, ()),
    ("Centre social des Tilleuls", "social_centre", "12 allée des Tilleuls", "Tu-Fr 09:30-12:30,14:00-18:30; Sa 10:00-12:30", "0199001130", 230, 40, ("Centre social",)),
    ("PMI du Port", "health", "2 rue du Port", "Mo-Fr 09:00-12:00; We 14:00-17:00; PH off", "0199001203", 700, -150, ()),
    ("Régie de quartier", "association", "bâtiment D, rez-de-chaussée", "Mo-Th 08:30-12:00,13:30-17:00; Fr 08:30-12:00", "0199001204", 150, 75, ()),
    ("Médiathèque Simone-Veil", "library", "place du Marché", "Tu,Fr 14:00-19:00; We,Sa 10:00-18:00", "0199001205", 520, 210, ()),
    ("Loge du bâtiment C", "landlord", "bâtiment C, hall 3", "le matin avant 10 h", "0199001206", 70, 118, ()),
    ("Agence des Tilleuls", "landlord", "bâtiment A, rez-de-chaussée", "Tu,Th 14:00-17:00", "0199001160", 20, 5, ("Agence du bailleur",)),
    ("Épicerie Chez Awa", "shop", "place du Marché", "Mo-Su 08:00-21:00", "", 500, 190, ()),
    ("Club de foot des Terrasses", "association", "stade des Mousses", "soirs d’entraînement", "", 640, 60, ()),
    ("France services de Valbrune", "france_services", "place du Marché", "Mo-Fr 09:00-12:30,13:30-17:00; PH off", "0199001110", 540, 200, ("France services",)),
    ("France services La Poste du Port", "france_services", "8 rue du Port", "Tu-Fr 09:30-12:00,14:30-18:30; Sa 09:00-12:00", "0199001112", 980, -300, ("France services",)),
    ("Bus France services", "france_services", "tourne dans les quartiers", "lundi 09:00 - 17:30 / 09:00 - 12:00 / 13:30 - 17:30", "0199001113", 0, 0, ("France services",)),
    ("Mairie de Valbrune, CCAS", "town", "1 place de la Mairie", "Mo-Th 09:00-12:00; PH off", "0199001120", 900, 380, ("CCAS",)),
    ("Mission locale Val de Rive", "job", "gare routière", "Mo-Fr 09:00-12:00,14:00-17:00; PH off", "0199001140", 1400, 520, ("Mission locale",)),
)  # fmt: skip
PEOPLE = {
    "École Jacques-Prévert": ("Mme Bailly", "directrice"), "Centre social des Tilleuls": ("Yann Morel", "coordinateur"),
    "Loge du bâtiment C": ("M. Da Costa", "gardien"), "PMI du Port": ("Dr Lemaire", "médecin"),
}  # fmt: skip
# who, days ago, what was said, days until one talks again (None: no need).
MEETINGS: tuple[tuple[str, int, str, int | None], ...] = (
    ("École Jacques-Prévert", 34, "Elle nous laisse le café des parents du vendredi, et pense à deux mères qui parlent roumain.", 28),
    ("Centre social des Tilleuls", 21, "D’accord pour une salle le soir des formations. Veut la liste des thèmes.", 40),
    ("Loge du bâtiment C", 12, "Il met les affiches lui-même et prévient si l’ascenseur est en panne.", None),
    ("PMI du Port", 58, "Accepte des rendez-vous pris à la porte, deux par semaine.", 30),
)


def make_allies(site: Site, now: datetime) -> None:
    """What a manager of two years knows of her neighbourhood, through the real verbs."""
    manager = Account.objects.filter(sites=site).order_by("email").first()
    if manager is None:
        return
    services = {one.name: one for one in Service.objects.filter(site=site)}
    here = site.neighbourhoods.get()
    made = {name: _make(manager, site, here, row, services) for name, *rest in ACTORS for row in [(name, *rest)]}
    _meet(manager, made, now)
    _agree(manager, made, now)


def _make(manager: Account, site: Site, here: Neighbourhood, row: tuple[Any, ...], services: Mapping[str, Service]) -> Structure:
    name, kind, address, hours, phone, east, north, given = row
    readable = ":" in hours and not hours.startswith("lundi")
    made = add_structure(manager, site, {
        "name": name, "kind": kind, "address": address, "commune": "Valbrune", "phone": phone, "hours" if readable else "opening": hours,
    })  # fmt: skip
    made.lon, made.lat = ORIGIN[0] + east * METRE_LON, ORIGIN[1] + north * METRE_LAT
    made.neighbourhood = here if -30 <= east <= 490 and -30 <= north <= 270 and not name.startswith("Bus") else None
    made.moves = name.startswith("Bus")
    made.save()
    for service in given:
        give_service(manager, made, services[service])
    return made


def _meet(manager: Account, made: Mapping[str, Structure], now: datetime) -> None:
    today = timezone.localdate(now)
    for name, (who, role) in PEOPLE.items():
        add_contact(manager, made[name], name=who, role=role, phone="", email="", told_on=today - timedelta(days=300))
    for name, ago, said, again in MEETINGS:
        day = today - timedelta(days=ago)
        note_meeting(
            manager,
            made[name],
            day=day,
            said=said,
            contact=made[name].contacts.first(),
            again_on=day + timedelta(days=again) if again else None,
        )


def _agree(manager: Account, made: Mapping[str, Structure], now: datetime) -> None:
    today = timezone.localdate(now)
    building = {one.name: one for one in Building.objects.filter(neighbourhood__in=made["Agence des Tilleuls"].site.neighbourhoods.all())}
    posters = agree_access(manager, made["Loge du bâtiment C"], what="posters", agreed_on=today - timedelta(days=12), building=building["Bâtiment C"],
                           terms="panneau du hall, une semaine avant")  # fmt: skip
    mark_access(manager, posters, posted_on=today - timedelta(days=9))
    agree_access(manager, made["Agence des Tilleuls"], what="badge", agreed_on=today - timedelta(days=90), until=today + timedelta(days=4),
                 terms="trois badges, signés au registre")  # fmt: skip
    agree_access(
        manager, made["Centre social des Tilleuls"], what="room", agreed_on=today - timedelta(days=21), terms="mardi soir, hors vacances"
    )
    agree_access(manager, made["Agence des Tilleuls"], what="posters", agreed_on=today - timedelta(days=3), building=building["Bâtiment A"])
