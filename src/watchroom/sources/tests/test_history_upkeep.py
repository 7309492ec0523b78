"""Compaction, quarters of an hour and letting go: what is read stays the same, whoever is interrupted where."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from deltalake.exceptions import DeltaError

from watchroom.conftest import T0
from watchroom.kernel.clock import from_ms, ms
from watchroom.sources import history
from watchroom.sources.history import retention, table, upkeep
from watchroom.sources.history.quarters import stretches, unmade
from watchroom.sources.history.series import Series, Stretches
from watchroom.sources.readings import ReadingBatch

DAY = timedelta(days=1)
MIDNIGHT = T0.replace(hour=0, minute=0)
AT = ms(MIDNIGHT)
QUARTER, HOUR = 900_000, 3_600_000
END = MIDNIGHT + 4 * DAY
pytestmark = pytest.mark.pure


def put(data: Path, sequence: int, sensor: list[int], at_ms: list[int], value: list[float], received: int = 0) -> None:
    at = np.array(at_ms, np.int64)
    batch = ReadingBatch("batch:1@1", np.array(sensor, np.int32), np.array(value), at, at + (received or 300))
    history.append(data, "s", 1, [(sequence, batch)], sequence)


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three days of three sensors every ten minutes in three appends, with repeats and a late one."""
    monkeypatch.setattr(os, "fsync", lambda _: None)  # no power cut is played here
    for day in range(3):
        at = [AT + day * 86_400_000 + i * 600_000 for i in range(144) for _ in range(3)]
        value = [float((i * 37 + day) % 101) for i in range(len(at))]
        put(tmp_path, day + 1, [0, 1, 2] * 144, at, value)
    put(tmp_path, 4, [1, 1], [AT + 600_000, AT + 86_400_000 + 5 * 60_000], [-5.0, 999.0], received=7_200_000)
    return tmp_path


def seen(data: Path) -> tuple[list[Any], list[Any]]:
    """A sensor's readings, and its long plot."""
    return told(history.read(data, 1, MIDNIGHT, END)), told(stretches(data, 1, MIDNIGHT, END, 6 * HOUR))


def told(one: Series | Stretches) -> list[list[float]]:
    columns = vars(one).items()
    return [np.round(column, 9).tolist() for name, column in columns if name != "size_ms"]


def counted(data: Path) -> int:
    """As DuckDB or Spark count: what stands in the files that are named."""
    with duckdb.connect() as base:
        sql = "SELECT count(*), count(DISTINCT (sensor, measured_at)) FROM read_parquet(?, hive_partitioning=false)"
        rows, distinct = base.execute(sql, [history.files(data)]).fetchall()[0]
    assert rows == distinct
    return int(rows)


def test_a_day_that_is_over_becomes_one_file_in_order_and_reads_the_same(data: Path):
    before = seen(data)

    assert history.settle(data, END) == ["2026-02-06", "2026-02-07", "2026-02-08"]

    assert seen(data) == before
    assert counted(data) == 3 * 3 * 144 + 1
    assert {day: len(uris) for day, uris in table.by_partition(table.opened(data)).items()} == dict.fromkeys(
        ["2026-02-06", "2026-02-07", "2026-02-08"], 1
    )
    assert history.settle(data, END) == []
    assert unmade(data, MIDNIGHT, END) == set()


def test_a_day_that_goes_on_is_read_from_its_readings(data: Path):
    before = seen(data)

    assert history.settle(data, MIDNIGHT + 2 * DAY + timedelta(minutes=30)) == ["2026-02-06"]
    assert unmade(data, MIDNIGHT, END) == {"2026-02-07", "2026-02-08"}
    assert seen(data) == before


def test_a_late_reading_of_a_day_that_was_made_is_seen_at_once_and_made_anew(data: Path):
    history.settle(data, END)
    put(data, 5, [2], [AT + 7 * HOUR + 1], [5000.0], received=20 * HOUR)

    for again in (False, True):
        if again:
            assert history.settle(data, END) == ["2026-02-06"]
        assert 5000.0 in stretches(data, 2, MIDNIGHT, END, 6 * HOUR).high
        assert history.read(data, 2, from_ms(AT + 7 * HOUR + 1), from_ms(AT + 7 * HOUR + 2)).value.tolist() == [5000.0]


def test_what_watch_still_has_of_a_made_day_is_in_its_stretches_once(data: Path):
    history.settle(data, END)
    old = history.read(data, 0, MIDNIGHT, MIDNIGHT + timedelta(hours=1))
    at = np.array([AT, AT + 1], np.int64)
    young = Series(at, np.array([float(old.value[0]), 7777.0]), at)

    drawn = stretches(data, 0, MIDNIGHT, MIDNIGHT + timedelta(hours=1), HOUR, young)

    assert drawn.count.tolist() == [len(old) + 1]
    assert drawn.high.tolist() == [7777.0]


@pytest.mark.parametrize("size_ms", [60_000, QUARTER, HOUR, 24 * HOUR])
def test_stretches_hide_no_peak_and_hold_every_reading(data: Path, size_ms: int):
    """From the readings and from the quarters alike, against the plain reckoning of each stretch."""
    plain = history.read(data, 1, MIDNIGHT, END)
    for _ in range(2):
        drawn = stretches(data, 1, MIDNIGHT, END, size_ms)
        for i, at in enumerate(drawn.at_ms.tolist()):
            held = plain.within(at, at + size_ms).value
            assert (drawn.count[i], drawn.low[i], drawn.high[i]) == (held.size, held.min(), held.max())
            assert (drawn.first[i], drawn.last[i]) == (held[0], held[-1])
            assert drawn.mean[i] == pytest.approx(held.mean())
        assert int(drawn.count.sum()) == len(plain)
        history.settle(data, END)


# ---- interrupted ---------------------------------------------------------------------------------------------------


@contextmanager
def stopped_at(step: int, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Ends the work before its step-th commit, which is after the one before it; which commits there were."""
    done: list[str] = []

    def counting(act: Callable[..., Any], name: str) -> Callable[..., Any]:
        def acted(*given: Any, **named: Any) -> Any:
            if len(done) == step:
                raise KeyboardInterrupt(name)
            done.append(name)
            return act(*given, **named)

        return acted

    with monkeypatch.context() as patched:
        patched.setattr(f"{upkeep.__name__}.write", counting(table.write, "write"))
        patched.setattr(f"{retention.__name__}.write", counting(table.write, "retention"))
        patched.setattr(upkeep, "_join", counting(upkeep._join, "join"))
        patched.setattr(upkeep, "_sweep", counting(upkeep._sweep, "sweep"))
        yield done


def test_whoever_is_stopped_at_any_step_leaves_the_same_history(data: Path, monkeypatch: pytest.MonkeyPatch):
    """Between any two commits; what is left then is finished by the next hour."""
    before = seen(data)
    for step in count():
        one = data.with_name(f"{data.name}-{step}")
        shutil.copytree(data, one)
        with stopped_at(step, monkeypatch) as done, suppress(KeyboardInterrupt):
            history.tidy(one, END)
            break
        assert seen(one) == before, (step, done)
        assert bool(history.settle(one, END)) is (step < 5)
        assert counted(one) == 3 * 3 * 144 + 1
    assert done == ["join", "write", "write", "write", "write", "sweep", "sweep"]
    assert step == len(done)


def test_what_was_appended_while_a_day_was_put_in_order_is_not_replaced(data: Path, monkeypatch: pytest.MonkeyPatch):
    """Another process appends between our reading of a day and our writing of it."""

    def overtaken(*given: Any, **named: Any) -> None:
        put(data, 6, [0], [AT + 3], [321.0])
        table.write(*given, **named)

    monkeypatch.setattr(f"{upkeep.__name__}.write", overtaken)
    with suppress(DeltaError):  # told and tried again an hour later: as good
        upkeep._order(data, "2026-02-06")
    monkeypatch.undo()

    assert history.read(data, 0, MIDNIGHT, MIDNIGHT + timedelta(seconds=1)).value.tolist()[-1] == 321.0
    history.tidy(data, END)
    assert counted(data) == 3 * 3 * 144 + 2


# ---- letting go ----------------------------------------------------------------------------------------------------


def let_all_go(data: Path, today: date, readings: dict[int, int], quarters: int = 1000) -> list[history.Due]:
    found: list[history.Due] = []
    limits = {history.FOLDER: (lambda sensor: readings.get(sensor, 500)), history.QUARTERS: lambda _: quarters}
    for folder, days in limits.items():
        for one in list(history.due(data, today, min([*readings.values(), quarters]), folder, days)):
            history.let_go(data, one)
            found.append(one)
    return found


def test_readings_go_by_their_sensors_limit_and_their_quarters_stay(data: Path):
    history.settle(data, END)
    plot = told(stretches(data, 0, MIDNIGHT, END, HOUR))

    gone = let_all_go(data, date(2026, 3, 20), {0: 41, 1: 500, 2: 500})

    assert [(one.part, one.sensors, one.rows, one.whole) for one in gone] == [("2026-02-06", (0,), 144, False)]
    assert len(history.read(data, 0, MIDNIGHT, END)) == 2 * 144
    assert counted(data) == 3 * 3 * 144 + 1 - 144
    for _ in range(2):  # right after it, and when the day that is left was put in order
        assert told(stretches(data, 0, MIDNIGHT, END, HOUR)) == plot
        history.tidy(data, END)
    assert let_all_go(data, date(2026, 3, 20), {0: 41}) == []


def test_whole_days_and_whole_months_go(data: Path):
    history.settle(data, END)
    gone = let_all_go(data, date(2026, 4, 30), dict.fromkeys(range(3), 40), quarters=50)

    assert [(one.folder, one.part, one.whole) for one in gone] == [
        ("history", "2026-02-06", True), ("history", "2026-02-07", True), ("history", "2026-02-08", True),
        ("history_15min", "2026-02", True),
    ]  # fmt: skip
    assert history.files(data) == history.files(data, folder=history.QUARTERS) == []
    assert [len(stretches(data, sensor, MIDNIGHT, END, HOUR)) for sensor in range(3)] == [0, 0, 0]


def test_readings_whose_quarters_are_not_made_do_not_go(data: Path):
    assert let_all_go(data, date(2028, 1, 1), dict.fromkeys(range(3), 40), quarters=50) == []
    assert counted_all(data) == 3 * 3 * 144 + 2


def counted_all(data: Path) -> int:
    with duckdb.connect() as base:
        return int(base.execute("SELECT count(*) FROM read_parquet(?)", [history.files(data)]).fetchall()[0][0])


def test_letting_go_that_is_stopped_at_any_step_loses_nothing_that_is_kept(data: Path, monkeypatch: pytest.MonkeyPatch):
    history.settle(data, END)
    kept, plot = told(history.read(data, 1, MIDNIGHT, END)), told(stretches(data, 0, MIDNIGHT, END, HOUR))
    for step in range(3):
        with stopped_at(step, monkeypatch):
            try:
                let_all_go(data, date(2026, 3, 20), {0: 40, 1: 500, 2: 500})
                history.tidy(data, END)
            except KeyboardInterrupt:
                pass
        assert told(history.read(data, 1, MIDNIGHT, END)) == kept
        assert told(stretches(data, 0, MIDNIGHT, END, HOUR)) == plot
