"""`palier serve`: the production entrance. Web workers by granian; the scheduled jobs run beside them."""

import ctypes
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from functools import partial
from types import FrameType

log = logging.getLogger(__name__)
BEAT_S = 20


def is_taken(host: str, port: int) -> bool:
    """True when somebody already answers there: two servers would share the port, and each visitor would get one or the other."""
    with socket.socket() as found:
        found.settimeout(1)
        return found.connect_ex((host, port)) == 0


def serve(host: str, port: int, workers: int) -> int:
    """Serve until SIGTERM or Ctrl-C. Returns the exit code of the web workers."""
    stop = threading.Event()
    web = _start_web(host, port, workers)

    def leave(signum: int, frame: FrameType | None) -> None:
        stop.set()
        web.send_signal(signal.SIGTERM)

    signal.signal(signal.SIGTERM, leave)
    signal.signal(signal.SIGINT, leave)
    beat = threading.Thread(target=_run_jobs, args=(stop,), daemon=True)
    beat.start()
    code = web.wait()
    stop.set()
    beat.join(5)
    return 0 if code in (0, -signal.SIGTERM) else code


def _start_web(host: str, port: int, workers: int) -> subprocess.Popen[bytes]:
    # Without a kill timeout, a SIGTERM during start-up is waited for without end. A worker that died is replaced.
    command = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(workers), "--blocking-threads", "24", "--workers-kill-timeout", "10", "--respawn-failed-workers",
        "--no-access-log", "--log-level", "error", "palier.config.wsgi:application",
    ]  # fmt: skip
    environment = {**os.environ, PARENT: str(os.getpid())}
    # No other thread runs yet: what is done between fork and exec is safe.
    return subprocess.Popen(  # noqa: S603 (our own words)
        command, env=environment, start_new_session=True, preexec_fn=partial(end_with_parent, os.getpid(), signal.SIGTERM),
    )  # fmt: skip


PARENT = "PALIER_SERVED_BY"
_PR_SET_PDEATHSIG = 1


def end_with_parent(parent: int, sign: int) -> None:
    """When `parent`, which started this process, is killed, this one is ended too: no half of an old server goes on answering
    beside the new one. Linux only; elsewhere nothing.
    """
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, sign)
    if os.getppid() != parent:
        os.kill(os.getpid(), sign)


def _run_jobs(stop: threading.Event) -> None:
    from django.db import close_old_connections
    from django.utils import timezone

    from palier.common.jobs import lead, run_due

    me = uuid.uuid4()
    while not stop.wait(0.1):
        try:
            close_old_connections()
            if lead(me, timezone.now()):
                run_due(timezone.now())
        except Exception:
            log.exception("jobs")
            time.sleep(1)
        stop.wait(BEAT_S)
