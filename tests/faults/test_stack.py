"""300 histories of the real stack lose nothing; and with any one rule switched off, the harness notices."""

from pathlib import Path

import pytest

from tests.faults.stack import PHONE_MUTANTS, SERVER_MUTANTS, build, play, stack_server

ENTRY = "tests/faults/stack.ts"
ENOUGH = 400


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ENTRY, tmp_path_factory.mktemp("stack"))


def test_three_hundred_histories_of_the_real_stack(whole: Path) -> None:
    with stack_server() as address:
        report = play(whole, address, 1, 300)
    assert report["played"] == 300
    assert report["violations"] == []
    # Faults really happened: each of the 14 kinds, many times.
    kinds = set(report["totals"]) - {"saved", "backup", "paired_again"}
    assert len(kinds) >= 14
    assert min(report["totals"].values()) > 50


@pytest.mark.parametrize("mutant", SERVER_MUTANTS)
def test_a_server_without_one_rule_is_caught(mutant: str, whole: Path) -> None:
    with stack_server(mutant) as address:
        assert play(whole, address, 1, ENOUGH, stop=True)["violating"] == 1


@pytest.mark.parametrize("mutant", PHONE_MUTANTS)
def test_a_phone_without_one_rule_is_caught(mutant: str, tmp_path: Path) -> None:
    with stack_server() as address:
        assert play(build(ENTRY, tmp_path, mutant), address, 1, ENOUGH, stop=True)["violating"] == 1
