"""Reads of the room of tours."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, QuerySet

from palier.common.codes import is_whole, number_of
from palier.common.rows import Key, Question, Reading, among
from palier.missions.api import Mission
from palier.people.api import Device, Site, Voisin
from palier.places.api import Entrance
from palier.safekeeping.api import server_secret
from palier.tours.models import BadgeReport, DoorState, Tour
from palier.tours.rules.badge import LENGTH, Window, badge_digest, code_of, number_in, tile_of, window_of


def tours_of(mission: Mission) -> QuerySet[Tour]:
    """Every tour of a mission, by day."""
    return Tour.objects.filter(mission=mission).prefetch_related("voisins", "stops__entrance__building")


def tours_on(site: Site, day: date) -> QuerySet[Tour]:
    """The tours of a site on one day, cancelled ones left out."""
    return (
        Tour.objects.filter(mission__site=site, day=day)
        .exclude(state=Tour.State.CANCELLED)
        .select_related("mission")
        .prefetch_related("voisins", "stops__entrance__building")
    )


def tours_between(site: Site, first_day: date, last_day: date) -> QuerySet[Tour]:
    """The tours of a site from one day to another, both included, cancelled ones too."""
    return (
        Tour.objects.filter(mission__site=site, day__range=(first_day, last_day))
        .select_related("mission")
        .prefetch_related("voisins", "stops__entrance__building")
    )


def tours_carried_by(voisin: Voisin, first_day: date, last_day: date) -> QuerySet[Tour]:
    """The tours that a voisin's phone carries."""
    return (
        Tour.objects.filter(voisins=voisin, day__range=(first_day, last_day))
        .select_related("mission__commissioner", "questionnaire", "buddy")
        .prefetch_related("voisins", "stops__entrance__building")
        .order_by("day", "starts_at")
    )


def next_pass(mission: Mission, entrance: Entrance) -> int:
    """The pass that the next tour at this entrance will be: one more than the most that a door there was knocked at."""
    most = DoorState.objects.filter(mission=mission, entrance=entrance).aggregate(most=Max("attempts"))["most"]
    return (most or 0) + 1


def states_at(mission_id: UUID, entrance_ids: set[UUID]) -> dict[UUID, DoorState]:
    """Door → its state for the mission; doors never visited are absent."""
    found = DoorState.objects.filter(mission_id=mission_id, entrance_id__in=entrance_ids)
    return {state.door_id: state for state in found}


class TourRef(NamedTuple):
    """A tour as the phone's entrance needs it."""

    key: Key
    mission: Key
    questionnaire: Key | None
    day: date
    starts_at: time
    site: Key
    # Set once what happened at its doors was erased.
    forgotten_at: datetime | None = None


_TOURS = Reading(
    "tours_tour t JOIN missions_mission m ON m.id = t.mission_id",
    [
        *[("t", Tour, name) for name in ("id", "mission", "questionnaire", "day", "starts_at")],
        ("m", Mission, "site"),
        ("t", Tour, "forgotten_at"),
    ],
)


def tours_named(tours: Collection[Key]) -> Question[dict[Key, TourRef]]:
    """Each known id → its tour. Unknown ids are absent."""
    return Question(_TOURS.asked(among("t.id", tours)), lambda rows: {row[0]: TourRef(*row) for row in rows})


BADGE_KEY = "badge"
BADGE_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Badge:
    """One voisin on one outing, as a resident may check it."""

    code: str
    tile: str
    tour: UUID
    voisin: UUID
    first_name: str
    picture: str
    companions: tuple[str, ...]
    window: Window
    works: bool
    site: UUID
    theme: str
    commissioner: str

    def in_visit(self, now: datetime) -> bool:
        """True when this voisin is out knocking now: neither cancelled, nor early, nor over, nor gone from the team."""
        return self.works and self.window.holds(now)


def badge_by_code(code: str, now: datetime) -> Badge | None:
    """Whose code this is, from a week ago to a week ahead; None when it is nobody's, or no code at all.

    Every shift is compared, to the last, and one is read in full whatever comes out: a known and an unknown code take the same
    time (AZ-05).
    """
    if not is_whole(code, LENGTH):
        return None
    wanted, key, closed = number_of(code[:-1]), server_secret(BADGE_KEY), _closed_phones()
    days = (now.date() - BADGE_DAYS, now.date() + BADGE_DAYS)
    pairs = list(Tour.voisins.through.objects.filter(tour__day__range=days).values_list("tour_id", "voisin_id"))
    found = [pair for pair in pairs if number_in(badge_digest(key, pair[1], pair[0], closed.get(pair[1], 0))) == wanted]
    for tour, voisin in (found or pairs)[:1]:
        badge = _badges(Tour.voisins.through.objects.filter(tour=tour, voisin=voisin), key, closed)[0]
        return badge if found else None
    return None


def badges_of(voisin: Voisin, today: date) -> list[Badge]:
    """The badges that a phone carries: today's and those of the next seven days, in order."""
    shifts = Tour.voisins.through.objects.filter(tour__day__range=(today, today + BADGE_DAYS), voisin=voisin)
    return _badges(shifts, server_secret(BADGE_KEY), _closed_phones())


def badges_between(first: date, last: date) -> list[Badge]:
    """The badges of everybody on these days."""
    shifts = Tour.voisins.through.objects.filter(tour__day__range=(first, last))
    return _badges(shifts, server_secret(BADGE_KEY), _closed_phones())


_SHIFT = (
    "tour_id", "voisin_id", "voisin__first_name", "voisin__picture", "voisin__left_at", "tour__day", "tour__starts_at",
    "tour__ends_at", "tour__ended_at", "tour__state", "tour__mission__theme", "tour__mission__commissioner__name", "tour__mission__site_id",
    "tour__mission__site__time_zone",
)  # fmt: skip


def _badges(shifts: QuerySet, key: bytes, closed: dict[UUID, int]) -> list[Badge]:
    rows = list(shifts.order_by("tour__day", "tour__starts_at", "tour_id", "voisin__first_name").values_list(*_SHIFT))
    out: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    going = Tour.voisins.through.objects.filter(tour__in={row[0] for row in rows}).order_by("voisin__first_name")
    for tour, voisin, first_name in going.values_list("tour_id", "voisin_id", "voisin__first_name"):
        out[tour].append((voisin, first_name))
    return [_badge(row, key, closed.get(row[1], 0), out[row[0]]) for row in rows]


def _badge(row: tuple, key: bytes, closed_phones: int, out: list[tuple[UUID, str]]) -> Badge:
    tour, voisin, first_name, picture, left, day, starts, ends, ended, state, theme, commissioner, site, zone = row
    digest = badge_digest(key, voisin, tour, closed_phones)
    return Badge(
        code_of(digest), tile_of(digest), tour, voisin, first_name, picture, tuple(name for who, name in out if who != voisin),
        window_of(day, starts, ends, ZoneInfo(zone), ended, left), state != Tour.State.CANCELLED, site, theme, commissioner or "",
    )  # fmt: skip


def _closed_phones() -> dict[UUID, int]:
    """Voisin → how many of her phones were closed as lost: each time, her badges change."""
    lost = Device.objects.filter(revoked_at__isnull=False).values_list("voisin_id").annotate(number=Count("pk"))
    return dict(lost)


def tours_at(entrance: Entrance, first: date, last: date) -> QuerySet[Tour]:
    """The tours that stop at an entrance between two days, cancelled ones left out: what a hall may be told."""
    return (
        Tour.objects.filter(stops__entrance=entrance, day__range=(first, last))
        .exclude(state=Tour.State.CANCELLED)
        .prefetch_related("voisins").order_by("day", "starts_at").distinct()
    )  # fmt: skip


def open_reports(sites: Collection[Site]) -> QuerySet[BadgeReport]:
    """What residents said of visits at these sites and nobody looked at yet, newest first."""
    found = BadgeReport.objects.filter(site__in=list(sites), closed_at=None)
    return found.select_related("site", "voisin").order_by("-made_at")
