"""A5 on six missions. `make attack` lays the copies of every mission side by side."""

import pytest

from tests.attack import copies


# In the last one the audit closes the chain itself: every copy then says so, and none falls.
@pytest.mark.parametrize("seed", [*range(6), 695])
def test_no_copy_says_another_thing(seed: int) -> None:
    found = copies.compare(seed)
    assert found["A5 differ"] == 0
    assert found["A5 cells"] > 60
    assert found["A5 hidden"]


def test_a_copy_that_says_another_thing_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook written from other figures than those that were frozen."""
    write = copies.story_xlsx

    def other(content: dict, source: str, mark: str) -> bytes:
        table = next(one for one in content["tables"] if any(row["value"] for row in one["rows"]))
        rows = [{**row, "value": row["value"] and row["value"] + 5} for row in table["rows"]]
        return write({**content, "tables": [{**table, "rows": rows} if one is table else one for one in content["tables"]]}, source, mark)

    monkeypatch.setattr(copies, "story_xlsx", other)
    assert copies.compare(0)["A5 differ"]
