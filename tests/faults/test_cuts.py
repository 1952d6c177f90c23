"""A post cut at every byte, on the way there and on the way back: nothing half-written, nothing lost, nothing twice (SY-07)."""

import json
import os
import socket
import uuid
from pathlib import Path

from tests.faults.test_duplicates import STAGE
from tests.running import Running, running

# Every byte in `make faults`; in `make test`, one in eleven.
STEP = int(os.environ.get("PALIER_CUT_STEP", "11"))
COUNT = "from palier.visits.api import Operation, Visit\nanswer([Operation.objects.count(), Visit.objects.count()])"


def a_request(stage: dict, ids: list[str]) -> bytes:
    ops = [
        {
            "id": one, "rev": 1, "kind": "visit", "format": 1, "made_at": f"{stage['day']}T18:09:00+01:00",
            "body": {
                "tour": stage["tour"], "door": stage["doors"][number], "pass": 1, "outcome": "absent", "informed": False, "language": None,
                "started_at": f"{stage['day']}T18:00:00+01:00", "ended_at": f"{stage['day']}T18:01:00+01:00", "place": None, "answers": {},
                "needs": [], "handed": [], "note": "",
            },
        }
        for number, one in enumerate(ids)
    ]  # fmt: skip
    body = json.dumps(
        {"device": stage["device"], "epoch": None, "sent_at": f"{stage['day']}T18:09:01+01:00", "count": 5, "ops": ops}
    ).encode()
    head = (
        f"POST /api/field/v1/ops HTTP/1.1\r\nHost: terrain.localhost\r\nAuthorization: Bearer {stage['token']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + body


def send(server: Running, raw: bytes, read: int = 1_000_000, *, cut: bool = False) -> bytes:
    """Send these bytes, and hang up there with `cut`; else read so many bytes of the answer, then hang up."""
    with socket.create_connection(("127.0.0.1", server.port), 20) as wire:
        wire.sendall(raw)
        if cut:
            wire.shutdown(socket.SHUT_WR)
        answer = b""
        while len(answer) < read and (part := wire.recv(min(4096, read - len(answer)))):
            answer += part
    return answer


def five() -> list[str]:
    return [str(uuid.uuid4()) for _ in range(5)]


def test_every_cut_of_a_batch_of_five(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        stage = server.python(STAGE)
        whole = a_request(stage, five())
        for end in range(1, len(whole), STEP):
            assert b"HTTP/1.1 200" not in send(server, whole[:end], 12, cut=True)
        assert server.python(COUNT) == [0, 0]
        answer = send(server, whole)
        assert answer.count(b'"stored"') == 5
        # The answer is cut: the phone knows nothing, sends again, and is told the same numbers.
        sent = 5
        for end in range(0, len(answer), STEP):
            again = a_request(stage, five())
            send(server, again, end)
            sent += 5
            known = send(server, again)
            assert known.count(b'"known"') + known.count(b'"stored"') == 5
        assert server.python(COUNT) == [sent, sent]
