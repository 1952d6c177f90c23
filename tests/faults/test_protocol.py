"""The protocol's own rules: some thousands of histories here, a million in `make faults LAYER=protocol`; every mutant is caught."""

from pathlib import Path

import pytest

from tests.faults.protocol import ENOUGH, ENTRY, PHONE_MUTANTS, SERVER_MUTANTS, disagreements, play, replayed
from tests.faults.stack import build

FAULTS = {
    "request_lost", "response_lost", "duplicated", "delayed", "reordered", "truncated", "answer_cut", "captive_portal", "server_error", "too_big",
    "proxy_401", "crash_before_commit", "crash_after_commit", "restore", "token_lost", "revoked", "wiped", "app_update", "clock_jump",
    "key_rotated", "device_lost", "evicted", "database_erased", "browser_kill", "power_cut", "save_refused", "two_tabs", "rescue_file", "file_taken_in",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ENTRY, tmp_path_factory.mktemp("protocol"))


def test_five_thousand_histories_of_the_protocol(whole: Path) -> None:
    report = play(whole, 1, 5_000)
    assert report["played"] == 5_000
    assert report["violations"] == []
    # Faults really happened: each kind, many times.
    assert set(report["totals"]) >= FAULTS
    assert min(report["totals"][kind] for kind in FAULTS) > 100


def test_the_model_judges_as_the_real_rules_do(whole: Path) -> None:
    judged, wrong = disagreements(whole, 1, 100_000)
    assert judged == 100_000
    assert wrong == []


def test_the_real_server_answers_every_post_as_the_model_did(whole: Path) -> None:
    report = replayed(whole, 1, 30)
    assert report["played"] == 30
    assert report["posts"] > 300
    assert report["differences"] == []


@pytest.mark.parametrize("mutant", SERVER_MUTANTS)
def test_a_server_without_one_rule_is_caught(mutant: str, whole: Path) -> None:
    assert play(whole, 1, ENOUGH, mutant=mutant, stop=True)["violating"] == 1


@pytest.mark.parametrize("mutant", PHONE_MUTANTS)
def test_a_phone_without_one_rule_is_caught(mutant: str, tmp_path: Path) -> None:
    assert play(build(ENTRY, tmp_path, mutant), 1, ENOUGH, stop=True)["violating"] == 1
