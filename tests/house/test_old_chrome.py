"""The phone's bundle keeps to what Chrome 107 has (DV-13): phones that get no newer one still send what they hold.

The build lowers the syntax; names that appeared later are not lowered, so they are looked for here. A list of names is not a proof:
the app is also tried with whole interfaces taken away (tests/faults/test_browser.py).
"""

import re
from pathlib import Path

import pytest

BUNDLE = Path(__file__).resolve().parents[2] / "src" / "palier" / "field_bundle"
# What came after Chrome 107, and in which version.
LATER_JS = {
    r"\.to(?:Sorted|Reversed|Spliced)\(": 110, r"Object\.groupBy|Map\.groupBy": 117, r"Promise\.withResolvers": 119,
    r"Array\.fromAsync": 121, r"\.(?:isWellFormed|toWellFormed)\(": 111, r"AbortSignal\.any": 116, r"Promise\.try\b": 128,
    r"\.intersection\(|\.symmetricDifference\(|\.isSubsetOf\(": 122, r"URL\.(?:canParse|parse)\(": 120, r"Iterator\.from": 122,
    r"\.showPopover\(|\.togglePopover\(": 114, r"startViewTransition": 111, r"Intl\.DurationFormat": 129, r"navigator\.storageBuckets": 122,
    r"scheduler\.yield": 129, r"\.checkVisibility\(": 105, r"CSS\.highlights": 105,
}  # fmt: skip
# A declaration may use a later value after an earlier one of the same property; what has no earlier one may not.
LATER_CSS = {
    r"@scope\b": 118, r"@starting-style": 117, r"light-dark\(": 123, r"\blinear\(": 113, r"anchor-name": 125, r"[^-]\bcolor-mix\(": 111,
    r"\{[^{}]*\{[^{}]*&": 112, r"\b(?:oklch|oklab|lab|lch)\(": 111, r"\binterpolate-size": 129, r"@property\b": 85,
}  # fmt: skip
OLDEST = 107
UNITS = re.compile(r"([\w-]+):([\d.]+)(d|s|l)v[hwbi]\b")


def files(pattern: str) -> dict[str, str]:
    found = {path.name: path.read_text("utf-8") for path in BUNDLE.rglob(pattern)}
    if not found:
        pytest.skip("the phone app is not built")
    return found


def test_no_script_uses_what_came_later() -> None:
    later = {name: version for name, version in LATER_JS.items() if version > OLDEST}
    wrong = [f"{file}: {name} (Chrome {later[name]})" for file, text in files("*.js").items() for name in later if re.search(name, text)]
    assert wrong == []


def test_no_style_uses_what_came_later() -> None:
    later = {name: version for name, version in LATER_CSS.items() if version > OLDEST}
    wrong = [f"{file}: {name} (Chrome {later[name]})" for file, text in files("*.css").items() for name in later if re.search(name, text)]
    assert wrong == []


def test_a_dynamic_height_has_a_plain_one_before_it() -> None:
    """`dvh` came with Chrome 108: an older one keeps the `vh` that stands before it."""
    wrong = []
    for file, text in files("*.css").items():
        for block in re.findall(r"\{([^{}]*)\}", text):
            for found in UNITS.finditer(block):
                if not re.search(rf"(?<![\w-]){re.escape(found[1])}:[\d.]+v[hwbi]\b", block[: found.start()]):
                    wrong.append(f"{file}: {found[0]}")
    assert wrong == []
