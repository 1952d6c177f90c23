"""What leaves: never under eleven, never exact, never one hidden cell alone."""

from hypothesis import given
from hypothesis import strategies as st

from palier.privacy.rules.cells import merged_languages, percent, released, released_table, released_total, rounded

SECRET = b"secret"


@given(st.integers(0, 3000), st.integers(0, 3000), st.text(max_size=8))
def test_no_released_number_is_small_exact_or_nearly_everybody(count: int, outside: int, key: str) -> None:
    cell = released(count, count + outside, key, SECRET)
    if cell.value is None:
        assert cell.shown == "< 11"
        assert count < 11 or outside < 11
    else:
        assert cell.value % 5 == 0
        assert cell.value >= 11
        assert abs(cell.value - count) < 5
    assert cell == released(count, count + outside, key, SECRET)  # the same for everybody, for ever


def test_rounding_is_unbiased() -> None:
    mean = sum(rounded(53, str(key), SECRET) for key in range(20_000)) / 20_000
    assert abs(mean - 53) < 0.06


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 200), min_size=2))
def test_a_partition_never_hides_one_cell_alone(counts: dict[str, int]) -> None:
    cells = released_table(counts, sum(counts.values()), "t", SECRET)
    hidden = [name for name, cell in cells.items() if cell.value is None]
    assert len(hidden) != 1 or counts[hidden[0]] == 0


def test_a_percentage_needs_thirty() -> None:
    assert percent(released_total(12, "a", SECRET), released_total(20, "b", SECRET)) is None
    assert percent(released(50, 100, "a", SECRET), released_total(100, "b", SECRET)) == 50


@given(st.dictionaries(st.sampled_from(["fr", "ar", "tr", "snk", "pt", "ta", "other"]), st.integers(1, 400)))
def test_small_languages_are_merged_and_none_lost(counts: dict[str, int]) -> None:
    merged = merged_languages(counts)
    assert sum(merged.values()) == sum(counts.values())
    assert all(homes >= 11 for code, homes in merged.items() if code not in ("other",))
