"""A small believable mission, and a simulated phone that speaks the contract."""

import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.test import Client
from django.utils import timezone

from palier.missions.api import Mission, PerimeterEntrance, Questionnaire
from palier.people.api import Account, Device, Organisation, Site, Voisin, fingerprint
from palier.places.api import Building, Door, Entrance, Neighbourhood
from palier.tours.api import Tour, TourStop

PARIS = ZoneInfo("Europe/Paris")
DEFINITION = {
    "format": 1,
    "languages": ["fr"],
    "questions": [
        {"code": "facture", "type": "select_one", "label": {"fr": "Vous comprenez votre facture ?"},
         "choices": [{"code": "oui", "label": {"fr": "Oui"}}, {"code": "non", "label": {"fr": "Non"}}]},
        {"code": "mot", "type": "text", "label": {"fr": "Un mot ?"}},
    ],
}  # fmt: skip


@dataclass
class Stage:
    """Everything a test of visits needs, on one site."""

    organisation: Organisation
    site: Site
    manager: Account
    voisins: list[Voisin]
    mission: Mission
    entrances: list[Entrance]
    doors: list[Door]
    tour: Tour
    phones: list["Phone"] = field(default_factory=list)


def make_stage(*, entrances: int = 2, doors: int = 6, voisins: int = 2, name: str = "Les Terrasses") -> Stage:
    """A site with one mission in the field and one tour today for a pair."""
    organisation = Organisation.objects.create(name=f"Voisins {name}")
    neighbourhood = Neighbourhood.objects.create(code=f"QN{secrets.token_hex(3)}", generation=2024, name=name)
    site = Site.objects.create(organisation=organisation, name=name, department="99")
    site.neighbourhoods.add(neighbourhood)
    manager = Account.objects.create_user(
        f"{uuid.uuid4().hex[:8]}@terrasses.example", "une-phrase-de-passe", organisation=organisation,
        first_name="Nadia", role=Account.Role.MANAGER,
    )  # fmt: skip
    manager.sites.add(site)
    people = [Voisin.objects.create(site=site, first_name=one, languages=["fr"]) for one in ("Fatou", "Ahmed")[:voisins]]
    building = Building.objects.create(neighbourhood=neighbourhood, name="Bâtiment C")
    made, plates = [], []
    for number in range(entrances):
        entrance = Entrance.objects.create(building=building, name=f"Escalier {number + 1}", position=number)
        made.append(entrance)
        plates += [
            Door(entrance=entrance, floor=index // 4 + 1, position=index % 4, label=f"{index // 4 + 1}0{index % 4 + 1}")
            for index in range(doors)
        ]
    Door.objects.bulk_create(plates)
    today = timezone.now().astimezone(PARIS).date()
    mission = Mission.objects.create(
        site=site, title=f"L’eau {name}", theme="charges", starts_on=today - timedelta(days=7),
        ends_on=today + timedelta(days=30), stage=Mission.Stage.FIELD, target_doors=doors * entrances,
    )  # fmt: skip
    PerimeterEntrance.objects.bulk_create(PerimeterEntrance(mission=mission, entrance=one) for one in made)
    questionnaire = Questionnaire.objects.create(mission=mission, source="desk", definition=DEFINITION)
    tour = make_tour(mission, questionnaire, today, people, made)
    return Stage(organisation, site, manager, people, mission, made, plates, tour, [Phone.of(one) for one in people])


def make_tour(mission: Mission, questionnaire: Questionnaire, day: date, voisins: list[Voisin], entrances: list[Entrance]) -> Tour:
    """One tour at 17 h 30, with stops in order."""
    tour = Tour.objects.create(mission=mission, questionnaire=questionnaire, day=day, starts_at=time(17, 30), ends_at=time(20, 0))
    tour.voisins.set(voisins)
    TourStop.objects.bulk_create(TourStop(tour=tour, entrance=one, position=n) for n, one in enumerate(entrances))
    return tour


@dataclass
class Phone:
    """A phone that speaks contract v1 over HTTP, through Django's test client."""

    device: Device
    token: str
    epoch: str | None = None
    host: str = "terrain.localhost"

    @classmethod
    def of(cls, voisin: Voisin) -> "Phone":
        token = secrets.token_urlsafe(32)
        now = timezone.now()
        device = Device.objects.create(
            voisin=voisin, install=uuid.uuid4(), token_hash=fingerprint(token), token_issued_at=now, paired_at=now
        )
        return cls(device, token)

    def envelope(self, *ops: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """What would be posted."""
        return {
            "device": str(self.device.pk), "epoch": self.epoch, "sent_at": timezone.now().isoformat(),
            "count": len(ops), "ops": list(ops), **changes,
        }  # fmt: skip

    def post(self, *ops: dict[str, Any], client: Client | None = None, **changes: Any) -> Any:
        """The response to one post of operations."""
        return self.post_raw(json.dumps(self.envelope(*ops, **changes)), client=client)

    def post_raw(self, raw: str | bytes, *, client: Client | None = None, **headers: str) -> Any:
        """The response to bytes sent as they are."""
        return (client or Client()).post(
            "/api/field/v1/ops", raw, content_type=headers.pop("content_type", "application/json"),
            headers={"host": self.host, "authorization": f"Bearer {self.token}", **headers},
        )  # fmt: skip

    def send(self, *ops: dict[str, Any], **changes: Any) -> list[dict[str, Any]]:
        """Post and give the results; the answer must be 200."""
        response = self.post(*ops, **changes)
        assert response.status_code == 200, response.content
        results: list[dict[str, Any]] = response.json()["results"]
        return results

    def tours(self, cursor: str | None = None) -> Any:
        """The response to a download."""
        query = {"cursor": cursor} if cursor else {}
        return Client().get("/api/field/v1/tours", query, headers={"host": self.host, "authorization": f"Bearer {self.token}"})


def an_op(kind: str, body: dict[str, Any], *, rev: int = 1, op_id: uuid.UUID | str | None = None) -> dict[str, Any]:
    """One operation of format 1."""
    return {
        "id": str(op_id or uuid.uuid4()), "rev": rev, "kind": kind, "format": 1, "made_at": _at(timezone.now()),
        "body": body,
    }  # fmt: skip


SAID = {"consent": "yes", "sentence": "referral.1"}


def an_ask(kind: str, tour: Tour, *, rev: int = 1, op_id: uuid.UUID | str | None = None, **body: Any) -> dict[str, Any]:
    """A referral, an appointment or a follow-up of format 2, agreed to; a call to a number that does not exist unless said otherwise."""
    usual: dict[str, Any] = {
        "referral": {"to": "ccas"}, "appointment": {"with": "ccas"},
        "follow_up": {"what": "papers", "way": "call", "moment": "any"},
    }[kind]  # fmt: skip
    if kind == "follow_up" and body.get("way", "call") == "call" and not body.get("void"):
        usual |= {"phone": "+33199001234"}
    return {**an_op(kind, {"tour": str(tour.pk), **SAID, **usual, **body}, rev=rev, op_id=op_id), "format": 2}


def a_visit(tour: Tour, door: Door, outcome: str = "met", *, rev: int = 1, op_id: Any = None, **body: Any) -> Any:
    """One visit at 18 h on the tour's day, ten minutes long."""
    start = datetime.combine(tour.day, time(18, 0), PARIS)
    whole = {
        "tour": str(tour.pk), "door": str(door.pk), "pass": 1, "outcome": outcome, "informed": outcome == "met",
        "language": "fr" if outcome == "met" else None, "started_at": _at(start),
        "ended_at": _at(start + timedelta(minutes=10)), "place": "doorway" if outcome == "met" else None,
        "answers": {}, "needs": [], "handed": [], "note": "", **body,
    }  # fmt: skip
    return an_op("visit", whole, rev=rev, op_id=op_id)


def _at(moment: datetime) -> str:
    return moment.astimezone(PARIS).isoformat(timespec="seconds")
