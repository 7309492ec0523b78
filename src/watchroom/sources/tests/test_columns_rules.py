"""The quick reader of our own columns gives what a JSON parser gives, or leaves the message to it: whatever comes."""

from bisect import bisect_right

import numpy as np
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watchroom.kernel import compiled
from watchroom.sources import columns, readings
from watchroom.sources.readings import ReadingBatch, Run, Unreadable, decode, decode_runs, encode_readings, encode_tick

pytestmark = pytest.mark.pure

NOW = 1_770_000_000_000
numbers = st.one_of(
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1000, 1000).map(lambda x: round(x, 2)),
    st.sampled_from([0.0, -0.0, 1e22, 1e-22, 5e-324, 1.7976931348623157e308, 0.1, 123456789012345680.0, 9007199254740993.0]),
)  # fmt: skip
wholes = st.integers(-(2**62), 2**62)
times = st.one_of(st.integers(NOW, NOW + 999_999), wholes)
rows = st.lists(st.tuples(st.integers(-(2**31), 2**31 - 1), numbers, times, times), min_size=1, max_size=8)


def message(rows: list[tuple[int, float, int, int]]) -> bytes:
    sensor, value, measured, received = zip(*rows, strict=True)
    kinds = (np.int32, np.float64, np.int64, np.int64)
    (data,) = encode_readings(
        *(np.array(c, k) for c, k in zip((sensor, value, measured, received), kinds, strict=True))
    )
    return data


def slowly(data: bytes) -> ReadingBatch | None:
    """By the JSON parser alone; None when it refuses."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readings, "has_compiler", lambda: False)
        return read(data)


def read(data: bytes) -> ReadingBatch | None:
    try:
        found = decode(data, 0, 1)
    except Unreadable:
        return None
    return found if isinstance(found, ReadingBatch) else None


def same(one: ReadingBatch | None, other: ReadingBatch | None) -> bool:
    """Bit by bit: -0.0 is not 0.0."""
    if one is None or other is None:
        return one is other
    pairs = [(getattr(one, c), getattr(other, c)) for c in ("sensor", "value", "measured_ms", "received_ms")]
    return all((a.dtype, a.tobytes()) == (b.dtype, b.tobytes()) for a, b in pairs)


@pytest.fixture(autouse=True)
def _always_worth_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "WORTH", 1)


@given(rows=rows)
@settings(max_examples=60, deadline=None)
def test_what_is_written_is_read_bit_by_bit(rows: list[tuple[int, float, int, int]]) -> None:
    data = message(rows)
    sensor, value, measured, received = (list(column) for column in zip(*rows, strict=True))
    found = read(data)

    assert found is not None
    assert same(found, slowly(data))
    assert (found.sensor.tolist(), found.measured_ms.tolist()) == (sensor, measured)
    assert found.received_ms.tolist() == received
    assert [str(v) for v in found.value.tolist()] == [str(v) for v in value]


@given(
    rows=rows,
    cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 2), st.sampled_from(list(b'0129-+.eE,[]{}":n x\x00\xff'))), min_size=1, max_size=4),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_a_mangled_message_is_read_or_refused_as_the_json_parser_does(
    rows: list[tuple[int, float, int, int]], cuts: list[tuple[int, int, int]]
) -> None:
    data = bytearray(message(rows))
    for at, how, byte in cuts:
        at %= len(data)
        if how == 0:
            data[at] = byte
        elif how == 1:
            data.insert(at, byte)
        else:
            del data[at]
    assert same(read(bytes(data)), slowly(bytes(data)))


@given(
    at=st.lists(st.integers(NOW, NOW + 250_000), min_size=3, max_size=40),
    cut=st.none() | st.tuples(st.integers(0, 559), st.sampled_from(b"0/:9,]-. ")),
)
@settings(max_examples=150, deadline=None)
def test_times_of_one_prefix_are_read_as_the_json_parser_does(at: list[int], cut: tuple[int, int] | None) -> None:
    """They are read eight bytes at a time as long as they are alike; one byte of them may be anything."""
    data = bytearray(message([(n, n / 4, t, t + 50) for n, t in enumerate(at)]))
    if cut is not None:
        begin = data.index(b"measured_ms")
        data[begin + cut[0] % (len(data) - begin)] = cut[1]
    assert same(read(bytes(data)), slowly(bytes(data)))


@pytest.mark.parametrize(
    "data",
    [
        b'{"kind":"readings","sensor":[1],"value":[%b],"measured_ms":[3],"received_ms":4}' % value
        for value in (b"-0", b"-0.0", b"00", b"01.5", b"1.", b".5", b"1e5", b"1E-5", b"9007199254740993", b"0.30000000000000004",
                      b"1234567890123456789012", b"0.00000000000000000000000001", b"-", b"", b"NaN", b"true", b"null", b'"4"', b"[1]", b"1,2")
    ]
    + [
        b'{"kind":"readings","sensor":[],"value":[],"measured_ms":[],"received_ms":4}',
        b'{"kind":"readings","sensor":[2147483648],"value":[1],"measured_ms":[3],"received_ms":4}',
        b'{"kind":"readings","sensor":[-1],"value":[1],"measured_ms":[-3],"received_ms":[4]}',
        b'{"kind":"readings","sensor":[1,2],"value":[1.5,2],"measured_ms":[3,4],"received_ms":[4]}',
        b'{"kind":"readings","sensor":[1],"value":[1.5],"measured_ms":[9999999999999999999],"received_ms":4}',
        b'{"kind":"readings","sensor":1,"value":1.5,"measured_ms":3,"received_ms":4}',
        b'{"kind":"readings","sensor":1,"value":[1.5,2.5],"measured_ms":3,"received_ms":4}',
        b'{"kind":"readings","sensor":[1,2],"value":1.5,"measured_ms":3,"received_ms":4}',
        b'{"kind":"readings","sensor":[1],"value":[1.5],"measured_ms":[3],"received_ms":4}{"kind":"tick"}',
        b'{"kind":"readings","sensor":1,"value":1.5,"measured_ms":3,"received_ms":4}' * 2,
        b'{"kind":"readings","sensor":[1],"value":[1.5],"measured_ms":[3],"received_ms":4} ',
        b'{"kind":"readings","sensor":[1],"value":[1.5],"measured_ms":[3],"received_ms":4',
        b'{"kind":"readings","sensor":[1,2,3],"value":[1,2,3],"measured_ms":[1770000000000,1770000000001,-1770000000002],"received_ms":4}',
        b'{"kind":"readings","sensor":[1,2,3],"value":[1,2,3],"measured_ms":[1770000000000,17700000000011,177000000000],"received_ms":4}',
        b'{"kind":"readings","sensor":[', b"", b"}", b"[]}", b'{"kind":"tick","at_ms":5}',
    ],
)  # fmt: skip
def test_every_odd_form_is_read_or_refused_as_the_json_parser_does(data: bytes) -> None:
    assert same(read(data), slowly(data))


odd = st.sampled_from(
    [
        encode_tick(NOW),
        b"",
        b"}",
        b"Z\x00",
        b'{"kind":"readings","sensor":1,"value":1e5,"measured_ms":3,"received_ms":4}',
    ]
)


@given(
    messages=st.lists(st.one_of(rows.map(message), odd), min_size=2, max_size=7),
    bunch=st.sampled_from([1, 300, columns.BUNCH]),
    positions=st.sets(st.integers(0, 12), max_size=3),
)
@settings(max_examples=100, deadline=None)
def test_messages_in_a_row_give_what_each_gives_alone(messages: list[bytes], bunch: int, positions: set[int]) -> None:
    got = list(enumerate(messages, start=5))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(columns, "BUNCH", bunch)
        found = list(decode_runs(got, 0, positions))
    runs = [one for one in found if isinstance(one, Run)]
    each = [part for one in found for part in (one.by_message() if isinstance(one, Run) else [one])]

    assert [sequence for sequence, _ in each] == [sequence for sequence, _ in got]
    for (_, part), (_, data) in zip(each, got, strict=True):
        assert part == data if isinstance(part, bytes) else same(part, slowly(data))
    assert all(run.batch.name == readings.batch_name(0, run.sequences[0], run.last) for run in runs)
    assert all(len({bisect_right(sorted(positions), n - 1) for n in run.sequences}) == 1 for run in runs)


def test_single_values_are_one_reading_and_a_message_may_not_run_into_the_next() -> None:
    single = orjson.dumps({"kind": "readings", "sensor": 7, "value": 4.3, "measured_ms": NOW, "received_ms": NOW + 5})
    (run,) = decode_runs([(n, single) for n in (1, 2, 3)], 0, ())
    assert isinstance(run, Run)
    assert run.batch.value.tolist() == [4.3] * 3
    assert columns.read([single, single]).ends.tolist() == [1, 2]
    assert columns.read([single[:30], single[30:], single]).ends.tolist() == [0, 0, 1]
    assert columns.read([single, encode_tick(NOW), b"", single]).ends.tolist() == [1, 1, 1, 2]


def test_the_loop_as_it_is_written_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    odd = [(3, 4.25, NOW, NOW), (4, -0.5, NOW + 1, NOW), (5, 0.1 + 0.2, NOW, NOW + 2)]
    data = message([*odd, *((n, n / 4, NOW + 7 * n, NOW + n) for n in range(40))])
    quick = read(data)
    monkeypatch.setattr(compiled.Compiled, "__call__", lambda self, *args: self.plain(*args))

    assert columns.read([data]).sensor.size
    assert same(read(data), quick)
