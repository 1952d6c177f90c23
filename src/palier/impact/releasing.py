"""The figures of a mission that would leave now, computed from its homes and judged against all that ever left. Nothing is written here."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from palier.impact.models import Release, ReleaseHomes
from palier.impact.queries import facts_of, release_secret
from palier.impact.rules.bilan import Facts
from palier.impact.rules.content import Content, completed, content_of, languages_content, plans_of
from palier.missions.api import Mission, building_places, sectors_of
from palier.privacy.api import (
    TEAM,
    THRESHOLD,
    WHOLE,
    Asked,
    Cell,
    Earlier,
    Home,
    Homes,
    Out,
    Planned,
    Table,
    Zone,
    as_earlier,
    as_kept,
    from_kept,
    merged_languages,
    plan_release,
    released_table,
    released_total,
)
from palier.visits.api import counted_homes

# A release is a matter of seconds: past this the audit has not answered, and nothing leaves.
SECONDS = 10.0


@dataclass(frozen=True)
class Draft:
    """What would leave, what must be kept to judge the next one, and what the association alone may read."""

    content: Content
    audit: dict[str, Any]
    members: dict[str, dict[str, list[str]]]
    planned: Planned

    @property
    def tables(self) -> list[Table]:
        """Every table, with exact counts: interne."""
        return self.planned.tables

    @property
    def remedies(self) -> list[str]:
        """What was joined or left out so that nothing is guessed, in sentences."""
        return self.planned.remedies

    @property
    def problems(self) -> list[str]:
        """Why nothing may leave; empty when it may."""
        return self.planned.problems


def home_names(doors: Iterable[UUID]) -> list[str]:
    """Keyed names of homes: the same in every mission, and no list gives a door back."""
    secret = release_secret()
    return [hmac.new(secret, f"home:{one.hex}".encode(), hashlib.sha256).hexdigest()[:16] for one in doors]


def homes_of(mission: Mission) -> Homes:
    """The homes of a mission under keyed names."""
    found = counted_homes(mission)
    names = home_names(one.door for one in found)
    return Homes(
        Home(name, str(one.building), str(one.voisin), completed(one.facts)) for name, one in zip(names, found, strict=True)
    )  # fmt: skip


def draft_release(mission: Mission, now: datetime, *, audited: bool = True) -> Draft:
    """What may leave at `now`. Without the audit it is a first look, and may not be frozen."""
    facts, homes = facts_of(mission), homes_of(mission)
    kept, places = list(mission.releases.order_by("number")), building_places(mission)
    earlier, zones = _everything_out(homes.buildings)
    following = [number for number, (one, _) in enumerate(earlier) if one.mission_id == mission.pk]
    asked = Asked(
        homes=homes, plans=plans_of(facts), site=facts.site, name=f"{mission.pk}:{len(kept) + 1}", secret=release_secret(), team=facts.voisins,
        sectors=[Zone(one.code, one.name, frozenset(str(each.pk) for each in one.buildings.all())) for one in sectors_of(mission)],
        places=places, dwellings={one: int(place.homes) for one, place in places.items()}, before=_before(kept),
        earlier=[out for _, out in earlier], follows=following[-1] if following else None, released=zones,
    )  # fmt: skip
    planned = plan_release(asked, audited=audited, seconds=SECONDS)
    languages, counted = _languages(facts, str(mission.pk), release_secret(), kept[-1] if kept else None)
    notes = ["Les secteurs ont été fixés à la signature de la convention."] if planned.zones else []
    content = content_of(facts, now, planned.tables, languages, notes)
    return Draft(content, _audit(asked, planned, counted), _members(planned, homes), planned)


def _everything_out(buildings: Iterable[str]) -> tuple[list[tuple[Release, Out]], list[frozenset[str]]]:
    """Every release that ever spoke of one of these buildings, whoever it was for, oldest first; and every zone they told."""
    here, found, zones = {UUID(one) for one in buildings}, list[tuple[Release, Out]](), dict[frozenset[str], None]()
    last: dict[UUID, int] = {}
    near = Release.objects.filter(mission__perimeter__entrance__building__in=here).distinct()
    for one in near.only("mission_id", "audit").order_by("made_at", "number"):
        found.append((one, from_kept(one.audit["out"], last.get(one.mission_id))))
        last[one.mission_id] = len(found) - 1
        zones.update(dict.fromkeys(frozenset(zone) for zone in one.audit["zones"]))
    return found, list(zones)


def _languages(facts: Facts, mission: str, secret: bytes, last: Release | None) -> tuple[Content | None, dict[str, int]]:
    """Counted apart from the doors: what changed is only known by number. Under three voisins a language is a person (R8)."""
    counts = merged_languages(facts.counts.get("languages", {})) if facts.voisins >= TEAM else {}
    if not counts:
        return None, {}
    key, total = f"languages:{mission}", sum(counts.values())
    cells, whole = released_table(counts, total, key, secret), released_total(total, key, secret)
    exact: Mapping[str, int] = last.audit.get("languages", {}) if last else {}
    tables = last.content["tables"] if last else []
    shown = {row["code"]: row["value"] for table in tables if table["code"] == "languages" for row in table["rows"]}
    kept = dict(counts)
    for code in cells:
        if code in exact and 0 < abs(counts[code] - exact[code]) < THRESHOLD:
            cells[code], kept[code] = Cell(shown.get(code)), exact[code]
    return languages_content(cells, whole, facts.site), kept


def _audit(asked: Asked, planned: Planned, languages: Mapping[str, int]) -> dict[str, Any]:
    """What never leaves: the release as the next audits need it, and what this one found. No door, no key of a home."""
    verdict = planned.verdict
    return {
        "out": as_kept(planned.out), "zones": [sorted(zone.buildings) for zone in planned.zones],
        "cells": [
            {
                "plan": table.plan.code, "zone": sorted(table.zone.buildings), "fact": one.row.fact, "count": (kept := as_earlier(one, asked.name)).count,
                "value": kept.value, "release": kept.release, "now": one.count, "outside": one.outside, "why": one.why,
            }
            for table in planned.tables for one in (table.base, *table.figures)
        ],
        "languages": dict(languages), "remedies": planned.remedies,
        "verdict": {
            "solved": verdict.solved, "quantities": verdict.quantities, "programs": verdict.programs, "narrowest": verdict.narrowest,
            "against": len(asked.earlier),
        },
    }  # fmt: skip


def _members(planned: Planned, homes: Homes) -> dict[str, dict[str, list[str]]]:
    """Fact → building → homes, of what is told for the whole mission: a sector's cell is a part of it."""
    facts = {one.row.fact for table in planned.tables if table.zone.code == WHOLE for one in (table.base, *table.figures)}
    return {fact: {building: sorted(keys) for building, keys in homes.per_building(fact).items()} for fact in sorted(facts)}


def _before(kept: Sequence[Release]) -> dict[tuple[str, frozenset[str], str], Earlier]:
    """Every cell of this mission as it was last counted."""
    members = dict(ReleaseHomes.objects.filter(release__in=kept).values_list("release__number", "cells"))
    found = {}
    for release in kept:
        for cell in release.audit["cells"]:
            there = members.get(int(cell["release"].rpartition(":")[2]), {}).get(cell["fact"], {})
            homes = frozenset(key for building in cell["zone"] for key in there.get(building, []))
            found[cell["plan"], frozenset(cell["zone"]), cell["fact"]] = Earlier(cell["value"], cell["count"], homes, cell["release"])
    return found
