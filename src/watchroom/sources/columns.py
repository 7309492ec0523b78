"""The stream's own columns, read by a loop that knows their form and nothing else.

It reads what `encode_readings` writes, to the last bit as a JSON parser does, at several times its speed. Whatever it
does not know (another order of names, white space, a number that needs more than 53 bits) it leaves to that parser.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from watchroom.kernel.compiled import compiled, inlined

WORTH = 2_000  # bytes; under that a JSON parser is as fast
BUNCH = 64 * 1024  # bytes that small messages are put together to; a large one is not copied for it
LEAST = 6  # bytes of a reading: three numbers of one digit, and what stands behind each
MOST_DIGITS = 18  # of a whole number: below 2 ** 63
EXACT = 1 << 53
TENS = np.array([float(10**n) for n in range(23)])  # each is exact, and so is one product or quotient with them
ZEROS, SEVEN_BITS, OVER_NINE = (np.uint64(byte * 0x0101_0101_0101_0101) for byte in (48, 0x7F, 0x80 - 10))
EIGHT_SIGNS, FIVE_SIGNS = np.uint64(0x8080_8080_8080_8080), np.uint64(0x80_8080_8080)
PAIRS, FOURS, EIGHT = np.uint64(0x00FF_00FF_00FF_00FF), np.uint64(0x0000_FFFF_0000_FFFF), np.uint64(0xFFFF_FFFF)
NOTHING, TEN, HUNDRED, MYRIAD = (np.uint64(n) for n in (0, 10, 100, 10_000))
ONE_BYTE, TWO_BYTES, THREE_BYTES, FOUR_BYTES = (np.uint64(8 * n) for n in (1, 2, 3, 4))
_INT32, _INT64 = 2**31 - 1, 2**63 - 1
_NOT_OURS = -1

type Bytes = NDArray[np.uint8]
type Words = NDArray[np.uint64]


def _words(data: bytes) -> Words:
    """The eight bytes from each byte on as one number: what is long is then compared in few steps."""
    return np.ndarray((len(data) - 7,), np.uint64, data, strides=(1,))


BEGIN = b'{"kind":"readings","sensor":'
HEADS = tuple(_words(head) for head in (BEGIN, b',"value":', b',"measured_ms":', b',"received_ms":'))


class Columns(NamedTuple):
    """Readings of several messages, one after the other. Shape of all but the last: (n,).

    ends  of each message: how many readings there are up to its end; a message of ours has one at least
    """

    sensor: NDArray[np.int32]
    value: NDArray[np.float64]
    measured_ms: NDArray[np.int64]
    received_ms: NDArray[np.int64]
    ends: NDArray[np.int64]

    def part(self, reading: int, message: int) -> "Columns":
        """What follows them, to be written."""
        sensor, value, measured, received, ends = self
        return Columns(sensor[reading:], value[reading:], measured[reading:], received[reading:], ends[message:])


def read(messages: Sequence[bytes]) -> Columns:
    """The readings of those of these messages that are as `encode_readings` writes them; of the others none."""
    sizes = np.fromiter(map(len, messages), np.int64, len(messages))
    size = int(sizes.sum())
    into = _room(size, len(messages))
    many = max(1, BUNCH * len(messages) // max(size, 1))
    done = 0
    for at in range(0, len(messages), many):
        n = _read_bunch(messages[at : at + many], sizes[at : at + many], into.part(done, at))
        into.ends[at : at + many] += done
        done += n
    for column in into[:4]:
        column.resize(done, refcheck=False)  # in place: nobody else has seen it
    return into


def _read_bunch(bunch: Sequence[bytes], sizes: NDArray[np.int64], into: Columns) -> int:
    data = b"".join(bunch)
    n = _run(data, sizes, into)
    return _read_around(data, into) if n == 0 and len(bunch) == 1 else n


def _room(size: int, messages: int) -> Columns:
    """Unwritten pages cost nothing, so the room may be for the worst case."""
    most = size // LEAST + 1
    return Columns(
        np.empty(most, np.int32),
        np.empty(most),
        np.empty(most, np.int64),
        np.empty(most, np.int64),
        np.empty(messages, np.int64),
    )


def _run(data: bytes, sizes: NDArray[np.int64], into: Columns) -> int:
    if not data.endswith(b"}"):
        data += b"}"  # no loop over digits runs to the end of the data
    into.ends[: sizes.size] = 0
    if len(data) < len(BEGIN):
        return 0
    return int(_read(np.frombuffer(data, np.uint8), _words(data), np.cumsum(sizes), *HEADS, TENS, *into))


def _read_around(data: bytes, into: Columns) -> int:
    """Where some value has more digits than the loop is exact for, that column alone is read by the JSON parser."""
    start = data.find(b'"value":[') + 8
    end = data.find(b"]", start) + 1
    if start < 8 or end == 0:
        return 0
    try:
        values = np.array(orjson.loads(data[start:end]), np.float64)
    except (ValueError, TypeError):
        return 0
    if values.ndim != 1:
        return 0
    short = data[: start + 1] + b",".join([b"0"] * values.size) + data[end - 1 :]
    n = _run(short, np.array([len(short)]), into)
    if n != values.size:
        into.ends[0] = 0
        return 0
    into.value[:n] = values
    return n


# 48 to 57 are the digits, 44 a comma, 45 minus, 46 the point, 91 and 93 brackets, 101 and 69 an e, 125 the closing brace.


@compiled
def _read(
    data: Bytes, words: Words, message_ends: NDArray[np.int64],
    begin: Words, to_value: Words, to_measured: Words, to_received: Words, tens: NDArray[np.float64],
    sensor: NDArray[np.int32], value: NDArray[np.float64], measured: NDArray[np.int64], received: NDArray[np.int64],
    ends: NDArray[np.int64],
) -> int:  # fmt: skip
    """Fills the columns and returns how many readings there are.

    message_ends  in bytes: a message may neither run into the next nor hold a second object
    """
    at = done = 0
    for m in range(message_ends.size):
        at, n = _wholes(begin, data, words, at, _INT32, sensor, done)
        count = n - done
        if count > 0:
            at, n = _decimals(to_value, data, words, at, tens, value, done)
        if count > 0 and n - done == count:
            at, n = _wholes(to_measured, data, words, at, _INT64, measured, done)
        if count > 0 and n - done == count:
            at, n = _wholes(to_received, data, words, at, _INT64, received, done)
            if n - done == 1:  # it stands for all
                n = done + count
                received[done:n] = received[done]
            if n - done == count and data[at] == 125 and at + 1 == message_ends[m]:
                done = n
        at = message_ends[m]
        ends[m] = done
    return done


@inlined
def _stands(head: Words, words: Words, at: int) -> bool:
    """Whether this head stands here, and something behind it."""
    same = at + head.size < words.size and words[at + head.size - 1] == head[-1]
    for k in range(0, head.size, 8):
        same = same and words[at + k] == head[k]
    return same


@inlined
def _wholes(
    head: Words, data: Bytes, words: Words, at: int, most: int, out: NDArray[np.int64], n: int
) -> tuple[int, int]:
    """Reads the head, and a whole number, or many in brackets, to `out` from its place `n` on; returns the places behind
    them. The second is _NOT_OURS when something else stands there.
    """
    if not _stands(head, words, at):
        return at, _NOT_OURS
    at += head.size + 7
    many = data[at] == 91
    if many:
        at += 1
    while n < out.size:
        minus = data[at] == 45
        if minus:
            at += 1
        first, whole = at, 0
        if most == _INT64:
            time = _thirteen(words, at)
            if time >= 0:
                at, whole = at + 13, int(time)
        c = data[at]
        while 48 <= c <= 57:
            whole = whole * 10 + (int(c) - 48)
            at += 1
            c = data[at]
        digits = at - first
        if digits == 0 or digits > MOST_DIGITS or (digits > 1 and data[first] == 48) or whole > most:
            return at, _NOT_OURS
        if minus and whole == 0:
            return at, _NOT_OURS
        out[n] = -whole if minus else whole
        n += 1
        if not many:
            return at, n
        at += 1
        if c != 44:
            return (at, n) if c == 93 else (at, _NOT_OURS)
        if digits == 13 and not minus:
            at, n = _alike(data, words, at, words[first], whole - whole % 100_000, out, n)
    return at, _NOT_OURS


@compiled
def _alike(
    data: Bytes, words: Words, at: int, begin: np.uint64, base: int, out: NDArray[np.int64], n: int
) -> tuple[int, int]:
    """Times in milliseconds have thirteen digits, and the first eight are mostly those of the time before: reads such
    times, as long as another number follows. `begin` are those eight, `base` is what they are worth.
    """
    while at + 8 < words.size and n < out.size and words[at] == begin and data[at + 13] == 44:
        rest = _digits(words[at + 8], FIVE_SIGNS, THREE_BYTES)
        if rest < 0:
            break
        out[n] = base + rest
        n += 1
        at += 14
    return at, n


@compiled
def _thirteen(words: Words, at: int) -> np.int64:
    """The number that thirteen bytes are, as a time in milliseconds is; -1 when one of them is no digit."""
    if at + 8 >= words.size:
        return np.int64(-1)
    high, low = _digits(words[at], EIGHT_SIGNS, NOTHING), _digits(words[at + 8], FIVE_SIGNS, THREE_BYTES)
    return high * 100_000 + low if high >= 0 and low >= 0 else np.int64(-1)


@compiled
def _digits(word: np.uint64, signs: np.uint64, spare: np.uint64) -> np.int64:
    """The number that the first of these eight bytes are; -1 when one of them is no digit.

    They are put together two by two, the pairs to fours, and these: three steps in place of seven.
    """
    digits = word ^ ZEROS
    if ((((digits & SEVEN_BITS) + OVER_NINE) | digits) & signs) != NOTHING:
        return np.int64(-1)
    digits = digits << spare
    digits = (digits * TEN + (digits >> ONE_BYTE)) & PAIRS
    digits = (digits * HUNDRED + (digits >> TWO_BYTES)) & FOURS
    return np.int64((digits * MYRIAD + (digits >> FOUR_BYTES)) & EIGHT)


@inlined
def _decimals(
    head: Words, data: Bytes, words: Words, at: int, tens: NDArray[np.float64], out: NDArray[np.float64], n: int
) -> tuple[int, int]:
    """The same for numbers with decimals; one that needs more than 53 bits, or has an exponent, is not ours."""
    if not _stands(head, words, at):
        return at, _NOT_OURS
    at += head.size + 7
    many = data[at] == 91
    if many:
        at += 1
    while n < out.size:
        minus = data[at] == 45
        if minus:
            at += 1
        first, whole = at, 0
        c = data[at]
        while 48 <= c <= 57:
            whole = whole * 10 + (int(c) - 48)
            at += 1
            c = data[at]
        digits, decimals = at - first, 0
        if digits == 0 or (digits > 1 and data[first] == 48):
            return at, _NOT_OURS
        if c == 46:
            at += 1
            point = at
            c = data[at]
            while 48 <= c <= 57:
                whole = whole * 10 + (int(c) - 48)
                at += 1
                c = data[at]
            decimals = at - point
            if decimals == 0:
                return at, _NOT_OURS
        elif minus and whole == 0:
            return at, _NOT_OURS
        if digits + decimals > MOST_DIGITS or whole > EXACT or c == 101 or c == 69:
            return at, _NOT_OURS
        number = float(whole) / tens[decimals]
        out[n] = -number if minus else number
        n += 1
        if not many:
            return at, n
        at += 1
        if c != 44:
            return (at, n) if c == 93 else (at, _NOT_OURS)
    return at, _NOT_OURS
