"""Visits stored per second through HTTP, durably: in posts of 50 and of 1, on SQLite and on PostgreSQL.

    python bench/ops.py [--seconds 8] [--workers 2] [--phones 4] [--sealed]

Beside each figure, the physical limit in the same run: the same rows (operation, visit, door state, number book, counts)
written raw by one connection in transactions of the same size, with the same durability. Peer on such a machine: 252
submissions a second at 32 clients, 103 at one.
"""

import argparse
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests")]
DOORS = 60_000


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def prepare(phones: int) -> dict:
    """Build, in the current database, one mission of many doors and one tour per phone. Runs inside Django."""
    sys.path[:0] = [str(ROOT / "src")]
    os.environ["DJANGO_SETTINGS_MODULE"] = "palier.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from palier.missions.api import PerimeterEntrance
    from palier.places.api import Door, Entrance
    from palier.safekeeping.api import public_keys
    from palier.visits.tests.factories import Phone, make_stage, make_tour

    call_command("migrate", verbosity=0)
    stage = make_stage(entrances=1, doors=1)
    building = stage.entrances[0].building
    entrances = [Entrance(building=building, name=f"E{n}") for n in range(DOORS // 50)]
    Entrance.objects.bulk_create(entrances, batch_size=500)
    doors = [Door(entrance=one, floor=n // 4, position=n % 4, label=str(n)) for one in entrances for n in range(50)]
    Door.objects.bulk_create(doors, batch_size=500)
    PerimeterEntrance.objects.bulk_create([PerimeterEntrance(mission=stage.mission, entrance=one) for one in entrances])
    found = []
    for number in range(phones):
        voisin = stage.voisins[number % 2]
        tour = make_tour(stage.mission, stage.tour.questionnaire, stage.tour.day, [voisin], entrances[number : number + 1])
        phone = Phone.of(voisin)
        found.append({"device": str(phone.device.pk), "token": phone.token, "tour": str(tour.pk), "day": str(tour.day)})
    return {"key": public_keys()[0][0], "phones": found, "doors": [str(door.pk) for door in doors]}


def sealed(raw: bytes, key: dict) -> bytes:
    """The same post as the app sends it: each body in a compact JWE."""
    from joserfc import jwe
    from joserfc.jwk import ECKey

    post, public = json.loads(raw), ECKey.import_key(key)
    header = {"alg": "ECDH-ES", "enc": "A256GCM", "kid": key["kid"]}
    for op in post["ops"]:
        plain = {**{name: op[name] for name in ("id", "rev", "kind", "format")}, "device": post["device"], "body": op.pop("body")}
        op["sealed"] = jwe.encrypt_compact(header, json.dumps(plain), public, algorithms=["ECDH-ES", "A256GCM"])
    return json.dumps(post).encode()


def an_envelope(phone: dict, doors: list[str], size: int, dice: random.Random) -> bytes:
    """One post of visits, as a phone writes it."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    ops = []
    for _ in range(size):
        outcome = dice.choices(["met", "absent", "not_interested"], [47, 45, 8])[0]
        met = outcome == "met"
        body = {
            "tour": phone["tour"],
            "door": dice.choice(doors),
            "pass": 1,
            "outcome": outcome,
            "informed": met,
            "language": dice.choice(["fr", "fr", "ar", "tr"]) if met else None,
            "started_at": f"{phone['day']}T18:{dice.randrange(60):02}:00+01:00",
            "ended_at": f"{phone['day']}T18:59:59+01:00",
            "place": "doorway" if met else None,
            "answers": {"facture": dice.choice(["oui", "non"])} if met else {},
            "needs": ["charges"] if met and dice.random() < 0.28 else [],
            "handed": [],
            "note": "",
        }
        ops.append(
            {
                "id": str(uuid.UUID(int=dice.getrandbits(128), version=4)),
                "rev": 1,
                "kind": "visit",
                "format": 1,
                "made_at": now,
                "body": body,
            }
        )
    return json.dumps({"device": phone["device"], "epoch": None, "sent_at": now, "count": size, "ops": ops}).encode()


def load(port: int, stage: dict, size: int, seconds: float) -> tuple[float, list[float]]:
    """Post as fast as the server answers, one thread per phone. Returns visits per second and latencies (s)."""
    latencies: list[float] = []
    refused: list[str] = []
    stored = [0] * len(stage["phones"])
    # Envelopes are written before the clock starts: the loader must not take the server's processor.
    budget = {50: 140, 1: 1600}[size] * max(1, int(seconds / 4))
    posts = [
        [an_envelope(phone, stage["doors"], size, random.Random(f"{n}-{size}-{k}")) for k in range(budget)]
        for n, phone in enumerate(stage["phones"])
    ]
    if stage.get("key"):
        posts = [[sealed(raw, stage["key"]) for raw in mine] for mine in posts]
    gate = threading.Barrier(len(posts) + 1)
    stop = threading.Event()

    def run(number: int) -> None:
        phone = stage["phones"][number]
        headers = {
            "Host": "terrain.localhost",
            "Authorization": f"Bearer {phone['token']}",
            "Content-Type": "application/json",
        }
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        gate.wait()
        for post in posts[number]:
            if stop.is_set():
                break
            begun = time.perf_counter()
            connection.request("POST", "/api/field/v1/ops", post, headers)
            answer = connection.getresponse()
            raw = answer.read()
            latencies.append(time.perf_counter() - begun)
            if answer.status != 200:
                refused.append(f"{answer.status} {raw[:300]!r}")
                break
            stored[number] += raw.count(b'"stored"')

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(posts))]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join(max(0.0, seconds - (time.perf_counter() - begun)))
    stop.set()
    for thread in threads:
        thread.join()
    if refused:
        raise SystemExit(refused[0])
    return sum(stored) / (time.perf_counter() - begun), latencies


def raw_limit(address: str, folder: Path, size: int, seconds: float) -> float:
    """The same rows by one raw connection: visits per second."""
    if address:
        import psycopg

        connection = psycopg.connect(address, autocommit=False)
        mark, blob = "%s", "text"
        cursor = connection.cursor()
        cursor.execute("SET client_min_messages = warning")
    else:
        connection = sqlite3.connect(folder / "raw.sqlite3", isolation_level=None)
        connection.executescript("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;")
        mark, blob = "?", "text"
        cursor = connection.cursor()
    cursor.execute("DROP TABLE IF EXISTS raw_op")
    cursor.execute("DROP TABLE IF EXISTS raw_visit")
    cursor.execute("DROP TABLE IF EXISTS raw_state")
    cursor.execute("DROP TABLE IF EXISTS raw_tally")
    cursor.execute("DROP TABLE IF EXISTS raw_book")
    cursor.execute(f"CREATE TABLE raw_op (seq bigint primary key, op {blob}, rev int, digest text, body text, unique(op, rev, digest))")
    cursor.execute(f"CREATE TABLE raw_visit (id {blob} primary key, seq bigint, door {blob}, outcome text, answers text)")
    cursor.execute(f"CREATE TABLE raw_state (door {blob} primary key, state text, attempts int)")
    cursor.execute("CREATE TABLE raw_tally (k text primary key, v int)")
    cursor.execute("CREATE TABLE raw_book (n bigint)")
    cursor.execute("INSERT INTO raw_book VALUES (0)")
    connection.commit()
    body = "x" * 420
    done, begun = 0, time.perf_counter()
    m = mark
    while time.perf_counter() - begun < seconds:
        if not address:
            cursor.execute("BEGIN IMMEDIATE")
        ids = [str(uuid.uuid4()) for _ in range(size)]
        cursor.execute(f"UPDATE raw_book SET n = n + {m}", (size,))
        cursor.executemany(
            f"INSERT INTO raw_op VALUES ({m},{m},{m},{m},{m})",
            [(done + n, one, 1, one, body) for n, one in enumerate(ids)],
        )
        cursor.executemany(
            f"INSERT INTO raw_visit VALUES ({m},{m},{m},{m},{m})",
            [(one, done + n, one, "met", "{}") for n, one in enumerate(ids)],
        )
        cursor.executemany(
            f"INSERT INTO raw_state VALUES ({m},{m},{m}) ON CONFLICT (door) DO UPDATE SET state = excluded.state",
            [(one, "met", 1) for one in ids],
        )
        cells = [(f"cell-{n}", 1) for n in range(min(60, 12 * size))]
        cursor.executemany(f"INSERT INTO raw_tally VALUES ({m},{m}) ON CONFLICT (k) DO UPDATE SET v = raw_tally.v + excluded.v", cells)
        if address:
            connection.commit()
        else:
            cursor.execute("COMMIT")
        done += size
    rate = done / (time.perf_counter() - begun)
    connection.close()
    return rate


def take_statistics(address: str) -> None:
    """What PostgreSQL does by itself within a minute; a run of seconds must not be planned as for empty tables."""
    if address:
        import psycopg

        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("ANALYZE")


def measure(address: str, arguments: argparse.Namespace) -> None:
    """One database: prepare, serve, load, compare."""
    name = "PostgreSQL" if address else "SQLite"
    folder = Path(tempfile.mkdtemp(prefix="palier-bench-"))
    environment = {**os.environ, "PALIER_DATA_DIR": str(folder), "PALIER_DATABASE_URL": address}
    child = subprocess.run(
        [sys.executable, __file__, "--prepare", str(arguments.phones)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    stage = json.loads(child.stdout)
    if not arguments.sealed:
        stage.pop("key")
    port = free_port()
    server = subprocess.Popen(
        [
            str(ROOT / ".venv/bin/granian"),
            "--interface",
            "wsgi",
            "--port",
            str(port),
            "--workers",
            str(arguments.workers),
            "--blocking-threads",
            "2",
            "--workers-kill-timeout",
            "5",
            "--log-level",
            "error",
            "palier.config.wsgi:application",
        ],
        env=environment,
        cwd=ROOT,
    )
    try:
        wait(port)
        for size in (50, 1):
            load(port, stage, size, 1.0)
            take_statistics(address)
            rate, latencies = load(port, stage, size, arguments.seconds)
            limit = raw_limit(address, folder, size, 3.0)
            latencies.sort()
            p95 = latencies[int(len(latencies) * 0.95)] * 1000
            print(
                f"{name:11} posts of {size:2}: {rate:7.0f} visits/s   p95 {p95:6.1f} ms   raw {limit:8.0f}/s   ratio {rate / limit:5.2f}",
                flush=True,
            )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def wait(port: int) -> None:
    """Until the server answers."""
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            time.sleep(0.5)
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server did not start")


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--phones", type=int, default=4)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    parser.add_argument("--sealed", action="store_true", help="as the app sends it since it seals")
    parser.add_argument("--prepare", type=int)
    arguments = parser.parse_args()
    if arguments.prepare:
        print(json.dumps(prepare(arguments.prepare)))
        return
    if arguments.only != "postgres":
        measure("", arguments)
    if arguments.only != "sqlite":
        from with_postgres import postgres

        with postgres(durable=True) as address:
            measure(address, arguments)


if __name__ == "__main__":
    main()
