"""Rows for the phone's entrance: read and written without building a model instance or a query object for each.

There the ORM's own work is most of a post's time (bench/ops.py measures it). Everywhere else, use the ORM.
An id is carried here as a `Key`, its 32 hex digits: it costs nothing to read from SQLite and, in a set or a dict, far less
than a UUID.
"""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from operator import attrgetter
from typing import Any, Generic, NamedTuple, TypeVar
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, models

from palier.common.exchange import exchange

Key = str
KEY_LENGTH = 32
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


class Condition(NamedTuple):
    """Our own SQL, the same on both databases, and the values of its places."""

    sql: str
    values: list[Any]

    def __and__(self, other: "Condition") -> "Condition":
        return Condition(f"{self.sql} AND {other.sql}", self.values + other.values)


def equal(column: str, value: Any) -> Condition:
    """The column holds this value."""
    return Condition(f"{column} = %s", [value])


def among(column: str, keys: Collection[Key]) -> Condition:
    """The column holds one of these ids; no row for none."""
    if connection.vendor == "postgresql":
        # One place whatever their number, so that the statement stays prepared.
        return Condition(f"{column} = ANY(%s::uuid[])", [list(keys)])
    return Condition(f"{column} IN ({','.join(['%s'] * len(keys))})", list(keys))


class Statement(NamedTuple):
    """One statement of ours, with the values of its places."""

    sql: str
    values: Sequence[Any]


def run(statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    """Run them in order and give the rows of each. On PostgreSQL: one round trip for all, each prepared once per connection."""
    if connection.vendor == "postgresql":
        return _run_prepared(statements) if statements else []
    found: list[list[tuple[Any, ...]]] = []
    with connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
            found.append(list(cursor.fetchall()))
    return found


def _run_prepared(statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    connection.ensure_connection()
    with connection.wrap_database_errors:
        return exchange(connection.connection, statements)


class Reading:
    """Columns of tables joined in one way; `where` reads the rows that a condition keeps, converted as the ORM would."""

    def __init__(self, tables: str, columns: Sequence[Column]) -> None:
        self._tables = tables
        self._columns = tuple(columns)

    @classmethod
    def of(cls, model: type[models.Model], names: Sequence[str]) -> "Reading":
        """Some columns of one table."""
        return cls(f"{model._meta.db_table} r", [("r", model, name) for name in names])

    def asked(self, condition: Condition, *, lock: bool = False) -> "Asked":
        """What to read. With `lock`, nobody else changes the rows until the transaction ends."""
        sql, converters = self._prepared(connection.vendor)
        # SQLite's transaction is itself the lock (IMMEDIATE).
        end = " FOR UPDATE" if lock and connection.vendor == "postgresql" else ""
        return Asked(Statement(f"{sql} WHERE {condition.sql}{end}", condition.values), converters)

    def where(self, condition: Condition) -> list[tuple[Any, ...]]:
        """Rows, their ids as keys."""
        return read(self.asked(condition))[0]

    @cache  # noqa: B019 (made once, at import)
    def _prepared(self, vendor: str) -> tuple[str, list[Converter | None]]:
        fields = [(alias, _field(model, name)) for alias, model, name in self._columns]
        names = ",".join(f"{alias}.{field.column}" for alias, field in fields)
        # S608: our own names, never a user's text.
        return f"SELECT {names} FROM {self._tables}", [  # noqa: S608
            _reader(_target(field), vendor) for _, field in fields
        ]


class Asked(NamedTuple):
    """A statement that reads, and how its columns are converted."""

    statement: Statement
    converters: list[Converter | None]


def read(*asked: Asked) -> list[list[tuple[Any, ...]]]:
    """The rows of each, in one round trip, their ids as keys."""
    found = _run_on_a_live_connection([one.statement for one in asked])
    return [[_converted(row, one.converters) for row in rows] for one, rows in zip(asked, found, strict=True)]


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """What to read, and what is made of its rows: questions of several rooms go in one round trip."""

    asked: Asked
    answer: Callable[[list[tuple[Any, ...]]], T]


def ask(*questions: Question[Any]) -> list[Any]:
    """The answer to each, read in order in one round trip."""
    rows = read(*[one.asked for one in questions])
    return [one.answer(found) for one, found in zip(questions, rows, strict=True)]


def _run_on_a_live_connection(statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    """The first reading of a request is itself the check that the kept connection lives: once more on a new one when it does not."""
    checked: Any = connection
    kept = checked.connection is not None and not checked.health_check_done and not checked.in_atomic_block
    try:
        found = run(statements)
    except (OperationalError, InterfaceError):
        if not kept:
            raise
        checked.close()
        found = run(statements)
    checked.health_check_done = True
    return found


def _converted(row: tuple[Any, ...], converters: list[Converter | None]) -> tuple[Any, ...]:
    return tuple([value if convert is None or value is None else convert(value) for value, convert in zip(row, converters, strict=True)])


def insertion(
    model: type[models.Model], names: Sequence[str], rows: Sequence[Any], *, conflict: Sequence[str] = (), adding: bool = False
) -> list[Statement]:
    """What inserts rows; with `conflict`, a row that exists on those fields is replaced, or added to. Nothing for an empty list."""
    sql, values_of, writers = _insertion(model, tuple(names), tuple(conflict), adding, connection.vendor)
    cells = [list(values_of(row)) for row in rows]
    for at, write in writers:
        for row in cells:
            row[at] = write(row[at])
    if connection.vendor == "postgresql":
        # One value for all the rows: the driver's own work on thousands of places takes longer than the database's.
        columns = [_field(model, name).column for name in names]
        return [Statement(sql, [_write_json([dict(zip(columns, row, strict=True)) for row in cells])])] if cells else []
    places = f"({','.join(['%s'] * len(names))})"
    size = MAX_PARAMETERS // len(names)
    parts = [cells[start : start + size] for start in range(0, len(cells), size)]
    return [Statement(sql.replace("@rows", ",".join([places] * len(part))), [cell for row in part for cell in row]) for part in parts]


@cache
def _insertion(
    model: type[models.Model], names: tuple[str, ...], conflict: tuple[str, ...], adding: bool, vendor: str
) -> tuple[str, Callable[[Any], tuple[Any, ...]], list[tuple[int, Converter]]]:
    """The statement; what gives a row's values in its order; the places of those that the database wants written otherwise."""
    found = [_field(model, name) for name in names]
    table, columns = model._meta.db_table, [str(field.column) for field in found]
    listed = ",".join(columns)
    # S608: our own names, never a user's text.
    given = f"SELECT {listed} FROM json_populate_recordset(NULL::{table}, %s)" if vendor == "postgresql" else "VALUES @rows"  # noqa: S608
    sql = f"INSERT INTO {table} ({listed}) {given}"
    if conflict:
        keys = [str(_field(model, name).column) for name in conflict]
        sum_of = f"{table}.{{0}} + " if adding else ""
        changes = ",".join(f"{column}={sum_of.format(column)}excluded.{column}" for column in columns if column not in keys)
        sql += f" ON CONFLICT ({','.join(keys)}) DO UPDATE SET {changes}"
    writers = [(at, _writer(_target(field), vendor)) for at, field in enumerate(found)]
    # Two columns at least: of one alone, attrgetter would give the value and not a row.
    return sql, attrgetter(*[field.attname for field in found]), [(at, write) for at, write in writers if write is not None]


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _target(field: Any) -> Any:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _writer(field: Any, vendor: str) -> Converter | None:
    if isinstance(field, models.UUIDField):
        return _maybe_key
    if isinstance(field, models.DateTimeField):
        return _utc_text if vendor == "sqlite" else _moment_text
    if isinstance(field, models.DateField):
        return _day_text
    return _json_text if vendor == "sqlite" and isinstance(field, models.JSONField) else None


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
    # Most are keys already.
    return value if value is None or (value.__class__ is str and len(value) == KEY_LENGTH) else key_of(value)


def _utc_text(value: datetime | None) -> str | None:
    return None if value is None else value.astimezone(UTC).isoformat(" ").removesuffix("+00:00")


def _moment_text(value: datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC)


def _day_text(value: date) -> str:
    return value.isoformat()
