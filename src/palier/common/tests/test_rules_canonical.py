"""RFC 8785: its own examples, and a property."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palier.common.canonical import NotCanonical, _write, canonical_json, digest_of

# Numbers of RFC 8785, appendix B.
NUMBERS = [
    (0.0, "0"), (-0.0, "0"), (5e-324, "5e-324"), (-5e-324, "-5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
    (9007199254740992.0, "9007199254740992"), (295147905179352830000.0, "295147905179352830000"),
    (9.999999999999997e22, "9.999999999999997e+22"), (1e23, "1e+23"), (1.0000000000000001e23, "1.0000000000000001e+23"),
    (999999999999999700000.0, "999999999999999700000"), (999999999999999900000.0, "999999999999999900000"),
    (1e21, "1e+21"), (9.999999999999997e-7, "9.999999999999997e-7"), (0.000001, "0.000001"),
    (333333333.3333332, "333333333.3333332"), (333333333.33333325, "333333333.33333325"),
]  # fmt: skip


@pytest.mark.parametrize(("number", "text"), NUMBERS)
def test_numbers_are_written_as_ecmascript_writes_them(number: float, text: str) -> None:
    assert canonical_json(number) == text


def test_keys_are_sorted_by_utf16_code_units() -> None:
    value = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert [*json.loads(canonical_json(value))] == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_strings_escape_only_what_they_must() -> None:
    assert canonical_json('€$\x0f\nA\'B"\\\\"/') == r'"€$\u000f\nA' + "'" + r'B\"\\\\\"/"'


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(NotCanonical):
        digest_of({"a": "\ud800"})


def test_infinity_is_refused() -> None:
    with pytest.raises(NotCanonical):
        canonical_json(float("inf"))


TEXT = st.text(st.characters(exclude_categories=["Cs"]))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner),
    max_leaves=12,
)  # fmt: skip


@given(JSON)
def test_it_reads_back_to_the_same_text_and_order_does_not_matter(value: object) -> None:
    text = canonical_json(value)
    assert canonical_json(json.loads(text)) == text
    if isinstance(value, dict):
        assert canonical_json(dict(reversed(value.items()))) == text


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_the_short_way_writes_the_same_bytes_as_the_long_one(value: object) -> None:
    parts: list[str] = []
    try:
        _write(value, parts.append)
    except NotCanonical:
        with pytest.raises(NotCanonical):
            canonical_json(value)
        return
    assert canonical_json(value) == "".join(parts)
