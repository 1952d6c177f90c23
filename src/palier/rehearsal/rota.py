"""The demo's weeks to come: what each said of hers, moments offered, accepted, refused, looked to be given away."""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from palier.people.api import Account, Device, Site, Voisin
from palier.rehearsal.wire import DirectWire
from palier.teams.api import PARTS, Slot, TeamRefused, is_working_day, offer_slot, settle_calendar

# Who said what: mostly evenings, some mornings; somebody has said nothing yet (domain 1.2: students, parents, second jobs).
HABITS = (
    {1: "e", 2: "e", 4: "e", 6: "ma"}, {2: "ae", 4: "ae", 6: "m"}, None, {1: "m", 2: "m", 3: "e", 5: "e", 6: "ma"}, {1: "ae", 2: "ae", 3: "ae", 4: "ae"},
    {1: "mae", 2: "mae", 3: "mae", 4: "mae", 5: "m"}, {3: "ae", 4: "e", 6: "ma"}, {1: "e", 2: "e", 3: "e", 4: "e", 5: "e", 6: "ma"},
)  # fmt: skip
LETTERS = {code[0]: (f"{start:%H:%M}", f"{end:%H:%M}") for code, start, end in PARTS}


def say_weeks(site: Site, manager: Account, now: datetime) -> None:
    """Each phone says its week and what differs; the manager offers moments, and the phones answer. Needs contracts and tours."""
    settle_calendar(
        manager, site, door_from=time(9), door_to=time(20), door_days=range(1, 7), door_holidays=False,
        order="arrêté municipal du 14 janvier 2025", school_zone="C",
    )  # fmt: skip
    voisins = list(site.voisins.order_by("first_name"))
    phones = {one.pk: _Phone(one, now) for one in voisins}
    for voisin, habit in zip(voisins, HABITS, strict=False):
        if habit is not None:
            phones[voisin.pk].say("availability", {"windows": _windows(habit)})
    today = now.date()
    _differ(phones[voisins[0].pk], today + timedelta(days=20), 6)
    _differ(phones[voisins[-1].pk], today + timedelta(days=3), 0)
    _offers(site, manager, voisins, phones, now)


def _windows(habit: dict[int, str]) -> list[dict[str, Any]]:
    return [{"day": day, "from": LETTERS[one][0], "to": LETTERS[one][1]} for day, parts in habit.items() for one in parts]


class _Phone:
    """One voisin's phone, through the server's own entrance."""

    def __init__(self, voisin: Voisin, now: datetime) -> None:
        device = Device.objects.select_related("voisin__site__organisation").filter(voisin=voisin).earliest("paired_at")
        self.wire, self.now = DirectWire(device, self._clock()), now

    def _clock(self) -> Callable[[], datetime]:
        return lambda: self.now

    def say(self, kind: str, body: dict[str, Any]) -> None:
        made = {"id": str(uuid.uuid4()), "rev": 1, "kind": kind, "format": 1, "made_at": self.now.isoformat(), "body": body}
        self.wire.ops([made], self.now)

    def answer(self, slot: Slot, *answers: str) -> None:
        seen = {"slot": str(slot.pk), "day": slot.day.isoformat(), "from": f"{slot.starts_at:%H:%M}", "to": f"{slot.ends_at:%H:%M}"}
        for one in answers:
            self.say("slot_answer", {**seen, "answer": one})


def _differ(phone: _Phone, first: date, more: int) -> None:
    phone.say("availability", {"first": first.isoformat(), "last": (first + timedelta(days=more)).isoformat(), "free": False})


def _next(after: date, weekday: int, site: Site) -> date:
    """The next such weekday that is no holiday."""
    day = after + timedelta(days=(weekday - after.weekday()) % 7 or 7)
    while not is_working_day(day, site.department) and weekday < 5:
        day += timedelta(days=7)
    return day


def _offers(site: Site, manager: Account, voisins: list[Voisin], phones: dict[uuid.UUID, _Phone], now: datetime) -> None:
    today = now.date()
    workshop = _offer(site, manager, "training", "Atelier « fuites d’eau »", "Maison du projet", _next(today + timedelta(days=10), 2, site), (14, 16), 4, voisins, now)  # fmt: skip
    doors = _offer(site, manager, "field", "Porte-à-porte, deux bâtiments", "devant la loge", _next(today + timedelta(days=11), 3, site), (17, 19), 2, voisins[:5], now)  # fmt: skip
    market = _offer(site, manager, "presence", "Permanence au marché", "place du marché", _next(today + timedelta(days=1), 5, site), (10, 12), 1, voisins[1:4], now)  # fmt: skip
    # By first name, in the order in which they were asked: who says yes mostly can then.
    answers: tuple[tuple[Slot | None, tuple[tuple[str, ...], ...]], ...] = (
        (workshop, ((), ("no",), (), (), ("yes",), ("yes",), (), ("no",))), (doors, (("yes",), ("no",), (), (), ("yes",))),
        (market, ((), (), ("yes", "swap"))),
    )  # fmt: skip
    for slot, said in answers:
        asked = sorted((one.voisin for one in slot.asks.select_related("voisin")), key=lambda one: one.first_name) if slot else []
        for voisin, words in zip(asked, said, strict=False):
            if slot and words:
                phones[voisin.pk].answer(slot, *words)


def _offer(
    site: Site, manager: Account, sort: str, title: str, place: str, day: date, hours: tuple[int, int], places: int, voisins: list[Voisin],
    now: datetime,
) -> Slot | None:  # fmt: skip
    try:
        return offer_slot(
            manager, site, sort=sort, title=title, place=place, day=day, starts_at=time(hours[0], 30), ends_at=time(hours[1], 30),
            places=places, voisins=voisins, now=now,
        )  # fmt: skip
    except TeamRefused:
        return None
