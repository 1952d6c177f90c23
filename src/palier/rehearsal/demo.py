"""The demo: a site with one neighbourhood that has lived, a second one, and their people. Everything is invented."""

import random
import secrets
import uuid
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from palier.impact.api import Release, freeze_release
from palier.missions.api import (
    Mission,
    advance_mission,
    create_mission,
    perimeter_entrances,
    save_questionnaire,
    set_guide,
    set_handouts,
    set_perimeter,
)
from palier.partners.api import Partner
from palier.people.api import Account, Device, Organisation, Site, Voisin, fingerprint
from palier.places.api import Entrance
from palier.rehearsal.allies import make_allies
from palier.rehearsal.bilans import begin_bilan, write_bilans
from palier.rehearsal.doorstep import ask_as_residents
from palier.rehearsal.evening import Evening
from palier.rehearsal.following import follow_what_was_agreed, make_directory
from palier.rehearsal.heard import hear
from palier.rehearsal.missions import MISSIONS
from palier.rehearsal.neighbourhood import build_neighbourhood, build_small_neighbourhood
from palier.rehearsal.partnership import walk_to
from palier.rehearsal.proposals import propose
from palier.rehearsal.recruiting import recruit
from palier.rehearsal.rota import say_weeks
from palier.rehearsal.safety import close_old_alarms, give_numbers, play_watch
from palier.rehearsal.seats import seat_partners
from palier.rehearsal.seminars import hold_seminars
from palier.rehearsal.team import employ
from palier.rehearsal.wire import BATCH, DirectWire
from palier.teams.api import set_contract
from palier.tours.api import Tour, plan_tour

PARIS = ZoneInfo("Europe/Paris")
PASSPHRASE = "une porte qui s’ouvre"
TEAM = (
    ("Fatoumata", "fatou", ["fr", "snk", "bm"], 15), ("Ahmed", "ahmed", ["fr", "ar", "kab"], 15),
    ("Rajeswari", "raje", ["fr", "ta", "en"], 12), ("Maria", "maria", ["fr", "pt"], 16),
    ("Elif", "elif", ["fr", "tr"], 15), ("Jean-Luc", "jeanluc", ["fr", "en"], 19),
    ("Khadija", "khadija", ["fr", "ar"], 16), ("Mamadou", "mamadou", ["fr", "ff", "wo"], 19),
)  # fmt: skip
SMALL_TEAM = (
    ("Ionela", "ionela", ["fr", "ro"], 15),
    ("Binta", "binta", ["fr", "snk", "ff"], 15),
    ("Lin", "lin", ["fr", "zh"], 12),
)
PAIRS = ((0, 1), (3, 7), (4, 2), (5, 6))
Say = Callable[[str], None]


def demo_exists() -> bool:
    """True once the demo was made."""
    return Account.objects.filter(email="nadia@terrasses.example").exists()


def make_demo(seed: int, now: datetime, say: Say = lambda text: None) -> None:
    """Create the demo, as of `now`. Everything or nothing: one transaction."""
    with transaction.atomic():
        organisation = Organisation.objects.create(name="Les Voisins du Palier")
        Account.objects.create_user(
            "claire@palier.example", PASSPHRASE, organisation=organisation, first_name="Claire",
            role=Account.Role.HEAD_OFFICE,
        )  # fmt: skip
        say("Le quartier des Terrasses…")
        site = _site(organisation, seed, now)
        say("La mission finie, trois passages…")
        _finished(site, seed, now)
        say("La mission sur le terrain…")
        _in_field(site, seed, now)
        _in_preparation(site, now)
        say("Le second site…")
        _second_site(organisation, seed, now)
        say("Les suites : orientations, rendez-vous, rappels…")
        for one in organisation.sites.all():
            follow_what_was_agreed(one, seed, now)
        say("La sécurité…")
        give_numbers(site)
        close_old_alarms(now)
        play_watch(site, now)
        say("Les demandes des habitants…")
        ask_as_residents(site, now)
        say("Un an de l’équipe…")
        for one in organisation.sites.all():
            employ(one, Account.objects.filter(sites=one).earliest("email"), seed, now)
        hold_seminars(site, Account.objects.filter(sites=site).earliest("email"), now)
        hear(site, Account.objects.filter(sites=site).earliest("email"), now)
        say("Les missions à venir : demandées, choisies, construites, à signer…")
        propose(site, *_two(site), now)
        seat_partners(site, Account.objects.filter(sites=site).earliest("email"), PASSPHRASE, now)
        say("Les semaines à venir : qui peut quand, ce qui est proposé…")
        for one in organisation.sites.all():
            say_weeks(one, Account.objects.filter(sites=one).earliest("email"), now)
        say("Le recrutement…")
        recruit(site, now)


def _site(organisation: Organisation, seed: int, now: datetime) -> Site:
    neighbourhood = build_neighbourhood(seed, "QN09901M", "Les Terrasses", "99")
    site = Site.objects.create(organisation=organisation, name="Les Terrasses", department="99")
    site.neighbourhoods.add(neighbourhood)
    _manager(site, "nadia@terrasses.example", "Nadia")
    _team(site, TEAM, now)
    make_directory(site)
    make_allies(site, now)
    for name, kind in (("Habitat des Prés", "landlord"), ("Eau de la Vallée", "company"), ("Agglo Val de Rive", "town"),
                       ("Caisse de solidarité", "institution")):  # fmt: skip
        Partner.objects.create(organisation=organisation, name=name, kind=kind)
    return site


def _manager(site: Site, email: str, first_name: str) -> None:
    account = Account.objects.create_user(
        email, PASSPHRASE, organisation=site.organisation, first_name=first_name, role=Account.Role.MANAGER
    )
    account.sites.add(site)


def _team(site: Site, team: Sequence[tuple[str, str, list[str], int]], now: datetime) -> None:
    for first_name, picture, languages, hours in team:
        voisin = Voisin.objects.create(site=site, first_name=first_name, picture=picture, languages=languages)
        set_contract("demo", voisin, starts_on=now.date() - timedelta(days=400), monthly_minutes=hours * 60)
        paired = now - timedelta(days=120)
        Device.objects.create(
            voisin=voisin, install=uuid.uuid4(), token_hash=fingerprint(secrets.token_urlsafe(32)),
            token_issued_at=paired, paired_at=paired, last_seen_at=now - timedelta(hours=3),
        )  # fmt: skip


def _mission(site: Site, key: str, partner: str, starts_on: date, ends_on: date, entrances: list[Entrance], target: float,
             ) -> Mission:  # fmt: skip
    plan = MISSIONS[key]
    mission = create_mission(
        "demo", site, title=plan["title"], theme=plan["theme"], starts_on=starts_on, ends_on=ends_on,
        commissioner=Partner.objects.get(organisation=site.organisation, name=partner),
    )  # fmt: skip
    set_perimeter("demo", mission, entrances)
    set_guide("demo", mission, plan["guide"])
    set_handouts("demo", mission, plan["handouts"])
    save_questionnaire("demo", mission, plan["questionnaire"])
    doors = sum(one.doors.count() for one in entrances)
    mission.target_doors = int(doors * target)
    mission.save(update_fields=["target_doors"])
    return mission


def _entrances(site: Site, *buildings: str) -> list[Entrance]:
    found = Entrance.objects.filter(building__neighbourhood__in=site.neighbourhoods.all())
    return list(found.filter(building__name__in=buildings).order_by("building__name", "position"))


def _finished(site: Site, seed: int, now: datetime) -> None:
    today = now.astimezone(PARIS).date()
    starts = today - timedelta(days=118)
    mission = _mission(site, "water", "Habitat des Prés", starts, starts + timedelta(days=52),
                       _entrances(site, "Bâtiment A", "Bâtiment B", "Bâtiment C", "Allée des Merles"), 0.95)  # fmt: skip
    _walk(mission, "field", starts, "Lire une facture d’eau")
    player = Player(mission, seed, "info")
    # Evenings first, then Saturdays, then late afternoons: another slot at each pass (domain b12).
    player.campaign(starts, starts + timedelta(days=19), time(17, 30), (0, 1, 2, 3))
    player.campaign(starts + timedelta(days=20), starts + timedelta(days=37), time(14, 0), (5,))
    player.campaign(starts + timedelta(days=24), starts + timedelta(days=37), time(18, 0), (1, 3))
    player.campaign(starts + timedelta(days=38), starts + timedelta(days=52), time(16, 30), (0, 2, 4, 5))
    advance_mission("demo", mission, Mission.Stage.REPORT)
    nadia, claire = _two(site)
    freeze_release(nadia, mission, Release.Kind.FINAL, now - timedelta(days=60))
    write_bilans(nadia, claire, mission, now - timedelta(days=55))
    advance_mission("demo", mission, Mission.Stage.CLOSED)


def _in_field(site: Site, seed: int, now: datetime) -> None:
    today = now.astimezone(PARIS).date()
    starts = today - timedelta(days=24)
    mission = _mission(site, "heating", "Habitat des Prés", starts, starts + timedelta(days=46),
                       _entrances(site, "Bâtiment D", "Bâtiment E", "Tour T1", "Tour T2", "Bâtiment F", "Bâtiment G"), 0.7)  # fmt: skip
    _walk(mission, "field", starts, "Les droits sociaux, pas à pas")
    player = Player(mission, seed + 1, "info")
    player.campaign(starts, today - timedelta(days=1), time(17, 30), (1, 5))
    player.plan_evening(today, time(17, 30), PAIRS[:3])
    coming = [today + timedelta(days=ahead) for ahead in range(1, 12)]
    for number, day in enumerate(one for one in coming if one.weekday() in (1, 3, 5)):
        player.plan_evening(day, time(17, 30), PAIRS[number % 3 : number % 3 + 2])
    if now.astimezone(PARIS).hour >= 18:
        # After eight everybody is home: nobody is looked for in a demo made at night.
        player.play_day(today, now, finish=now.astimezone(PARIS).hour >= 20)
    freeze_release(_two(site)[0], mission, Release.Kind.INTERIM, now)
    begin_bilan(_two(site)[0], mission, now)


def _in_preparation(site: Site, now: datetime) -> None:
    today = now.astimezone(PARIS).date()
    mission = _mission(site, "sorting", "Agglo Val de Rive", today + timedelta(days=16), today + timedelta(days=60),
                       _entrances(site, "Bâtiment H", "Tour T3"), 0.8)  # fmt: skip
    walk_to("co_construction", mission, *_two(site), now)


def _two(site: Site) -> tuple[Account, Account]:
    """The manager of a site, and somebody of the head office: a mission is chosen by two."""
    return Account.objects.filter(sites=site).earliest("email"), Account.objects.get(email="claire@palier.example")


def _walk(mission: Mission, stage: str, starts: date, module: str) -> None:
    """Everything that is done before the first door, four days before it."""
    walk_to(stage, mission, *_two(mission.site), datetime.combine(starts - timedelta(days=4), time(18), PARIS), module=module)


def _second_site(organisation: Organisation, seed: int, now: datetime) -> None:
    neighbourhood = build_small_neighbourhood(seed + 7, "QN09801M", "Les Amarres", "98")
    site = Site.objects.create(organisation=organisation, name="Les Amarres", department="98")
    site.neighbourhoods.add(neighbourhood)
    _manager(site, "sami@amarres.example", "Sami")
    _team(site, SMALL_TEAM, now)
    make_directory(site)
    today = now.astimezone(PARIS).date()
    mission = _mission(site, "rights", "Caisse de solidarité", today - timedelta(days=15), today + timedelta(days=25),
                       _entrances(site, "Bâtiment 1", "Bâtiment 2"), 0.9)  # fmt: skip
    _walk(mission, "field", today - timedelta(days=15), "Les droits sociaux, pas à pas")
    player = Player(mission, seed + 2, "dialogue", pairs=((0, 1), (2,)))
    player.campaign(today - timedelta(days=15), today - timedelta(days=1), time(17, 0), (1, 3))
    player.plan_evening(today + timedelta(days=1), time(17, 0), ((0, 1),))


class Player:
    """Plans and plays a mission's past, tour by tour, through the two entrances of the phone."""

    def __init__(self, mission: Mission, seed: int, profile: str, pairs: Sequence[Sequence[int]] = PAIRS) -> None:
        self.mission, self.seed, self.profile, self.pairs = mission, seed, profile, pairs
        self.voisins = list(mission.site.voisins.order_by("pk"))
        by_name = {one.first_name: one for one in self.voisins}
        team = TEAM if len(self.voisins) > 3 else SMALL_TEAM
        self.voisins = [by_name[name] for name, *_ in team]
        self.devices = {one.pk: Device.objects.select_related("voisin__site__organisation").get(voisin=one) for one in self.voisins}
        self.way = list(perimeter_entrances(mission))
        self.place = 0
        self.turn = 0
        self.dice = random.Random(f"{seed}:{mission.title}")

    def campaign(self, first: date, last: date, starts_at: time, weekdays: Sequence[int]) -> None:
        """Tours on these weekdays between two days, two pairs at a time, each entrance in its turn."""
        day = first
        while day <= last:
            if day.weekday() in weekdays:
                pairs = [self.pairs[(self.turn + one) % len(self.pairs)] for one in range(min(2, len(self.pairs)))]
                self.turn += len(pairs)
                self.plan_evening(day, starts_at, pairs)
                self.play_day(day, datetime.combine(day, time(22, 0), PARIS), finish=True)
            day += timedelta(days=1)

    def plan_evening(self, day: date, starts_at: time, pairs: Sequence[Sequence[int]]) -> None:
        """One tour per pair: the next two or three entrances of the way."""
        for pair in pairs:
            entrances = [self.way[(self.place + one) % len(self.way)] for one in range(min(2, len(self.way)))]
            self.place += len(entrances)
            ends_at = (datetime.combine(day, starts_at) + timedelta(minutes=150)).time()
            plan_tour("demo", self.mission, day=day, starts_at=starts_at, ends_at=ends_at,
                      voisins=[self.voisins[one] for one in pair], entrances=entrances)  # fmt: skip

    def play_day(self, day: date, until: datetime, *, finish: bool) -> None:
        """Play every tour of a day, as its phones would."""
        for tour in Tour.objects.filter(mission=self.mission, day=day).prefetch_related("voisins").order_by("starts_at", "pk"):
            begin = datetime.combine(day, tour.starts_at, PARIS) + timedelta(minutes=self.dice.randrange(0, 6))
            if begin < until:
                self._play_tour(tour, begin, min(until, begin + timedelta(minutes=115)), finish=finish)

    def _play_tour(self, tour: Tour, begin: datetime, end: datetime, *, finish: bool) -> None:
        voisins = sorted(tour.voisins.all(), key=lambda one: one.first_name)
        spoken = {language for one in voisins for language in one.languages}
        wires = [DirectWire(self.devices[one.pk], lambda: begin) for one in voisins]
        # A pair leaves together: both phones carry the same doors, and each notes every second one.
        carried = [wire.tours() for wire in wires]
        for turn, (voisin, wire, found) in enumerate(zip(voisins, wires, carried, strict=True)):
            mine = next(one for one in found["changed"] if one["id"] == str(tour.pk))
            dice = random.Random(f"{self.seed}:{tour.day}:{voisin.first_name}:{tour.starts_at}")
            evening = Evening(
                tour=mine, mission=_mission_in(found, mine), begin=begin, end=end, languages=spoken, seed=self.seed,
                profile=self.profile, dice=dice, turn=turn, pair=len(voisins), hall_dice=random.Random(str(tour.pk)),
                directory=found["directory"],
            )  # fmt: skip
            wire.clock = lambda: end
            ops = evening.play(finish=finish)
            for start in range(0, len(ops), BATCH):
                wire.ops(ops[start : start + BATCH], end)


def _mission_in(carried: dict[str, Any], tour: dict[str, Any]) -> dict[str, Any]:
    return next(one for one in carried["missions"] if one["id"] == tour["mission"])
