"""A mission whose visits are there, home by home: what releases are counted from."""

import random
import uuid
from datetime import datetime, time
from itertools import cycle
from typing import Any

from palier.missions.api import PerimeterEntrance
from palier.people.api import Voisin
from palier.places.api import Building, Door, Entrance
from palier.visits.api import Tally, Visit
from palier.visits.tests.factories import PARIS, Stage, make_stage
from palier.visits.tests.recompute import recomputed

SPOKEN = {"fr": 101, "ar": 33, "tr": 9, "ta": 4}


def add_building(stage: Stage, name: str, doors: int) -> list[Door]:
    """One more building of the perimeter, with one entrance."""
    building = Building.objects.create(neighbourhood=stage.site.neighbourhoods.get(), name=name)
    entrance = Entrance.objects.create(building=building, name="Entrée 1")
    PerimeterEntrance.objects.create(mission=stage.mission, entrance=entrance)
    return Door.objects.bulk_create(Door(entrance=entrance, floor=one // 4, position=one % 4, label=f"{one:03}") for one in range(doors))


def visits_of(stage: Stage, doors: list[Door], outcome: str, voisins: list[Voisin], **said: Any) -> list[Visit]:
    """One visit at each of these doors; values of `said` that are callables are asked for each door."""
    start = datetime.combine(stage.tour.day, time(18), PARIS)
    first = Visit.objects.count()
    return Visit.objects.bulk_create(
        Visit(
            id=uuid.uuid4(), rev=1, seq=first + number, mission=stage.mission, tour=stage.tour, door=door, voisin=voisin, pass_number=1,
            outcome=outcome, informed=outcome == "met", started_at=start, ended_at=start, day=stage.tour.day, slot="thu-18", parted=True,
            **{name: value(number) if callable(value) else value for name, value in said.items()},
        )
        for number, (door, voisin) in enumerate(zip(doors, cycle(voisins)))
    )  # fmt: skip


def tally(stage: Stage, languages: dict[str, int] | None = None) -> None:
    """The running counts of these visits; languages, parted from their doors, are given."""
    Tally.objects.filter(mission=stage.mission).delete()
    cells = recomputed(stage.mission) | {("languages", code): number for code, number in (languages or {}).items()}
    Tally.objects.bulk_create(Tally(mission=stage.mission, dimension=one, key=key, value=value) for (one, key), value in cells.items())


def make_played(*, met: int = 147, absent: int = 94, refused: int = 23, vacant: int = 12, stop: int = 7) -> Stage:
    """A mission of 318 doors, six buildings and three voisins, played."""
    stage = make_stage(entrances=1, doors=53)
    doors = list(stage.entrances[0].doors.all())
    for number in range(5):
        doors += add_building(stage, f"Bâtiment {'DEFGH'[number]}", 53)
    extra = Voisin.objects.create(site=stage.site, first_name="Elif", languages=["fr", "tr"])
    stage.tour.voisins.add(extra)
    stage.tour.state = "ended"
    stage.tour.save()
    dice = random.Random(7)
    dice.shuffle(doors)
    voisins = [*stage.voisins, extra]
    needs = [["charges"]] * 41 + [["job"]] * 8 + [["health"]] * 13 + [[]] * 400
    answers = [{"facture": "oui"}] * 88 + [{"facture": "non"}] * 46 + [{}] * 400
    plan = (("met", met), ("absent", absent), ("not_interested", refused), ("vacant", vacant), ("never_again", stop))
    begun = 0
    for outcome, number in plan:
        said = {"needs": lambda one: needs[one], "answers": lambda one: answers[one]} if outcome == "met" else {}
        visits_of(stage, doors[begun : begun + number], outcome, voisins, **said)
        begun += number
    tally(stage, SPOKEN)
    return stage
