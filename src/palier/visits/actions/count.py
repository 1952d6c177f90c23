"""Keep the running counts: one upsert for all the cells that a post changes."""

from collections.abc import Mapping
from typing import Any

from django.db import connection

from palier.common.rows import Key

Changes = Mapping[Key, Mapping[tuple[str, str], int]]


def add_to_tallies(changes: Changes) -> None:
    """Add the given differences: mission → (dimension, key) → change. Cells are made on first use."""
    rows = [(mission, dimension, key, change) for mission, cells in changes.items() for (dimension, key), change in cells.items() if change]
    for start in range(0, len(rows), 200):
        _upsert(rows[start : start + 200])


def _upsert(rows: list[tuple[Key, str, str, int]]) -> None:
    # The ORM cannot say "value = value + excluded.value"; this SQL is the same on SQLite and PostgreSQL.
    parameters: list[Any] = []
    for mission, dimension, key, change in rows:
        parameters += [mission, dimension, key[:120], change]
    places = ",".join(["(%s,%s,%s,%s)"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO visits_tally (mission_id, dimension, key, value) VALUES {places} "  # noqa: S608 (no user text)
            "ON CONFLICT (mission_id, dimension, key) DO UPDATE SET value = visits_tally.value + excluded.value",
            parameters,
        )
