"""The history: each reading once, however often it is appended, compacted or read."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from watchroom.conftest import T0
from watchroom.kernel.clock import SystemClock, ms
from watchroom.sources import history
from watchroom.sources.faults import HistoryBroken
from watchroom.sources.history import Series
from watchroom.sources.readings import ReadingBatch

AT = ms(T0)
pytestmark = pytest.mark.pure


def minute(number: int, sensors: int = 3, at_ms: int | None = None) -> tuple[int, ReadingBatch]:
    at = np.full(sensors, AT + number * 60_000 if at_ms is None else at_ms, np.int64)
    return number, ReadingBatch(
        f"batch:7@{number}", np.arange(sensors, dtype=np.int32), np.full(sensors, float(number)), at, at + 200
    )


def read(data: Path, sensor: int = 1) -> Series:
    return history.read(data, sensor, T0, T0 + timedelta(days=3))


def test_what_was_appended_is_read_in_the_order_of_its_measuring(tmp_path: Path):
    history.append(tmp_path, "s", 7, [minute(2), minute(1), minute(3)], 3)

    series = read(tmp_path)
    assert series.value.tolist() == [1, 2, 3]
    assert series.measured_ms.tolist() == [AT + 60_000, AT + 120_000, AT + 180_000]
    assert (series.received_ms - series.measured_ms).tolist() == [200, 200, 200]


def test_the_same_messages_again_are_not_appended_again(tmp_path: Path):
    """F16: a table of this kind accepts the same transaction twice; the position is compared first."""
    assert history.append(tmp_path, "s", 7, [minute(1), minute(2)], 2) == 6
    assert history.append(tmp_path, "s", 7, [minute(1), minute(2), minute(3)], 3) == 3

    assert read(tmp_path).value.tolist() == [1, 2, 3]
    assert history.position(tmp_path, "s", 7) == 3


def test_partitions_and_streams_have_their_own_positions(tmp_path: Path):
    history.append(tmp_path, "s", 7, [minute(5)], 5)

    assert history.position(tmp_path, "s", 8) == 0
    assert history.position(tmp_path, "another stream", 7) == 0


def test_a_compaction_doubles_no_count(tmp_path: Path):
    for number in range(1, 21):
        history.append(tmp_path, "s", 7, [minute(number)], number)
    before, many = len(read(tmp_path)), len(history.files(tmp_path))

    history.tidy(tmp_path, SystemClock().now())

    assert many == 20
    assert len(history.files(tmp_path)) == 1
    assert len(list((tmp_path / history.FOLDER).rglob("part-*.parquet"))) > 1  # a glob would count twice
    assert len(read(tmp_path)) == before == 20
    assert history.position(tmp_path, "s", 7) == 20


def test_a_reading_that_came_twice_is_read_once(tmp_path: Path):
    """D-01."""
    history.append(tmp_path, "s", 7, [minute(1), (2, minute(1)[1])], 2)

    assert read(tmp_path).value.tolist() == [1]


def test_a_late_reading_is_at_its_own_time(tmp_path: Path):
    """D-03: recorded where it belongs, and still seen to have been late."""
    history.append(tmp_path, "s", 7, [minute(1)], 1)
    late = minute(2, at_ms=AT + 1000)
    late[1].received_ms[:] = AT + 6 * 3_600_000
    history.append(tmp_path, "s", 7, [late], 2)

    series = read(tmp_path)
    assert series.value.tolist() == [2, 1]
    assert series.received_ms[0] - series.measured_ms[0] > 5 * 3_600_000


def test_only_the_days_that_are_asked_for_are_opened(tmp_path: Path):
    history.append(tmp_path, "s", 7, [minute(1), minute(2, at_ms=AT + 86_400_000)], 2)

    assert len(history.files(tmp_path)) == 2
    assert len(history.files(tmp_path, T0 + timedelta(days=1))) == 1


def test_the_newest_known_at_a_moment_does_not_know_what_came_later(tmp_path: Path):
    history.append(tmp_path, "s", 7, [minute(1), minute(2), minute(3)], 3)

    known = history.newest(tmp_path, T0, T0 + timedelta(minutes=2, milliseconds=100))

    assert [(sensor, value) for sensor, value, _, _ in sorted(known)] == [
        (0, 1),
        (1, 1),
        (2, 1),
    ]  # the second was on its way


def test_an_empty_history_is_empty(tmp_path: Path):
    assert history.files(tmp_path) == []
    assert len(read(tmp_path)) == 0
    assert history.newest(tmp_path, T0, T0) == []
    history.tidy(tmp_path, SystemClock().now())


def test_history_and_what_is_younger_join_without_doubles():
    old = Series(np.array([1, 2]), np.array([10.0, 20.0]), np.array([1, 2]))
    young = Series(np.array([2, 3]), np.array([20.0, 30.0]), np.array([2, 3]))

    assert history.joined(old, young).value.tolist() == [10, 20, 30]
    assert history.joined(Series.empty(), young).value.tolist() == [20, 30]
    assert history.joined(old, Series.empty()).value.tolist() == [10, 20]


@pytest.mark.parametrize("spoiled", ["_last_checkpoint", "log"])
def test_a_table_that_a_power_cut_left_half_written_is_told_with_what_to_do(tmp_path: Path, spoiled: str):
    history.append(tmp_path, "s", 7, [minute(1)], 1)
    history.tidy(tmp_path, SystemClock().now())
    log = tmp_path / history.FOLDER / "_delta_log"
    for path in log.glob("*.checkpoint*.parquet") if spoiled == "_last_checkpoint" else log.iterdir():
        path.write_bytes(b'{"add":' if path.suffix == ".json" else b"")

    with pytest.raises(HistoryBroken) as told:
        history.files(tmp_path)
    assert "watchroom doctor" in told.value.words.en
