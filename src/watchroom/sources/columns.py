"""The stream's own columns, read by a loop that knows their form and nothing else.

It reads what `encode_readings` writes, to the last bit as a JSON parser does, at several times its speed. Whatever it
does not know (another order of names, white space, a number that needs more than 53 bits) it leaves to that parser.
"""

import numpy as np
import orjson
from numpy.typing import NDArray

from watchroom.kernel.compiled import compiled

type Columns = tuple[NDArray[np.int32], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]

WORTH = 2_000  # bytes; under that a JSON parser is as fast
HEADS = tuple(
    np.frombuffer(head, np.uint8)
    for head in (b'{"kind":"readings","sensor":', b',"value":', b',"measured_ms":', b',"received_ms":')
)
MOST_DIGITS = 18  # of a whole number: below 2 ** 63
EXACT = 1 << 53
TENS = np.array([float(10**n) for n in range(23)])  # each is exact, and so is one product or quotient with them
_NOT_OURS, _LONG = -1, -2


def read(messages: list[bytes]) -> Columns | None:
    """The readings of these messages in a row; None when one of them is not as `encode_readings` writes it."""
    data = b"".join(messages)
    most = data.count(b",") + 1  # more than there are readings, by three or four times at worst
    sensor, value = np.empty(most, np.int32), np.empty(most)
    measured, received = np.empty(most, np.int64), np.empty(most, np.int64)
    ends = np.cumsum(np.fromiter(map(len, messages), np.int64, len(messages)))
    n = _read(np.frombuffer(data, np.uint8), ends, *HEADS, TENS, sensor, value, measured, received)
    if n == _LONG and len(messages) == 1:
        n = _read_around(data, sensor, value, measured, received)
    if n < 0:
        return None
    return sensor[:n].copy(), value[:n].copy(), measured[:n].copy(), received[:n].copy()


def _read_around(
    data: bytes,
    sensor: NDArray[np.int32],
    value: NDArray[np.float64],
    measured: NDArray[np.int64],
    received: NDArray[np.int64],
) -> int:
    """Some value has more digits than the loop is exact for: that column alone is read by the JSON parser."""
    start = data.find(b'"value":[') + 8
    end = data.find(b"]", start) + 1
    if start < 8 or end == 0:
        return _NOT_OURS
    try:
        values = np.array(orjson.loads(data[start:end]), np.float64)
    except (ValueError, TypeError):
        return _NOT_OURS
    if values.ndim != 1:
        return _NOT_OURS
    short = data[: start + 1] + b",".join([b"0"] * values.size) + data[end - 1 :]
    n = int(
        _read(np.frombuffer(short, np.uint8), np.array([len(short)]), *HEADS, TENS, sensor, value, measured, received)
    )
    if n != values.size:
        return _NOT_OURS
    value[:n] = values
    return n


@compiled
def _read(
    data: NDArray[np.uint8], ends: NDArray[np.int64],
    begin: NDArray[np.uint8], to_value: NDArray[np.uint8], to_measured: NDArray[np.uint8], to_received: NDArray[np.uint8],
    tens: NDArray[np.float64],
    sensor: NDArray[np.int32], value: NDArray[np.float64], measured: NDArray[np.int64], received: NDArray[np.int64],
) -> int:  # fmt: skip
    """Fills the columns and returns how many readings there are; _NOT_OURS or _LONG when it cannot.

    ends  where each message ends: one may neither run into the next nor hold a second object

    48 to 57 are the digits, 44 a comma, 45 minus, 46 the point, 91 and 93 brackets, 125 the closing brace, 101 and 69 an
    e. The last byte must be that brace, so a number never runs to the end of the data.
    """
    size = data.size
    if size == 0 or data[size - 1] != 125:
        return _NOT_OURS
    at = 0
    done = 0
    for end in ends:
        count = 1
        for column in range(4):
            head = begin if column == 0 else to_value if column == 1 else to_measured if column == 2 else to_received
            if at + head.size >= size:
                return _NOT_OURS
            for k in range(head.size):
                if data[at + k] != head[k]:
                    return _NOT_OURS
            at += head.size
            many = data[at] == 91
            if many:
                at += 1
            n = done
            while True:
                c = data[at]
                minus = c == 45
                if minus:
                    at += 1
                    c = data[at]
                first = at
                lead = c
                whole = 0
                while 48 <= c <= 57:
                    whole = whole * 10 + (int(c) - 48)
                    at += 1
                    c = data[at]
                    if at - first > MOST_DIGITS:
                        return _LONG if column == 1 else _NOT_OURS
                digits = at - first
                if digits == 0 or (digits > 1 and lead == 48) or n >= sensor.size:
                    return _NOT_OURS
                if column == 1:
                    point = at
                    if c == 46:
                        at += 1
                        point = at
                        c = data[at]
                        while 48 <= c <= 57:
                            whole = whole * 10 + (int(c) - 48)
                            digits += 1
                            at += 1
                            c = data[at]
                            if digits > MOST_DIGITS:
                                return _LONG
                        if point == at:
                            return _NOT_OURS
                    elif minus and whole == 0:
                        return _LONG
                    if whole > EXACT or at - point > 22 or c == 101 or c == 69:
                        return _LONG
                    number = float(whole) / tens[at - point]
                    value[n] = -number if minus else number
                elif minus and whole == 0:
                    return _NOT_OURS
                elif column == 0:
                    if whole > 2147483647:
                        return _NOT_OURS
                    sensor[n] = -whole if minus else whole
                elif column == 2:
                    measured[n] = -whole if minus else whole
                else:
                    received[n] = -whole if minus else whole
                n += 1
                if not many:
                    break
                at += 1
                if c == 93:
                    break
                if c != 44:
                    return _NOT_OURS
            if column == 0:
                count = n - done
            elif column == 3 and not many:
                for k in range(done + 1, done + count):
                    received[k] = received[done]
            elif n - done != count:
                return _NOT_OURS
        if data[at] != 125 or at + 1 != end:
            return _NOT_OURS
        at += 1
        done += count
    return done
