"""What residents ask for at a site: told at doors, in seminars, by local actors; and what somebody pays for."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from palier.impact.api import last_release
from palier.missions.api import Asked, Mission, answering, asked, catalogue, heard_needs
from palier.people.api import Site
from palier.places.api import Entrance
from palier.visits.api import figures


@dataclass(frozen=True)
class Place:
    """One neighbourhood, or several that a mission covers at once: what its homes asked for."""

    name: str
    asked: list[Asked]


def needs_of(site: Site) -> tuple[list[Asked], list[Place]]:
    """The whole site, then each neighbourhood. Homes are counted once per mission and need (running counts), never by entrance."""
    running, homes, told = answering(site), Counter[str](), Counter(heard_needs(site).values_list("code", flat=True))
    by_place: dict[str, Counter[str]] = {}
    missions = list(Mission.objects.filter(site=site, refused_at=None))
    places: dict[object, set[str]] = {}
    rows = Entrance.objects.filter(missions__in=missions).values_list("missions", "building__neighbourhood__name").distinct()
    for mission, name in rows:
        places.setdefault(mission, set()).add(name)
    for one in missions:
        counts = figures(one).get("needs", {})
        homes.update(counts)
        if counts:
            by_place.setdefault(" et ".join(sorted(places.get(one.pk, {site.name}))), Counter()).update(counts)
    return asked(homes, told, running), [Place(name, asked(counts, {}, running)) for name, counts in sorted(by_place.items())]


def published_words(site: Site, codes: Collection[str]) -> str:
    """Where a proposal comes from, in words that may leave: needs by name, figures of frozen releases only."""
    words, said = catalogue(), []
    for mission in Mission.objects.filter(site=site, refused_at=None).order_by("-starts_on"):
        release = last_release(mission)
        tables = release.content["tables"] if release else []
        rows = [row for table in tables if (table["code"], table["zone"]["code"]) == ("needs", "mission") for row in table["rows"]]
        shown = [
            f"{words[row['code']]['name']}, {row['value']} logements"
            for row in rows
            if row["code"] in codes and row["value"] and row["code"] in words
        ]
        if shown:
            said.append(f"{' ; '.join(shown)} (« {mission.title} »)")
    asked_for = ", ".join(words[code]["name"] for code in words if code in codes)
    return f"Demandé par des habitants : {asked_for}." + (f" Publié : {' ; '.join(said)}." if said else "")
