"""A server killed in mid-commit, again and again, under writers: every acknowledged visit is there, once (SY-04).

Two thousand of them in `make faults LAYER=kills`.
"""

import http.client
import json
import random
import threading
import time
from pathlib import Path

from tests.faults.kill_points import POINTS
from tests.faults.kills import one_round
from tests.faults.test_cuts import a_request, five
from tests.faults.test_duplicates import COUNTS, STAGE
from tests.running import running

KILLS = 5
WRITERS = 4
ACKNOWLEDGED = "from palier.visits.api import Visit\nanswer([str(one) for one in Visit.objects.values_list('pk', flat=True)])"


def write_until(stop: threading.Event, port: int, stage: dict, acknowledged: list[str], attempted: list[str]) -> None:
    """Post five at a time, each post until it is answered; what is answered is written down."""
    while not stop.is_set():
        ids = five()
        attempted += ids
        body = a_request(stage, ids).partition(b"\r\n\r\n")[2]
        while not stop.is_set():
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                headers = {"Host": "terrain.localhost", "Authorization": f"Bearer {stage['token']}", "Content-Type": "application/json"}
                connection.request("POST", "/api/field/v1/ops", body, headers)
                answer = connection.getresponse()
                raw = answer.read()
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            assert answer.status == 200, raw[:200]
            acknowledged += [one["id"] for one in json.loads(raw)["results"] if one["status"] in ("stored", "known")]
            break


def test_a_killed_palier_serve_keeps_what_it_acknowledged(tmp_path: Path) -> None:
    dice = random.Random(1)
    with running(tmp_path / "data") as server:
        stage = server.python(STAGE)
        stop, acknowledged, attempted = threading.Event(), [], []
        writers = [threading.Thread(target=write_until, args=(stop, server.port, stage, acknowledged, attempted)) for _ in range(WRITERS)]
        for writer in writers:
            writer.start()
        try:
            for _ in range(KILLS):
                time.sleep(dice.uniform(0.1, 0.8))
                server.kill()
                server.start()
            time.sleep(0.5)
        finally:
            stop.set()
        for writer in writers:
            writer.join()
        kept = server.python(ACKNOWLEDGED)
        found = server.python(COUNTS)
    assert len(acknowledged) > 50
    assert set(acknowledged) <= set(kept)
    assert len(acknowledged) == len(set(acknowledged))
    assert set(kept) <= set(attempted)
    assert found["visits"] == found["operations"] == len(kept)
    assert found["numbers"] == list(range(1, len(kept) + 1))
    assert found["counts_hold"]


def test_a_post_that_dies_at_each_of_its_points_is_whole_or_not_at_all() -> None:
    found = one_round(1, len(POINTS), on_postgres=False, at=POINTS)
    assert found["wrong"] == []
    assert set(found["sorts"]) == {f"at {name}" for name in POINTS}
    assert found["acknowledged"] > 500


def test_postgresql_killed_under_writers_keeps_what_was_acknowledged() -> None:
    found = one_round(2, 12, on_postgres=True)
    assert found["wrong"] == []
    assert set(found["sorts"]) & {"backend", "postmaster"}
    assert found["acknowledged"] > 200


def test_a_server_that_answers_before_it_commits_is_caught() -> None:
    found = one_round(3, 8, on_postgres=False, at=("answered",), mutant="answer_before_commit")
    assert any(one.startswith(("LOST", "two numbers")) for one in found["wrong"])
