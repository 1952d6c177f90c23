"""Simulated voisins on a real server: demo data, load generator and end-to-end test in one."""

import random
import socket
import statistics
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from palier.missions.api import Mission, perimeter_entrances
from palier.people.api import Voisin, make_pairing_code, voisins_of
from palier.rehearsal.evening import Evening
from palier.rehearsal.wire import BATCH, HttpWire
from palier.tours.api import Tour, plan_tour
from palier.visits.api import Operation, Visit

SENT_TWICE = 0.2


class SimulationRefused(Exception):
    """The mission cannot be played; the text is a sentence."""


@dataclass
class Report:
    """What was sent and what arrived."""

    sent: dict[str, int] = field(default_factory=dict)
    stored: int = 0
    quarantined: int = 0
    met: int = 0
    knocks: int = 0
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def exact(self) -> bool:
        """True when the server holds exactly what was sent."""
        return not self.problems and self.stored == len(self.sent)

    def sentence(self) -> str:
        """The report, in French."""
        share = 100 * self.met / self.knocks if self.knocks else 0
        ordered = sorted(self.latencies) or [0.0]
        p50, p95 = statistics.median(ordered), ordered[int(len(ordered) * 0.95)]
        found = "exactement ce qui a été envoyé" if self.exact else "PAS ce qui a été envoyé"
        lines = [
            f"{self.knocks} visites, {self.met} conversations ({share:.0f} %), {len(self.sent)} opérations en {self.seconds:.1f} s "
            f"({len(self.sent) / max(self.seconds, 0.001):.0f} par seconde).",
            f"Réponses : la moitié en {1000 * p50:.0f} ms, 95 % en {1000 * p95:.0f} ms.",
            f"Le serveur garde {found} ({self.stored}), {self.quarantined} mises de côté.",
        ]
        return "\n".join([*lines, *self.problems])


def simulate_mission(
    mission: Mission, evenings: int, seed: int, phones: int | None, server: str | None, say: Callable[[str], Any]
) -> Report:
    """Play evenings of a mission. Tours are planned where none exist; phones pair, download, knock, send, send again."""
    team = list(voisins_of(mission.site))[: phones or None]
    entrances = list(perimeter_entrances(mission))
    if not team or not entrances:
        raise SimulationRefused("Il faut au moins un voisin et une entrée dans le périmètre.")
    if mission.stage != Mission.Stage.FIELD:
        raise SimulationRefused("La mission n’est pas sur le terrain.")
    report = Report()
    with _server(server) as address:
        begun = time.perf_counter()
        for number in range(evenings):
            day = _day(mission, number)
            say(f"Soirée {number + 1} sur {evenings} : {day:%d/%m}, {len(team)} téléphones")
            _play_evening(mission, team, entrances, day, seed, number, address, report)
        report.seconds = time.perf_counter() - begun
    _check(report)
    return report


def _day(mission: Mission, number: int) -> date:
    # A phone carries tours from yesterday to a fortnight ahead.
    today = timezone.now().astimezone(ZoneInfo(mission.site.time_zone)).date()
    return today + timedelta(days=number % 14)


def _play_evening(
    mission: Mission, team: list[Voisin], entrances: list[Any], day: date, seed: int, number: int, address: str,
    report: Report,
) -> None:  # fmt: skip
    tours = []
    for place, voisin in enumerate(team):
        at = (number * len(team) + place) * 2 % len(entrances)
        mine = [entrances[(at + one) % len(entrances)] for one in range(min(2, len(entrances)))]
        tours.append(plan_tour("simulate", mission, day=day, starts_at=clock(17, 30), ends_at=clock(20, 0),
                               voisins=[voisin], entrances=mine))  # fmt: skip
    threads = [
        threading.Thread(target=_phone, args=(voisin, tour, seed, number, address, report))
        for voisin, tour in zip(team, tours, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _phone(voisin: Voisin, tour: Tour, seed: int, number: int, address: str, report: Report) -> None:
    from django.db import connection

    dice = random.Random(f"{seed}:{number}:{voisin.first_name}")
    try:
        wire = HttpWire(address, settings.FIELD_HOST)
        wire.pair(make_pairing_code("simulate", voisin, timezone.now()), str(uuid.UUID(int=dice.getrandbits(128), version=4)))
        carried = wire.tours()
        mine = next(one for one in carried["changed"] if one["id"] == str(tour.pk))
        mission = next(one for one in carried["missions"] if one["id"] == mine["mission"])
        zone = ZoneInfo(carried["voisin"]["site"]["time_zone"])
        begin = datetime.combine(tour.day, tour.starts_at, zone)
        evening = Evening(tour=mine, mission=mission, begin=begin, end=begin + timedelta(minutes=120),
                          languages=set(voisin.languages), seed=seed, profile="info", dice=dice, directory=carried["directory"])  # fmt: skip
        ops = evening.play()
        _send(wire, ops, dice, report)
        report.latencies += wire.latencies
    except Exception as problem:
        report.problems.append(f"{voisin.first_name} : {problem}")
    finally:
        connection.close()


def _send(wire: HttpWire, ops: list[dict[str, Any]], dice: random.Random, report: Report) -> None:
    for start in range(0, len(ops), BATCH):
        batch = ops[start : start + BATCH]
        wire.ops(batch, timezone.now())
        if dice.random() < SENT_TWICE:
            # The answer was lost on the way: the phone sends the same again.
            again = wire.ops(batch, timezone.now())
            if any(one["status"] not in ("known", "quarantined") for one in again):
                report.problems.append("Un second envoi a été compté deux fois.")
    for op in ops:
        report.sent[f"{op['id']}:{op['rev']}"] = 1
        if op["kind"] == "visit" and op["rev"] == 1:
            report.knocks += 1
            report.met += op["body"]["outcome"] == "met"


def _check(report: Report) -> None:
    ids = {uuid.UUID(key.partition(":")[0]) for key in report.sent}
    rows = []
    for start in range(0, len(ids), 400):
        part = list(ids)[start : start + 400]
        rows += list(Operation.objects.filter(op__in=part).values_list("op", "rev", "status"))
    report.stored = len(rows)
    report.quarantined = sum(status == "quarantined" for *_, status in rows)
    visits = sum(Visit.objects.filter(pk__in=list(ids)[start : start + 400]).count() for start in range(0, len(ids), 400))
    if visits != report.knocks and not report.quarantined:
        report.problems.append(f"{report.knocks} visites envoyées, {visits} gardées.")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


class _server:
    """The running server, or one of our own on a free port."""

    def __init__(self, address: str | None) -> None:
        self.address = address

    def __enter__(self) -> str:
        if self.address:
            return self.address
        import socketserver

        from django.core.wsgi import get_wsgi_application

        class Threaded(socketserver.ThreadingMixIn, WSGIServer):
            daemon_threads = True

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.http = make_server("127.0.0.1", port, get_wsgi_application(), server_class=Threaded, handler_class=_Quiet)
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{port}"

    def __exit__(self, *args: object) -> None:
        if not self.address:
            self.http.shutdown()
