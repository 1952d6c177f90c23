"""Rows for the phone's entrance: read and written without building a model instance or a query object for each.

There the ORM's own work is most of a post's time (bench/ops.py measures it). Everywhere else, use the ORM.
An id is carried here as a `Key`, its 32 hex digits: it costs nothing to read from SQLite and, in a set or a dict, far less
than a UUID.
"""

import json
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection, models

Key = str
Converter = Callable[[Any], Any]
Column = tuple[str, type[models.Model], str]
# SQLite takes 32,766 parameters in one statement.
MAX_PARAMETERS = 20_000


def key_of(value: UUID | str) -> Key:
    """The 32 hex digits of a UUID, or of its text."""
    return value.replace("-", "") if isinstance(value, str) else value.hex


def dashed(key: Key) -> str:
    """The usual text of an id: 8-4-4-4-12."""
    return f"{key[:8]}-{key[8:12]}-{key[12:16]}-{key[16:20]}-{key[20:]}"


def marks(values: Collection[Any]) -> str:
    """As many places as values, for `IN (…)`."""
    return ",".join(["%s"] * len(values))


class Reading:
    """Columns of tables joined in one way; `where` reads the rows that a condition keeps, converted as the ORM would."""

    def __init__(self, tables: str, columns: Sequence[Column]) -> None:
        self._tables = tables
        self._columns = tuple(columns)

    @classmethod
    def of(cls, model: type[models.Model], names: Sequence[str]) -> "Reading":
        """Some columns of one table."""
        return cls(f"{model._meta.db_table} r", [("r", model, name) for name in names])

    def where(self, condition: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows, their ids as keys. `condition` is our own SQL, the same on both databases; every value is a parameter."""
        sql, converters = self._prepared(connection.vendor)
        with connection.cursor() as cursor:
            cursor.execute(f"{sql} WHERE {condition}", parameters)
            rows = cursor.fetchall()
        return [tuple([_read(value, convert) for value, convert in zip(row, converters, strict=True)]) for row in rows]

    @cache  # noqa: B019 (made once, at import)
    def _prepared(self, vendor: str) -> tuple[str, list[Converter | None]]:
        fields = [(alias, _field(model, name)) for alias, model, name in self._columns]
        names = ",".join(f"{alias}.{field.column}" for alias, field in fields)
        # S608: our own names, never a user's text.
        return f"SELECT {names} FROM {self._tables}", [  # noqa: S608
            _reader(_target(field), vendor) for _, field in fields
        ]


def _read(value: Any, convert: Converter | None) -> Any:
    return value if convert is None or value is None else convert(value)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Sequence[Any], *, conflict: Sequence[str] = ()) -> None:
    """Insert rows; with `conflict`, a row that exists on those fields is replaced. Nothing for an empty list."""
    if not rows:
        return
    sql, fields = _insertion(model, tuple(names), tuple(conflict), connection.vendor)
    size = max(1, MAX_PARAMETERS // len(fields))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), size):
            part = rows[start : start + size]
            values = [getattr(row, name) if write is None else write(getattr(row, name)) for row in part for name, write in fields]
            places = ",".join([f"({','.join(['%s'] * len(fields))})"] * len(part))
            cursor.execute(sql.replace("@rows", places), values)


@cache
def _insertion(
    model: type[models.Model], names: tuple[str, ...], conflict: tuple[str, ...], vendor: str
) -> tuple[str, list[tuple[str, Converter | None]]]:
    found = [_field(model, name) for name in names]
    columns = [str(field.column) for field in found]
    sql = f'INSERT INTO "{model._meta.db_table}" ({",".join(columns)}) VALUES @rows'  # noqa: S608 (our own names)
    if conflict:
        keys = [str(_field(model, name).column) for name in conflict]
        changes = ",".join(f"{column}=excluded.{column}" for column in columns if column not in keys)
        sql += f" ON CONFLICT ({','.join(keys)}) DO UPDATE SET {changes}"
    return sql, [(field.attname, _writer(_target(field), vendor)) for field in found]


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _target(field: Any) -> Any:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _writer(field: Any, vendor: str) -> Converter | None:
    if isinstance(field, models.JSONField):
        return _json_text
    if isinstance(field, models.UUIDField):
        return _maybe_key
    if vendor != "sqlite":
        return None
    if isinstance(field, models.DateTimeField):
        return _utc_text
    return _day_text if isinstance(field, models.DateField) else None


def _reader(field: Any, vendor: str) -> Converter | None:
    if isinstance(field, models.JSONField):
        return json.loads
    if isinstance(field, models.UUIDField):
        return _maybe_key if vendor != "sqlite" else None
    # Django has SQLite's driver read the other types by their declaration; moments come without their zone.
    return _utc if vendor == "sqlite" and isinstance(field, models.DateTimeField) else None


_write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _json_text(value: Any) -> str:
    return _write_json(value) if value else ("[]" if isinstance(value, list) else "{}")


def _maybe_key(value: UUID | str | None) -> str | None:
    return None if value is None else key_of(value)


def _utc_text(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _day_text(value: date) -> str:
    return value.isoformat()
