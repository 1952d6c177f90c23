"""Ten thousand duplicate posts from sixteen threads: one row each, and nobody is refused (SY-02)."""

import http.client
import json
import threading
import uuid
from collections import Counter
from pathlib import Path

from tests.running import running

STAGE = """
from palier.visits.tests.factories import make_stage
stage = make_stage(entrances=8, doors=80)
phone = stage.phones[0]
answer({"device": str(phone.device.pk), "token": phone.token, "tour": str(stage.tour.pk), "day": str(stage.tour.day),
        "doors": [str(door.pk) for door in stage.doors]})
"""
COUNTS = """
from palier.visits.api import Operation, Visit, figures
from palier.missions.api import Mission
from palier.visits.tests.recompute import kept, recomputed
mission = Mission.objects.get()
answer({"operations": Operation.objects.count(), "visits": Visit.objects.count(), "numbers": sorted(Operation.objects.values_list("seq", flat=True)),
        "counts_hold": kept(mission) == recomputed(mission)})
"""
THREADS, POSTS = 16, 625


def post_of(stage: dict, number: int) -> bytes:
    body = {
        "tour": stage["tour"], "door": stage["doors"][number % len(stage["doors"])], "pass": 1, "outcome": "met", "informed": True, "language": "fr",
        "started_at": f"{stage['day']}T18:00:00+01:00", "ended_at": f"{stage['day']}T18:09:00+01:00", "place": "doorway", "answers": {}, "needs": [],
        "handed": [], "note": "",
    }  # fmt: skip
    op = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))),
        "rev": 1,
        "kind": "visit",
        "format": 1,
        "made_at": f"{stage['day']}T18:09:00+01:00",
    }
    sent = {
        "device": stage["device"],
        "epoch": None,
        "sent_at": f"{stage['day']}T18:09:01+01:00",
        "count": 1,
        "ops": [{**op, "body": body}],
    }
    return json.dumps(sent).encode()


def test_ten_thousand_duplicates_make_one_row_each(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        stage = server.python(STAGE)
        posts = [post_of(stage, number) for number in range(POSTS)]
        seen: Counter = Counter()
        gate = threading.Barrier(THREADS)
        lock = threading.Lock()

        def send() -> None:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            headers = {"Host": "terrain.localhost", "Authorization": f"Bearer {stage['token']}", "Content-Type": "application/json"}
            mine: Counter = Counter()
            for number, post in enumerate(posts):
                if number % 25 == 0:
                    gate.wait()  # together, so that the same operation really arrives sixteen times at once
                connection.request("POST", "/api/field/v1/ops", post, headers)
                reply = connection.getresponse()
                result = json.loads(reply.read())
                mine[reply.status] += 1
                mine[result["results"][0]["status"]] += 1
            with lock:
                seen.update(mine)

        threads = [threading.Thread(target=send) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = server.python(COUNTS)
    assert seen[200] == THREADS * POSTS == 10_000
    assert seen["stored"] == POSTS
    assert seen["known"] == THREADS * POSTS - POSTS
    assert (found["operations"], found["visits"]) == (POSTS, POSTS)
    assert found["numbers"] == list(range(1, POSTS + 1))
    assert found["counts_hold"]
