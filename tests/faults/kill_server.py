"""The real server, started a thousand times: granian, its workers and Django, forked from a process that has them loaded.

    python tests/faults/kill_server.py PORT [MUTANT]      then, line by line on its entrance: `start`, `stage`, `check`

Each `start` is a whole new server in a session of its own, so that one signal ends it. Named points of a post (kill_points.py) look at the file
`failpoint` of the data folder: where its name stands there, the worker kills itself. Only this file knows of them.
"""

import contextlib
import importlib
import json
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from palier.config.start import start  # noqa: E402

start()

from django.conf import settings  # noqa: E402
from django.db import connections, transaction  # noqa: E402
from granian import Granian  # noqa: E402

from palier.config.wsgi import application as whole  # noqa: E402
from palier.missions.api import Mission  # noqa: E402
from palier.people.api import Organisation  # noqa: E402
from palier.visits.api import Operation, Visit  # noqa: E402
from palier.visits.tests.factories import make_stage  # noqa: E402
from palier.visits.tests.recompute import kept, recomputed  # noqa: E402

MUTANT = "".join(sys.argv[2:])
FILE = Path(settings.DATA_DIR) / "failpoint"


def point(name: str) -> None:
    """Die here, if this is the place; the first worker that comes by."""
    try:
        if FILE.read_text() != name:
            return
        FILE.unlink()
    except OSError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def uncommitted() -> None:
    """What a server does that answers first, and then dies: what the harness must catch."""
    if FILE.exists():
        transaction.set_rollback(True)


def around(module: Any, name: str, before: str = "", after: str = "", then: Callable[[], None] = lambda: None) -> None:
    """Named points before and after a step of the product."""
    real = getattr(module, name)

    def stepped(*words: Any, **named: Any) -> Any:
        if before:
            point(before)
        found = real(*words, **named)
        if after:
            point(after)
        then()
        return found

    setattr(module, name, stepped)


def put_points() -> None:
    """Where a post can die."""
    receive = importlib.import_module("palier.visits.actions.receive")
    turn = receive.my_turn_to_write

    @contextlib.contextmanager
    def my_turn() -> Iterator[None]:
        point("before_turn")
        with turn():
            point("turn_taken")
            yield

    receive.my_turn_to_write = my_turn
    around(receive, "_take_number_book", after="revisions_read")
    around(receive, "_judge", after="judged")
    around(receive, "_numbered", after="numbered")
    around(receive, "_writing", before="writing", after="written")
    around(receive, "apply_operations", after="applied")
    around(receive, "_mark_seen", after="before_commit")
    if MUTANT == "answer_before_commit":
        around(receive, "_mark_seen", then=uncommitted)
    around(receive, "_answer", before="committed")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The product's own, which may die on the way in and on the way out."""
    point("arrived")
    answer = whole(environ, start_response)
    point("answer_made")
    return in_halves(answer)


def in_halves(answer: Iterable[bytes]) -> Iterator[bytes]:
    """The body, with a place to die in the middle of it."""
    for part in answer:
        if len(part) > 1 and FILE.exists():
            yield part[: len(part) // 2]
            point("half_answered")
            part = part[len(part) // 2 :]
        yield part
    point("answered")


def serve(port: int) -> None:
    """A whole server: this process, and its two workers."""
    os.setsid()
    Granian(
        "tests.faults.kill_server:application", address="127.0.0.1", port=port, interface="wsgi", workers=2, blocking_threads=24, log_enabled=False,
    ).serve(target_loader=lambda *_: application, wrap_loader=False)  # fmt: skip


def stage() -> dict[str, Any]:
    """A site, and one phone for each writer of the two voisins."""
    made = make_stage(entrances=8, doors=80)
    return {
        "phones": [{"device": str(one.device.pk), "token": one.token} for one in made.phones], "tour": str(made.tour.pk),
        "day": str(made.tour.day), "doors": [str(door.pk) for door in made.doors],
    }  # fmt: skip


def check() -> dict[str, Any]:
    """What the server holds, for the invariants."""
    mission = Mission.objects.get()
    ops = list(Operation.objects.order_by("seq").values_list("op", "seq", "status"))
    return {
        "seqs": {str(op): seq for op, seq, _ in ops}, "rows": len(ops), "aside": sum(status != "stored" for _, _, status in ops),
        "gapless": [seq for _, seq, _ in ops] == list(range(1, len(ops) + 1)) and Organisation.objects.get().last_seq == len(ops),
        "visits": sorted(str(pk) for pk in Visit.objects.values_list("pk", flat=True)), "counts_hold": kept(mission) == recomputed(mission),
    }  # fmt: skip


def apart(work: Callable[[], Any]) -> None:
    """In a child: this process never holds a connection, so that its children share none."""
    pid = os.fork()
    if pid == 0:
        print(json.dumps(work()), flush=True)
        os._exit(0)
    os.waitpid(pid, 0)


def main() -> None:
    """Until the entrance is closed."""
    import logging

    logging.disable(logging.CRITICAL)
    multiprocessing.set_start_method("fork")
    put_points()
    connections.close_all()
    port = int(sys.argv[1])
    print("ready", flush=True)
    for line in sys.stdin:
        if line.strip() == "start":
            with contextlib.suppress(ChildProcessError):
                while os.waitpid(-1, os.WNOHANG)[0]:
                    pass
            pid = os.fork()
            if pid == 0:
                serve(port)
                os._exit(1)
            print(pid, flush=True)
        elif line.strip() == "stage":
            apart(stage)
        elif line.strip() == "check":
            apart(check)


if __name__ == "__main__":
    main()
