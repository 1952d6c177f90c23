"""Two missions of two commissioners, a funder, a local actor; and a client that reads every SQL statement of what it asks."""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from palier.common.canonical import digest_of
from palier.impact.api import Bilan, Release
from palier.missions.api import Agreement, Mission
from palier.missions.building import PartVersion
from palier.partners.api import (
    Committee,
    FieldFeedback,
    Guest,
    Partner,
    Referral,
    Service,
    Structure,
    add_partner,
    assign_feedback,
    call_committee,
    fund_missions,
    invite,
    open_feedback,
    take_seat,
)
from palier.people.api import Account
from palier.visits.tests.factories import Stage, make_stage

NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)
HOST = {"host": "partenaires.localhost"}
PASSPHRASE = "une porte qui s’ouvre"
# Rooms and tables that no page of the portal may read: what happens at doors, who goes there, whom one calls back.
CLOSED_ROOMS = ("visits", "tours", "safety", "voices", "teams")
CLOSED_MODELS = (
    "places.Door", "places.Opposition", "places.Entrance", "places.Building", "places.Address", "places.DoorRequest", "people.Voisin", "people.Device",
    "missions.PerimeterEntrance", "impact.ReleaseHomes", "partners.PersonalFollowUp", "partners.Appointment", "partners.Contact", "partners.Meeting",
)  # fmt: skip


def closed_tables() -> set[str]:
    """Their names in the database."""
    found = {model._meta.db_table for room in CLOSED_ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)}
    return found | {apps.get_model(name)._meta.db_table for name in CLOSED_MODELS}


class Watched(Client):
    """A partner's browser. Each statement that its requests run is kept, and must read no closed table."""

    def __init__(self, account: Account | None = None, **more: Any) -> None:
        super().__init__(headers=HOST, **more)
        self.statements: list[str] = []
        if account is not None:
            self.force_login(account)

    def request(self, **request: Any) -> HttpResponse:
        closed = closed_tables()

        def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            self.statements.append(sql)
            read = set(re.findall(r"[a-z_]+", sql)) & closed
            assert not read, f"{request.get('PATH_INFO')} reads {sorted(read)}: {sql[:400]}"
            return execute(sql, params, many, context)

        with connection.execute_wrapper(look):
            return super().request(**request)


CONTENT: dict[str, Any] = {
    "rule": "2026-12", "made_at": "2026-11-20T10:00:00+00:00", "doors": 320, "voisins": 6, "notes": ["L’unité est le logement."],
    "mission": {"title": "L’eau", "commissioner": "Habitat des Prés", "site": "Les Terrasses", "theme": "charges", "starts_on": "2026-09-01", "ends_on": "2026-10-30"},
    "tables": [
        {"code": "funnel", "title": "Du périmètre aux logements informés", "unit": "logements", "zone": {"code": "mission", "name": "toute la mission"},
         "base": {"label": "logements où l’on a frappé", "value": 300},
         "rows": [{"code": "knocked", "label": "logements où l’on a frappé", "value": 300, "share": None},
                  {"code": "met", "label": "logements où l’on s’est parlé", "value": 170, "share": 57},
                  {"code": "informed", "label": "logements informés", "value": 155, "share": 91}]},
        {"code": "needs", "title": "Ce que les gens demandent", "unit": "logements", "zone": {"code": "mission", "name": "toute la mission"},
         "base": {"label": "logements où l’on s’est parlé", "value": 170},
         "rows": [{"code": "job", "label": "Emploi", "value": None, "share": None}, {"code": "charges", "label": "Factures", "value": 45, "share": 26}]},
        {"code": "q-leak", "title": "Une fuite ?", "unit": "logements", "zone": {"code": "mission", "name": "toute la mission"},
         "base": {"label": "logements qui ont répondu", "value": None}, "rows": [{"code": "yes", "label": "Oui", "value": None, "share": None}]},
        {"code": "languages", "title": "En quelles langues", "unit": "logements", "zone": {"code": "mission", "name": "toute la mission"},
         "base": {"label": "logements", "value": 170},
         "rows": [{"code": "fr", "label": "français", "value": 140, "share": 82}, {"code": "other", "label": "autres langues", "value": 25, "share": 15}]},
        *({"code": "funnel", "title": "Du périmètre aux logements informés", "unit": "logements", "zone": {"code": code, "name": name},
           "base": {"label": "logements où l’on a frappé", "value": knocked},
           "rows": [{"code": "knocked", "label": "logements où l’on a frappé", "value": knocked, "share": None},
                    {"code": "met", "label": "logements où l’on s’est parlé", "value": met, "share": None}]}
          for code, name, knocked, met in (("s2", "Les Tours", 160, 90), ("s1", "Les Allées", 140, None))),
    ],
}  # fmt: skip


@dataclass
class World:
    """Who is who."""

    stage: Stage
    landlord: Partner
    town: Partner
    centre: Partner
    mission: Mission
    other: Mission
    release: Release
    entry: Structure
    feedback: FieldFeedback
    referral: Referral
    committee: Committee
    lea: Account
    karim: Account
    yann: Account

    def guest(self, partner: Partner) -> Guest:
        """Its invitation."""
        return Guest.objects.get(committee=self.committee, partner=partner)


def make_world() -> World:
    """Léa sits for the landlord that commissions one mission, Karim for the town that commissions another and pays for both, Yann for a centre."""
    stage = make_stage()
    manager, organisation, site = stage.manager, stage.organisation, stage.site
    landlord, town, centre = (
        add_partner(manager, organisation, name=name, kind=kind)
        for name, kind in (("Habitat des Prés", "landlord"), ("Agglo Val de Rive", "town"), ("Centre social", "local_actor"))
    )
    mission = stage.mission
    mission.commissioner, mission.title = landlord, "L’eau sans gaspiller"
    mission.save()
    other = Mission.objects.create(
        site=site, commissioner=town, title="Trier, c’est où", theme="housing", starts_on=NOW.date() + timedelta(days=20),
        ends_on=NOW.date() + timedelta(days=60), stage="co_construction",
    )  # fmt: skip
    release = Release.objects.create(
        mission=mission,
        number=1,
        kind="final",
        made_at=NOW,
        rule_version="2026-12",
        content=CONTENT,
        digest=digest_of(CONTENT),
        audit={"secret": 7},
    )
    Bilan.objects.create(
        mission=mission, number=1, release=release, state="approved", made_at=NOW, approved_at=NOW, words=[{"text": "Personne ne m’avait expliqué.", "theme": "charges"}],
    )  # fmt: skip
    PartVersion.objects.create(mission=other, part="message", number=1, text="On trie pour payer moins.", made_at=NOW)
    Agreement.objects.create(
        mission=other, number=1, nature="grant", price_cents=100, terms={}, made_at=NOW,
        content={"title": "Trier", "association": "Nous", "commissioner": "Agglo", "site": "Ici", "made_on": "2026-11-01", "articles": []},
    )  # fmt: skip
    entry = Structure.objects.create(site=site, name="Centre social", kind="social_centre")
    service = Service.objects.create(site=site, partner=centre, code="centre", name="Centre social")
    referral = Referral.objects.create(
        rev=1,
        site=site,
        asked_on=NOW.date(),
        sentence="s",
        service=service,
        mission=mission.pk,
        to="centre",
        slip="MDEP",
        state="sent",
        sent_at=NOW,
    )
    feedback = open_feedback(
        manager, site, neighbourhood=site.neighbourhoods.get(), theme="quiet", text="Le hall du bâtiment C est dans le noir", heard_in="doors",
        heard_on=NOW.date(), now=NOW, today=NOW.date(),
    )  # fmt: skip
    assign_feedback(manager, feedback, landlord, NOW.date())
    committee = call_committee(
        manager, site, title="Comité de pilotage", begins_at=datetime(2099, 1, 5, 13, tzinfo=UTC), ends_at=datetime(2099, 1, 5, 15, tzinfo=UTC),
        place="Salle", agenda="", partners=[landlord, town, centre],
    )  # fmt: skip
    fund_missions(manager, town, {mission.pk})

    def sit(partner: Partner, email: str, kind: str, structure: Structure | None = None) -> Account:
        secret = invite(manager, partner, email=f"{secrets.token_hex(2)}{email}", kind=kind, now=NOW, structure=structure)
        return take_seat(secret, first_name=email.partition("@")[0], password=PASSPHRASE, now=NOW)

    lea, yann = sit(landlord, "lea@h.example", "commissioner"), sit(centre, "yann@c.example", "local_actor", entry)
    karim = sit(town, "karim@a.example", "commissioner")
    take_seat(invite(manager, town, email=karim.email, kind="funder", now=NOW), first_name="Karim", password=PASSPHRASE, now=NOW)
    karim.refresh_from_db()
    return World(stage, landlord, town, centre, mission, other, release, entry, feedback, referral, committee, lea, karim, yann)
