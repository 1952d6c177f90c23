"""The promise to the phone, read from `contract/`: schemas of each kind of operation, word lists."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

CONTRACT = Path(__file__).resolve().parent.parent / "contract"


@cache
def validators() -> dict[tuple[str, int], Any]:
    """(kind, format) → compiled JSON Schema validator."""
    found: dict[tuple[str, int], Any] = {}
    for path in sorted((CONTRACT / "kinds").glob("*.json")):
        kind, _, number = path.stem.rpartition(".")
        found[kind, int(number)] = jsonschema_rs.validator_for(json.loads(path.read_text("utf-8")))
    return found


@cache
def voice_validator() -> Any:
    """Compiled JSON Schema of a recording as a phone sends it."""
    return jsonschema_rs.validator_for(json.loads((CONTRACT / "voice.1.json").read_text("utf-8")))


@cache
def known_kinds() -> frozenset[str]:
    """Kinds that this server understands, in any format."""
    return frozenset(kind for kind, _ in validators())


@cache
def words(name: str) -> list[dict[str, Any]]:
    """One word list: `outcomes`, `needs` or `languages`."""
    found: list[dict[str, Any]] = json.loads((CONTRACT / "words" / f"{name}.json").read_text("utf-8"))
    return found
