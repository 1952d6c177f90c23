"""Write many rows of one model in one statement, without building SQL objects for each value.

The ORM's bulk_create spends most of a post's time on that; bench/ops.py measures it. Only the phone's entrance uses this.
"""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

Converter = Callable[[Any], Any]
# SQLite takes 32,766 parameters in one statement.
MAX_PARAMETERS = 20_000


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Any], *, conflict: Sequence[str] = ()) -> None:
    """Insert rows; with `conflict`, a row that exists on those fields is replaced. Nothing for an empty list."""
    if not rows:
        return
    sql, fields = _statement(model, tuple(names), tuple(conflict), connection.vendor)
    size = max(1, MAX_PARAMETERS // len(fields))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            values = [convert(getattr(row, attribute)) for row in part for attribute, convert in fields]
            places = ",".join([f"({','.join(['%s'] * len(fields))})"] * len(part))
            cursor.execute(sql.replace("@rows", places), values)


@cache
def _statement(
    model: type[models.Model], names: tuple[str, ...], conflict: tuple[str, ...], vendor: str
) -> tuple[str, list[tuple[str, Converter]]]:
    found = [model._meta.get_field(name) for name in names]
    columns = [str(field.column) for field in found]  # type: ignore[union-attr]
    sql = f'INSERT INTO "{model._meta.db_table}" ({",".join(columns)}) VALUES @rows'  # noqa: S608 (our own names)
    if conflict:
        keys = [str(model._meta.get_field(name).column) for name in conflict]  # type: ignore[union-attr]
        changes = ",".join(f"{column}=excluded.{column}" for column in columns if column not in keys)
        sql += f" ON CONFLICT ({','.join(keys)}) DO UPDATE SET {changes}"
    return sql, [(field.attname, _converter(field, vendor)) for field in found]  # type: ignore[union-attr]


def _converter(field: Any, vendor: str) -> Converter:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if isinstance(field, models.JSONField):
        return lambda value: json.dumps(value, ensure_ascii=False)
    if vendor != "sqlite":
        return _as_it_is
    if isinstance(field, models.UUIDField):
        return _hex
    if isinstance(field, models.DateTimeField):
        return _utc_text
    return _day_text if isinstance(field, models.DateField) else _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _hex(value: UUID | None) -> str | None:
    return None if value is None else value.hex


def _utc_text(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def _day_text(value: date) -> str:
    return value.isoformat()
