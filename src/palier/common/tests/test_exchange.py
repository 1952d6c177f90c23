"""Several statements in one exchange: their rows in order, the first error told, a connection that lives on."""

import pytest
from django.db import DataError, OperationalError, ProgrammingError, connection, transaction

from palier.common.rows import Statement, run

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
]


@pytest.fixture(autouse=True)
def only_on_postgresql(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("exchanges are for PostgreSQL")


def test_rows_come_back_in_order_and_again_once_prepared() -> None:
    for _ in range(3):
        found = run(
            [
                Statement("SELECT %s::int + 1", [1]),
                Statement("SELECT unnest(%s::text[])", [["a", "b"]]),
                Statement("SELECT %s::text", [None]),
            ]
        )
        assert found == [[(2,)], [("a",), ("b",)], [(None,)]]


def test_the_same_statement_twice_in_one_exchange() -> None:
    assert run([Statement("SELECT %s::int", [7]), Statement("SELECT %s::int", [8])]) == [[(7,)], [(8,)]]


def test_a_text_larger_than_the_socket_holds() -> None:
    text = "é" * 3_000_000
    assert run([Statement("SELECT length(%s::text)", [text]), Statement("SELECT %s::text", [text])]) == [[(3_000_000,)], [(text,)]]


def test_the_first_error_is_told_and_the_connection_lives_on() -> None:
    with pytest.raises(DataError, match="zero"):
        run([Statement("SELECT %s::int / 0", [1]), Statement("SELECT 1", [])])
    with pytest.raises(ProgrammingError):
        run([Statement("SELECT * FROM no_such_table", [])])
    assert run([Statement("SELECT 2", [])]) == [[(2,)]]


def test_inside_a_transaction_an_error_undoes_what_came_before() -> None:
    run([Statement("CREATE TABLE exchanged (n int)", [])])
    try:
        with pytest.raises(DataError), transaction.atomic():
            run([Statement("INSERT INTO exchanged VALUES (%s)", [1]), Statement("SELECT %s::int / 0", [1])])
        with transaction.atomic():
            run([Statement("INSERT INTO exchanged VALUES (%s)", [2])])
        assert run([Statement("SELECT n FROM exchanged", [])]) == [[(2,)]]
    finally:
        run([Statement("DROP TABLE exchanged", [])])


def test_a_connection_cut_by_the_server_is_an_error_of_the_database_and_the_next_one_works() -> None:
    with pytest.raises(OperationalError):
        run([Statement("SELECT pg_terminate_backend(pg_backend_pid())", []), Statement("SELECT 1", [])])
    connection.close()
    assert run([Statement("SELECT 3", [])]) == [[(3,)]]
