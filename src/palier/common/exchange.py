"""Several statements in one exchange with PostgreSQL, each prepared once per connection.

The driver's own pipeline waits for the server at every statement that enters it; for the few statements of a post that waiting is
most of the time spent (bench/ops.py). Here all of them are written, then the server is waited for once.
Source: libpq's pipeline mode, through `psycopg.pq`, the driver's documented binding of it.
"""

import hashlib
import select
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol
from weakref import WeakKeyDictionary

import psycopg
from psycopg.adapt import Transformer
from psycopg.pq import ExecStatus, TransactionStatus

Rows = list[tuple[Any, ...]]
# Statements once sent to a connection to be prepared there; forgotten with the connection.
_prepared: "WeakKeyDictionary[psycopg.Connection[Any], set[str]]" = WeakKeyDictionary()


class Sent(Protocol):
    """A statement with `%s` for each value: text, whole number, list of texts without quotes, or None."""

    @property
    def sql(self) -> str: ...
    @property
    def values(self) -> Sequence[Any]: ...


def exchange(driver: "psycopg.Connection[Any]", statements: Sequence[Sent]) -> list[Rows]:
    """Run them in order in the connection's transaction, opening it where one is due, and give the rows of each.

    Raises the driver's error for the first that failed; the server skips those after it.
    """
    known = _prepared.setdefault(driver, set())
    wanted, preparing = _write(driver, statements, known)
    results = _wait(driver.pgconn)
    # What was prepared stays so, even when the transaction is undone.
    known.update(sql for sql, at in preparing.items() if results[at].status == ExecStatus.COMMAND_OK)
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            raise psycopg.errors.error_from_result(result)
    return [_rows(driver, results[at]) for at in wanted]


def _write(driver: "psycopg.Connection[Any]", statements: Sequence[Sent], known: set[str]) -> tuple[list[int], dict[str, int]]:
    """Write all into the connection's buffer. Gives, for each statement and each preparation, which of the coming results is its own."""
    wire: Any = driver.pgconn
    wire.enter_pipeline_mode()
    sent, wanted = 0, []
    preparing: dict[str, int] = {}
    if not driver.autocommit and wire.transaction_status == TransactionStatus.IDLE:
        wire.send_query_params(b"BEGIN", None)
        sent += 1
    for one in statements:
        name, text = _named(one.sql)
        if one.sql not in known and one.sql not in preparing:
            wire.send_prepare(name, text)
            preparing[one.sql] = sent
            sent += 1
        wire.send_query_prepared(name, [_text(value) for value in one.values])
        wanted.append(sent)
        sent += 1
    wire.pipeline_sync()
    return wanted, preparing


def _wait(wire: Any) -> list[Any]:
    """Every result up to the mark that ends the exchange. Out of pipeline mode again, whatever happened."""
    results: list[Any] = []
    both, reading = _pollers(wire.socket)
    while wire.flush():
        both.poll()
        wire.consume_input()
    while True:
        while wire.is_busy():
            reading.poll()
            wire.consume_input()
        result = wire.get_result()
        if result is None:
            continue
        if result.status == ExecStatus.PIPELINE_SYNC:
            wire.exit_pipeline_mode()
            return results
        results.append(result)


def _pollers(socket: int) -> tuple[select.poll, select.poll]:
    both, reading = select.poll(), select.poll()
    both.register(socket, select.POLLIN | select.POLLOUT)
    reading.register(socket, select.POLLIN)
    return both, reading


@cache
def _named(sql: str) -> tuple[bytes, bytes]:
    """A name for the statement, and its text as the server reads it: $1, $2… for the values."""
    parts = sql.split("%s")
    text = "".join(f"{part}${at}" for at, part in enumerate(parts[:-1], 1)) + parts[-1]
    return f"palier_{hashlib.sha256(sql.encode()).hexdigest()[:24]}".encode(), text.encode()


def _text(value: Any) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, list):
        return f"{{{','.join(value)}}}".encode()
    return str(value).encode()


def _rows(driver: "psycopg.Connection[Any]", result: Any) -> Rows:
    if result.status != ExecStatus.TUPLES_OK:
        return []
    reader = Transformer(driver)
    reader.set_pgresult(result)
    return reader.load_rows(0, result.ntuples, tuple)
