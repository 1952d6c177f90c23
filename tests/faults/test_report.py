"""What the long runs add up, when two of them add at the same time."""

from pathlib import Path

from tests.faults.report import Part, Report


def test_two_runs_side_by_side_lose_nothing(tmp_path: Path) -> None:
    file = tmp_path / "out" / "faults.json"
    kills, protocol = Report(file), Report(file)
    kills.add("kills", "v1", 1_000, Part(60, 30.0, totals={"server": 60}, seeds=1))
    protocol.add("protocol", "v1", 1, Part(4_000, 8.0))
    kills.add("kills", "v1", 1_001, Part(60, 30.0, totals={"server": 60}, seeds=1))
    found = Report(file).found
    assert (found["kills"]["played"], found["protocol"]["played"]) == (120, 4_000)
    assert found["kills"]["totals"] == {"server": 120}
    assert Report(file).next_seed("kills", 1_000) == 1_002


def test_a_violation_is_counted_and_told(tmp_path: Path) -> None:
    report = Report(tmp_path / "faults.json")
    report.add("kills", "v1", 1, Part(5, 1.0, violations=[{"seed": 1, "wrong": "one lost"}]))
    assert "1 violated" in report.told({"kills": (10, "kills")})
    assert "one lost" in report.told({"kills": (10, "kills")})
