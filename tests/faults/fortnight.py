"""Fourteen days without network, four hundred visits, then one moment of it (BK-04); what is readable shrinks every day (DV-04).

The page's clock goes from evening to evening; the server's stays: what comes back is fourteen days ahead of it, as with a clock
that is wrong, and nothing is refused or put aside for that (SY-14).
"""

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import sync_playwright

from tests.chromium import Phone
from tests.running import running
from tests.street import make_street
from tests.wire import until, wire_to

PARIS = ZoneInfo("Europe/Paris")
BEGIN_H = 17


def play(days: int = 14, visits: int = 29) -> dict[str, int]:
    """So many days of so many visits. Gives the counts; raises on the first thing lost, doubled or still readable."""
    folder = Path(tempfile.mkdtemp(prefix="palier-fortnight-"))
    try:
        with running(folder / "data") as server, wire_to(server) as wire, sync_playwright() as pw:
            street = make_street(server, "Quinzaine", entrances=2, doors=visits // 2 + 1, days=days)
            phone = Phone(pw, folder / "phone", wire.phone)
            shown: set[str] = set()
            first = datetime.now(PARIS).replace(hour=BEGIN_H, minute=0, second=0, microsecond=0)
            try:
                phone.launch()
                phone.pair(street.code())
                phone.worker_ready()
                wire.be("dead")
                for day in range(days):
                    shown = _one_day(phone, street.tours, first, day, visits, shown)
                _open_at(phone, first + timedelta(days=days - 1, hours=4))
                wire.be("open")
                phone.page.evaluate("dispatchEvent(new Event('online'))")
                until(lambda: not any(op["state"] in ("unsent", "flight") for op in phone.ops()), 120)
                held = street.held()
                assert set(held["visits"]) == shown, (len(shown), len(held["visits"]))
                assert len({door for _outcome, _void, door, _rev in held["visits"].values()}) == len(shown)
                assert held["aside"] == 0
                assert street.alerts() == []
            finally:
                phone.kill()
            return {"days": days, "visits": len(shown)}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _open_at(phone: Phone, moment: datetime) -> None:
    phone.kill()
    phone.launch()
    phone.context.clock.install(time=moment)
    phone.page.goto(phone.address)
    phone.unlock()


def _one_day(phone: Phone, tours: list[str], first: datetime, day: int, visits: int, shown: set[str]) -> set[str]:
    # Half an hour later every day, so that yesterday's last note is more than a day old.
    _open_at(phone, first + timedelta(days=day, minutes=30 * day))
    if day:
        _nothing_old(phone, tours, day)
    # From the day's page: yesterday's stairs, where she stopped, may open again by themselves.
    phone.to_today()
    for number in range(visits):
        phone.visit(("absent", "not_interested", "vacant", "not_now")[number % 4])
    found = set(phone.kept())
    assert shown <= found
    assert len(found) == len(shown) + visits, f"day {day}: {len(found)} for {len(shown)} + {visits}"
    assert len(phone.rows("notes")) == visits
    return found


def _nothing_old(phone: Phone, tours: list[str], day: int) -> None:
    """What the PIN protects: nothing of a tour that ended more than a day ago, nothing noted more than a day ago."""
    phone.page.wait_for_timeout(300)
    there = {row["id"] for row in phone.rows("tours")}
    gone, left = set(tours[: max(0, day - 1)]), set(tours[day:])
    assert not there & gone, f"day {day}: {len(there & gone)} tours too old"
    assert left <= there, f"day {day}: {len(left - there)} tours of the days to come are missing"
    assert phone.rows("notes") == [], f"day {day}: yesterday's drafts are still readable"
    assert {row["tour"] for row in phone.rows("marks")} <= set(tours[max(0, day - 3) :])
