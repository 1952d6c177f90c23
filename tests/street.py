"""Where phones of the browser tests work: a voisin with tours of her own, made in one go on a running server."""

import json
from dataclasses import dataclass
from typing import Any

from tests.running import Running

_MAKE = """
import secrets
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo
from palier.missions.api import Mission, PerimeterEntrance, Questionnaire
from palier.people.api import Organisation, Site, Voisin
from palier.places.api import Building, Door, Entrance, Neighbourhood
from palier.tours.api import Tour, TourStop
asked = {asked!r}
today = datetime.now(ZoneInfo("Europe/Paris")).date()
organisation = Organisation.objects.first() or Organisation.objects.create(name="Essai")
site = Site.objects.filter(organisation=organisation).first()
if site is None:
    site = Site.objects.create(organisation=organisation, name="Les Essais", department="99")
    site.neighbourhoods.add(Neighbourhood.objects.create(code="QN" + secrets.token_hex(3), generation=2024, name="Les Essais"))
voisin = Voisin.objects.create(site=site, first_name=asked["voisin"], languages=["fr"])
building = Building.objects.create(neighbourhood=site.neighbourhoods.first(), name="Bâtiment " + asked["voisin"])
mission = Mission.objects.create(site=site, title="Essai " + asked["voisin"], theme="charges", starts_on=today - timedelta(days=7),
    ends_on=today + timedelta(days=40), stage=Mission.Stage.FIELD, target_doors=100)
questionnaire = Questionnaire.objects.create(mission=mission, source="desk", definition={{
    "format": 1, "languages": ["fr"], "questions": [{{"code": "facture", "type": "select_one", "label": {{"fr": "Vous comprenez ?"}},
    "choices": [{{"code": "oui", "label": {{"fr": "Oui"}}}}, {{"code": "non", "label": {{"fr": "Non"}}}}]}}]}})
tours = []
for day in range(asked["days"]):
    tour = Tour.objects.create(mission=mission, questionnaire=questionnaire, day=today + timedelta(days=day), starts_at=time(0, 1), ends_at=time(23, 59))
    tour.voisins.set([voisin])
    for number in range(asked["entrances"]):
        entrance = Entrance.objects.create(building=building, name=f"Escalier {{day + 1}}-{{number + 1}}", position=number)
        Door.objects.bulk_create(Door(entrance=entrance, floor=index // 4 + 1, position=index % 4, label=f"{{index // 4 + 1}}0{{index % 4 + 1}}")
            for index in range(asked["doors"]))
        PerimeterEntrance.objects.create(mission=mission, entrance=entrance)
        TourStop.objects.create(tour=tour, entrance=entrance, position=number)
    tours.append(str(tour.pk))
answer({{"voisin": str(voisin.pk), "tours": tours}})
"""

_HELD = """
from palier.visits.api import Operation, Visit
rows = Visit.objects.filter(tour__in={tours!r}).values_list("pk", "outcome", "void", "door", "rev")
answer({{"visits": {{str(pk): [outcome, void, str(door), rev] for pk, outcome, void, door, rev in rows}},
  "aside": Operation.objects.filter(device__voisin={voisin!r}, status="quarantined").count()}})
"""

_ALERTS = """
from palier.people.api import PhoneAlert
answer(list(PhoneAlert.objects.filter(voisin={voisin!r}).values_list("kind", "perhaps_lost")))
"""


@dataclass
class Street:
    """One voisin and her tours; `server` keeps what her phone sends."""

    server: Running
    name: str
    voisin: str
    tours: list[str]

    def code(self) -> str:
        """A fresh pairing code, as the phone's address has it after the `#`."""
        return str(json.loads(self.server.run("pair", self.name, "--json"))["address"]).partition("#")[2]

    def held(self) -> dict[str, Any]:
        """What the server holds of these tours: visit → [outcome, void, door, revision], and how many operations are aside."""
        found: dict[str, Any] = self.server.python(_HELD.format(tours=self.tours, voisin=self.voisin))
        return found

    def alerts(self) -> list[list[Any]]:
        """What the desk was told of this voisin's phones: [kind, perhaps lost]."""
        found: list[list[Any]] = self.server.python(_ALERTS.format(voisin=self.voisin))
        return found


def make_street(server: Running, name: str, *, entrances: int = 4, doors: int = 16, days: int = 1) -> Street:
    """A new voisin of that name, with one tour a day from today on, each with entrances of its own."""
    asked = {"voisin": name, "entrances": entrances, "doors": doors, "days": days}
    made = server.python(_MAKE.format(asked=asked))
    return Street(server, name, made["voisin"], made["tours"])
