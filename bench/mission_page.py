"""The mission page with a million visits stored: p95 of the whole answer, beside an empty page of the same server.

python bench/mission_page.py [--visits 1000000]
"""

import argparse
import os
import random
import sys
import tempfile
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def fill(stage: object, visits: int) -> None:
    """A million rows as the phone's entrance would have left them, over many missions, a tenth of them in this one."""
    from palier.common.rows import insertion, run
    from palier.missions.api import Mission, PerimeterEntrance
    from palier.places.api import Door, Entrance
    from palier.tours.api import DoorState
    from palier.visits.api import Tally, Visit

    dice = random.Random(1)
    doors = [door.pk for door in Door.objects.all()]
    entrances = list(Entrance.objects.all())
    others = [
        Mission(site=stage.site, title=f"M{n}", theme="charges", starts_on=stage.mission.starts_on, ends_on=stage.mission.ends_on)
        for n in range(9)
    ]
    Mission.objects.bulk_create(others)
    PerimeterEntrance.objects.bulk_create(PerimeterEntrance(mission=one, entrance=entrance) for one in others for entrance in entrances)
    missions = [stage.mission, *others]
    now = datetime.now(UTC)
    names = ["id", "rev", "seq", "mission", "tour", "door", "voisin", "pass_number", "outcome", "informed", "language", "parted", "place", "started_at",
             "ended_at", "day", "slot", "answers", "needs", "handed", "note", "note_read", "void", "counted", "chosen", "clock_flag"]  # fmt: skip
    for start in range(0, visits, 50_000):
        rows = [
            Visit(id=uuid.UUID(int=dice.getrandbits(128), version=4), rev=1, seq=start + n, mission_id=missions[n % 10].pk, tour_id=stage.tour.pk,
                  door_id=doors[dice.randrange(len(doors))], voisin_id=stage.voisins[0].pk, pass_number=1, outcome="met", started_at=now, ended_at=now,
                  day=now.date(), slot="mon-18")
            for n in range(min(50_000, visits - start))
        ]  # fmt: skip
        run(insertion(Visit, names, rows))
    for mission in missions:
        cells = [("homes", "knocked"), ("homes", "met"), ("homes", "informed"), *(("first_knocks", str(now.date() - timedelta(days=n))) for n in range(40)),
                 *(("slots", f"{day}-{hour}:{what}") for day in ("mon", "tue", "thu", "sat") for hour in range(10, 20) for what in ("knocks", "contacts")),
                 *(("entrances", f"{entrance.pk}:{what}") for entrance in entrances for what in ("knocked", "met", "absent")),
                 ("languages", "fr"), ("languages", "ar"), ("needs", "charges")]  # fmt: skip
        Tally.objects.bulk_create(
            Tally(mission=mission, dimension=dimension, key=key, value=dice.randrange(12, 400)) for dimension, key in cells
        )
        DoorState.objects.bulk_create(
            [
                DoorState(mission=mission, door_id=door, entrance_id=entrances[n % len(entrances)].pk, state="met", attempts=1)
                for n, door in enumerate(doors)
            ],
            batch_size=900,
        )


def measure(client: object, url: str, times: int) -> float:
    """p95 in milliseconds."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        response = client.get(url)
        assert response.status_code == 200, response.status_code
        taken.append((time.perf_counter() - begun) * 1000)
    return sorted(taken)[int(len(taken) * 0.95)]


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--visits", type=int, default=1_000_000)
    arguments = parser.parse_args()
    os.environ["PALIER_DATA_DIR"] = tempfile.mkdtemp(prefix="palier-bench-")
    from palier.config.start import start

    start()
    from django.test import Client

    from palier.visits.tests.factories import make_stage

    stage = make_stage(entrances=62, doors=26)
    client = Client(headers={"host": "bureau.localhost"})
    client.force_login(stage.manager, backend="allauth.account.auth_backends.AuthenticationBackend")
    url = f"/missions/{stage.mission.pk}/"
    measure(client, url, 3)
    before = measure(client, url, 40)
    fill(stage, arguments.visits)
    after = measure(client, url, 60)
    floor = measure(client, "/equipe/nouveau/", 40)
    print(
        f"mission page p95: {before:.0f} ms with no visit, {after:.0f} ms with {arguments.visits:,} stored; a form without figures {floor:.0f} ms (goal 200)"
    )


if __name__ == "__main__":
    main()
