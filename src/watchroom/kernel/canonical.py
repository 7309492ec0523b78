"""One text for one value: what is hashed, approved and compared is this text on every database and machine."""

import hashlib
import math
from decimal import Decimal
from typing import Any

import orjson

MOST_INT = 2**53
_PLAIN = frozenset({str, int, bool, type(None)})
_WRITING = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER


class NotCanonical(ValueError):
    """A value that two machines could write down differently."""


def canonical(value: Any, place: str = "$") -> str:
    """JSON with sorted keys, no spaces, UTF-8.

    Takes text without NUL, whole numbers below 2**53, booleans, None, lists and maps with text keys.
    A number with decimals is refused: write it as text with `decimal_text`.
    Raises NotCanonical, which names the place.
    """
    return _written(value, {}, place).decode()


def digest(value: Any, **ready: str) -> str:
    """SHA-256 of the canonical text, as 64 hex digits. `ready` are further entries of a map whose canonical text is at
    hand already."""
    return hashlib.sha256(_written(value, ready, "$")).hexdigest()


def _written(value: Any, ready: dict[str, str], place: str) -> bytes:
    try:
        if not _is_flat(value):
            check(value, place)
        whole = value | {name: orjson.Fragment(text) for name, text in ready.items()} if ready else value
        text = orjson.dumps(whole, default=list, option=_WRITING)
    except (orjson.JSONEncodeError, RecursionError) as error:
        check(value, place)
        raise NotCanonical(f"{place}: {error}") from error
    if b"\\u0000" in text:
        check(value, place)
    return text


def _is_flat(value: Any) -> bool:
    """A map of texts, whole numbers, booleans and None, as facts nearly always are: writing it is then check enough."""
    return type(value) is dict and set(map(type, value)) <= {str} and _PLAIN.issuperset(map(type, value.values()))


def check(value: Any, place: str = "$", depth: int = 0) -> None:
    """Raises NotCanonical, naming the place, for whatever `canonical` refuses."""
    if depth > 24:
        raise NotCanonical(f"{place}: nested deeper than 24 levels")
    match value:
        case None | bool():
            return
        case str():
            if "\x00" in value or not (value.isascii() or _whole(value)):
                raise NotCanonical(f"{place}: text holds NUL or half a character")
        case int():
            if abs(value) >= MOST_INT:
                raise NotCanonical(f"{place}: {value} is not below 2**53; write it as text")
        case list() | tuple():
            for i, item in enumerate(value):
                check(item, f"{place}[{i}]", depth + 1)
        case dict():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise NotCanonical(f"{place}: the key {key!r} is not text")
                check(key, f"{place} key", depth + 1)
                check(item, f"{place}.{key}", depth + 1)
        case _:
            raise NotCanonical(f"{place}: {type(value).__name__} is not kept; numbers with decimals are kept as text")


def _whole(text: str) -> bool:
    """Whether it holds no half of a character: UTF-8 refuses those, far faster than a look at each."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def decimal_text(value: float | Decimal, digits: int | None = None) -> str:
    """A finite number as plain text, without exponent and without trailing noise: `4.3`, `-14`, `0.05`.

    Raises NotCanonical for NaN and infinity.
    """
    number = Decimal(repr(float(value))) if isinstance(value, float | int) else Decimal(str(value))
    if not number.is_finite() or (isinstance(value, float) and not math.isfinite(value)):
        raise NotCanonical(f"{value} is not a finite number")
    text = f"{round(number, digits) if digits is not None else number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
