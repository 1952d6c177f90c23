"""Five hundred phones come back at once with sixty visits each: is anything lost, how long does one wait, how long until all is in?

    python bench/return.py [--phones 500] [--visits 60] [--only sqlite|postgres]

Each phone posts its sixty visits in posts of 50 and backs off with jitter on 503, as the app does. The limit beside it: the
same posts by one phone, one after the other, on the idle server.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "bench")]

from ops import an_envelope, free_port, wait  # noqa: E402

CHECK = """
import sys; sys.path[:0] = [{src!r}]
from palier.config.start import start
start()
from palier.visits.api import Operation, Visit
numbers = sorted(Operation.objects.values_list("seq", flat=True))
print(Visit.objects.count(), numbers == list(range(1, len(numbers) + 1)))
"""


async def post(port: int, phone: dict[str, Any], raw: bytes) -> tuple[int, bytes]:
    """One request on a connection of its own, as a phone that just found the network."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        f"POST /api/field/v1/ops HTTP/1.1\r\nHost: terrain.localhost\r\nAuthorization: Bearer {phone['token']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(raw)}\r\nConnection: close\r\n\r\n"
    )
    writer.write(head.encode() + raw)
    answer = await reader.read()
    writer.close()
    return int(answer[9:12] or 0), answer.partition(b"\r\n\r\n")[2]


async def come_back(port: int, phone: dict[str, Any], posts: list[bytes], dice: random.Random, waits: list[float], again: list[int]) -> int:
    """All that one phone holds; the number of visits acknowledged."""
    stored, failures = 0, 0
    await asyncio.sleep(dice.random())  # a lift, a stairwell: nobody is that punctual
    for raw in posts:
        while True:
            begun = time.perf_counter()
            try:
                status, answer = await asyncio.wait_for(post(port, phone, raw), 30)
            except (OSError, TimeoutError, ValueError):
                status, answer = 0, b""
            waits.append(time.perf_counter() - begun)
            if status == 200:
                stored += answer.count(b'"stored"') + answer.count(b'"known"')
                break
            failures += 1
            again.append(status)
            await asyncio.sleep(min(300, 5 * 2 ** min(failures, 6)) * (0.5 + dice.random() / 2))
    return stored


async def crowd(port: int, stage: dict[str, Any], posts: list[list[bytes]]) -> tuple[int, list[float], list[int], float]:
    """Everybody at once."""
    waits: list[float] = []
    again: list[int] = []
    begun = time.perf_counter()
    dice = random.Random(1)
    tasks = [
        come_back(port, phone, mine, random.Random(dice.random()), waits, again) for phone, mine in zip(stage["phones"], posts, strict=True)
    ]
    stored = sum(await asyncio.gather(*tasks))
    return stored, waits, again, time.perf_counter() - begun


def measure(address: str, arguments: argparse.Namespace) -> None:
    """One database."""
    folder = Path(tempfile.mkdtemp(prefix="palier-return-"))
    environment = {**os.environ, "PALIER_DATA_DIR": str(folder), "PALIER_DATABASE_URL": address}
    made = subprocess.run(
        [sys.executable, str(ROOT / "bench/ops.py"), "--prepare", str(arguments.phones + 1)],
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
    )
    stage = json.loads(made.stdout)
    alone = stage["phones"].pop()
    sizes = [50] * (arguments.visits // 50) + ([arguments.visits % 50] if arguments.visits % 50 else [])
    posts = [
        [an_envelope(phone, stage["doors"], size, random.Random(f"{n}-{k}")) for k, size in enumerate(sizes)]
        for n, phone in enumerate(stage["phones"])
    ]
    port = free_port()
    # The server as `palier serve` starts it.
    server = subprocess.Popen(
        [sys.executable, "-m", "palier.config", "serve", "--port", str(port)], env=environment, cwd=ROOT, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        wait(port)
        time.sleep(2)
        idle = []
        for k in range(20):
            begun = time.perf_counter()
            asyncio.run(post(port, alone, an_envelope(alone, stage["doors"], 50, random.Random(f"alone-{k}"))))
            idle.append(time.perf_counter() - begun)
        stored, waits, again, total = asyncio.run(crowd(port, stage, posts))
        waits.sort()
        found = subprocess.run(
            [sys.executable, "-c", CHECK.format(src=str(ROOT / "src"))], env=environment, check=True, stdout=subprocess.PIPE, text=True
        ).stdout.split()
        expected = arguments.phones * arguments.visits
        print(
            f"{'PostgreSQL' if address else 'SQLite':11} {arguments.phones} phones: {stored:,} of {expected:,} acknowledged, {int(found[0]) - 1000:,} stored, "
            f"numbers gapless {found[1]}; one request p50 {waits[len(waits) // 2]:.2f} s, p95 {waits[int(len(waits) * 0.95)]:.2f} s, {len(again)} tried again; "
            f"all in after {total:.1f} s ({expected / total:,.0f}/s); one phone alone p50 {sorted(idle)[10] * 1000:.0f} ms a post",
            flush=True,
        )
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(15)
        shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--phones", type=int, default=500)
    parser.add_argument("--visits", type=int, default=60)
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    arguments = parser.parse_args()
    if arguments.only != "postgres":
        measure("", arguments)
    if arguments.only != "sqlite":
        from with_postgres import postgres

        with postgres(durable=True) as address:
            measure(address, arguments)


if __name__ == "__main__":
    main()
