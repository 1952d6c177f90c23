"""The public pages: weight of a first visit, time to read on a slow phone, and whether a known code answers like an unknown one.

    python bench/doorway.py

Goals: 25 KB for a first visit, letters of the titles included; readable within 1.5 s (6×, 1.6 Mbit/s, 150 ms); known and unknown codes in one timing class:
two-sample Kolmogorov-Smirnov on 500 timings each, D under 0.15, or medians less than 1 ms apart (AZ-05). Limit in the same run: the robots.txt of the same server.
"""

import statistics
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT)]

from playwright.sync_api import sync_playwright  # noqa: E402
from tests.running import CHROMIUM, FLAGS, Running, running  # noqa: E402

TIMES = 500
NOW = """
from palier.common.codes import letters_of
from palier.rehearsal.doorstep import badge_now
from palier.tours.api import badges_between
from datetime import timedelta
today = timezone.localdate()
known = badge_now(timezone.now()).code
answer({"known": known, "unknown": letters_of(987654321, 7), "badges": len(badges_between(today - timedelta(days=7), today + timedelta(days=7)))})
"""
CROWD = """
from datetime import time, timedelta
from palier.missions.api import Mission
from palier.people.api import Voisin
from palier.tours.api import Tour
mission = Mission.objects.filter(stage="field").first()
today = timezone.localdate()
voisins = list(Voisin.objects.filter(site=mission.site))
tours = Tour.objects.bulk_create(Tour(mission=mission, day=today + timedelta(days=n % 15 - 7), starts_at=time(17, 30), ends_at=time(20)) for n in range(3000))
through = Tour.voisins.through
through.objects.bulk_create(through(tour_id=tour.pk, voisin_id=voisins[(n + half) % len(voisins)].pk) for n, tour in enumerate(tours) for half in (0, 1))
answer(len(tours))
"""


def ask(connection: HTTPConnection, server: Running, path: str) -> float:
    """Milliseconds of one request, body read."""
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Host": f"bonjour.localhost:{server.port}", "Accept-Encoding": "gzip"})
    connection.getresponse().read()
    return (time.perf_counter() - begun) * 1000


def distance(one: list[float], two: list[float]) -> float:
    """Two-sample Kolmogorov-Smirnov statistic, 0 (alike) to 1."""
    points = sorted({*one, *two})
    a, b = sorted(one), sorted(two)
    place_a = place_b = 0
    widest = 0.0
    for point in points:
        while place_a < len(a) and a[place_a] <= point:
            place_a += 1
        while place_b < len(b) and b[place_b] <= point:
            place_b += 1
        widest = max(widest, abs(place_a / len(a) - place_b / len(b)))
    return widest


def timings(server: Running, codes: dict[str, str]) -> None:
    """Known and unknown in turn, so that what the machine does meanwhile falls on both. Each guess comes
    from another address of this machine, so that none is made to wait."""
    connection = HTTPConnection("127.0.0.1", server.port)
    for _ in range(30):
        ask(connection, server, "/robots.txt")
    found: dict[str, list[float]] = {"known": [], "unknown": [], "limit": []}
    for number in range(TIMES):
        for name in ("known", "unknown") if number % 2 else ("unknown", "known"):
            found[name].append(one_guess(server, codes[name], number))
        found["limit"].append(ask(connection, server, "/robots.txt"))
    for name, values in found.items():
        print(f"  {name:8} median {statistics.median(values):6.2f} ms   p95 {sorted(values)[int(0.95 * len(values))]:6.2f} ms")
    apart = abs(statistics.median(found["known"]) - statistics.median(found["unknown"]))
    print(f"  Kolmogorov-Smirnov D = {distance(found['known'], found['unknown']):.3f}, medians {apart:.2f} ms apart")


def one_guess(server: Running, code: str, number: int) -> float:
    """One check from a network of its own."""
    connection = HTTPConnection("127.0.0.1", server.port, source_address=(f"127.1.{number // 250}.{number % 250 + 1}", 0))
    connection.connect()
    begun = time.perf_counter()
    connection.request("GET", f"/v/{code}", headers={"Host": f"bonjour.localhost:{server.port}", "Accept-Encoding": "gzip"})
    connection.getresponse().read()
    connection.close()
    return (time.perf_counter() - begun) * 1000


def weights(server: Running, code: str) -> None:
    """What a slow phone downloads and when it can read."""
    with sync_playwright() as pw:
        browser = pw.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for name, path in (
            ("first page", "/"),
            ("yes", f"/v/{code}"),
            ("first page, Arabic", "/ar/"),
            ("objection", "/stop/"),
            ("languages", "/langues/"),
        ):
            page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
            slow = page.context.new_cdp_session(page)
            slow.send("Network.enable")
            rate = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
            slow.send("Network.emulateNetworkConditions", rate)
            slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
            sizes: list[int] = []
            slow.on("Network.loadingFinished", lambda one, sizes=sizes: sizes.append(int(one["encodedDataLength"])))
            page.goto(f"http://bonjour.localhost:{server.port}{path}", wait_until="load")
            page.wait_for_timeout(800)
            paint = page.evaluate("(performance.getEntriesByName('first-contentful-paint')[0] || {startTime: 0}).startTime")
            print(f"  {name:20} {sum(sizes) / 1024:5.1f} KB in {len(sizes)} files, readable after {paint:5.0f} ms")


def main() -> None:
    """Entry point."""
    with running(Path(tempfile.mkdtemp(prefix="palier-bench-")) / "data", PALIER_DEMO="1") as server:
        server.run("demo", "--no-serve")
        codes = server.python(NOW)
        weights(server, codes["known"])
        print(f"{codes['badges']} badges to compare")
        timings(server, codes)
        server.python(CROWD)
        codes = server.python(NOW)
        print(f"{codes['badges']} badges to compare")
        timings(server, codes)


if __name__ == "__main__":
    main()
