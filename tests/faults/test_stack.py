"""300 histories of the real stack lose nothing; and with any one rule switched off, the harness notices."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.stack import PHONE_MUTANTS, ROOT, SERVER_MUTANTS, build, play, stack_server

ENTRY = "tests/faults/stack.ts"
ENOUGH = 400
# Half as long as those of `make faults`: three hundred of them are played at each change.
STEPS = 30


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ENTRY, tmp_path_factory.mktemp("stack"))


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with stack_server() as address:
        yield address


def test_three_hundred_histories_of_the_real_stack(whole: Path, server: str) -> None:
    report = play(whole, server, 1, 300, steps=STEPS)
    assert report["played"] == 300
    assert report["violations"] == []
    # Faults really happened: each of the 14 kinds, many times.
    kinds = {one for one in report["totals"] if not one.startswith("saved")} - {"backup", "paired_again"}
    assert len(kinds) >= 14
    assert min(report["totals"][one] for one in kinds) > 50
    # And so was everything that the contract knows how to say.
    said = {path.stem for path in (ROOT / "contract/kinds").glob("*.json")} - {"visit.1"}
    assert {f"saved {one}" for one in said} <= set(report["totals"])


@pytest.mark.parametrize("mutant", SERVER_MUTANTS)
def test_a_server_without_one_rule_is_caught(mutant: str, whole: Path) -> None:
    with stack_server(mutant) as address:
        assert play(whole, address, 1, ENOUGH, stop=True)["violating"] == 1


@pytest.mark.parametrize("mutant", PHONE_MUTANTS)
def test_a_phone_without_one_rule_is_caught(mutant: str, server: str, tmp_path: Path) -> None:
    # Each history begins with a fresh world: one server serves them all.
    assert play(build(ENTRY, tmp_path, mutant), server, 1, ENOUGH, stop=True)["violating"] == 1
