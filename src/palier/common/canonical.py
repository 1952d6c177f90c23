"""Canonical JSON (RFC 8785): the same value always gives the same bytes.

Used to compare two versions of one operation of a phone (`house` §5.2).
"""

import hashlib
import json
import math
from typing import Any


class NotCanonical(ValueError):
    """The value cannot be written as interoperable JSON (NaN, infinity, huge integer, lone surrogate)."""


def canonical_json(value: Any) -> str:
    """RFC 8785 text of a JSON value: keys by UTF-16 order, shortest numbers, no spaces.

    Raises `NotCanonical` for what I-JSON cannot hold.
    """
    if _is_plain(value):
        return _encode_plain(value)
    parts: list[str] = []
    _write(value, parts.append)
    return "".join(parts)


def digest_of(value: Any) -> str:
    """Hex SHA-256 of the canonical bytes of a JSON value (64 characters)."""
    return digest_of_text(canonical_json(value))


def digest_of_text(text: str) -> str:
    """Hex SHA-256 of a text in UTF-8. Raises `NotCanonical` for half a surrogate pair."""
    try:
        return hashlib.sha256(text.encode("utf-8")).hexdigest()
    except UnicodeEncodeError as error:
        raise NotCanonical("texte illisible") from error


# For whole numbers, ASCII keys and any text, the standard encoder writes the same bytes, in C.
_encode_plain = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-(2**53) <= value <= 2**53)
    if kind is dict:
        return all(isinstance(key, str) and key.isascii() and _is_plain(item) for key, item in value.items())
    return kind is list and all(_is_plain(item) for item in value)


_encode_string = json.JSONEncoder(ensure_ascii=False).encode


def _write(value: Any, out: Any) -> None:
    if isinstance(value, str):
        out(_encode_string(value))
    elif value is None:
        out("null")
    elif value is True:
        out("true")
    elif value is False:
        out("false")
    elif isinstance(value, int):
        out(_integer(value))
    elif isinstance(value, float):
        out(_number(value))
    elif isinstance(value, dict):
        _write_object(value, out)
    elif isinstance(value, (list, tuple)):
        _write_array(value, out)
    else:
        raise NotCanonical(type(value).__name__)


def _write_object(value: dict[str, Any], out: Any) -> None:
    out("{")
    for index, key in enumerate(sorted(value, key=_utf16)):
        out("," if index else "")
        out(_encode_string(key))
        out(":")
        _write(value[key], out)
    out("}")


def _write_array(value: Any, out: Any) -> None:
    out("[")
    for index, item in enumerate(value):
        out("," if index else "")
        _write(item, out)
    out("]")


def _utf16(key: str) -> Any:
    # Plain code-point order differs from UTF-16 order only above U+D7FF; ASCII keys skip the encoding.
    return key.encode("utf-16-be", "surrogatepass")


def _integer(value: int) -> str:
    if abs(value) > 2**53:
        return _number(float(value)) if abs(value) < 10**300 else _refuse(value)
    return str(value)


def _refuse(value: object) -> str:
    raise NotCanonical(str(value)[:40])


def _number(value: float) -> str:
    """ECMAScript Number::toString of a double."""
    if math.isnan(value) or math.isinf(value):
        raise NotCanonical("nombre infini")
    if value == 0:
        return "0"
    sign, digits, exponent = _shortest(value)
    return sign + _place_point(digits, exponent)


def _shortest(value: float) -> tuple[str, str, int]:
    mantissa, _, power = repr(value).lstrip("-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    leading_zeros = len(whole + fraction) - len(digits)
    exponent = len(whole) - leading_zeros + int(power or 0)
    return ("-" if value < 0 else ""), digits.rstrip("0") or "0", exponent


def _place_point(digits: str, n: int) -> str:
    k = len(digits)
    if k <= n <= 21:
        return digits + "0" * (n - k)
    if 0 < n <= 21:
        return digits[:n] + "." + digits[n:]
    if -6 < n <= 0:
        return "0." + "0" * -n + digits
    power = f"e{'+' if n > 0 else '-'}{abs(n - 1)}"
    return digits[0] + ("." + digits[1:] if k > 1 else "") + power
