"""From the bytes that a device sent to the readings that it offers. Limits come before parsing; nothing is believed yet.

Three forms, told apart by the first character:

    4.3                                                      one number, measured when it arrived
    {"value": 4.3, "measured_at": "2026-02-06T11:00:00+08:00"}       one reading; `unit` may be added and is compared
    {"sensor": ["a", "b"], "value": [4.3, 8], "measured_at": [...]}  columns; `sensor` is not needed under its own topic

`{"readings": [{...}, ...]}` with one object a reading is understood too, only slower.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from watchroom.kernel.text import depth, shown
from watchroom.sources.faults import BadTopic, NotFinite, NotNumber, NotReadable, TooDeep, TooLarge, TooMany, WrongShape
from watchroom.sources.readings import MOST_MESSAGE, MOST_READINGS

MOST_DEPTH = 8
CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
ALL = "batch"  # in a topic, in place of a sensor: the columns name theirs
_NUMBER = re.compile(rb"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_NOT_FINITE = re.compile(rb"[+-]?(nan|inf(inity)?)", re.IGNORECASE)
_MOST_NUMBER = 64
_NAMES = frozenset({"sensor", "value", "measured_at", "unit"})


type Pieces = Callable[[Sequence[int], int], Iterable[tuple[Sequence[int], bytes]]]


@dataclass(frozen=True, slots=True)
class Offer:
    """Readings as they were sent, in columns of one length; `measured` None means: when it arrived.

    converts  another unit than the sensor's own is converted by the table of `measures`, where that knows it
    places    where each reading stood, as a person finds it again (a row of a file); empty: by its position
    pieces    of readings at these positions the parts of the message in which they stand, each of at most so many bytes
              and in a form that is read like the whole; None: the whole message stands for each
    """

    sensor: Sequence[Any]
    value: Sequence[Any]
    measured: Sequence[Any]
    unit: Sequence[Any]
    converts: bool = False
    places: Sequence[str] = ()
    pieces: Pieces | None = None

    def __len__(self) -> int:
        return len(self.value)


def device_in(topic: str) -> str:
    """The device whose topic this is: `sensors/<device>/…`, of whatever form behind it. Raises BadTopic."""
    parts = topic.split("/", 2)
    if len(parts) != 3 or parts[0] != "sensors" or not CODE.fullmatch(parts[1]) or not 0 < len(parts[2]) <= 400:
        raise BadTopic(topic=shown(topic))
    return parts[1]


def read_topic(topic: str) -> tuple[str, str]:
    """Device and sensor (or ALL) of `sensors/<device>/<sensor>`. Raises BadTopic."""
    parts = topic.split("/")
    if len(parts) != 3 or parts[0] != "sensors" or not all(CODE.fullmatch(part) for part in parts[1:]):
        raise BadTopic(topic=shown(topic))
    return parts[1], parts[2]


def read_payload(data: bytes, sensor: str | None = None) -> Offer:
    """What a message offers. `sensor` is the one that its topic names.

    Raises TooLarge, TooDeep, TooMany, NotReadable, NotNumber, NotFinite, WrongShape.
    """
    if len(data) > MOST_MESSAGE:
        raise TooLarge(size=len(data), most=MOST_MESSAGE)
    text = data.strip()
    if text[:1] in (b"{", b"["):
        return _offer(_parsed(text), sensor)
    if sensor is None:
        raise NotReadable(why=_where(text))
    return Offer([sensor], [_number(text)], [None], [None])


def read_json(data: bytes) -> Any:
    """A JSON document of whatever form, within the limits. Raises TooLarge, TooDeep, NotReadable."""
    if len(data) > MOST_MESSAGE:
        raise TooLarge(size=len(data), most=MOST_MESSAGE)
    return _parsed(data.strip())


def _number(text: bytes) -> float:
    if len(text) <= _MOST_NUMBER and _NUMBER.fullmatch(text):
        return float(text)
    if _NOT_FINITE.fullmatch(text):
        raise NotFinite(value=text.decode())
    if not text or len(text) > _MOST_NUMBER or not text.isascii():
        raise NotReadable(why=_where(text))
    raise NotNumber(value=shown(text.decode()))


def _parsed(text: bytes) -> Any:
    if depth(text) > MOST_DEPTH:
        raise TooDeep(most=MOST_DEPTH)
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        if b"NaN" in text or b"Infinity" in text or b"1e" in text or b"1E" in text or b"e+" in text:
            return _parsed_with_nan(text)
        raise NotReadable(why=_where(text, error)) from error


def _parsed_with_nan(text: bytes) -> Any:
    """Python and others write NaN and Infinity, which JSON has not: read, so that only those values are refused."""
    try:
        return json.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise NotReadable(why=_where(text, error)) from error


def _where(text: bytes, error: Exception | None = None) -> str:
    beginning = shown(text[:24].decode("utf-8", "replace"))
    return f"{beginning} ({shown(str(error), 80)})" if error else beginning


def _offer(held: Any, sensor: str | None) -> Offer:
    if isinstance(held, dict) and isinstance(held.get("readings"), list):
        held = _turned(held["readings"])
    if not isinstance(held, dict) or "value" not in held:
        raise WrongShape(why="value?")
    strange = held.keys() - _NAMES
    if strange:
        raise WrongShape(why=shown(", ".join(sorted(map(str, strange)))))
    value = held["value"]
    columns = value if isinstance(value, list) else [value]
    if len(columns) > MOST_READINGS:
        raise TooMany(count=len(columns), most=MOST_READINGS)
    codes = held.get("sensor", sensor)
    if codes is None:
        raise WrongShape(why="sensor?")
    return Offer(
        _column("sensor", codes, len(columns)),
        columns,
        _column("measured_at", held.get("measured_at"), len(columns)),
        _column("unit", held.get("unit"), len(columns)),
    )


def _turned(rows: list[Any]) -> dict[str, Any]:
    """One object a reading, as columns."""
    if len(rows) > MOST_READINGS:
        raise TooMany(count=len(rows), most=MOST_READINGS)
    if not all(isinstance(row, dict) and row.keys() <= _NAMES for row in rows):
        raise WrongShape(why="readings")
    return {name: [row.get(name) for row in rows] for name in ("sensor", "value", "measured_at", "unit")}


def _column(name: str, given: Any, length: int) -> Sequence[Any]:
    """A column of the given length; one value stands for all."""
    if not isinstance(given, list):
        return [given] * length
    if len(given) != length:
        raise WrongShape(why=f"{name}: {len(given)} ≠ {length}")
    return given
