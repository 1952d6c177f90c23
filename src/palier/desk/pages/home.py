"""The neighbourhood: what goes on tonight, what needs a look, how far each building is."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from shapely import wkb

from palier.desk.attention import attention_for
from palier.desk.charts.iso import Block, neighbourhood_picture
from palier.desk.pages.scope import DeskRequest, current_site, desk_page, today_at
from palier.desk.tables import Column, Table
from palier.missions.api import Mission, perimeter_door_count
from palier.people.api import Account, Device, Site, sites_for, still_here
from palier.places.api import Building, Door
from palier.tours.api import DoorState, tours_on
from palier.visits.api import figures

THEMES = {
    "housing": "house-line", "charges": "drop", "health": "heart", "rights": "file-text", "jobs": "briefcase",
    "school": "student", "transport": "bus",
}  # fmt: skip
STAGES = list(Mission.Stage.values)
# Four steps are drawn (DESIGN-SYSTEM): what is built together is one, what is agreed to and got ready another.
STEPS = (("proposal", "selected", "co_construction"), ("agreement", "ready"), ("field",), ("report", "closed"))


def step_of(mission: Mission) -> int:
    """Which of the four drawn steps a mission stands on."""
    return next(place for place, stages in enumerate(STEPS) if mission.stage in stages)


@dataclass(frozen=True)
class Card:
    """A mission as a card."""

    mission: Mission
    icon: str
    knocked: int
    target: int
    steps: range
    step: int
    foot: str

    @property
    def percent(self) -> int:
        """Share of the target, 0 to 100."""
        return min(100, round(100 * self.knocked / self.target)) if self.target else 0


def card_of(mission: Mission) -> Card:
    """One mission's card, from its running counts."""
    knocked = figures(mission).get("homes", {}).get("knocked", 0)
    starts = f"Début le {mission.starts_on:%d/%m}"
    foot = {"proposal": "À choisir", "selected": "Choisie", "report": "Bilan à faire", "closed": "Terminée", "field": ""}
    return Card(mission, THEMES.get(mission.theme, "house-line"), knocked, mission.target_doors or perimeter_door_count(mission),
                range(4), step_of(mission), foot.get(mission.stage, starts))  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One building with its counts of homes."""

    building: Building
    entrances: int
    doors: int
    inside: int
    knocked: int

    @property
    def share(self) -> float | None:
        """Share of the homes in a mission that were knocked; None outside any mission."""
        return self.knocked / self.inside if self.inside else None


def building_rows(site: Site, mission: Mission | None) -> list[Row]:
    """Every building of the site, in a fixed number of queries."""
    buildings = list(Building.objects.filter(neighbourhood__in=site.neighbourhoods.all(), removed_at=None).order_by("residence", "name"))
    doors: dict[object, int] = {}
    inside: dict[object, int] = {}
    entrances: dict[object, set[object]] = {}
    perimeter = set(mission.perimeter.values_list("entrance_id", flat=True)) if mission else set()
    living = Door.objects.filter(entrance__building__in=buildings, removed_at=None, merged_into=None)
    for building, entrance in living.values_list("entrance__building_id", "entrance_id"):
        doors[building] = doors.get(building, 0) + 1
        inside[building] = inside.get(building, 0) + (entrance in perimeter)
        entrances.setdefault(building, set()).add(entrance)
    knocked: dict[object, int] = {}
    states = DoorState.objects.filter(mission=mission, attempts__gt=0) if mission else DoorState.objects.none()
    for building in states.values_list("entrance__building_id", flat=True):
        knocked[building] = knocked.get(building, 0) + 1
    return [
        Row(one, len(entrances.get(one.pk, ())), doors.get(one.pk, 0), inside.get(one.pk, 0), knocked.get(one.pk, 0)) for one in buildings
    ]


SHOWN_BUILDINGS = 60


def blocks_of(rows: list[Row]) -> list[Block]:
    """Buildings on the ground, in metres: their real footprint; in tidy rows beside them, those that have none.

    At most 60, those of the mission first: more would be a grey carpet, and the table below has them all.
    """
    rows = sorted(rows, key=lambda row: row.inside == 0)[:SHOWN_BUILDINGS]
    placed = [(row, wkb.loads(bytes(row.building.footprint)).bounds) for row in rows if row.building.footprint]
    blocks = [_on_the_ground(row, bounds, placed[0][1][1]) for row, bounds in placed]
    left, south = min((one.x for one in blocks), default=0.0), min((one.y for one in blocks), default=0.0)
    for place, row in enumerate(row for row in rows if not row.building.footprint):
        x, y = left + (place % 4) * 80.0, south - (place // 4 + 1) * 50.0
        blocks.append(Block(row.building.name, x, y, 12.0 + 10 * row.entrances, 14.0, _floors(row), row.share))
    return blocks


def _on_the_ground(row: Row, bounds: tuple[float, float, float, float], latitude: float) -> Block:
    west, south, east, north = bounds
    x_metres, y_metres = 111_320 * math.cos(math.radians(latitude)), 110_540
    length, depth = max(6.0, (east - west) * x_metres), max(6.0, (north - south) * y_metres)
    return Block(row.building.name, west * x_metres, south * y_metres, length, depth, _floors(row), row.share)


def _floors(row: Row) -> int:
    return row.building.floors or max(1, min(12, row.doors // max(1, row.entrances) // 4))


@desk_page
def home(request: DeskRequest) -> HttpResponse:
    """The first page after signing in."""
    site = current_site(request)
    if site is None:
        return render(request, "desk/no_site.html")
    open_missions = Mission.objects.filter(site=site, refused_at=None).exclude(stage="closed").select_related("commissioner")
    missions = sorted(open_missions, key=lambda one: (-min(STAGES.index(one.stage), STAGES.index("field")), one.starts_on))
    chosen = next((one for one in missions if str(one.pk) == request.GET.get("mission")), None)
    shown = chosen or next((one for one in missions if one.stage == "field"), missions[0] if missions else None)
    rows = building_rows(site, shown)
    table = _table(request, rows)
    if table.export:
        return table.export
    today = today_at(site)
    tonight = list(tours_on(site, today))
    cards = [card_of(one) for one in missions[:4]]
    return render(request, "desk/home.html", {
        "site": site, "today": today, "tonight": tonight, "cards": cards, "shown": shown, "table": table,
        "picture": neighbourhood_picture(blocks_of(rows), "Avancement par bâtiment"),
        "attention": attention_for(request.user, site, today, timezone.now()),
        "card": next((one for one in cards if shown and one.mission.pk == shown.pk), None),
        "days_left": (shown.ends_on - today).days if shown else 0, "phones": _phones(site),
    })  # fmt: skip


def _phones(site: Site) -> tuple[int, int]:
    """Phones heard within two days, phones in all."""
    phones = Device.objects.filter(still_here("voisin__"), voisin__site=site, revoked_at=None)
    limit = timezone.now() - timedelta(hours=48)
    return phones.filter(last_seen_at__gte=limit).count(), phones.count()


def _table(request: DeskRequest, rows: list[Row]) -> Table:
    return Table(request, "batiments", [
        Column("Résidence", lambda row: row.building.residence),
        Column("Bâtiment", lambda row: row.building.name, link=lambda row: reverse("building", args=[row.building.pk])),
        Column("Entrées", lambda row: row.entrances, number=True),
        Column("Portes", lambda row: row.doors, number=True),
        Column("Dans la mission", lambda row: row.inside, number=True),
        Column("Frappées", lambda row: row.knocked, number=True),
        Column("Part frappée", lambda row: None if row.share is None else round(100 * row.share), number=True,
               shown=lambda row: "hors mission" if row.share is None else f"{round(100 * row.share)} %"),
    ], rows, title="Bâtiments", empty="Pas encore de bâtiment.")  # fmt: skip


@desk_page
def all_sites(request: DeskRequest) -> HttpResponse:
    """Every site in scope, for head office."""
    rows = list(sites_for(request.user).prefetch_related("missions", "neighbourhoods"))
    table = Table(request, "sites", [
        Column("Site", lambda site: site.name),
        Column("Département", lambda site: site.department),
        Column("Quartiers", lambda site: ", ".join(one.code for one in site.neighbourhoods.all())),
        Column("Voisins", lambda site: site.voisins.filter(still_here()).count(), number=True),
        Column("Missions sur le terrain", lambda site: sum(one.stage == "field" for one in site.missions.all()), number=True),
        Column("Portes frappées", lambda site: sum(figures(one).get("homes", {}).get("knocked", 0) for one in site.missions.all()), number=True),
    ], rows, title="Sites")  # fmt: skip
    return table.export or render(request, "desk/sites.html", {"table": table, "head": request.user.role == Account.Role.HEAD_OFFICE})


urlpatterns = [path("", home, name="home"), path("sites/", all_sites, name="sites")]
