"""The figures of a mission that would leave now, computed from its homes. Nothing is written here."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palier.impact.models import Release, ReleaseHomes
from palier.impact.queries import facts_of, release_secret
from palier.impact.rules.bilan import Facts
from palier.impact.rules.content import Content, completed, content_of, languages_content, plans_of
from palier.missions.api import Mission
from palier.privacy.api import (
    TEAM,
    THRESHOLD,
    WHOLE,
    Cell,
    Earlier,
    Home,
    Homes,
    Table,
    Zone,
    count_table,
    merged_languages,
    released_table,
    released_total,
)
from palier.visits.api import counted_homes


@dataclass(frozen=True)
class Draft:
    """What would leave, what must be kept to judge the next one, and what the association alone may read."""

    content: Content
    audit: dict[str, Any]
    members: dict[str, list[str]]
    tables: list[Table]


def homes_of(mission: Mission, secret: bytes) -> Homes:
    """The homes of a mission under keyed names: the same home has the same one in every mission, and no list gives it back."""
    return Homes(
        Home(name_of(one.door.hex, secret), str(one.building), str(one.voisin), completed(one.facts)) for one in counted_homes(mission)
    )


def name_of(door: str, secret: bytes) -> str:
    """The keyed name of a home, 16 hex digits: the same everywhere, and no list gives the door back."""
    return hmac.new(secret, f"home:{door}".encode(), hashlib.sha256).hexdigest()[:16]


def draft_release(mission: Mission, now: datetime) -> Draft:
    """What may leave at `now`, with the increments since the release before judged."""
    secret, facts = release_secret(), facts_of(mission)
    homes, last = homes_of(mission, secret), mission.releases.last()
    whole = Zone(WHOLE, facts.site, homes.buildings)
    before = _earlier(last)
    tables = [count_table(homes, plan, whole, secret, before, facts.voisins) for plan in plans_of(facts)]
    languages, counted = _languages(facts, str(mission.pk), secret, last, whole)
    content = content_of(facts, now, tables, languages, [])
    return Draft(content, _audit(tables, homes, counted), _members(tables), tables)


def _languages(facts: Facts, mission: str, secret: bytes, last: Release | None, zone: Zone) -> tuple[Content | None, dict[str, int]]:
    """Counted apart from the doors: what changed is only known by number. Under three voisins a language is a person (R8)."""
    counts = merged_languages(facts.counts.get("languages", {})) if facts.voisins >= TEAM else {}
    if not counts:
        return None, {}
    key, total = f"languages:{mission}", sum(counts.values())
    cells, whole = released_table(counts, total, key, secret), released_total(total, key, secret)
    exact: Mapping[str, int] = last.audit.get("languages", {}) if last else {}
    shown = {
        row["code"]: row["value"]
        for table in (last.content["tables"] if last else [])
        if table["code"] == "languages"
        for row in table["rows"]
    }
    kept = dict(counts)
    for code in cells:
        if code in exact and 0 < abs(counts[code] - exact[code]) < THRESHOLD:
            cells[code], kept[code] = Cell(shown.get(code)), exact[code]
    return languages_content(cells, whole, zone), kept


def _cell(table: Table, row: str) -> str:
    return f"{table.plan.code}|{table.zone.code}|{row}"


def _audit(tables: list[Table], homes: Homes, languages: dict[str, int]) -> dict[str, Any]:
    """Exact counts per building of every fact of every table, and what each cell held: no door, no key of a home."""
    facts = sorted({row.fact for table in tables for row in table.plan.rows} | {table.plan.base for table in tables})
    return {
        "buildings": {fact: {one: len(keys) for one, keys in sorted(homes.per_building(fact).items())} for fact in facts},
        "cells": {
            _cell(table, one.row.code): {
                "zone": sorted(table.zone.buildings), "fact": one.row.fact, "base": one.row.base, "count": one.count, "outside": one.outside,
                "value": one.value, "why": one.why,
            }
            for table in tables for one in (table.base, *table.figures)
        },
        "languages": languages,
    }  # fmt: skip


def _members(tables: list[Table]) -> dict[str, list[str]]:
    return {one.row.fact: sorted(one.homes) for table in tables if table.zone.code == WHOLE for one in (table.base, *table.figures)}


def _earlier(last: Release | None) -> dict[tuple[str, frozenset[str], str], Earlier]:
    """The cells of the release before."""
    if last is None:
        return {}
    members: dict[str, list[str]] = next(iter(ReleaseHomes.objects.filter(release=last).values_list("cells", flat=True)), {})
    found = {}
    for name, cell in last.audit["cells"].items():
        table, _, row = name.split("|")
        found[table, frozenset(cell["zone"]), row] = Earlier(cell["value"], cell["count"], frozenset(members.get(cell["fact"], [])))
    return found
